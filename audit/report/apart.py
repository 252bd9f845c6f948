"""By how much two values differ: two numbers, or two texts that say the same with other numbers.

A witness such as `at u = 1.7: 4.81 = 2.81 is false` changes by its numbers. Where the words between them agree, the numbers
are compared in pairs, and the pair that lies farthest apart, relative to its size, stands for the text. Decimals are
subtracted as decimals, so that a change in the fiftieth digit is seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

NUMBER_PATTERN = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
DIGITS = 200
"""More than any witness shows."""


@dataclass(frozen=True)
class Apart:
    """The difference new - old, and its size relative to the larger of the two; 0 where both are 0."""

    absolute: float
    relative: float

    def __str__(self) -> str:
        return f"by {self.absolute:+.3g}, {self.relative:.2g} of its size"


def apart(old: object, new: object) -> Apart | None:
    """The difference of two numbers, or of the numbers in two texts with the same words; None where there is none.

    Booleans and infinite numbers have no difference. Both parts are correctly rounded from decimals.

    >>> apart(7, 8)
    Apart(absolute=1.0, relative=0.125)
    >>> print(apart("at u = 1.7: 2.50 is false", "at u = 1.7: 2.25 is false"))
    by -0.25, 0.1 of its size
    >>> apart("holds", "holds for u > 0") is None
    True
    """
    pairs = _pairs(_said(old), _said(new))
    found = [difference for a, b in pairs if a != b for difference in [_difference(a, b)] if difference is not None]
    return max(found, key=lambda difference: difference.relative, default=None)


def _said(value: object) -> str:
    plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return str(value) if plain else ""


def _pairs(old: str, new: str) -> list[tuple[str, str]]:
    if NUMBER_PATTERN.split(old) != NUMBER_PATTERN.split(new):
        return []
    return list(zip(NUMBER_PATTERN.findall(old), NUMBER_PATTERN.findall(new), strict=True))


def _difference(old: str, new: str) -> Apart | None:
    """None if the numbers are equal in size (0 and -0, 1 and 1.0), or so large that they are none for anybody."""
    with localcontext(prec=DIGITS, Emax=10**6, Emin=-(10**6)) as context:
        context.clear_traps()
        a, b = Decimal(old), Decimal(new)
        size = max(abs(a), abs(b))
        absolute, relative = b - a, abs(b - a) / size if size else Decimal(0)
        usable = absolute.is_finite() and relative.is_finite() and absolute != 0
        return Apart(float(absolute), float(relative)) if usable and abs(float(absolute)) < float("inf") else None
