"""Derivatives of e^-u times a series: exact, by the mean value theorem in balls, and by mpmath."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import mpmath
import sympy as sp

from audit.claims.at_points import DIGITS, PREC_BITS, Sets, grid, named
from audit.claims.proofs import evidence_of
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import hull, precision
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.series import coefficients
from audit.numerics.symbolic import Proof, equal_for_all, k, reduces_to_zero, shown, u

STEP = Fraction(1, 2**30)
"""Difference quotients over this step see every misprint; the mean value theorem makes them rigorous."""
CLOSE = Fraction(1, 10**12)
"""mpmath's numerical derivative at 40 digits agrees with the true one to more than 15."""


@dataclass(frozen=True)
class Derivative:
    """d left/du = right, for u > 0; both are e^-u times series, plus constants."""

    left: sp.Expr
    right: sp.Expr


def by_coefficients(variant: Variant, _: Setting) -> Evidence:
    """(e^-u E)' = e^-u (E' - E): the coefficient c(k) of u^k/k! becomes c(k+1) - c(k); constants vanish."""
    moving = sum(a for a in sp.Add.make_args(sp.expand(variant.form.left)) if a.has(u))
    c, d = (coefficients(sp.expand(side * sp.exp(u))) for side in (moving, variant.form.right))
    n = max(len(c.first), len(d.first))
    pairs = [(c.at(i + 1) - c.at(i), d.at(i)) for i in range(n)]
    if all(reduces_to_zero(a - b) for a, b in pairs):
        general = equal_for_all(c.general.subs(k, k + 1) - c.general, d.general, start=n)
    else:
        wrong = next((a, b) for a, b in pairs if not reduces_to_zero(a - b))
        apart = in_balls(wrong[0] - wrong[1], {})
        general = Proof(False if apart > 0 or apart < 0 else None, f"a coefficient is {wrong[0]}, not {wrong[1]}")
    return evidence_of(Proof(general.holds, f"c(k+1) - c(k): {general.words}"), "every coefficient, u >= 0")


def mean_value(at: Sets) -> Check:
    """(f(u + h) - f(u))/h is a value of f' on [u, u + h]: the balls of the two must meet."""

    @named("mean_value_theorem")
    def check(variant: Variant, setting: Setting) -> Evidence:
        visited = grid(at, setting)
        for values in visited:
            others = {letter: value for letter, value in values.items() if letter != u}
            with precision(PREC_BITS):
                low, high = values[u], values[u] + STEP
                ends = [in_balls(variant.form.left, {**others, u: end}, PREC_BITS) for end in (low, high)]
                quotient = (ends[1] - ends[0]) / to_ball(STEP)
                derivative = in_balls(variant.form.right, {**others, u: hull(to_ball(low), to_ball(high))}, PREC_BITS)
            if quotient < derivative or quotient > derivative:
                words = f"near u = {float(low):.6g} the quotient {shown(quotient)} is no value of {shown(derivative)}"
                return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(visited), witness=words)
        return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=len(visited), prec_bits=PREC_BITS)

    return check


def mpmath_derivative(at: Sets) -> Check:
    """mpmath's numerical derivative of the left side against the right side."""

    @named("mpmath_derivative")
    def check(variant: Variant, setting: Setting) -> Evidence:
        visited = grid(at, setting)
        for values in visited:
            right, h = in_mpmath(variant.form.right, values, DIGITS), values[u] / 10**7
            sides = [in_mpmath(variant.form.left, {**values, u: values[u] + s * h}, DIGITS) for s in (1, -1)]
            with mpmath.workdps(DIGITS):
                left = (sides[0] - sides[1]) / (2 * mpmath.mpf(h.numerator) / h.denominator)
            if abs(left - right) > float(CLOSE) * (1 + abs(right)):
                words = f"at u = {float(values[u]):.6g}: {mpmath.nstr(left, 8)} against {mpmath.nstr(right, 8)}"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in u", points=len(visited), witness=words)
        return Evidence(Method.PRECISE, Outcome.HOLDS, "points in u", points=len(visited))

    return check
