"""Means of logarithms under Gaussian and chi-squared laws: letters for formulas, and their values by integration.

log|w| is singular at 0 and the line is infinite; with |w| = e^y both ends decay and the integrand is entire, so that
rigorous integration applies, with a bound for the two ends that are cut off.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import mpmath
import sympy as sp
from flint import acb, arb

from audit.numerics.ball import ball, hull, precision, rational_ends
from audit.numerics.evaluate import BALL, PRECISE
from audit.numerics.exact import Exact
from audit.numerics.quadrature import integrate

BITS = 80
"""For formulas with these letters: 24 digits, far below any difference that a misprint makes."""
DIGITS = 20
"""The same for mpmath, whose quadrature is slow."""
LOG_MAX = 8
"""For chi^2 with up to some hundred degrees of freedom the integral over y is cut at 8, where e^y/2 = 1490."""


# Classes of this module, not sp.Function("..."): formulas with them can be sent to another process.


class LogQ(sp.Function):  # type: ignore[misc]
    """E log q(w) for w ~ q = N(mu, sigma^2); arguments mu, sigma."""


class LogP(sp.Function):  # type: ignore[misc]
    """E log(C/|w|) for w ~ N(mu, sigma^2); arguments mu, sigma, C."""


class LogSquare(sp.Function):  # type: ignore[misc]
    """E log(scale w^2) for w ~ N(mean, sd^2); arguments mean, sd, scale."""


class LogChi2(sp.Function):  # type: ignore[misc]
    """E log v for v ~ chi^2_nu; argument nu."""


def log_chi2(degrees: Exact | arb, rate: Exact = Fraction(1, 2), prec_bits: int = BITS) -> arb:
    """E log v for the density proportional to v^(a-1) e^(-rate v), a = degrees/2 in (0, 100], 1/2 <= rate <= 1; a ball.

    int y e^(a y - rate e^y) dy rate^a/Gamma(a). Left of -L the integrand is at most |y| e^(a y), which integrates to
    (L + 1/a) e^(-a L)/a. Right of 8 it is below e^((1+a) y - rate e^y), whose logarithm falls faster than -y: the rest
    is below the value there.

    >>> log_chi2(1).overlaps(-arb.const_euler() - arb.const_log2())
    True
    """
    with precision(prec_bits):
        a, b, top = ball(degrees) / 2, ball(rate), arb(LOG_MAX)
        cut = arb(prec_bits) / a
        value = integrate(lambda y: y * (a * y - b * y.exp()).exp(), -cut, top, prec_bits)
        left = (cut + 1 / a) * (-a * cut).exp() / a
        right = ((1 + a) * top - b * top.exp()).exp()
        return (value + hull(-left, right)) * b**a / a.gamma()


def log_square(mean: Exact | arb, sd: Exact | arb, prec_bits: int = BITS) -> arb:
    """E log w^2 for w ~ N(mean, sd^2), a ball.

    int 2y e^y (phi((e^y - mean)/sd) + phi((e^y + mean)/sd))/sd dy. Left of -L the integrand is at most 2|y| e^y/sd,
    which integrates to 2 (L + 1) e^-L/sd. Right of T, e^T = 2|mean| + 40 sd + 2, it is below e^(2y + 1) e^(-e^(2y)/(8
    sd^2))/sd, whose logarithm falls faster than -y, so that the rest is below its value there.

    >>> log_square(0, 1).overlaps(-arb.const_euler() - arb.const_log2())
    True
    """
    with precision(prec_bits):
        m, s, cut = ball(mean), ball(sd), arb(prec_bits)
        top = (2 * abs(m) + 40 * s + 2).log()
        scale = 1 / (s * (2 * arb.pi()).sqrt())

        def integrand(y: acb) -> acb:
            w = y.exp()
            both = (-(((w - m) / s) ** 2) / 2).exp() + (-(((w + m) / s) ** 2) / 2).exp()
            return 2 * y * w * both * scale

        value = integrate(integrand, -cut, top, prec_bits)
        left = 2 * (cut + 1) * (-cut).exp() / s
        right = (2 * top + 1 - (2 * top).exp() / (8 * s * s)).exp() / s
        return value + hull(-left, right)


def log_q(sigma: Exact | arb, prec_bits: int = BITS) -> arb:
    """E log q(w) for w ~ q = N(mu, sigma^2), which does not depend on mu; a ball.

    int phi(z) (-1/2 log(2 pi sigma^2) - z^2/2) dz; beyond |z| = 15 z^2 phi(z) integrates to less than 32 phi(15).
    """
    with precision(prec_bits):
        s, root = ball(sigma), (2 * arb.pi()).sqrt()
        constant = (root * s).log()
        value = integrate(lambda z: (-z * z / 2).exp() / root * (-constant - z * z / 2), arb(-15), arb(15), prec_bits)
        rest = 32 * (1 + abs(constant)) * (-arb(225) / 2).exp()
        return value + hull(-rest, rest)


def log_chi2_in_mpmath(degrees: mpmath.mpf, rate: mpmath.mpf) -> mpmath.mpf:
    """The same as `log_chi2` by mpmath's quadrature at its working precision; not certified."""
    a = degrees / 2
    knots = sorted({-100 / a, -30 / a, -8 / a, mpmath.mpf(-2), mpmath.mpf(1), mpmath.mpf(3), mpmath.mpf(LOG_MAX)})
    value = mpmath.quad(lambda y: y * mpmath.exp(a * y - rate * mpmath.exp(y)), knots)
    return value * rate**a / mpmath.gamma(a)


def mean_in_mpmath(f: Callable[[mpmath.mpf], mpmath.mpf], mean: mpmath.mpf, sd: mpmath.mpf) -> mpmath.mpf:
    """E f(w) for w ~ N(mean, sd^2) by mpmath's quadrature in w itself, f singular at 0 at most; not certified."""
    knots = {-abs(mean) - 14 * sd, -abs(mean), mpmath.mpf(0), abs(mean), abs(mean) + 14 * sd}
    return mpmath.quad(lambda w: mpmath.npdf(w, mean, sd) * f(w), sorted(knots))


@lru_cache(maxsize=256)
def _log_q_in_mpmath(mean: mpmath.mpf, sd: mpmath.mpf) -> mpmath.mpf:
    return mean_in_mpmath(lambda w: mpmath.log(mpmath.npdf(w, mean, sd)), mean, sd)


@lru_cache(maxsize=256)
def _log_size_in_mpmath(mean: mpmath.mpf, sd: mpmath.mpf) -> mpmath.mpf:
    return mean_in_mpmath(lambda w: mpmath.log(abs(w)), mean, sd)


@lru_cache(maxsize=512)
def _chi2_in_balls(degrees: Fraction) -> arb:
    return log_chi2(degrees)


IN_BALLS = replace(
    BALL,
    functions={
        **BALL.functions,
        LogQ: lambda mu, sigma: log_q(sigma),
        LogP: lambda mean, sd, c: c.log() - log_square(mean, sd) / 2,
        LogSquare: lambda mean, sd, scale: log_square(mean, sd) + scale.log(),
        LogChi2: lambda nu: _chi2_in_balls(rational_ends(nu)[0]),
    },
)
"""`evaluate` with the letters of this file, in balls."""
IN_MPMATH = replace(
    PRECISE,
    functions={
        **PRECISE.functions,
        LogQ: _log_q_in_mpmath,
        LogP: lambda mean, sd, c: mpmath.log(c) - _log_size_in_mpmath(mean, sd),
        LogSquare: lambda mean, sd, scale: mpmath.log(scale) + 2 * _log_size_in_mpmath(mean, sd),
        LogChi2: lambda nu: log_chi2_in_mpmath(nu, mpmath.mpf(1) / 2),
    },
)
"""The same in mpmath."""
