"""Equalities of means under w ~ N(mu, sigma^2): proved as one integral, and computed by integration at points."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp
from flint import arb

from audit.claims.at_points import named
from audit.claims.expectations import BITS, DIGITS, IN_BALLS, IN_MPMATH, LogP, LogQ, LogSquare
from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart, precision
from audit.numerics.evaluate import Arithmetic, evaluate
from audit.numerics.symbolic import Proof, shown

mu = sp.Symbol("mu", real=True, nonzero=True)
sigma, C = sp.symbols("sigma C", positive=True)
SIZE, Z = sp.Symbol("abs_epsilon", positive=True), sp.Symbol("z", real=True)
"""|eps| and z = eps - mu/sigma, for eps ~ N(mu/sigma, 1)."""
CASES = tuple(
    {mu: Fraction(a), sigma: Fraction(b), C: Fraction(c)}
    for a, b, c in (("-2.3", "0.83", "0.7"), ("0.17", "0.37", "2.6"), ("1.9", "2.6", "0.31"), ("-0.41", "0.13", "5"))
)
"""u from 0.1 to 5, means of both signs."""
AGREE = Fraction(1, 10**12)
"""mpmath's quadrature of log at 20 digits agrees to more."""
DOMAIN = "every real mu, sigma > 0, C > 0"


def by_common_measure(variant: Variant, _: Setting) -> Evidence:
    """Both sides as one integral over eps ~ N(mu/sigma, 1), w = sigma eps: the integrands differ by a polynomial in z.

    Its mean is 0, by E z^(2n) = (2n - 1)!! and E z^(2n+1) = 0.
    """
    try:
        integrand = _integrand(variant.form.left) - _integrand(variant.form.right)
    except CheckError as error:
        return or_witness(Proof(None, str(error)), variant)
    rest = sp.expand(sp.expand_log(integrand, force=True))
    if not rest.is_polynomial(Z):
        return or_witness(Proof(None, f"the integrands differ by {rest}"), variant)
    terms = sp.Poly(rest, Z).terms()
    mean = sp.simplify(sum(c * sp.factorial2(n - 1) for (n,), c in terms if n % 2 == 0))
    words = "one integral over eps ~ N(mu/sigma, 1), and the integrands differ by a polynomial with mean 0"
    return or_witness(Proof(True, words) if mean == 0 else Proof(None, f"the means differ by {mean}"), variant)


def _integrand(side: sp.Expr) -> sp.Expr:
    """E log q, E log (scale w^2) written under the law of eps. Raises CheckError for a law that is not an image of it."""

    def log_square(mean: sp.Expr, sd: sp.Expr, scale: sp.Expr) -> sp.Expr:
        if sp.simplify(mean**2 / sd**2 - mu**2 / sigma**2) != 0:
            raise CheckError(f"N({mean}, {sd}^2) is no multiple of eps or -eps")
        return sp.log(scale * sd**2 * SIZE**2)

    def log_p(mean: sp.Expr, sd: sp.Expr, c: sp.Expr) -> sp.Expr:
        if (mean, sd) != (mu, sigma):
            raise CheckError(f"N({mean}, {sd}^2) is not the law of w")
        return sp.log(c / (sd * SIZE))

    def log_q(mean: sp.Expr, sd: sp.Expr) -> sp.Expr:
        return -sp.log(2 * sp.pi * sd**2) / 2 - Z**2 / 2

    return side.replace(LogSquare, log_square).replace(LogP, log_p).replace(LogQ, log_q)


def or_witness(proof: Proof, variant: Variant) -> Evidence:
    """Where nothing is proved, balls at the cases look for a witness."""
    if proof.holds is None and (found := in_balls(variant, Setting())).outcome is Outcome.FAILS:
        proof = Proof(False, found.witness or "")
    return evidence_of(proof, DOMAIN)


def _at_cases(name: str, method: Method) -> Check:
    """The check keeps the method only, and looks the arithmetic up: mpmath's functions cannot be sent to a process."""

    @named(name)
    def check(variant: Variant, setting: Setting) -> Evidence:
        arithmetic, bits = ARITHMETICS[method]
        cases = CASES[:2] if setting.quick else CASES
        for case in cases:
            with precision(bits), mpmath.workdps(DIGITS):
                a, b = (_value(side, case, arithmetic, bits) for side in (variant.form.left, variant.form.right))
                if isinstance(a, arb):
                    differs, words = apart(a, b), f"{shown(a)} = {shown(b)} is false"
                else:
                    differs, words = (
                        abs(a - b) > float(AGREE) * (1 + abs(a)),
                        f"{mpmath.nstr(a, 8)}, {mpmath.nstr(b, 8)}",
                    )
            if differs:
                at = ", ".join(f"{letter} = {float(x):.6g}" for letter, x in case.items())
                return Evidence(method, Outcome.FAILS, "points", points=len(cases), witness=f"at {at}: {words}")
        return Evidence(method, Outcome.HOLDS, "points in mu, sigma, C", points=len(cases), prec_bits=bits)

    return check


def _value(side: sp.Expr, case: Mapping[sp.Symbol, Fraction], arithmetic: Arithmetic, bits: int) -> Any:
    return evaluate(side, {letter: arithmetic.number(x) for letter, x in case.items()}, arithmetic, bits)


ARITHMETICS = {Method.BALL: (IN_BALLS, BITS), Method.PRECISE: (IN_MPMATH, int(3.33 * DIGITS))}
in_balls = _at_cases("rigorous_integration", Method.BALL)
in_mpmath = _at_cases("mpmath_quadrature", Method.PRECISE)
