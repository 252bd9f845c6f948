"""Polyhedral cones over the rationals: does {v : a_i . v >= 0 for all i} hold more than zero? Exact, with a ray to show.

The double description method: the cone is kept by its extreme rays, and cut by one half-space after the other. Each closed
orthant is taken by itself, so that the cone at hand is always pointed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import product
from math import gcd, lcm

Vector = tuple[int, ...]


def ray_in(constraints: Iterable[Sequence[Fraction | int]], dimension: int) -> Vector | None:
    """A nonzero integer vector v with a . v >= 0 for each constraint a, or None if there is none.

    >>> ray_in([(1, 0), (-1, 1), (0, -1)], 2) is None
    True
    >>> ray_in([(1, 0), (0, 1), (-1, 1)], 2)
    (0, 1)
    """
    rows = sorted({_primitive(row) for row in constraints} - {(0,) * dimension})
    for signs in product((1, -1), repeat=dimension):
        rays = _cut(rows, signs, dimension)
        if rays:
            return rays[0]
    return None


def _cut(rows: list[Vector], signs: tuple[int, ...], dimension: int) -> list[Vector]:
    """The extreme rays of the cone within one orthant."""
    axes = [tuple(sign if i == j else 0 for j in range(dimension)) for i, sign in enumerate(signs)]
    walls = list(axes)
    rays = list(axes)
    for row in rows:
        values = {ray: _dot(row, ray) for ray in rays}
        inside = [ray for ray in rays if values[ray] >= 0]
        outside = [ray for ray in rays if values[ray] < 0]
        if outside:
            tight = {ray: frozenset(i for i, wall in enumerate(walls) if _dot(wall, ray) == 0) for ray in rays}
            strictly = [ray for ray in inside if values[ray] > 0]
            for above, below in product(strictly, outside):
                if _adjacent(above, below, tight):
                    mixed = (values[above] * b - values[below] * a for a, b in zip(above, below, strict=True))
                    inside.append(_primitive(tuple(mixed)))
        walls.append(row)
        rays = sorted(set(inside))
        if not rays:
            return []
    return rays


def _adjacent(first: Vector, second: Vector, tight: dict[Vector, frozenset[int]]) -> bool:
    """Two extreme rays span a face if no third one lies on all walls that they share."""
    shared = tight[first] & tight[second]
    return not any(shared <= walls for ray, walls in tight.items() if ray not in (first, second))


def _dot(a: Vector, b: Vector) -> int:
    return sum(x * y for x, y in zip(a, b, strict=True))


def _primitive(row: Sequence[Fraction | int]) -> Vector:
    """The shortest integer vector in the same direction."""
    exact = [Fraction(x) for x in row]
    scale = lcm(*(x.denominator for x in exact))
    whole = [int(x * scale) for x in exact]
    common = gcd(*whole) or 1
    return tuple(x // common for x in whole)
