"""Is a density real and nowhere negative? Looked at in balls, at points of every piece of its support."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import sympy as sp
from flint import acb, arb

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.posterior.balls.complex_ball import compiled, value_at
from audit.posterior.density import Density

BITS = 96
MOST_ROWS = 12
"""Of a likelihood over data the sign is looked at in this many rows; the engines look at all of them near the ends."""
STEPS = (sp.Rational(1, 9973), sp.Rational(1, 97), sp.Rational(1, 7), sp.Rational(3, 11), sp.S.Half)
FAR = (sp.Rational(1, 9), sp.Rational(13, 11), sp.Rational(71, 10), sp.S(83), sp.S(9973))


@dataclass(frozen=True)
class Seen:
    """How many points were looked at, and at how many the density was certainly positive."""

    points: int
    positive: int


def look(density: Density, places: tuple[sp.Expr, ...]) -> Seen:
    """Raises InputError where the density is certainly negative, not real, or zero at every point."""
    factors = density.own_factors + (density.data.factors[:MOST_ROWS] if density.data else ())
    points = sample(density, places)
    positive = 0
    with precision(BITS):
        at = [value_at(point).mid() for point in points]
        exact = [_exact_point(point, ball) for point, ball in zip(points, at, strict=True)]
        zero = 0
        for shown, point in zip(exact, at, strict=True):
            values = [_value(factor, density.variable, point, shown) for factor in factors]
            positive += all(value is not None and value > 0 for value in values)
            zero += any(value is not None and value == 0 for value in values)
    if zero == len(points):
        raise InputError(
            f"a density that is zero at all {zero} points looked at", "a density with mass somewhere", "another support"
        )
    return Seen(len(points), positive)


def _exact_point(point: sp.Expr, ball: arb) -> str:
    return str(point) if point.is_Rational and len(str(point)) < 12 else f"{float(ball):.6g}"


def _value(factor: sp.Expr, variable: sp.Symbol, point: arb, shown: str) -> arb | None:
    value = compiled(factor, variable)(acb(point), False)
    if not value.is_finite():
        return None
    if not value.imag.contains(0):
        raise InputError(
            f"the factor {_short(factor)}, not real at {variable} = {shown}", "real values", "another support"
        )
    if value.real < 0:
        raise InputError(
            f"the factor {_short(factor)}, negative at {variable} = {shown}",
            "a prior and a likelihood that are nowhere negative on the support",
            "abs(...), or a smaller --support",
        )
    return value.real


def _short(factor: sp.Expr) -> str:
    text = str(factor)
    return text if len(text) <= 60 else text[:57] + "..."


def sample(density: Density, places: tuple[sp.Expr, ...]) -> list[sp.Expr]:
    """Off-centre points in each piece between `places` and the ends of the support."""
    low, high = density.support
    borders = [low, *places, high]
    points: list[sp.Expr] = []
    for a, b in pairwise(borders):
        if a.is_finite and b.is_finite:
            points += [a + (b - a) * step for step in STEPS] + [b - (b - a) * step for step in STEPS[:-1]]
        elif a.is_finite:
            points += [a + step for step in FAR]
        elif b.is_finite:
            points += [b - step for step in FAR]
        else:
            points += [*FAR, *(-step for step in FAR)]
    return points
