"""Every stationary point of rho E + K for the models of `profile.py`, counted by balls, and what happens at the ends.

Stationary points with mu != 0 are the zeros of f(u) = n K'(u) - rho D(u) on u > 0, the same in both parametrisations:
(theta, alpha) -> (theta, alpha theta^2) is a diffeomorphism there. Beyond U = 1 + 2 rho tail/n there is none, since
u K' >= 1/2 - 1/(4u) from u = 1 on for the three penalties, and u^2 D <= tail. What remains is u = 0:

    multiplicative    alpha -> oo: never reached; Phi(0) is a limit
    additive          mu = 0: a half-line of points, of which (0, r(0)^2) is stationary for an even model
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from audit.errors import CheckError
from audit.numerics.ball import ball, precision
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.profile import Model
from audit.parametrisation.result import MINIMUM, SADDLE
from audit.parametrisation.roots import Function, Zeros, over, refine, sign, zeros

SEARCH_BITS = 96
SMALL_CELL = Fraction(1, 2**20)
"""Right of u = 0, where f starts at 0."""


@dataclass(frozen=True)
class Stationary:
    """A stationary point with mu != 0: an enclosure of u, the best scale squared, the value of F, minimum or saddle."""

    u: arb
    scale_squared: arb
    value: arb
    kind: str

    @property
    def mu(self) -> arb:
        """r sqrt(2u); -mu is as good in an even model."""
        return (self.scale_squared * 2 * self.u).sqrt()

    @property
    def alpha(self) -> arb:
        """1/(2u)."""
        return 1 / (2 * self.u)


@dataclass(frozen=True)
class Found:
    """All stationary points with mu != 0, in order of u; None for `points` where a cell stayed open."""

    points: tuple[Stationary, ...] | None
    at_zero: arb | None
    rising_at_zero: int
    least: Fraction
    rising_at_least: int
    cells: int


def stationary(model: Model, penalty: Penalty, rho: Fraction, bits: int) -> Found:
    """The stationary points for rho >= 0, with u, scale and value enclosed to about `bits` bits.

    `rising_at_zero`: the sign of Phi' right of u = 0, `at_zero` the limit Phi(0); `least`: where the domain of the penalty
    starts, with the sign of Phi' there.
    """
    f, slope = objective(model, penalty, rho)
    with precision(SEARCH_BITS):
        start = penalty.least
        rising, clear = _rising(model, penalty, rho)
        found = zeros(f, slope, max(start, clear), last_zero(model, rho), rising)
        at_least = sign(f(ball(start))) if start else rising
    points = None if found.open else _points(model, penalty, rho, found, bits)
    with precision(bits + 40):
        at_zero = None if penalty.slope_at_zero is None else ball(rho) * model.value(arb(0))
    return Found(points, at_zero, rising, start, at_least, found.cells)


def objective(model: Model, penalty: Penalty, rho: Fraction) -> tuple[Function, Function]:
    """f = n K' - rho D and f', as functions of a ball."""
    weight = model.weights

    def f(u: arb) -> arb:
        return weight * penalty.slope(u) - ball(rho) * model.decline(u)

    def slope(u: arb) -> arb:
        return weight * penalty.curvature(u) - ball(rho) * model.bend(u)

    return f, slope


def last_zero(model: Model, rho: Fraction) -> Fraction:
    """No zero lies beyond."""
    return 1 + 2 * rho * model.tail / model.weights


def _rising(model: Model, penalty: Penalty, rho: Fraction) -> tuple[int, Fraction]:
    """The sign of f right of u = 0, and how far it is known to hold.

    It is that of f(0) = n K'(0) - rho D(0), exact. Where that is 0, a positive derivative of the smooth part below f, on a
    small cell, shows that f > 0 there; a negative one of f itself, that f < 0.
    """
    if penalty.plunge is not None:
        return 1, _clear(model, penalty.plunge, rho)
    if penalty.slope_at_zero is None:
        return 0, Fraction(0)
    first = model.weights * penalty.slope_at_zero - rho * model.decline_at_zero
    if first:
        return (1 if first > 0 else -1), Fraction(0)
    cell = over(Fraction(0), SMALL_CELL)
    below = penalty.curvature_below or penalty.curvature
    side = sign(model.weights * below(cell) - ball(rho) * model.bend(cell))
    if side > 0 or (side < 0 and penalty.curvature_below is None):
        return side, SMALL_CELL
    return 0, Fraction(0)


def _clear(model: Model, plunge: Function, rho: Fraction) -> Fraction:
    """u below which f > 0, for a K' that grows without bound there."""
    u = Fraction(1, 4)
    while not model.weights * plunge(ball(u)) > ball(rho) * model.decline(over(Fraction(0), u)):
        u /= 2
    return u


def _apart_costs(penalty: Penalty, u: arb) -> bool:
    """Two weights at u1 = u2 = u: is the second derivative along (1, -1) positive, so that Phi'' along (1, 1) tells the kind?

    Of rho/2 (1 - m1 m2) + K(u1) + K(u2), m = 2u/(1 + 2u), with rho = R(u) it is K'' + K' (1 + 4u)/(u (1 + 2u)).
    """
    return bool(penalty.curvature(u) + penalty.slope(u) * (1 + 4 * u) / (u * (1 + 2 * u)) > 0)


def _points(model: Model, penalty: Penalty, rho: Fraction, found: Zeros, bits: int) -> tuple[Stationary, ...]:
    f, _ = objective(model, penalty, rho)
    made = []
    for low, high, rising in found.simple:
        ends = refine(f, low, high, rising, bits)
        with precision(bits + 40):
            u = over(*ends)
            value = ball(rho) * model.value(u) + model.weights * penalty.value(u)
            if model.weights == 2 and not _apart_costs(penalty, u):
                raise CheckError(f"whether the two weights stay equal near u = {float(u):.6g} is not told")
            made.append(Stationary(u, model.scale_squared(u), value, MINIMUM if rising > 0 else SADDLE))
    if any(one.kind == other.kind for one, other in pairwise(made)):
        raise CheckError("two neighbouring zeros of Phi' at which it has the same sign")
    return tuple(made)
