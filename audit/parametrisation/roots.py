"""All zeros of a function on an interval, counted by balls: each cell has none, or exactly one, or stays open.

A cell has no zero where the enclosure of f excludes 0. Where that of f' does, f is strictly monotone there and the signs at
the ends decide between none and one. Other cells are halved. f may touch the end 0 of the interval in a zero that does not
count (`sign_at_start` says on which side f starts then).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision

Function = Callable[[arb], arb]
DEPTH = 60
"""Cells below 2^-60 of the interval stay open: f has a multiple zero there, or nearly one."""
GUARD_BITS = 40


@dataclass(frozen=True)
class Zeros:
    """Cells (low, high) with exactly one zero each, in order, the sign of f' there; `open` cells nobody knows of."""

    simple: tuple[tuple[Fraction, Fraction, int], ...]
    open: tuple[tuple[Fraction, Fraction], ...]
    cells: int

    @property
    def count(self) -> int | None:
        """How many zeros there are; None where a cell is open."""
        return None if self.open else len(self.simple)


def zeros(f: Function, slope: Function, start: Fraction, end: Fraction, sign_at_start: int = 0) -> Zeros:
    """The zeros of f in (start, end), at the current precision; `slope` encloses f' on balls.

    `sign_at_start` is needed where f(start) = 0: the sign of f right of it, known from elsewhere.

    >>> with precision(64):
    ...     found = zeros(lambda x: x * x - 2, lambda x: 2 * x, Fraction(0), Fraction(4))
    >>> found.count, [float(low) <= 2**0.5 <= float(high) for low, high, _ in found.simple]
    (1, [True])
    """
    waiting = [(start, end, 0)]
    simple: list[tuple[Fraction, Fraction, int]] = []
    unknown: list[tuple[Fraction, Fraction]] = []
    cells = 0
    while waiting:
        low, high, depth = waiting.pop()
        cells += 1
        kind = _cell(f, slope, low, high, sign_at_start if low == start else 0)
        if kind == 0:
            continue
        if kind is not None:
            simple.append((low, high, kind))
        elif depth >= DEPTH:
            unknown.append((low, high))
        else:
            middle = (low + high) / 2
            waiting += [(middle, high, depth + 1), (low, middle, depth + 1)]
    return Zeros(tuple(simple), tuple(unknown), cells)


def _cell(f: Function, slope: Function, low: Fraction, high: Fraction, sign_at_start: int) -> int | None:
    """0: no zero. 1 or -1: one zero, with that sign of f'. None: not decided."""
    whole = over(low, high)
    middle, steepness = f(ball((low + high) / 2)), slope(whole)
    value = f(whole)
    if value > 0 or value < 0 or _apart(middle, steepness, (high - low) / 2):
        return 0
    if not (steepness > 0 or steepness < 0):
        return None
    first = sign_at_start or sign(f(ball(low)))
    last = sign(f(ball(high)))
    if first == 0 or last == 0:
        return None
    return 0 if first == last else last


def _apart(middle: arb, steepness: arb, half: Fraction) -> bool:
    """The mean value theorem: |f(middle)| > half sup |f'| leaves no zero."""
    return bool(abs(middle) > ball(half) * abs(steepness))


def over(low: Fraction, high: Fraction) -> arb:
    """The ball around all of [low, high]."""
    return ball(low).union(ball(high))


def sign(value: arb) -> int:
    """1, -1, or 0 where the ball does not say."""
    return 1 if value > 0 else -1 if value < 0 else 0


def refine(f: Function, low: Fraction, high: Fraction, rising: int, bits: int) -> tuple[Fraction, Fraction]:
    """The one zero of a monotone f in [low, high] between two rationals 2^-bits of their size apart, by halving.

    Raises PrecisionError where the balls do not tell the sign of f in the middle.

    >>> low, high = refine(lambda x: x * x - 2, Fraction(1), Fraction(2), 1, 100)
    >>> float(low), (high - low) < Fraction(1, 2**98)
    (1.4142135623730951, True)
    """
    with precision(2 * bits + GUARD_BITS):
        while (high - low) * 2**bits > max(abs(low), abs(high)):
            middle = (low + high) / 2
            side = sign(f(ball(middle))) * rising
            if side == 0:
                raise PrecisionError(f"the sign near {float(middle):.6g} is not told with {2 * bits + GUARD_BITS} bits")
            low, high = (low, middle) if side > 0 else (middle, high)
    return low, high
