"""Bernoulli row masks: w_i = b_i theta_i with b_i = 1 with probability `keep` and 0 otherwise: a discrete q.

    q is carried by 2^K points, K the rows with theta_i != 0, and KL(q || p) = oo for every prior with a density.

Thickened by eps it is a mixture of N(b theta, eps^2 I), and for any prior, by the chain rule,

    KL(q_eps || p) = E_b KL(N(b theta, eps^2 I) || p) - I(w; b),      I = K h(keep) - sum_i H(b_i | w_i),
    0 <= H(b_i | w_i) <= 2 sqrt(keep (1 - keep)) e^(-|theta_i|^2/(8 eps^2))     (h(x) <= 2 sqrt(x (1-x)), Bhattacharyya),

h(x) = -x log x - (1 - x) log(1 - x). H(b | w) depends on |theta|/eps only: along theta the two parts are N(0, 1) and
N(|theta|/eps, 1), and the other directions say nothing about b.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, ctx, fmpq

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import DEFAULT_BITS, hull, precision
from audit.numerics.exact import rational, shown
from audit.pseudo_kl import ball as core
from audit.support.asymptotic import Expansion, entropy_of_standard_normal, fixed_remainder
from audit.support.ball import log_product, python_rational
from audit.support.gaussian import flint_rational
from audit.support.prior import LogUniform, Prior
from audit.support.rows import Row, rows_of

GUARD_BITS = 40


@dataclass(frozen=True)
class Masks:
    """Rows theta_i that are kept together with probability `keep`, 0 <= keep <= 1."""

    rows: tuple[Row, ...]
    keep: Fraction

    @property
    def size(self) -> int:
        """D, the number of weights."""
        return sum(len(row) for row in self.rows)

    @property
    def random_rows(self) -> tuple[Row, ...]:
        """Those whose mask can be seen: 2^(their number) points carry q."""
        return tuple(row for row in self.rows if any(row)) if 0 < self.keep < 1 else ()


def masks(theta: Any, keep: Any) -> Masks:
    """Row masks from numbers: `theta` as in `row_noise`, keep in [0, 1]; inverted dropout has theta/keep for theta.

    >>> len(masks([[1, 2], [0], [3]], "1/2").random_rows)
    2
    """
    probability = rational(keep, "keep", "a probability from 0 to 1")
    if not 0 <= probability <= 1:
        raise InputError(f"keep = {shown(keep)}", "a probability from 0 to 1", "keep = 0.5")
    return Masks(rows_of(theta, "theta"), probability)


def mixture_kl(q: Masks, prior: Prior, eps: Fraction, prec_bits: int = DEFAULT_BITS) -> arb:
    """KL(q_eps || p) for eps > 0, as a ball whose radius is about 2^-prec_bits of the value, or of 1.

    >>> print(mixture_kl(masks([1, 2], "1/2"), LogUniform(), Fraction(1, 10**6), 60).str(12, radius=False))
    9.99587847854
    """
    if eps <= 0:
        raise InputError(f"eps = {eps}", "eps > 0", "eps = 1e-3")
    with precision(prec_bits + GUARD_BITS):
        p, t = flint_rational(q.keep), flint_rational(eps**2)
        total = arb(0)
        for mean in (flint_rational(theta) for row in q.rows for theta in row):
            total += p * _marginal(mean, t, prior) + (1 - p) * _marginal(fmpq(0), t, prior)
        for row in q.random_rows:
            total -= binary_entropy(p) - unknown_mask(p, _length(row) / t)
        return total


def _marginal(mean: fmpq, t: fmpq, prior: Prior) -> arb:
    """KL(N(mean, t) || p) in one dimension."""
    if isinstance(prior, LogUniform):
        return core.kl_at(python_rational(mean * mean / (2 * t)), prior.c, ctx.prec)
    variance = flint_rational(prior.scale) ** 2
    return (arb((t + mean * mean) / variance - 1) + arb(variance / t).log()) / 2


def _length(row: Row) -> fmpq:
    return sum((flint_rational(x) ** 2 for x in row), fmpq(0))


def binary_entropy(p: fmpq) -> arb:
    """h(p) = -p log p - (1 - p) log(1 - p), for 0 < p < 1."""
    return -(p * arb(p).log() + (1 - p) * arb(1 - p).log())


def unknown_mask(p: fmpq, square: fmpq) -> arb:
    """H(b | w) where the parts are N(0, 1) and N(d, 1), d^2 = square > 0, with weights 1 - p and p.

    With the log-odds l(x) = log(p/(1 - p)) + d x - d^2/2 it is the mean of log(1 + e^-l) over the second part, times p, and
    of log(1 + e^l) over the first, times 1 - p; the mean over the second is taken with x for d - x: the same form.
    """
    most = 2 * (p * (1 - p) * arb(1)).sqrt() * (-arb(square) / 8).exp()
    if most < arb(2) ** -ctx.prec:
        return hull(arb(0), arb(most.upper()))
    odds, d = (arb(p) / (1 - p)).log(), arb(square).sqrt()
    first = (1 - p) * _mean_of_softplus(odds - d * d / 2, d)
    second = p * _mean_of_softplus(-odds - d * d / 2, d)
    return first + second


def _mean_of_softplus(level: arb, d: arb) -> arb:
    """E log(1 + e^(level + d x)), x ~ N(0, 1): the integral on [-c, c] and a bound of the rest.

    log(1 + e^y) <= log 2 + max(y, 0), and the rest of |level| + log 2 + d |x| over |x| > c is at most
    (|level| + log 2 + d) 2 e^(-c^2/2) for c >= 1.
    """
    c = (2 * arb.const_log2() * (ctx.prec + 8)).sqrt() + 2

    def integrand(x: acb, analytic: bool) -> acb:
        return (-(x * x) / 2).exp() * (1 + (level + d * x).exp()).log(analytic=analytic)

    inside = acb.integral(integrand, acb(-c), acb(c)).real / (2 * arb.pi()).sqrt()
    if not inside.is_finite():
        raise PrecisionError("no enclosure of the entropy of a mask")
    return inside + hull(arb(0), (abs(level) + arb.const_log2() + d) * 2 * (-c * c / 2).exp())


def mixture_expansion(q: Masks, prior: Prior, prec_bits: int = DEFAULT_BITS) -> Expansion:
    """KL(q_eps || p) as eps -> 0; slope keep #{i: theta_i != 0} for the log-uniform prior, D for a Gaussian one.

    >>> found = mixture_expansion(masks([1, 2], "1/2"), LogUniform(), 100)
    >>> int(found.slope), found.constant.str(8, radius=False)
    (1, '-3.8196321')
    """
    with precision(prec_bits + GUARD_BITS):
        means = [flint_rational(theta) for row in q.rows for theta in row]
        fixed = [mean for mean in means if mean != 0]
        p = flint_rational(q.keep)
        constant = -len(q.random_rows) * binary_entropy(p) if q.random_rows else arb(0)
        if isinstance(prior, LogUniform):
            slope = q.keep * len(fixed)
            constant += p * (log_product(abs(mean) for mean in fixed) - len(fixed) * entropy_of_standard_normal())
            constant += (len(means) - p * len(fixed)) * core.kl_at_zero()
            constant -= len(means) * arb(flint_rational(prior.c)).log()
            coefficient = -p * sum((arb(1 / (2 * mean * mean)) for mean in fixed), arb(0))
        else:
            variance = flint_rational(prior.scale) ** 2
            slope = Fraction(len(means))
            square = sum((mean * mean for mean in fixed), fmpq(0))
            constant += (arb(p * square / variance - len(means)) + len(means) * arb(variance).log()) / 2
            coefficient = arb(len(means) / (2 * variance))

    def remainders(t: fmpq) -> Iterator[arb | None]:
        if isinstance(prior, LogUniform):
            yield from (None if (rest := fixed_remainder(mean, t)) is None else p * rest for mean in fixed)
        yield from (_unknown_over_square(p, _length(row), t) for row in q.random_rows)

    return Expansion(slope, constant, coefficient, lambda eps, bits: mixture_kl(q, prior, eps, bits), remainders)


def _unknown_over_square(p: fmpq, square: fmpq, t: fmpq) -> arb | None:
    """sup H(b | w)/s^2 over 0 < s <= t: e^(-a/s)/s^2 with a = |theta|^2/8 increases up to s = a/2."""
    a = square / 8
    at = min(t, a / 2)
    return 2 * (p * (1 - p) * arb(1)).sqrt() * (-arb(a / at)).exp() / arb(at) ** 2
