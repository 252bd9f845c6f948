"""The folds of logistic rows: cells of x = (mu/sigma)^2 along the curve r(c), each shown to rise, to fall, or to hold one fold.

Next to x = 0 the sign of `bent` tells, which is regular there (`thresholds.py`); then cells grow and shrink as the mean value
form of the slope (`rising.py`) allows. A cell on which R is above the range of rho may do what it likes. Where cells have become
short, Newton's iteration looks for a zero of (e_r, W) and a box of uniqueness around it, in which the rest of them lies.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction

from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball
from audit.parametrisation.logistic.rising import Cell, cell_over
from audit.parametrisation.logistic.taylor import Nearby
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.krawczyk import Box, System, box_of_uniqueness, newton
from audit.parametrisation.roots import sign

FIRST_STEP, WIDEST_STEP = Fraction(1, 8), Fraction(2)
"""Of x, relative."""
GROWTH = Fraction(5, 4)
HARD_STEP, LEAST_STEP = Fraction(1, 400), Fraction(1, 2**20)
"""From the first on a fold is looked for; below the second a cell stays open."""
MOST_CELLS, MOST_TRIES = 400, 6
"""Tries: searches for a fold, which are dear."""


@dataclass
class Turns:
    """Boxes with one fold each; places where R is above the range; x up to which this is told."""

    boxes: list[Box] = field(default_factory=list)
    skipped: list[arb] = field(default_factory=list)
    reach: Fraction = Fraction(0)
    cells: int = 0
    tries: int = 0


@dataclass(frozen=True)
class March:
    """What the cells are about: `above(x, q)` tells that R is above the range on a cell."""

    nearby: Nearby
    penalty: Penalty
    turning: System
    above: Callable[[arb, arb], bool]

    def turns(self, start: Fraction, end: Fraction, near: arb) -> Turns:
        """The folds on start <= x <= end, `near` a q near the start; all of them where `reach` is `end`.

        Raises PrecisionError for means with too many nodes.
        """
        told, step = Turns(reach=start), FIRST_STEP
        while told.reach < end and told.cells < MOST_CELLS and told.tries < MOST_TRIES and step > LEAST_STEP:
            told.cells += 1
            high = min((told.reach * (1 + step)).limit_denominator(10**9), end)
            cell = cell_over(self.nearby, self.penalty, told.reach, high, near)
            if cell is None or not self._told(told, cell, high, step):
                step /= 2
                continue
            told.reach, near, step = high, cell.near, min(step * GROWTH, WIDEST_STEP)
        return told

    def _told(self, told: Turns, cell: Cell, high: Fraction, step: Fraction) -> bool:
        if sign(cell.slope):
            return True
        x = ball(told.reach).union(ball(high))
        if self.above(x, cell.q):
            told.skipped.append(ball(told.reach).sqrt())
            return True
        return step < HARD_STEP and self._known(told, x.sqrt(), cell.q)

    def _known(self, told: Turns, c: arb, q: arb) -> bool:
        """Does the piece of the curve over c lie in a box with one fold, one that was found or a new one?"""
        boxes = told.boxes
        if any(_holds(box, c, q) for box in boxes):
            return True
        told.tries += 1
        try:
            found = newton(self.turning, float(c.mid()), float((q * c).mid()))
        except PrecisionError:
            return False
        if found is None or any(box[0].overlaps(found[0]) and box[1].overlaps(found[1]) for box in boxes):
            return False
        box = box_of_uniqueness(self.turning, *found)
        if box is None or not box[0] > 0 or any(_meet(box, old) for old in boxes):
            return False
        boxes.append(box)
        return _holds(box, c, q)


def _holds(box: Box, c: arb, q: arb) -> bool:
    return bool(box[0].contains(c) and box[1].contains(q * c))


def _meet(box: Box, old: Box) -> bool:
    return bool(box[0].overlaps(old[0]) and box[1].overlaps(old[1]))
