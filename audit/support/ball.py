"""KL(N(m, Sigma + t I) || p) in balls, for a Gaussian whose spectrum is exact: a certified enclosure in any dimension.

    KL(q || prod_i c/|w_i|) = sum_i KL(N(m_i, v_i) || c/|w|) + 1/2 (sum_i log v_i - log det(Sigma + t I)),  v_i = Sigma_ii + t

The marginals are Gaussian, so that the first sum is the core's; the rest is the total correlation of q. And

    KL(q || N(0, scale^2 I)) = 1/2 ((sum_i v_i + |m|^2)/scale^2 - D + D log scale^2 - log det(Sigma + t I))
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import DEFAULT_BITS, precision
from audit.pseudo_kl import ball as core
from audit.support.gaussian import Gaussian, Polynomial, flint_rational
from audit.support.prior import LogUniform, Normal, Prior

ATTEMPTS = 8
GUARD_BITS = 24
"""Sums of a million terms lose twenty bits."""


def kl(q: Gaussian, prior: Prior, t: Fraction = Fraction(0), prec_bits: int = DEFAULT_BITS) -> arb:
    """KL(N(m, Sigma + t I) || p), t >= 0; relative radius below 2^-prec_bits (of 1 where the value is smaller).

    Raises InputError where the law has no density: there the KL is infinite.

    >>> from audit.support.rows import row_noise
    >>> q = row_noise([1, 2], "1/2").gaussian()
    >>> print(kl(q, LogUniform(), Fraction(1, 10**16), 100).str(10, radius=False))
    15.33317873
    """
    if t < 0 or (t == 0 and not q.absolutely_continuous):
        raise InputError("a law without a density", "a Gaussian of full rank, or eps > 0", "eps = 1e-3")
    for attempt in range(ATTEMPTS):
        with precision(prec_bits + (GUARD_BITS << attempt)):
            value = _KL[type(prior)](q, prior, flint_rational(t))
            if value.rad() < arb(2) ** -prec_bits * (1 + abs(value.mid())):
                return value
    raise PrecisionError(f"no enclosure of the KL to {prec_bits} bits")


def _log_uniform(q: Gaussian, prior: LogUniform, t: fmpq) -> arb:
    """A run of equal marginals costs one evaluation of the core."""
    total, product, bits = arb(0), arb(1), ctx.prec
    last, value = None, arb(0)
    for mean, variance in zip(q.mean, q.variances, strict=True):
        if (mean, variance) != last:
            last, v = (mean, variance), variance + t
            value = core.excess(python_rational(mean * mean / (2 * v)), bits)
        total += value
        product *= v
    constant = q.size * (core.kl_at_zero() - arb(flint_rational(prior.c)).log())
    return total + constant + (product.log() - log_determinant(q, t)) / 2


def _normal(q: Gaussian, prior: Normal, t: fmpq) -> arb:
    variance = flint_rational(prior.scale) ** 2
    moments = sum(q.variances, q.size * t) + sum((m * m for m in q.mean), fmpq(0))
    return (arb(moments / variance - q.size) + q.size * arb(variance).log() - log_determinant(q, t)) / 2


_KL: Mapping[type[Prior], Callable[[Gaussian, Any, fmpq], arb]] = {LogUniform: _log_uniform, Normal: _normal}


def log_determinant(q: Gaussian, t: fmpq) -> arb:
    """log det(Sigma + t I) at the current precision, for t > 0, or t = 0 and full rank."""
    total = log_product(at(g, t) for g in q.spectrum)
    defect = q.size - q.rank
    return total + defect * arb(t).log() if defect else total


def log_product(factors: Iterable[fmpq]) -> arb:
    """sum_j log x_j for positive x_j: one logarithm of the product, whose exponent has room."""
    product = arb(1)
    for x in factors:
        product *= x
    return product.log()


def at(polynomial: Polynomial, t: Any) -> Any:
    """Its value at t, a rational or a ball."""
    value: Any = fmpq(0)
    for coefficient in reversed(polynomial):
        value = value * t + coefficient
    return value


def python_rational(x: fmpq) -> Fraction:
    """The same number for Python."""
    return Fraction(int(x.p), int(x.q))
