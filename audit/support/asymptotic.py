"""KL(q_eps || p) as eps -> 0, for q_eps = N(m, Sigma + eps^2 I): certified, with a bound of what is left out.

    KL(q_eps || p) = slope log(1/eps) + constant + coefficient eps^2 + R(eps),     |R(eps')| <= bound eps'^4 for eps' <= eps

log-uniform prior: slope = D - rank - #{i: Sigma_ii = 0 = m_i}. Each dimension without noise costs log(1/eps); a weight that
is fixed at zero gives it back, since 1/|w| grows there as fast as q_eps. N(0, scale^2 I): slope = D - rank.

With v = Sigma_ii + t, u = m^2/(2v), t = eps^2, a marginal adds excess(u) + 1/2 log v, whose derivatives in t are
(1/2 - u slope(u))/v and (u^2 curvature(u) + 2 u slope(u) - 1/2)/v^2. Where Sigma_ii = 0 and m_i != 0 the excess is
1/2 (log 4u + gamma) - 1/(4u) + E(u) with |E(u)| <= (1/sqrt 2 + 2 u0^2 e^(-u0/2))/u^2 for u >= u0 >= 4 (the
remainder of the core's `_tail` for N = 2, with its cut at r = 1/2).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from audit.numerics.ball import DEFAULT_BITS, precision, rational_ends
from audit.numerics.exact import log2_floor
from audit.pseudo_kl import ball as core
from audit.support.ball import at, kl, log_product, python_rational
from audit.support.gaussian import Gaussian, Polynomial, flint_rational
from audit.support.prior import LogUniform, Normal, Prior

GUARD_BITS = 40
BOUND_BITS = 64
STEPS_OF_OCTAVE = 64
LEAST_U = 4
"""The bound of E(u) holds from here on."""


Terms = tuple[int, arb, arb]
"""Slope, constant, coefficient."""


@dataclass(frozen=True)
class Expansion:
    """KL(q_eps || p) = slope log(1/eps) + constant + coefficient eps^2 + R(eps), as eps -> 0."""

    slope: Fraction
    constant: arb
    coefficient: arb
    kl: Callable[[Fraction, int], arb]
    """KL(q_eps || p) at eps, in balls of so many bits."""
    remainders: Callable[[fmpq], Iterable[arb | None]]
    """Enclosures of R/eps^4 for all eps^2 in [0, t], whose sum it is; None where t is too large for one."""

    @property
    def limit(self) -> arb | None:
        """The limit of KL(q_eps || p); None where it is infinite (the slope is never negative)."""
        return self.constant if self.slope == 0 else None

    def at(self, eps: Fraction) -> arb:
        """slope log(1/eps) + constant + coefficient eps^2: the value without R."""
        with precision(ctx.prec + GUARD_BITS):
            logs = flint_rational(self.slope) * arb(flint_rational(eps)).log()
            return self.constant - logs + self.coefficient * flint_rational(eps**2)

    def remainder(self, eps: Fraction, prec_bits: int = DEFAULT_BITS) -> arb:
        """R(eps), from the KL itself."""
        with precision(prec_bits + GUARD_BITS):
            return self.kl(eps, prec_bits) - self.at(eps)

    def bound(self, eps: Fraction) -> arb | None:
        """B with |R(eps')| <= B eps'^4 for all 0 < eps' <= eps; None where eps is too large for a bound."""
        with precision(BOUND_BITS):
            total = arb(0)
            for part in self.remainders(flint_rational(eps**2)):
                if part is None:
                    return None
                total += abs(part)
            return arb(total.upper()) if total.is_finite() else None


def expansion(q: Gaussian, prior: Prior, prec_bits: int = DEFAULT_BITS) -> Expansion:
    """The expansion of KL(N(m, Sigma + eps^2 I) || p) as eps -> 0, its numbers as balls of about prec_bits bits.

    >>> from audit.support.rows import row_noise
    >>> found = expansion(row_noise([1, 2], "1/2").gaussian(), LogUniform(), 100)
    >>> int(found.slope), found.constant.str(8, radius=False), found.coefficient.str(8, radius=False)
    (1, '-3.0875020', '-0.29519877')
    """
    with precision(prec_bits + GUARD_BITS):
        slope, constant, coefficient = _EXPANSIONS[type(prior)](q, prior)

    def remainders(t: fmpq) -> Iterator[arb | None]:
        yield from _second_derivatives(q, prior, arb(0).union(arb(t)))
        if isinstance(prior, LogUniform):
            yield from (fixed_remainder(mean, t) for mean in _kinds(q)[1])

    def value(eps: Fraction, bits: int) -> arb:
        return kl(q, prior, eps**2, bits)

    return Expansion(Fraction(slope), constant, coefficient, value, remainders)


def _log_uniform(q: Gaussian, prior: LogUniform) -> Terms:
    """Three kinds of weights: with noise, fixed at a value that is not zero, fixed at zero."""
    noisy, fixed, zeros = _kinds(q)
    half = arb(1) / 2
    constant = -q.size * arb(flint_rational(prior.c)).log() - log_product(g[0] for g in q.spectrum) / 2
    constant += (len(noisy) + zeros) * core.kl_at_zero() + log_product(v for _, v in noisy) / 2
    coefficient = -_inverse_eigenvalues(q) / 2
    last, excess, bend = None, arb(0), half
    for mean, variance in noisy:
        u = mean * mean / (2 * variance)
        if u != last:  # in a row all of them are 1/(2 alpha)
            last, exact = u, python_rational(u)
            excess, bend = core.excess(exact, ctx.prec), half - u * core.slope(exact, ctx.prec)
        constant += excess
        coefficient += bend / variance
    # KL(0) + 1/2 (log 4u + gamma) + 1/2 log t = log|m| - 1/2 log(2 pi e): a delta at m, against the entropy of N(0, 1).
    constant += log_product(abs(mean) for mean in fixed) - len(fixed) * entropy_of_standard_normal()
    coefficient -= sum((1 / (2 * mean * mean) for mean in fixed), fmpq(0))
    return q.size - q.rank - zeros, constant, coefficient


def _normal(q: Gaussian, prior: Normal) -> Terms:
    variance = flint_rational(prior.scale) ** 2
    moments = sum(q.variances, fmpq(0)) + sum((m * m for m in q.mean), fmpq(0))
    logs = q.size * arb(variance).log() - log_product(g[0] for g in q.spectrum)
    constant = (arb(moments / variance - q.size) + logs) / 2
    coefficient = (arb(q.size / variance) - _inverse_eigenvalues(q)) / 2
    return q.size - q.rank, constant, coefficient


_EXPANSIONS: Mapping[type[Prior], Callable[[Gaussian, Any], Terms]] = {LogUniform: _log_uniform, Normal: _normal}


def _kinds(q: Gaussian) -> tuple[list[tuple[fmpq, fmpq]], list[fmpq], int]:
    """(mean, variance) of the weights with noise; the means of those fixed elsewhere than zero; how many are fixed at zero."""
    pairs = list(zip(q.mean, q.variances, strict=True))
    noisy = [(mean, variance) for mean, variance in pairs if variance != 0]
    fixed = [mean for mean, variance in pairs if variance == 0 and mean != 0]
    return noisy, fixed, q.size - len(noisy) - len(fixed)


def _inverse_eigenvalues(q: Gaussian) -> arb:
    """sum 1/lambda_j over the eigenvalues that are not zero: (log g)'(0) = g_1/g_0 for each factor."""
    return sum((arb(g[1] / g[0]) for g in q.spectrum), arb(0))


def _second_derivatives(q: Gaussian, prior: Prior, t: arb) -> Iterator[arb]:
    """Half the second derivative of the analytic parts, on all of [0, t]: Taylor's remainder over t^2."""
    end = flint_rational(rational_ends(t)[1])
    for g in q.spectrum:
        inverse = _between(1 / at(g, end), 1 / g[0])
        first, second = at(derivative(g), t), at(derivative(derivative(g)), t)
        yield -(second * inverse - (first * inverse) ** 2) / 4
    if isinstance(prior, Normal):
        return
    known: dict[tuple[int, fmpq], arb] = {}
    for mean, variance in _kinds(q)[0]:
        square = mean * mean
        low, high = square / (2 * (variance + end)), square / (2 * variance)
        key = (_steps_below(low), high)
        if key not in known:
            known[key] = _bent(arb(0) if low == 0 else arb(2) ** (arb(key[0]) / STEPS_OF_OCTAVE), arb(high))
        yield known[key] * _between(1 / (variance + end) ** 2, 1 / variance**2) / 2


def _between(low: fmpq, high: fmpq) -> arb:
    """The ball around two rationals."""
    return arb(low).union(arb(high))


def _steps_below(x: fmpq) -> int:
    """n with 2^(n/64) <= x, by a step or two: weights of a row share few of them, and the enclosure stays one."""
    if x == 0:
        return 0
    size = log2_floor(python_rational(x))
    return math.floor(STEPS_OF_OCTAVE * (size + math.log2(float(x / fmpq(2) ** size)))) - 1


def _bent(low: arb, high: arb) -> arb:
    """u^2 curvature + 2u slope - 1/2 on [low, high]."""
    u = low.union(high)
    return u * u * core.curvature(u, BOUND_BITS) + 2 * u * core.slope(u, BOUND_BITS) - arb(1) / 2


def fixed_remainder(mean: fmpq, t: fmpq) -> arb | None:
    """sup |E(u)|/t^2 over eps^2 <= t, u = m^2/(2 eps^2), for a weight that is fixed at m != 0; None where u may be below 4."""
    least = arb(mean * mean / (2 * t))
    if not least >= LEAST_U:
        return None
    return (1 / arb(2).sqrt() + 2 * least**2 * (-least / 2).exp()) * 4 / arb(mean) ** 4


def entropy_of_standard_normal() -> arb:
    """1/2 log(2 pi e)."""
    return ((2 * arb.pi()).log() + 1) / 2


def derivative(polynomial: Polynomial) -> Polynomial:
    """Its derivative."""
    return tuple(j * c for j, c in enumerate(polynomial))[1:]
