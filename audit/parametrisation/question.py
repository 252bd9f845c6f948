"""Which minima has rho E + K in (theta, alpha), and which in (mu, sigma^2)? All of them, certified, with the ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.errors import InputError
from audit.numerics.ball import ball, precision
from audit.numerics.exact import Exact, bits_of, nonnegative, whole
from audit.parametrisation.penalty import KINGMA, Penalty, penalty_of
from audit.parametrisation.points import MINIMUM, Found, Stationary, stationary
from audit.parametrisation.profile import Model, model_of

ADDITIVE, MULTIPLICATIVE = "additive", "multiplicative"
PARAMETRISATIONS = (ADDITIVE, MULTIPLICATIVE)
DIGITS_MAX = 1000
MOST_RHO = Fraction(10**6)
"""The search runs up to u = 1 + 2 rho tail; beyond a million it takes minutes."""


@dataclass(frozen=True)
class Point:
    """A stationary point: coordinates by name, the value of F there (K(0) = 0), its kind, and how many weights share it."""

    coordinates: dict[str, arb]
    value: arb
    kind: str


@dataclass(frozen=True)
class Boundary:
    """An end of the domain: `limit` of F there (None: +oo), and whether F falls towards it."""

    where: str
    limit: arb | None
    attracts: bool


@dataclass(frozen=True)
class Minima:
    """All stationary points of one objective in one parametrisation; `points` is None where the balls left a cell open."""

    model: Model
    penalty: Penalty
    parametrisation: str
    rho: Fraction
    points: tuple[Point, ...] | None
    boundary: tuple[Boundary, ...]
    infimum: arb | None
    attained: bool | None
    half_line: bool
    cells: int


def minima(
    rho: Exact, model: str = "gaussian", *, parametrisation: str = ADDITIVE, kl: str = "exact", digits: int = 50
) -> Minima:
    """All stationary points of rho E_q[-log p] + KL, certified, with their kinds, the ends of the domain and the infimum.

    `rho` from 0 to 10^6; the models of `profile.py`, the penalties of `penalty.py` ("kingma2015" on its stated domain
    alpha <= 1). Coordinates are enclosed to about `digits` digits. Even models have -mu beside each mu; the two weights of
    "product" are equal up to (c w1, w2/c). Raises InputError.

    >>> found = minima(4, parametrisation="multiplicative", digits=10)
    >>> [(point.kind, point.coordinates["alpha"].str(8, radius=False)) for point in found.points]
    [('minimum', '0.64270232')]
    >>> minima("1/2").points, minima("1/2").attained
    ((), False)
    """
    strength, chosen, penalty = nonnegative(rho, "rho"), model_of(model), penalty_of(kl)
    if strength > MOST_RHO:
        raise InputError(f"rho = {rho}", f"0 <= rho <= {MOST_RHO}", "rho = 100")
    if parametrisation not in PARAMETRISATIONS:
        raise InputError(f"the parametrisation {parametrisation!r}", ", ".join(PARAMETRISATIONS), ADDITIVE)
    if chosen.weights == 2 and penalty.name == KINGMA.name:
        given = f"the model {chosen.name!r} with {penalty.name}, which may hold two weights at different u"
        raise InputError(given, "exact or molchanov2017", "--kl exact")
    bits = bits_of(whole(digits, "digits", 1, DIGITS_MAX, "digits = 50")) + 8
    found = stationary(chosen, penalty, strength, bits)
    additive = parametrisation == ADDITIVE
    with precision(bits + 40):
        points = None if found.points is None else tuple(_points(found, chosen, strength, additive))
        boundary = tuple(_boundary(found, chosen, penalty, strength, additive))
        infimum, attained = _infimum(points, boundary, strength, additive, penalty)
    flat = strength == 0 and additive and penalty.slope_at_zero is not None
    return Minima(chosen, penalty, parametrisation, strength, points, boundary, infimum, attained, flat, found.cells)


def _points(found: Found, model: Model, rho: Fraction, additive: bool) -> Iterator[Point]:
    """Those with mu != 0, each with its mirror image for an even model, and the one at mu = 0 of the additive form."""
    for stationary_point in found.points or ():
        for sign in (1, -1) if model.even else (1,):
            coordinates = _coordinates(stationary_point, sign, additive)
            yield Point(coordinates, stationary_point.value, stationary_point.kind)
    if additive and model.even and rho > 0 and found.at_zero is not None and found.rising_at_zero > 0:
        yield Point({"mu": arb(0), "sigma2": model.scale_squared(arb(0))}, found.at_zero, MINIMUM)


def _coordinates(point: Stationary, sign: int, additive: bool) -> dict[str, arb]:
    if additive:
        return {"mu": sign * point.mu, "sigma2": point.scale_squared}
    return {"theta": sign * point.mu, "alpha": point.alpha}


def _boundary(found: Found, model: Model, penalty: Penalty, rho: Fraction, additive: bool) -> Iterator[Boundary]:
    """sigma -> 0 costs log(1/sigma); the other end is u = 0, or where the domain of the penalty stops."""
    yield Boundary("alpha -> 0", None, False)
    if penalty.least:
        edge = ball(penalty.least)
        value = ball(rho) * model.value(edge) + model.weights * penalty.value(edge)
        yield Boundary("alpha = 1, the edge of the stated domain", value, found.rising_at_least > 0)
    elif not additive:
        yield Boundary("alpha -> oo, alpha theta^2 -> its best value", found.at_zero, found.rising_at_zero > 0)
    elif not model.even:
        yield Boundary("(mu, sigma^2) -> (0, 0) with mu^2/sigma^2 -> 0", found.at_zero, found.rising_at_zero > 0)


def _infimum(
    points: tuple[Point, ...] | None, boundary: tuple[Boundary, ...], rho: Fraction, additive: bool, penalty: Penalty
) -> tuple[arb | None, bool | None]:
    """The least of the values at minima and of the limits, and whether it is a value; None where balls overlap."""
    if points is None:
        return None, None
    values = [point.value for point in points if point.kind == MINIMUM]
    edges = [end.limit for end in boundary if end.limit is not None]
    reached = penalty.least > 0  # the edge alpha = 1 belongs to the domain
    if rho == 0 and additive and not penalty.least:
        return arb(0), True
    best = _least([*values, *edges])
    if best is None:
        return None, None
    return best, reached or any(best is value for value in values)


def _least(values: list[arb]) -> arb | None:
    """The value that is certified to be below, or the same object as, all others; mirror images have equal values."""
    for value in values:
        if all(other is value or value < other for other in values):
            return value
    return None
