"""Appendix A: E log v = psi(nu/2) - log(1/2) for v ~ chi^2_nu."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import mpmath
import sympy as sp

from audit.claims.at_points import AGREE, DIGITS, PREC_BITS
from audit.claims.expectations import log_chi2, log_chi2_in_mpmath
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import Proof, reduces_to_zero, shown

nu, s, x = sp.symbols("nu s x", positive=True)
DEGREES = tuple(Fraction(n) for n in ("0.7", "1", "2.9", "7", "13"))
"""Degrees of freedom, not all whole."""


@dataclass(frozen=True)
class LogMoment:
    """E log x under the density proportional to x^(nu/2-1) e^(-rate x) is `value`."""

    rate: Fraction
    value: sp.Expr


def by_mellin_transform(variant: Variant, _: Setting) -> Evidence:
    """E x^s = int x^(s + nu/2 - 1) e^(-rate x) dx / the same at s = 0, differentiated at s = 0.

    The transform is analytic in s > -nu/2, so that the derivative may be taken under the integral.
    """
    form, rate = variant.form, sp.Rational(variant.form.rate)
    mass = sp.integrate(x ** (s + nu / 2 - 1) * sp.exp(-rate * x), (x, 0, sp.oo))
    moment = sp.simplify(mass / mass.subs(s, 0))
    mean_log = sp.diff(moment, s).subs(s, 0)
    difference = sp.expand_log(sp.simplify(mean_log - form.value), force=True)
    if reduces_to_zero(difference):
        return evidence_of(Proof(True, f"d/ds E v^s at s = 0, with E v^s = {moment}"), "nu > 0")
    value = in_balls(difference, {nu: DEGREES[0]})
    words = f"at nu = {DEGREES[0]} the two sides differ by {shown(value)}"
    return evidence_of(Proof(False if value > 0 or value < 0 else None, words), "nu > 0")


def by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """Rigorous integration at several nu."""
    for degrees in DEGREES:
        value = log_chi2(degrees, variant.form.rate, PREC_BITS)
        stated = in_balls(variant.form.value, {nu: degrees}, PREC_BITS)
        if value < stated or value > stated:
            words = f"at nu = {float(degrees):.6g} the mean is {shown(value)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in nu", points=len(DEGREES), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in nu", points=len(DEGREES), prec_bits=PREC_BITS)


def in_mpmath_quadrature(variant: Variant, _: Setting) -> Evidence:
    """mpmath's quadrature over y = log x at several nu."""
    for degrees in DEGREES:
        stated = in_mpmath(variant.form.value, {nu: degrees}, DIGITS)
        with mpmath.workdps(DIGITS):
            given = (mpmath.mpf(q.numerator) / q.denominator for q in (degrees, variant.form.rate))
            value = log_chi2_in_mpmath(*given)
            if abs(value - stated) > float(AGREE) * (1 + abs(value)):
                words = f"at nu = {float(degrees):.6g}: {mpmath.nstr(value, 8)} against {mpmath.nstr(stated, 8)}"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in nu", points=len(DEGREES), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in nu", points=len(DEGREES))


HALF_RATE = Fraction(1, 2)
PRINTED = sp.digamma(nu / 2) - sp.log(sp.Rational(1, 2))
CLAIMS = (
    Claim(
        id="sa_log_chi2_moment.value",
        source=SOURCE,
        place="appendix A, proof of Remark 1",
        covers=("P80",),
        title="the mean logarithm of a chi-squared variable",
        statement=r"$\mathbb E_{v\sim\chi^2_\nu}\log v=\psi(\nu/2)-\log\tfrac12$ for every $\nu>0$.",
        hypotheses=("nu > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(\nu/2)-\log\tfrac12", LogMoment(HALF_RATE, PRINTED)),
            Variant(
                "plus_log_half",
                Role.MUTANT,
                r"\psi(\nu/2)+\log\tfrac12",
                LogMoment(HALF_RATE, PRINTED + 2 * sp.log(sp.Rational(1, 2))),
            ),
            Variant("psi_nu", Role.MUTANT, r"\psi(\nu)-\log\tfrac12", LogMoment(HALF_RATE, PRINTED.subs(nu, 2 * nu))),
            Variant(
                "rate_one", Role.MUTANT, r"\text{density}\propto v^{\nu/2-1}e^{-v}", LogMoment(Fraction(1), PRINTED)
            ),
        ),
        checks=(by_mellin_transform, by_quadrature, in_mpmath_quadrature),
        expected=Verdict.PROVED,
        derivation="E v^s = 2^s Gamma(nu/2 + s)/Gamma(nu/2); its derivative at s = 0 is log 2 + psi(nu/2).",
    ),
)
