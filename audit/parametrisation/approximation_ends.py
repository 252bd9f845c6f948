"""The exact -KL and its published approximations at the two ends, alpha -> 0 and alpha -> oo, with everything in between.

    alpha in [0, a]:    -KL - 1/2 log alpha                     d(-KL)/d log alpha
    exact               -(gamma + log 2)/2 + [0, (f - 1)/2]     f/2,  f = 2u slope(u) in [1, 1 + 2/(3u)], u = 1/(2a)
    cubic               alpha (c1 + alpha (c2 + alpha c3))      1/2 + alpha (c1 + alpha (2 c2 + 3 alpha c3))
    sigmoid             -k1/(1 + z) - 1/2 log(1 + alpha)        k1 k3 z/(1 + z)^2 + 1/(2 (1 + alpha)),  z = e^k2 alpha^k3

    x = 1/alpha in [0, b]:    -KL                               (d(-KL)/d log alpha)/x
    exact               -excess(x/2)                            slope(x/2)/2
    sigmoid             -k1 y/(1 + y) - 1/2 log(1 + x)          k1 k3 (y/x)/(1 + y)^2 + 1/(2 (1 + x)),  y = e^-k2 x^k3

The exact first line: its t-derivative less 1/2 is (f - 1)/2, integrated from alpha = 0, where f - 1 falls at least as 1/u.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, arb_series, ctx

from audit.errors import CheckError, InputError
from audit.numerics.ball import apart, ball, precision
from audit.parametrisation.penalty import EXACT, constants, power
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import Approximation

OF = ("kl", "slope", "relative slope")
"""What an error is an error of; the slope is d/d log alpha."""
MEET_BITS = 100
ALPHA, X = Fraction(1, 37), Fraction(1, 41)
"""Off-centre points inside both ends, at which the formulas here must continue the published ones."""


@dataclass(frozen=True)
class Behaviour:
    """-KL less its logarithm, and its derivative in log alpha over its size, on a ball that reaches an end."""

    value: arb
    slope: arb
    unit: arb

    def error(self, other: Behaviour, of: str) -> arb:
        """Of an approximation `other` of this one. The slopes are stated in the same `unit`."""
        if of == "kl":
            return other.value - self.value
        if of == "slope":
            return (other.slope - self.slope) * self.unit
        return (other.slope - self.slope) / self.slope


Listed = tuple[arb, ...]
AtEnd = Callable[[Listed, arb], Behaviour]


@dataclass(frozen=True)
class Ends:
    """An approximation at both ends, the second None for a finite domain, and the constant that makes it comparable."""

    at_zero: AtEnd
    at_infinity: AtEnd | None
    constant: Callable[[], arb]


def exact_at_zero(alpha: arb) -> Behaviour:
    """The exact -KL on a ball from alpha = 0 to at most 1/18.

    >>> exact_at_zero(arb(0).union(arb(1) / 1000)).slope.contains(arb(1) / 2)
    True
    """
    top = arb(alpha.upper())
    far = EXACT.far(1 / (2 * top)) if top > 0 else arb(1)
    return Behaviour(matched_at_zero() + (far - 1) / 2, far / 2, arb(1))


def exact_at_infinity(x: arb) -> Behaviour:
    """The exact -KL on a ball from x = 1/alpha = 0.

    >>> float(exact_at_infinity(arb(0)).slope)
    0.5
    """
    return Behaviour(-core.excess(x / 2, ctx.prec), core.slope(x / 2, ctx.prec) / 2, x)


def matched_at_zero() -> arb:
    """-(gamma + log 2)/2, the limit of KL(0) - KL - 1/2 log alpha as alpha -> 0, at the current precision.

    >>> print(matched_at_zero().str(9, radius=False))
    -0.635181423
    """
    return -(arb.const_euler() + arb.const_log2()) / 2


def _cubic_at_zero(c: Listed, alpha: arb) -> Behaviour:
    value = alpha * (c[0] + alpha * (c[1] + alpha * c[2]))
    slope = arb(1) / 2 + alpha * (c[0] + alpha * (2 * c[1] + alpha * 3 * c[2]))
    return Behaviour(value, slope, arb(1))


def _sigmoid_at_zero(k: Listed, alpha: arb) -> Behaviour:
    k1, k2, k3 = _rising(k)
    z = k2.exp() * power(alpha, k3)
    return Behaviour(-k1 / (1 + z) - (1 + alpha).log() / 2, k1 * k3 * z / (1 + z) ** 2 + 1 / (2 * (1 + alpha)), arb(1))


def _sigmoid_at_infinity(k: Listed, x: arb) -> Behaviour:
    k1, k2, k3 = _rising(k)
    y, ratio = (-k2).exp() * power(x, k3), (-k2).exp() * power(x, k3 - 1)
    return Behaviour(-k1 * y / (1 + y) - (1 + x).log() / 2, k1 * k3 * ratio / (1 + y) ** 2 + 1 / (2 * (1 + x)), x)


def _rising(k: Listed) -> Listed:
    """The formulas hold for k3 > 1: below, the slope of the sigmoid is the larger part as alpha -> oo."""
    if not k[2] > 1:
        raise InputError(f"k3 = {k[2].str(6, radius=False)}", "k3 > 1", "the printed constants")
    return k


ENDS = {
    "kingma2015": Ends(_cubic_at_zero, None, matched_at_zero),
    "molchanov2017": Ends(_sigmoid_at_zero, _sigmoid_at_infinity, lambda: arb(0)),
}
"""By the name of the approximation."""


def ends_of(approximation: Approximation, constant: Callable[[], arb] | None = None) -> Ends:
    """The ends of an approximation, with another additive constant where one is given.

    Raises InputError for an approximation that is not listed or has no known end, CheckError where its formula and the
    formulas at the ends part.

    >>> from audit.pseudo_kl.published import KINGMA_2015
    >>> ends_of(KINGMA_2015).at_infinity is None
    True
    """
    if approximation.name not in ENDS:
        raise InputError(f"the approximation {approximation.name!r}", ", ".join(ENDS), "molchanov2017")
    ends = ENDS[approximation.name]
    if approximation.alpha_max is None and ends.at_infinity is None:
        raise InputError(f"{approximation.name} for all alpha", "alpha <= 1, where it is stated", "alpha_max = 1")
    with precision(MEET_BITS):
        _meets(approximation, ends)
    infinite = ends.at_infinity if approximation.alpha_max is None else None
    return Ends(ends.at_zero, infinite, constant or ends.constant)


def _meets(approximation: Approximation, ends: Ends) -> None:
    """The value and the slope at one point of each end, from the published formula and from the one of the end."""
    named = {name: ball(text) for name, text in approximation.constants.items()}
    for at_end, point in ((ends.at_zero, ball(ALPHA)), (ends.at_infinity, ball(X))):
        if at_end is None:
            continue
        near = at_end(constants(approximation.constants), point)
        alpha = point if at_end is ends.at_zero else 1 / point
        log = alpha.log() / 2 if at_end is ends.at_zero else arb(0)
        step: Any = arb_series([alpha.log(), 1], prec=2).exp()
        formula: Any = approximation.formula(named, step)
        if apart(formula[0], near.value + log) or apart(formula[1], near.slope * near.unit):
            raise CheckError(f"the formula of {approximation.name} is not the one known at its ends")
