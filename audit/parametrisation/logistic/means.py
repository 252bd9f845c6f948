"""Means of the logistic loss and its derivatives under N(mu, sigma^2), in balls: a trapezoidal sum with its error.

l(w) = sum_j n_j log(1 + e^(-a_j w)), w = r (c + z), z ~ N(0, 1). With nodes z = k h, |z| <= Z,

    |E f - h sum f phi| <= 2 e^(s^2/2) M/(e^(2 pi s/h) - 1) + 4 phi(Z) h M/(1 - e^(-Z h)),    |f| <= M for |Im z| <= s

where s <= pi/(2 r max|a|) keeps the nodes' strip away from the poles of the logistic function at w = i pi/a: there its size is at
most 1. The parameters c and r may be balls: every value in them is enclosed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, comb, log, pi, sqrt

from flint import arb, ctx

from audit.errors import PrecisionError
from audit.numerics.ball import ball

STRIP = 6.0
"""A wider one gains nothing: e^(s^2/2) grows."""
MOST_NODES = 20_000
SIZES = (1, 1, 1, 3, 7)
"""Of l, l', l'', l''', l'''' over a^k in the strip; l grows with |w|, see `_error`."""


SHAPES: tuple[Callable[[arb, arb, arb], arb], ...] = (
    lambda x, p, q: _softplus(x),
    lambda x, p, q: p,
    lambda x, p, q: q,
    lambda x, p, q: q * (1 - 2 * p),
    lambda x, p, q: q * (1 - 6 * q),
)
"""log(1 + e^x) and its derivatives from p = 1/(1 + e^-x) and q = p (1 - p)."""


@dataclass(frozen=True)
class LogisticLoss:
    """sum_j n_j log(1 + e^(-a_j w)): slopes a_j = +-x_j != 0, all distinct, with counts n_j; `blank` rows have x = 0."""

    slopes: tuple[Fraction, ...]
    counts: tuple[int, ...]
    blank: int = 0

    @cached_property
    def total(self) -> Fraction:
        """-2 l'(0) = sum n_j a_j."""
        return sum((n * a for n, a in zip(self.counts, self.slopes, strict=True)), Fraction(0))

    @cached_property
    def squares(self) -> Fraction:
        """4 l''(0) = sum n_j a_j^2, at least 4 l''."""
        return sum((n * a * a for n, a in zip(self.counts, self.slopes, strict=True)), Fraction(0))

    @property
    def separable(self) -> bool:
        """Do all rows agree on the sign of w?"""
        return all(a > 0 for a in self.slopes) or all(a < 0 for a in self.slopes)

    def mirrored(self) -> LogisticLoss:
        """The loss of -w."""
        return LogisticLoss(tuple(-a for a in self.slopes), self.counts, self.blank)

    def value(self, w: arb) -> arb:
        """l(w)."""
        rows = zip(self.slopes, self.counts, strict=True)
        return sum((n * _softplus(-ball(a) * w) for a, n in rows), self.blank * arb.const_log2())

    def means(self, c: arb, r: arb, orders: Sequence[int]) -> list[arb]:
        """E l^(k)(r (c + z)) for the orders k in 0..4, at the current precision. Raises PrecisionError for r max|a| too large."""
        nodes = nodes_of(self, r)
        rows = [
            (-ball(a), [n * ball((-a) ** order) for order in orders])
            for a, n in zip(self.slopes, self.counts, strict=True)
        ]
        shapes = [SHAPES[order] for order in orders]
        totals = [arb(0) for _ in orders]
        for k in range(-nodes.count, nodes.count + 1):
            z = k * nodes.h
            weight, w = (-(z * z) / 2).exp(), r * (c + z)
            for minus_a, factors in rows:
                x = minus_a * w
                p = 1 / (1 + (-x).exp())
                q = p * (1 - p)
                for i, shape in enumerate(shapes):
                    totals[i] += weight * factors[i] * shape(x, p, q)
        scale = nodes.h / (2 * arb.pi()).sqrt()
        return [
            scale * total
            + arb(0, 1) * self._error(order, nodes, c, r)
            + (self.blank * arb.const_log2() if order == 0 else 0)
            for order, total in zip(orders, totals, strict=True)
        ]

    def _error(self, order: int, nodes: Nodes, c: arb, r: arb) -> arb:
        """For E l^(order): sizes in the strip are SIZES sum n |a|^order, for the loss itself 3 + max|a| |w|, w = r (c + z)."""
        most = (
            sum((n * abs(a) ** order for a, n in zip(self.slopes, self.counts, strict=True)), Fraction(0))
            * SIZES[order]
        )
        if order:
            return (ball(most) * nodes.error()).upper()
        steep = ball(max(abs(a) for a in self.slopes)) * r
        return (ball(most) * ((3 + steep * abs(c)) * nodes.error() + steep * nodes.error(1))).upper()


@dataclass(frozen=True)
class Nodes:
    """z = k h for |k| <= count, and the half width s of the strip: what the sum of h phi(z) z^i f(z) costs for |f| <= 1."""

    h: arb
    count: int
    strip: arb

    def error(self, i: int = 0) -> arb:
        """2 e^(s^2/2) E (|z| + s)^i/(e^(2 pi s/h) - 1) + 4 h Z^i phi(Z)/(1 - e^(-(Z - i/Z) h)); i < Z^2, by the tangent at Z."""
        s, z = self.strip, self.count * self.h
        wide = sum((comb(i, k) * absolute_moment(k) * s ** (i - k) for k in range(i + 1)), arb(0))
        line = 2 * (s * s / 2).exp() * wide / ((2 * arb.pi() * s / self.h).exp() - 1)
        return line + 4 * self.h * z**i * (-(z * z) / 2).exp() / (1 - (-(z - i / z) * self.h).exp())


def absolute_moment(i: int) -> arb:
    """E |z|^i = 2^(i/2) Gamma((i + 1)/2)/sqrt(pi)."""
    return (arb(2) ** i).sqrt() * (arb(i + 1) / 2).gamma() / arb.pi().sqrt()


def nodes_of(loss: LogisticLoss, r: arb) -> Nodes:
    """Nodes for w = r (c + z), at the current precision. Raises PrecisionError where too many are needed."""
    return nodes_within(float(r.upper()) * max(abs(float(a)) for a in loss.slopes))


def nodes_within(most: float) -> Nodes:
    """Nodes for f(most z), f analytic and at most 1 in size for |Im| <= pi/2, at the current precision."""
    strip = min(STRIP, pi / (2 * most + 1e-300)) * 0.999
    bits = ctx.prec
    step = 2 * pi * strip / (bits * log(2) + strip * strip / 2 + 3)
    count = ceil((sqrt(2 * bits * log(2)) + 2) / step)
    if count > MOST_NODES:
        raise PrecisionError(f"a variance with sigma |x| = {most:.3g}: its means need {count} nodes")
    return Nodes(ball(Fraction(step).limit_denominator(10**9)), count, ball(Fraction(strip)))


def _softplus(x: arb) -> arb:
    """log(1 + e^x) = x + log(1 + e^-x), whichever does not overflow."""
    if x > 0:
        return x + (1 + (-x).exp()).log()
    return (1 + x.exp()).log()


def logistic_loss(x: Sequence[Fraction], y: Sequence[int]) -> LogisticLoss:
    """Rows with y in {0, 1} or {-1, 1} gathered by a = +-x.

    >>> logistic_loss([Fraction(1), Fraction(1), Fraction(0), Fraction(-1)], [1, 0, 1, 0])
    LogisticLoss(slopes=(Fraction(-1, 1), Fraction(1, 1)), counts=(1, 2), blank=1)
    """
    counted: dict[Fraction, int] = {}
    for value, label in zip(x, y, strict=True):
        a = value if label == 1 else -value
        counted[a] = counted.get(a, 0) + 1
    blank = counted.pop(Fraction(0), 0)
    order = sorted(counted)
    return LogisticLoss(tuple(order), tuple(counted[a] for a in order), blank)
