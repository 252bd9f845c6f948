"""All zeros of (Q, S) whose strength R lies in a range, S = W or G of `jets.py`: every turn, or every tie with the end.

As in `search.py` cells are cut until each is free or lies in a box with exactly one zero. Free is what `band.py` leaves out for
all rho of the range, and where (Q, S) is not (0, 0): one of them excludes 0, by its enclosure or by the mean value form

    S in S(m) + S'(X)(X - m),    also of the two combinations that the inverse of the Jacobian at m makes

In a cone c0 <= |c| <= c1 only its two halves are cut; G is 0 at the place of an edge whose depth it asks for, with a quiet box of
`spinodals.py` around it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from math import inf, isinf

from flint import arb, arb_mat

from audit.numerics import span
from audit.numerics.ball import precision
from audit.numerics.span import Span
from audit.parametrisation.planar.band import Band
from audit.parametrisation.planar.cells import INNER, cut_ray, far_cells, new_box
from audit.parametrisation.planar.exclusion import CORNER_SIZE, exact, excludes
from audit.parametrisation.planar.krawczyk import Box, System, contains

FIRST_C, MOST_C = 6.0, 2.0**10
FAR_CELLS, RAY_CELLS, DEPTH = 3000, 3500, 60
BITS = 64
BALL_DEPTH, NEWTON_DEPTH = 3, 6
"""Depths from which the ball forms, and Newton, are worth their time."""


@dataclass(frozen=True)
class Crossings:
    """Boxes with exactly one zero each; `open`: the first cell of which nothing is told, None where these are all."""

    boxes: tuple[Box, ...]
    open: tuple[Span, Span] | None
    cells: int


def crossings(band: Band, system: System, within: Span | None = None, quiet: tuple[Box, ...] = ()) -> Crossings:
    """The zeros of `system` on the curve; of an even E those with c >= 0.

    `within`: those with |c| in it, and perhaps others, or those with c in it where it begins below 0; `quiet` boxes hold no zero
    that counts.
    """
    found = _reach(band) if within is None or isinf(within[1]) else (within[1], 0)
    if found is None:
        return Crossings((), ((MOST_C, inf), (0.0, inf)), FAR_CELLS)
    reach, cells = found
    starts = _starts(reach, within)
    waiting = deque((c, r, 0) for c in starts[band.term.even :] for r in ((0.0, 0.3), (0.3, 2.0), (2.0, inf)))
    boxes: list[Box] = []
    while waiting:
        c, r, depth = waiting.popleft()
        cells += 1
        if _quiet(quiet, c, r) or _settled(band, system, boxes, c, r, depth):
            continue
        if cells > RAY_CELLS or depth > DEPTH:
            return Crossings(tuple(boxes), (c, r), cells)
        waiting += [(*half, depth + 1) for half in cut_ray(c, r, depth)]
    return Crossings(tuple(boxes), None, cells)


def _starts(reach: float, within: Span | None) -> list[Span]:
    """The spans of c, those below 0 first; around 0 none ends there."""
    if within is None or within[0] < 0:
        return [(-reach, -0.97 * INNER), (-0.97 * INNER, 1.03 * INNER), (1.03 * INNER, reach)]
    return [(-reach, -within[0]), (within[0], reach)] if within[0] < reach else []


def _quiet(boxes: tuple[Box, ...], c: Span, r: Span) -> bool:
    return r[0] > 0 and not isinf(r[1]) and any(contains(box, exact(c), exact(r)) for box in boxes)


def _settled(band: Band, system: System, boxes: list[Box], c: Span, r: Span, depth: int) -> bool:
    if band.free(c, r):
        return True
    if isinf(r[1]) or depth < BALL_DEPTH:
        return False
    if r[0] == 0:
        return c[0] < 0 < c[1] and c[1] - c[0] < CORNER_SIZE and band.corner_quiet(c, r)
    if any(contains(box, exact(c), exact(r)) for box in boxes) or apart(system, c, r):
        return True
    found = depth >= NEWTON_DEPTH and _points_inside(system, c, r) and new_box(system, boxes, c, r)
    return found and contains(boxes[-1], exact(c), exact(r))


def _points_inside(system: System, c: Span, r: Span) -> bool:
    """Does Newton's first step from the middle stay near the cell? Not certified: where it is worth to look for a zero."""
    with precision(BITS):
        at, jacobian = system.at(*(arb(x[0]).union(arb(x[1])).mid() for x in (c, r)))
        determinant = jacobian[0, 0] * jacobian[1, 1] - jacobian[0, 1] * jacobian[1, 0]
        by_c = (jacobian[1, 1] * at[0, 0] - jacobian[0, 1] * at[1, 0]) / determinant
        by_r = (jacobian[0, 0] * at[1, 0] - jacobian[1, 0] * at[0, 0]) / determinant
        return bool(abs(by_c.mid()) < arb(c[1] - c[0]) and abs(by_r.mid()) < arb(r[1] - r[0]))


def apart(system: System, c: Span, r: Span) -> bool:
    """Is no zero of the system in the cell, by enclosures and mean value forms in balls?

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.planar.convex import MU, SIGMA
    >>> from audit.parametrisation.planar.jets import Turning, jets_of
    >>> apart(Turning(jets_of(((MU - 1) ** 2 + SIGMA**2) / 2), EXACT), (1.0, 1.1), (0.4, 0.45))
    True
    """
    with precision(BITS):
        box = [arb(x[0]).union(arb(x[1])) for x in (c, r)]
        value, wide = system.at(*box)
        if any(value[i, 0] > 0 or value[i, 0] < 0 for i in (0, 1)):
            return True
        middle = [arb(x.mid()) for x in box]
        at, jacobian = system.at(*middle)
        off = arb_mat([[x - m] for x, m in zip(box, middle, strict=True)])
        rows = [arb_mat([[1, 0], [0, 1]])]
        determinant = jacobian[0, 0] * jacobian[1, 1] - jacobian[0, 1] * jacobian[1, 0]
        if determinant > 0 or determinant < 0:
            adjugate = [[jacobian[1, 1], -jacobian[0, 1]], [-jacobian[1, 0], jacobian[0, 0]]]
            rows.append(arb_mat([[arb((x / determinant).mid()) for x in line] for line in adjugate]))
        told = [y * at + (y * wide) * off for y in rows]
        return any(form[i, 0] > 0 or form[i, 0] < 0 for form in told for i in (0, 1))


def _reach(band: Band) -> tuple[float, int] | None:
    """|c| beyond which there is no stationary point with a strength of the range, and the cells that showed it."""
    reach, cells = FIRST_C, 0
    while reach <= MOST_C:
        shown = [_far_free(band, side, 1 / reach) for side in range(1 if band.term.even else 2)]
        cells += sum(count for count, _ in shown)
        if all(free for _, free in shown):
            return reach, cells
        reach *= 2
    return None


def _far_free(band: Band, side: int, most_b: float) -> tuple[int, bool]:
    """Is b = sigma/|mu| <= most_b free, mu > 0 (side 0) or mu < 0 (side 1)?"""

    def settled(b: Span, m: Span, _: int) -> bool:
        if band.plane.mean_outside(m if side == 0 else span.negate(m)):
            return True
        return any(map(excludes, band.plane.far(b, m, side)[0]))

    cells, left = far_cells(settled, most_b, FAR_CELLS // 4)
    return cells, not left
