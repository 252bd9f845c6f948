"""Everything that changes with rho for a data term of one's own, in a range of rho: edge, folds, ties, and the counts between.

If no fold is missed, the count of stationary points changes by 2 at a fold (by 4 with mirror images) and by 1 at the edge: a zero
of the gradient moves continuously with rho while its Jacobian is regular, and none comes from an end of the plane (`band.py`
excludes the ends for the whole range). It changes nowhere else if an even E is a Gaussian expectation: at its points (0, r0) the
Jacobian is diag(rho e_cc + K'(0), e_rr), and e_cc = 2 r0^2 E_v = 0. An even E that is none may have a pitchfork there, where
rho = -K'(0)/e_cc. The counts on both sides, each by a search of its own, are held against all that.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from flint import arb

from audit.errors import CheckError, PrecisionError
from audit.parametrisation.cone_edges import Edge
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.convex import is_convex
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.edge import edge_told
from audit.parametrisation.planar.folds import Crossed, end_ties_within, folds_within, range_of
from audit.parametrisation.planar.krawczyk import Gradient, kind
from audit.parametrisation.planar.spinodals import Level, Spinodal
from audit.parametrisation.planar.ties import MutualTie, Stretch, axis_of, mutual_ties, stretches
from audit.parametrisation.result import MINIMUM

Range = tuple[Fraction, Fraction]
OPEN_COUNT = "open: the count of stationary points at one strength of the range"
SAMPLED = "ties between two minima are looked for at sampled strengths only"


@dataclass(frozen=True)
class Picture:
    """What was found for rho in `within`; `notes` say what is not told, `complete` that there is nothing else.

    `edge_reason`: where there is no edge, whether (0, 0) attracts for every rho, for none, or why that is not told. Of a domain
    that ends (`cone_picture.py`) the places of its edges, their depths, and why there can be no ties, if that is so.
    """

    within: Range
    edge: arb | None
    edge_reason: str
    folds: Crossed
    ties: Crossed
    mutual: tuple[MutualTie, ...]
    stretches: tuple[Stretch, ...]
    notes: tuple[str, ...]
    spinodals: tuple[Spinodal, ...] = ()
    ties_reason: str = ""
    levels: tuple[Level, ...] = ()

    @property
    def complete(self) -> bool:
        """Are these all folds and ties of the range?"""
        return not self.notes


def picture(term: DataTerm, penalty: Penalty, within: Range | None, bits: int) -> Picture:
    """Edge, folds, ties and counts for rho in a range, to about `bits` bits; without one, for [edge/8, 8 edge] or [1/16, 16].

    The penalty is defined for all alpha (exact, molchanov2017). Raises InputError, and CheckError where counts contradict folds.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> made = picture(data_term("(mu-1)**2/2 + sigma2/2"), EXACT, (Fraction(1, 2), Fraction(2)), 60)
    >>> made.complete, [part.count for part in made.stretches]
    (True, [0, 1])
    """
    told = edge_told(term, bits)
    edge = told.rho
    low, high = within or range_of(edge)
    folds = folds_within(term, penalty, low, high, bits)
    cuts = tuple(place.rho for place in folds.places) + (() if edge is None else (edge,))
    parts = stretches(term, penalty, low, high, cuts)
    if folds.complete:
        held_against_counts(folds, edge, parts, term.even)
    if folds.complete and not folds.places and _one_branch(term, edge, parts):
        ties = Crossed((), None)
    else:
        ties = end_ties_within(term, penalty, low, high, axis_of(term, penalty, parts, 2 * bits), bits)
    pairs, notes = mutual(term, penalty, parts, bits)
    doubts = [crossed.open for crossed in (folds, ties) if crossed.open] + notes
    doubts += [told.reason] if edge is None and told.attracts is None else []
    return Picture((low, high), edge, told.reason, folds, ties, pairs, parts, tuple(doubts))


def held_against_counts(
    folds: Crossed, edge: arb | None, parts: tuple[Stretch, ...], even: bool, spinodals: tuple[Spinodal, ...] = ()
) -> None:
    """Raises CheckError where a fold does not change the count by 2 (4 if even), or the edge and spinodals not as they say."""
    images = 2 if even else 1
    steps: dict[Fraction, list[tuple[int, ...]]] = {}
    if edge is not None:
        steps.setdefault(_cut(edge), []).append((1, -1))
    for place in folds.places:
        steps.setdefault(_cut(place.rho), []).append((2 * images * (1 if place.rising else -1),))
    for one in spinodals:
        if one.rho is not None:
            told = {True: (images,), False: (-images,), None: (images, -images)}[one.enters]
            steps.setdefault(_cut(one.rho), []).append(told)
    for before, after in pairwise(parts):
        if before.count is None or after.count is None:
            continue
        wanted = {sum(chosen) for chosen in product(*steps[before.high])}
        if after.count - before.count not in wanted:
            raise CheckError(f"the count goes from {before.count} to {after.count} at rho = {float(before.high):.6g}")


def _cut(rho: arb) -> Fraction:
    """As in `stretches`."""
    return Fraction(float(rho.mid()))


def _one_branch(term: DataTerm, edge: arb | None, parts: tuple[Stretch, ...]) -> bool:
    """A convex loss with one branch, from (0, 0) at the edge: no tie with the end, see `folds.py`."""
    counts = [part.count for part in parts]
    return bool(term.heat and edge is not None and counts == [0, 1] and is_convex(term.energy))


def mutual(
    term: DataTerm, penalty: Penalty, parts: tuple[Stretch, ...], bits: int, edges: tuple[Edge, ...] = ()
) -> tuple[tuple[MutualTie, ...], list[str]]:
    """Ties between minima, and what is not told of them."""
    found: list[MutualTie] = []
    notes: list[str] = []
    for part in parts:
        if part.boxes is None:
            notes.append(OPEN_COUNT)
            continue
        gradient = Gradient(charts(term.energy).derivatives, penalty, part.at)
        minima = [box for box in part.boxes if kind(gradient, box) == MINIMUM]
        if sum(bool(box[0] > 0) for box in minima) < 2 if term.even else len(minima) < 2:
            continue
        notes.append(SAMPLED)
        try:
            found += mutual_ties(term, penalty, part, bits, edges)
        except PrecisionError as cause:
            notes.append(str(cause))
    return tuple(found), list(dict.fromkeys(notes))
