"""An end: a place that the integral only approaches, from one of its sides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class End:
    """`place` is a real number or plus or minus infinity; `side` is +1 where w > place, -1 where w < place.

    Near an end everything is told in r -> oo: r = 1/|w - place| at a finite place, r = |w| at an infinite one.

    >>> End(sp.S.Zero, 1).name, End(sp.oo, -1).name, End(sp.Rational(3, 2), -1).name
    ('0+', 'oo', '3/2-')
    """

    place: sp.Expr
    side: int

    @property
    def finite(self) -> bool:
        """Is the place a number?"""
        return bool(self.place.is_finite)

    @property
    def name(self) -> str:
        """As in reports: `-oo`, `oo`, `0-`, `0+`, `VALUE-`, `VALUE+`."""
        return f"{self.place}{'+' if self.side > 0 else '-'}" if self.finite else str(self.place)

    def inward(self, r: sp.Expr) -> sp.Expr:
        """w as a function of r."""
        return self.place + self.side / r if self.finite else -self.side * r


def ends_of(support: tuple[sp.Expr, sp.Expr], places: Iterable[sp.Expr]) -> tuple[End, ...]:
    """The ends of the support, and each place inside it from its two sides, from left to right.

    >>> [end.name for end in ends_of((sp.S.Zero, sp.oo), (sp.S.One,))]
    ['0+', '1-', '1+', 'oo']
    """
    low, high = support
    inner = [End(place, side) for place in places for side in (-1, 1)]
    return (End(low, 1), *inner, End(high, -1))
