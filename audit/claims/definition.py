"""KL(N(mu, sigma^2) || C/|w|) from its definition, by quadrature in three libraries, against a form in u and C.

KL = E log q - log C + E log|w|,   E log|w| = log sigma + 1/2 E log eps^2,   eps ~ N(m, 1),  m = mu/sigma

E log eps^2 = int_0^oo (phi(x - m) + phi(x + m)) 2 log x dx
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import cache

import mpmath
import numpy as np
import sympy as sp
from flint import arb

from audit.claims.at_points import named
from audit.claims.expectations import log_square
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart, ball, ball_of_mpf, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import shown, u
from audit.pseudo_kl import ball as ball_core
from audit.pseudo_kl import double, precise, symbolic

Case = tuple[Fraction, Fraction, Fraction]


def _case(mu: str, sigma: str, c: str) -> Case:
    return Fraction(mu), Fraction(sigma), Fraction(c)


CASES = (_case("0", "0.37", "1"), _case("-0.41", "0.83", "0.29"), _case("1.9", "1.3", "2.3"))
"""(mu, sigma, C): the mean 0, a negative one, u below and above 1, C on both sides of 1."""
MORE_CASES = (*CASES, _case("-5.2", "0.97", "7"), _case("0.03", "4.1", "0.6"))
"""The same and two more, u = 14 and u = 3e-5, for the quadratures that are fast."""
PREC_BITS = 100
MPMATH_AGREE, SCIPY_AGREE, DOUBLE_AGREE = 1e-20, 1e-7, 1e-14
"""mpmath works with 30 digits; SciPy's quad aims at 1.5e-8; float64 carries 16 digits of numbers below 5."""


@cache
def by_balls(case: Case) -> arb:
    """The definition, enclosed."""
    with precision(PREC_BITS):
        mu, sigma, c = map(ball, case)
        return -(2 * arb.pi() * arb.const_e()).log() / 2 - c.log() + log_square(mu / sigma, 1, PREC_BITS) / 2


@cache
def by_mpmath(case: Case) -> arb:
    """The definition by mpmath.quad, with a radius that stands for its usual error."""
    with mpmath.workdps(30):
        mu, sigma, c = (mpmath.mpf(x.numerator) / x.denominator for x in case)
        m = mu / sigma

        def integrand(x: mpmath.mpf) -> mpmath.mpf:
            return (mpmath.npdf(x, m) + mpmath.npdf(x, -m)) * 2 * mpmath.log(x)

        mean = mpmath.quad(integrand, [0, 0.01, 1, abs(m) + 3, abs(m) + 8, abs(m) + 16])
        value = -mpmath.log(2 * mpmath.pi * mpmath.e) / 2 - mpmath.log(c) + mean / 2
    return ball_of_mpf(value) + arb(0, MPMATH_AGREE)


@cache
def by_scipy(case: Case) -> arb:
    """The definition with densities in w itself by scipy.integrate.quad: int q (log q - log p) dw."""
    from scipy.integrate import quad

    mu, sigma, c = map(float, case)

    def integrand(w: float) -> float:
        log_q = -((w - mu) ** 2) / (2 * sigma**2) - math.log(sigma) - math.log(2 * math.pi) / 2
        return float(np.exp(log_q) * (log_q - math.log(c) + math.log(abs(w)))) if w else 0.0

    value = sum(
        quad(integrand, a, b, points=[mu] if a < mu < b else None, limit=400)[0]
        for a, b in ((-abs(mu) - 12 * sigma, 0.0), (0.0, abs(mu) + 12 * sigma))
    )
    return arb(value) + arb(0, SCIPY_AGREE)


def _against(variant: Variant, cases: tuple[Case, ...], method: Method, direct: Callable[[Case], arb]) -> Evidence:
    for mu, sigma, c in cases:
        stated = in_balls(variant.form.right, {u: mu**2 / (2 * sigma**2), symbolic.c: c}, PREC_BITS)
        computed = direct((mu, sigma, c))
        if apart(stated, computed):
            at = f"mu = {float(mu):g}, sigma = {float(sigma):g}, C = {float(c):g}"
            words = f"at {at}: the definition gives {shown(computed)}, the form {shown(stated)}"
            return Evidence(method, Outcome.FAILS, "points in mu, sigma, C", points=len(cases), witness=words)
    return Evidence(method, Outcome.HOLDS, "points in mu, sigma, C", points=len(cases), prec_bits=PREC_BITS)


@named("core_kl_symbolic")
def symbolic_kl(variant: Variant, setting: Setting) -> Evidence:
    """The form against `symbolic.kl(mu, sigma)`, evaluated in balls."""
    mu, sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
    expression = symbolic.kl(mu, sigma)

    def value(case: Case) -> arb:
        return in_balls(expression, {mu: case[0], sigma: case[1], symbolic.c: case[2]}, PREC_BITS)

    return _against(variant, MORE_CASES, Method.BALL, value)


@named("core_kl_in_balls")
def ball_kl(variant: Variant, setting: Setting) -> Evidence:
    """The form against `ball.kl(mu, sigma, c)`."""
    return _against(variant, MORE_CASES, Method.BALL, lambda case: ball_core.kl(*case, PREC_BITS))


@named("core_kl_in_mpmath")
def precise_kl(variant: Variant, setting: Setting) -> Evidence:
    """The form against `precise.kl(mu, sigma, c)`."""

    def near(case: Case) -> arb:
        return ball_of_mpf(precise.kl(*case, digits=28)) + arb(0, MPMATH_AGREE)

    return _against(variant, MORE_CASES, Method.PRECISE, near)


@named("core_kl_in_double")
def double_kl(variant: Variant, setting: Setting) -> Evidence:
    """The form against `double.kl(mu, sigma, c)`."""

    def near(case: Case) -> arb:
        return arb(float(double.kl(*map(float, case)))) + arb(0, DOUBLE_AGREE)

    return _against(variant, MORE_CASES, Method.SAMPLED, near)


@named("definition_in_balls")
def against_definition(variant: Variant, setting: Setting) -> Evidence:
    """The form against rigorous quadrature of the definition."""
    return _against(variant, CASES[1:2] if setting.quick else CASES, Method.BALL, by_balls)


@named("definition_in_mpmath")
def mpmath_definition(variant: Variant, setting: Setting) -> Evidence:
    """The form against mpmath's quadrature of the definition."""
    return _against(variant, CASES[1:2] if setting.quick else CASES, Method.PRECISE, by_mpmath)


@named("definition_in_scipy")
def scipy_definition(variant: Variant, _: Setting) -> Evidence:
    """The form against SciPy's quadrature of the definition."""
    return _against(variant, MORE_CASES, Method.SAMPLED, by_scipy)
