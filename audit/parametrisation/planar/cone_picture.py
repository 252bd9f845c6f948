"""The picture of `picture.py` where the domain ends: alpha <= 1, log alpha clipped to [-8, 8], or K -> -oo at alpha = oo.

Beside the folds inside, the count of stationary points changes by 1 (by 2 with mirror images) where the curve of stationary
points meets an edge, up or down as `spinodals.py` tells; none comes from elsewhere, since cells beside the other ends of the
domain are free of stationary points for the whole range. The end of the domain is the best place of an edge, and a tie a minimum
as deep as that.

Where l is convex, no fold lies in the range and no count is above 1, there is no tie: stationary points are then those of
Phi(c) = min over r of F on the side on which l falls from 0 (`convex.py`), the edges are not below the ends of Phi, and a minimum
that is the only stationary point of Phi is below both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball
from audit.parametrisation.cone_edges import Edge
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.cone import corner_attracts
from audit.parametrisation.planar.convex import is_convex
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.edge import EdgeTold
from audit.parametrisation.planar.ends import at_origin
from audit.parametrisation.planar.folds import Crossed, folds_within, level_ties_within, range_of
from audit.parametrisation.planar.picture import Picture, Range, held_against_counts, mutual
from audit.parametrisation.planar.spinodals import Level, Spinodal, level_of, spinodals
from audit.parametrisation.planar.ties import Stretch, stretches

PLUNGES = "the end alpha = oo attracts for every rho: K tends to -oo there"
NO_TIE = "no minimum is as deep as the end alpha = oo, where F tends to -oo for every rho"
ALWAYS, NEVER, NOT_TOLD = "{} attracts for every rho", "{} attracts for no rho", "whether {} attracts is not told"
NO_BEST = "no best place is found on {}, where a minimum could be as deep"
AROUND = 4
"""The range where none is asked for: [edge/4, 4 edge]; folds of a cubic lie near its edge."""
FURTHEST = Fraction(64)
UNBOUNDED = "F is unbounded below: E tends to -oo at (0, 0)"


@dataclass(frozen=True)
class Rim:
    """The edges: all places of them, the depth of each that has one, and what is not told."""

    spinodals: tuple[Spinodal, ...]
    levels: tuple[Level, ...]
    notes: tuple[str, ...]


def rim_of(term: DataTerm, penalty: Penalty, edges: tuple[Edge, ...], bits: int) -> Rim:
    """To about `bits` bits.

    >>> from audit.parametrisation.cone_edges import STATED
    >>> from audit.parametrisation.penalty import KINGMA
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> rim = rim_of(data_term("(mu-1)**2/2 + sigma2/2"), KINGMA, (STATED,), 60)
    >>> len(rim.spinodals), rim.levels[0].energy().str(5, radius=False), rim.notes
    (1, '0.25000', ())
    """
    corner = at_origin(term.energy)
    found: list[Spinodal] = []
    levels: list[Level] = []
    notes = [UNBOUNDED] if corner == -sp.oo else []
    for edge in edges:
        try:
            places = spinodals(term, penalty, edge, bits)
            found += places
            level = level_of(edge, penalty, places, corner)
        except PrecisionError as cause:
            notes.append(str(cause))
            continue
        if level is None:
            notes.append(NO_BEST.format(edge.name))
        else:
            levels.append(level)
    return Rim(tuple(found), tuple(levels), tuple(notes))


def edge_from(term: DataTerm, penalty: Penalty, edges: tuple[Edge, ...], rim: Rim) -> EdgeTold:
    """The strength below which the lower edge attracts at its best place, or why there is none."""
    if not edges:
        return EdgeTold(None, True, PLUNGES)
    first = edges[0]
    level = next((level for level in rim.levels if level.edge is first), None)
    if level is None:
        return EdgeTold(None, None, NOT_TOLD.format(first.name))
    if level.place is not None:
        rho = level.place.rho
        return EdgeTold(rho, True, "" if rho is not None else ALWAYS.format(first.name))
    attracts = corner_attracts(term, first)
    words = {True: ALWAYS, False: NEVER, None: NOT_TOLD}[attracts]
    return EdgeTold(None, attracts, words.format(f"(0, 0), the best of {first.name},"))


def cone_picture(term: DataTerm, penalty: Penalty, edges: tuple[Edge, ...], within: Range | None, bits: int) -> Picture:
    """Spinodals, folds, ties and counts between the edges for rho in a range, to about `bits` bits; the usual one without it.

    Without edges the penalty plunges. Raises InputError, and CheckError where counts contradict folds and spinodals.

    >>> from audit.parametrisation.cone_edges import STATED
    >>> from audit.parametrisation.penalty import KINGMA
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> line = data_term("(mu-1)**2/2 + sigma2/2")
    >>> made = cone_picture(line, KINGMA, (STATED,), (Fraction(3), Fraction(7, 2)), 60)
    >>> made.complete, [part.count for part in made.stretches], made.ties.places[0].rho.str(6, radius=False)
    (True, [0, 2, 1], '3.20162')
    """
    rim = rim_of(term, penalty, edges, 2 * bits)
    told = edge_from(term, penalty, edges, rim)
    low, high = within or _usual(told.rho)
    folds = folds_within(term, penalty, low, high, bits, edges)
    parts = stretches(term, penalty, low, high, tuple(_cuts(folds, rim)), edges)
    if folds.complete and not rim.notes:
        held_against_counts(folds, None, parts, term.even, rim.spinodals)
    if not edges or (folds.complete and not folds.places and _one_at_most(term, parts)):
        ties = Crossed((), None)
    else:
        ties = level_ties_within(term, penalty, low, high, edges, rim.levels, bits)
    pairs, notes = mutual(term, penalty, parts, bits, edges)
    doubts = [crossed.open for crossed in (folds, ties) if crossed.open] + notes + list(rim.notes)
    doubts += [told.reason] if told.attracts is None and told.reason not in doubts else []
    return Picture(
        (low, high), told.rho, told.reason, folds, ties, pairs, parts, tuple(dict.fromkeys(doubts)), rim.spinodals,
        "" if edges else NO_TIE, rim.levels,
    )  # fmt: skip


def _usual(edge: arb | None) -> Range:
    """Around the edge where folds can be near it; without one, or where it is far off, as in the whole plane."""
    near = edge is not None and edge > ball(1 / FURTHEST) and edge < ball(FURTHEST)
    return range_of(edge, around=AROUND) if near else range_of(None)


def _cuts(folds: Crossed, rim: Rim) -> Iterable[arb]:
    yield from (place.rho for place in folds.places)
    yield from (one.rho for one in rim.spinodals if one.rho is not None)


def _one_at_most(term: DataTerm, parts: tuple[Stretch, ...]) -> bool:
    """A convex loss with one stationary point at most, for every rho of the range that has no fold."""
    few = all(part.count is not None and part.count <= 1 for part in parts)
    return bool(term.heat and few and is_convex(term.energy))
