"""KL(N(m, Sigma + t I) || p) at any number of digits (integers and mpmath), with the formulas of `ball.py`, not its code.

Each marginal is correctly rounded by the core; logarithms and sums carry guard digits for as many terms as there are.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from mpmath import mp, mpf, workdps

from audit.errors import InputError
from audit.pseudo_kl import precise as core
from audit.support.gaussian import Gaussian
from audit.support.prior import LogUniform, Normal, Prior

SPARE_DIGITS = 8
"""Rounding of single operations; those of D terms add log10 D digits, the largest logarithm its own."""


def kl(q: Gaussian, prior: Prior, t: Fraction = Fraction(0), digits: int = 50) -> mpf:
    """KL(N(m, Sigma + t I) || p), t >= 0, to about `digits` digits (of 1 where the value is smaller); not certified.

    Raises InputError where the law has no density: there the KL is infinite.

    >>> from audit.support.rows import row_noise
    >>> print(mp.nstr(kl(row_noise([1, 2], "1/2").gaussian(), LogUniform(), Fraction(1, 10**16), 20), 10))
    15.33317873
    """
    if t < 0 or (t == 0 and not q.absolutely_continuous):
        raise InputError("a law without a density", "a Gaussian of full rank, or eps > 0", "eps = 1e-3")
    with workdps(digits + SPARE_DIGITS + 2 * math.ceil(math.log10(q.size + 1))):
        means = [Fraction(int(m.p), int(m.q)) for m in q.mean]
        variances = [Fraction(int(v.p), int(v.q)) + t for v in q.variances]
        return _KL[type(prior)](q, prior, t, means, variances)


def _log_uniform(q: Gaussian, prior: LogUniform, t: Fraction, means: list[Fraction], variances: list[Fraction]) -> mpf:
    total, logs = mpf(0), mpf(0)
    last, value = None, mpf(0)
    for m, v in zip(means, variances, strict=True):
        if (m, v) != last:
            last, value = (m, v), core.kl_at(m * m / (2 * v), prior.c, mp.dps)
        total += value
        logs += mp.log(_mpf(v))
    return total + (logs - _log_determinant(q, t)) / 2


def _normal(q: Gaussian, prior: Normal, t: Fraction, means: list[Fraction], variances: list[Fraction]) -> mpf:
    square = _mpf(prior.scale) ** 2
    moments = mp.fsum(_mpf(v) for v in variances) + mp.fsum(_mpf(m) ** 2 for m in means)
    return (moments / square - q.size + q.size * mp.log(square) - _log_determinant(q, t)) / 2


_KL: Mapping[type[Prior], Callable[..., mpf]] = {LogUniform: _log_uniform, Normal: _normal}


def _log_determinant(q: Gaussian, t: Fraction) -> mpf:
    """log det(Sigma + t I): the polynomials of the spectrum by Horner's rule, all terms positive."""
    total = (q.size - q.rank) * mp.log(_mpf(t)) if q.size > q.rank else mpf(0)
    for g in q.spectrum:
        value = mpf(0)
        for coefficient in reversed(g):
            value = value * _mpf(t) + mpf(int(coefficient.p)) / int(coefficient.q)
        total += mp.log(value)
    return total


def _mpf(x: Fraction) -> mpf:
    return mpf(x.numerator) / x.denominator
