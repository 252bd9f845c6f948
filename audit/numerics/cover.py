"""A strict inequality on a whole interval, by balls: cut the interval until every cell is decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

DEPTH = 24
"""Cells are halved at most this often; an inequality that needs finer ones is reported as undecided."""


@dataclass(frozen=True)
class Cover:
    """`holds`: True if every cell is positive, False at a certified `witness`, None where a cell stays open."""

    holds: bool | None
    cells: int
    witness: Fraction | None = None


def positive_on(
    f: Callable[[Fraction, Fraction], arb], start: Fraction, end: Fraction, widest: Fraction = Fraction(1)
) -> Cover:
    """Is f > 0 on [start, end]? `f(middle, half)` encloses all values on [middle - half, middle + half].

    The cells tile the interval exactly: their ends are rationals, each cell starts where the one before ended.

    >>> square = lambda x, h: arb(x.numerator) / x.denominator + arb(0, float(h)) + 1
    >>> positive_on(square, Fraction(0), Fraction(3)).holds
    True
    """
    waiting, cells = [(start, end, 0)], 0
    while waiting:
        low, high, depth = waiting.pop()
        middle, half = (low + high) / 2, (high - low) / 2
        if 2 * half <= widest:
            value = f(middle, half)
            if value > 0:
                cells += 1
                continue
            if f(middle, Fraction(0)) < 0:
                return Cover(False, cells + 1, middle)
            if depth >= DEPTH:
                return Cover(None, cells, middle)
        waiting += [(middle, high, depth + 1), (low, middle, depth + 1)]
    return Cover(True, cells)
