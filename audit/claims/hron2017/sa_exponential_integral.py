"""Appendix A: Ei(x) = -int_{-x}^oo e^-t/t dt. For x > 0 the integral diverges at 0; its principal value is meant."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import mpmath
import sympy as sp
from flint import acb, arb

from audit.claims.at_points import AGREE, PREC_BITS
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball, hull, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, shown

t, x = sp.Symbol("t", real=True), sp.Symbol("x", positive=True)
INTEGRAND = sp.exp(-t) / t
FAR = 110
"""The integral is cut at t = 110, beyond which it is below e^-110 < 2^-158."""
DIGITS = 40
"""mpmath's quadrature and its Ei at 40 digits agree to 25."""


@dataclass(frozen=True)
class Integral:
    """Ei(x) = factor int_{lower x}^oo e^-t/t dt, for x < 0 and, if `positive_x`, for x > 0.

    `hole` is None for an ordinary integral. Else the path leaves out (-eps, hole eps) and eps tends to 0: the Cauchy
    principal value is hole = 1.
    """

    factor: int
    lower: int
    positive_x: bool
    hole: Fraction | None


def by_differential_equation(variant: Variant, _: Setting) -> Evidence:
    """Exact: the same derivative e^x/x as Ei, the limit 0 at -oo, and no jump from x < 0 to x > 0.

    e^-t/t has the residue 1 at 0, so an ordinary integral across 0 is infinite on both sides. With the hole
    (-eps, h eps), F(x) - F(-x) = -factor (int_{-x}^x (e^-t - 1)/t dt - log h), whose limit at 0+ must be that of
    Ei(x) - Ei(-x), which is 0.
    """
    form, domain = variant.form, "x != 0" if variant.form.positive_x else "x < 0"
    residue = sp.limit(t * INTEGRAND, t, 0)
    if form.positive_x and form.hole is None and residue != 0:
        return evidence_of(
            Proof(False, f"e^-t/t is {residue}/t + O(1) at 0: for x > 0 the integral diverges there"), domain
        )
    y = sp.Symbol("y", nonzero=True)
    difference = sp.simplify(sp.diff(sp.Ei(y), y) + form.factor * form.lower * INTEGRAND.subs(t, form.lower * y))
    if difference != 0:
        return evidence_of(
            _nonzero(difference.subs(y, -1).rewrite(sp.exp), "at x = -1 the derivatives differ by"), domain
        )
    ends = [sp.limit(sp.Ei(-x), x, sp.oo), sp.limit(INTEGRAND * sp.exp(t / 2), t, sp.oo)]
    if ends != [0, 0]:
        return evidence_of(Proof(None, f"the limits at -oo are {ends}"), domain)
    if form.positive_x and form.hole is not None:
        jump = sp.limit(sp.Ei(x) - sp.Ei(-x), x, 0, "+") - form.factor * sp.log(sp.Rational(form.hole))
        if jump != 0:
            return evidence_of(_nonzero(jump, "for x > 0 the two sides differ by"), domain)
    return evidence_of(Proof(True, "the same derivative e^x/x, the limit 0 at -oo, no jump across 0"), domain)


def _nonzero(constant: sp.Expr, words: str) -> Proof:
    """A constant that a ball separates from 0 is a witness; any other is not."""
    value = in_balls(constant, {})
    return Proof(False if value < 0 or value > 0 else None, f"{words} {shown(value)}")


def sided(form: Integral) -> list[Fraction]:
    """Points on each side that the form speaks of."""
    return [*(-p for p in points.POSITIVE), *(points.POSITIVE if form.positive_x else ())]


def by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """Rigorous integration against Arb's Ei; where the path meets 0, a bound from below that is not bounded above."""
    form, visited = variant.form, sided(variant.form)
    for point in visited:
        start = form.lower * point
        if start < 0 and form.hole is None:
            with precision(PREC_BITS):
                least = (-hull(arb(0), arb(1))).exp().lower()
            words = (
                f"for x = {float(point):.6g} the part over (eps, 1) is at least {shown(least)} log(1/eps), unbounded"
            )
            return Evidence(Method.BALL, Outcome.FAILS, "points in x", points=len(visited), witness=words)
        with precision(PREC_BITS):
            value, stated = form.factor * _integral_in_balls(start, form.hole or Fraction(1)), ball(point).ei()
        if value < stated or value > stated:
            words = f"at x = {float(point):.6g} the integral is {shown(value)}, Ei is {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in x", points=len(visited), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in x", points=len(visited), prec_bits=PREC_BITS)


def _integral_in_balls(start: Fraction, hole: Fraction) -> arb:
    """int_start^oo e^-t/t dt; for start < 0, int_start^-start = -2 int_0^-start sinh(t)/t dt, and -log(hole)."""
    rest = integrate(lambda z: (-z).exp() / z, ball(abs(start)), arb(FAR), PREC_BITS)
    rest += hull(arb(0), arb(-FAR).exp())
    if start > 0:
        return rest
    even = integrate(lambda z: (acb(0, 1) * z).sinc(), arb(0), ball(-start), PREC_BITS)
    return rest - 2 * even - ball(hole).log()


def in_mpmath(variant: Variant, _: Setting) -> Evidence:
    """mpmath's quadrature against its Ei; an ordinary integral across 0 over |t| > eps for eps = 1e-3 and 1e-30."""
    form, visited = variant.form, sided(variant.form)
    with mpmath.workdps(DIGITS):
        for point in visited:
            at, start = mpmath.mpf(point.numerator) / point.denominator, form.lower * point
            if start < 0 and form.hole is None:
                parts = [mpmath.e1(mpmath.mpf(10) ** -n) for n in (3, 30)]
                words = f"over (eps, oo) it grows from {mpmath.nstr(parts[0], 5)} to {mpmath.nstr(parts[1], 5)}"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in x", points=len(visited), witness=words)
            value = form.factor * _integral_in_mpmath(form.lower * at, form.hole or Fraction(1))
            if abs(value - mpmath.ei(at)) > float(AGREE) * (1 + abs(value)):
                words = f"at x = {float(point):.6g}: {mpmath.nstr(value, 8)} against {mpmath.nstr(mpmath.ei(at), 8)}"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in x", points=len(visited), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in x", points=len(visited))


def _integral_in_mpmath(start: mpmath.mpf, hole: Fraction) -> mpmath.mpf:
    knots = [abs(start), abs(start) + 1, abs(start) + 8, abs(start) + 40, FAR]
    rest = mpmath.quad(lambda s: mpmath.exp(-s) / s, knots)
    if start > 0:
        return rest
    even = mpmath.quad(lambda s: mpmath.sinc(mpmath.mpc(0, s)).real, [0, -start])
    return rest - 2 * even - mpmath.log(mpmath.mpf(hole.numerator) / hole.denominator)


ONE = Fraction(1)
CLAIMS = (
    Claim(
        id="sa_exponential_integral.definition",
        source=SOURCE,
        place="appendix A, identities",
        covers=("P67",),
        title="the exponential integral as an integral",
        statement=r"$\mathrm{Ei}(x)=-\int_{-x}^\infty\frac{e^{-t}}t\,dt$; no domain is given, and $\mathrm{Ei}(u)$ with $u>0$ "
        "is used.",
        hypotheses=("x is real, x != 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"-\int_{-x}^\infty,\ x\ne0", Integral(-1, -1, True, None)),
            Variant("negative_x", Role.CONDITIONAL, r"-\int_{-x}^\infty,\ x<0", Integral(-1, -1, False, None)),
            Variant(
                "principal_value", Role.CONDITIONAL, r"-\mathrm{p.v.}\!\int_{-x}^\infty", Integral(-1, -1, True, ONE)
            ),
            Variant("plus", Role.MUTANT, r"+\mathrm{p.v.}\!\int_{-x}^\infty", Integral(1, -1, True, ONE)),
            Variant("from_x", Role.MUTANT, r"-\mathrm{p.v.}\!\int_x^\infty", Integral(-1, 1, True, ONE)),
            Variant(
                "lopsided", Role.MUTANT, r"\text{without }(-\varepsilon,2\varepsilon)", Integral(-1, -1, True, ONE * 2)
            ),
        ),
        checks=(by_differential_equation, by_quadrature, in_mpmath),
        expected=Verdict.CONDITIONAL,
        derivation="d/dx of the right side is e^x/x = Ei'(x), and both tend to 0 at -infinity. Across t = 0 the integrand is "
        "1/t + O(1), so that the ordinary integral diverges for x > 0; the symmetric parts of 1/t cancel, and with them out "
        "the principal value has no jump: F(x) - F(-x) -> 0 at 0, as Ei(x) - Ei(-x) does.",
        consequence="Cosmetic: with the principal value, which is what tables and programs call Ei, all later formulas hold. "
        "Ei(-u), u > 0, needs nothing.",
    ),
)
