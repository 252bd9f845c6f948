"""Is a density real and nowhere negative? Looked at in balls, at points of every piece of its support."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from itertools import pairwise

import sympy as sp
from flint import acb, arb

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.posterior.balls.complex_ball import compiled, value_at
from audit.posterior.clock import TimeIsUp, time_limit
from audit.posterior.density import Density
from audit.posterior.exact.cuts import in_order
from audit.posterior.exact.roots import roots
from audit.posterior.exact.signs import BEYOND, Undecided

BITS = 96
ROOTS_S = 1.0
"""For the roots of one factor: they only add points to look at."""
MOST_ROWS = 12
"""Of a likelihood over data the sign is looked at in this many rows; the engines look at all of them near the ends."""
NEAR_BOTH = tuple(sp.Rational(1, 9973 * 97**k) for k in range(3)) + tuple(sp.Rational(2 * k + 1, 97) for k in range(48))
"""Parts of a bounded piece, off-centre, some of them close to its ends."""
AWAY = (
    *(sp.Rational(1, 9 * 97**k) for k in range(4)),
    *(sp.Rational(111 + 737 * k, 1000) for k in range(68)),
    *(sp.Rational(137, 100) * 4**k for k in range(3, 20)),
)
"""Distances from the finite end of an unbounded piece."""


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
    """Off-centre points in each piece between `places` and the ends of the support, and between the roots of factors."""
    low, high = density.support
    points = [point for a, b in pairwise([low, *places, high]) for point in _in_piece(a, b)]
    for factor in density.own_factors:
        with contextlib.suppress(Undecided, TimeIsUp, *BEYOND), time_limit(ROOTS_S):
            zeros = in_order({*places, *roots(factor, density.variable, density.support)})
            points += [(a + b) / 2 for a, b in pairwise(zeros)]
    return points


def _in_piece(a: sp.Expr, b: sp.Expr) -> list[sp.Expr]:
    if a.is_finite and b.is_finite:
        return [a + (b - a) * part for part in NEAR_BOTH] + [b - (b - a) * part for part in NEAR_BOTH[:3]]
    if a.is_finite:
        return [a + step for step in AWAY]
    if b.is_finite:
        return [b - step for step in AWAY]
    return [*AWAY, *(-step for step in AWAY)]
