"""Balls as columns: the middle rounded to a float, and a radius around that float which holds the truth.

The ends of a ball are dyadic rationals, and so is a float: the larger distance between the float and an end is exact, and is
rounded up to a float.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import inf, nextafter
from typing import Any

from audit.errors import PrecisionError
from audit.figures.plan import RADIUS
from audit.numerics.ball import rational_ends

WIDEST = 1e-6
"""Of a value, or of 1 where it is smaller: a thousandth of the width of a line. A wider ball is no point of a picture."""


def number(value: Any) -> tuple[float, float]:
    """The float in the middle of a ball, and a radius around it that holds the truth. Raises PrecisionError for a wide ball.

    >>> from audit.numerics.ball import ball
    >>> number(ball(2)), 0 < number(ball(1) / 3)[1] < 1e-16
    ((2.0, 0.0), True)
    """
    if not value.is_finite():
        raise PrecisionError(f"the value {value} is no number to be drawn")
    middle = float(value.mid())
    distance = max(abs(end - Fraction(middle)) for end in rational_ends(value))
    radius = float(distance)
    if Fraction(radius) < distance:
        radius = nextafter(radius, inf)
    if radius > WIDEST * max(1.0, abs(middle)):
        raise PrecisionError(f"the value {value} is too wide to be drawn")
    return middle, radius


def columns_of(name: str, balls: Iterable[Any | None]) -> dict[str, list[float | None]]:
    """`name` and `name_radius`, row by row; None stays None.

    >>> from audit.numerics.ball import ball
    >>> columns_of("x", [ball(1), None])
    {'x': [1.0, None], 'x_radius': [0.0, None]}
    """
    pairs: Sequence[tuple[float | None, float | None]] = [
        (None, None) if value is None else number(value) for value in balls
    ]
    return {name: [middle for middle, _ in pairs], name + RADIUS: [radius for _, radius in pairs]}
