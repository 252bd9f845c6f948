"""The door to Arb (python-flint): balls, their precision, and what a comparison of balls means.

A comparison of overlapping balls is False in Arb, so it is never negated: `a < b` says that every point of a lies below
every point of b, and `not (a < b)` says nothing.
"""

from __future__ import annotations

from fractions import Fraction

import flint
from flint import arb, fmpq
from mpmath import mpf

from audit.errors import CheckError
from audit.numerics.exact import Exact, rational

DEFAULT_BITS = 168
"""Fifty decimal digits."""
TELLING = arb(1) / (1 << 20)
"""A misprint moves a value by more than a millionth of it at one of the points that checks visit."""
BITS_MAX = 4_000_000
"""More than a million digits: beyond it a series no longer fits into memory."""


class precision:  # noqa: N801 - reads as the statement that it is: with precision(200):
    """Work at `bits` bits, and restore what was set before.

    >>> with precision(200):
    ...     print(flint.ctx.prec)
    200
    """

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.before = flint.ctx.prec
        flint.ctx.prec = self.bits

    def __exit__(self, *_: object) -> None:
        flint.ctx.prec = self.before


def ball(x: Exact | arb) -> arb:
    """The ball at the current precision that contains x: exact for floats, decimals never pass through a float.

    >>> ball("0.1").contains(ball(Fraction(1, 10)))
    True
    """
    if isinstance(x, arb):
        return x
    exact = rational(x, "x")
    return arb(fmpq(exact.numerator, exact.denominator))


def ball_of_mpf(x: mpf) -> arb:
    """The exact ball of a finite mpf.

    >>> from mpmath import mpf
    >>> print(ball_of_mpf(mpf("-0.75")))
    -0.750000000000000
    """
    sign, man, exp, _ = x._mpf_
    return arb((-int(man) if sign else int(man), int(exp)))


def hull(a: arb, b: arb) -> arb:
    """The smallest ball around both."""
    return a.union(b)


def apart(a: arb, b: arb) -> bool:
    """Do the balls certify that the numbers in them differ? Overlapping ones prove nothing, but they must say something.

    Raises CheckError for a ball that is not finite or wider than 2^-20 of its size or of 1: nothing could contradict it.

    >>> apart(arb(1), arb(2)), apart(arb(2).sqrt() ** 2, arb(2))
    (True, False)
    """
    for x in (a, b):
        if not x.is_finite() or not x.rad() < TELLING * (1 + abs(x.mid())):
            raise CheckError(f"the ball {x} is too wide to be compared")
    return bool(a < b or a > b)


def rational_ends(x: arb) -> tuple[Fraction, Fraction]:
    """The two ends of a finite ball, as exact rationals, whatever the current precision.

    >>> rational_ends(arb(3))
    (Fraction(3, 1), Fraction(3, 1))
    """
    middle, radius = _dyadic(x.mid()), _dyadic(x.rad())
    return middle - radius, middle + radius


def _dyadic(x: arb) -> Fraction:
    man, exp = (int(part) for part in x.man_exp())
    return Fraction(man << exp) if exp >= 0 else Fraction(man, 1 << -exp)
