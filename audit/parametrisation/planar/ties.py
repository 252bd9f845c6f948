"""Two minima that exchange their depth: ties between them, and how many stationary points there are between the thresholds.

Between the thresholds (folds and the edge) the count does not change, so that one search tells it for the whole interval. Along
it every stationary point is continued, for a ball of strengths at once: Krawczyk's operator with rho a ball proves exactly one
zero for each rho of it. With two minima in disjoint boxes,

    Delta = F1 - F2,    d Delta/d rho = E1 - E2

other signs of Delta at both ends of a short interval of rho, on which both are continued and E1 - E2 excludes 0, are exactly one
tie. Two minima are compared at SAMPLES strengths of an interval, so that two ties between neighbours may be overlooked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations, pairwise

from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.parametrisation.cone_edges import Edge, cone_of, strictly_inside
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.krawczyk import (
    SEARCH_BITS,
    Box,
    Gradient,
    box_of_uniqueness,
    kind,
    newton,
    refined,
)
from audit.parametrisation.planar.search import search
from audit.parametrisation.result import MINIMUM

BITS = 64
SAMPLES = 9
STEPS = 40
GUARD_BITS = 40

Gradients = Callable[[Fraction], Gradient]
Place = tuple[arb, arb]


@dataclass(frozen=True)
class Stretch:
    """All rho from `low` to `high`: the stationary points at `at`, each in its box; None where cells stayed open."""

    low: Fraction
    high: Fraction
    at: Fraction
    boxes: tuple[Box, ...] | None

    @property
    def count(self) -> int | None:
        """How many stationary points there are."""
        return None if self.boxes is None else len(self.boxes)


@dataclass(frozen=True)
class MutualTie:
    """rho, and c = mu/sigma of both minima; alpha = 1/c^2."""

    rho: arb
    c: tuple[arb, arb]


def stretches(
    term: DataTerm,
    penalty: Penalty,
    low: Fraction,
    high: Fraction,
    thresholds: tuple[arb, ...],
    edges: tuple[Edge, ...] = (),
) -> tuple[Stretch, ...]:
    """The range, cut at the thresholds; the count of stationary points between the edges at one strength of each part.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> parts = stretches(data_term("(mu-1)**2/2 + sigma2/2"), EXACT, Fraction(1, 2), Fraction(2), (arb(1),))
    >>> [part.count for part in parts]
    [0, 1]
    """
    inside = sorted({Fraction(float(rho.mid())) for rho in thresholds})
    places = [low, *(rho for rho in inside if low < rho < high), high]
    return tuple(_stretch(term, penalty, *ends, edges) for ends in pairwise(places))


def _stretch(term: DataTerm, penalty: Penalty, low: Fraction, high: Fraction, edges: tuple[Edge, ...] = ()) -> Stretch:
    """Looked at near the geometric mean, at a short fraction."""
    middle = Fraction(float(low * high) ** 0.5)
    at = middle.limit_denominator(64)
    if not low < at < high:
        at = (low + high) / 2
    made = charts(term.energy)
    found = search(made, penalty, at, term.mean_within, term.even, cone_of(penalty, edges))
    boxes = None if found.open else found.boxes
    return Stretch(
        low, high, at, boxes if not edges else _between(Gradient(made.derivatives, penalty, at), boxes, edges)
    )


def _between(gradient: Gradient, boxes: tuple[Box, ...] | None, edges: tuple[Edge, ...]) -> tuple[Box, ...] | None:
    """Those between the edges; None where that is not told of one."""
    if boxes is None:
        return None
    try:
        return tuple(box for box in boxes if strictly_inside(refined(gradient, box, BITS)[0], edges))
    except PrecisionError:
        return None


def axis_of(term: DataTerm, penalty: Penalty, parts: tuple[Stretch, ...], bits: int) -> tuple[Box, ...]:
    """The stationary points (0, r0) of an even E: the same for every rho, to about `bits` bits."""
    known = next((part for part in parts if part.boxes is not None), None)
    if known is None or known.boxes is None or not term.even:
        return ()
    gradient = Gradient(charts(term.energy).derivatives, penalty, known.at)
    return tuple(refined(gradient, box, bits) for box in known.boxes if box[0].contains(0))


def mutual_ties(
    term: DataTerm, penalty: Penalty, part: Stretch, bits: int, edges: tuple[Edge, ...] = ()
) -> tuple[MutualTie, ...]:
    """Ties between two minima with mu != 0 of one stretch, each certified; raises PrecisionError where one is not."""
    made = charts(term.energy)

    def gradient(rho: Fraction) -> Gradient:
        return Gradient(made.derivatives, penalty, rho)

    boxes = [box for box in part.boxes or () if kind(gradient(part.at), box) == MINIMUM]
    boxes = [box for box in boxes if (box[0] > 0 if term.even else not box[0].contains(0))]
    if len(boxes) < 2:
        return ()
    samples = [part.low + (part.high - part.low) * Fraction(2 * i + 1, 2 * SAMPLES) for i in range(SAMPLES)]
    paths = [_followed(gradient, part.at, box, samples) for box in boxes]
    found = []
    for first, second in combinations(paths, 2):
        for i, (low, high) in enumerate(pairwise(samples)):
            sides = [_depth(gradient, rho, first[k], second[k]) for k, rho in ((i, low), (i + 1, high))]
            one, other = first[i], second[i]
            if sides[0] * sides[1] < 0 and one is not None and other is not None:
                found.append(_tie(gradient, low, high, (one, other), bits))
    return tuple(tie for tie in found if all(strictly_inside(c, edges) for c in tie.c))


def _followed(gradient: Gradients, at: Fraction, box: Box, samples: list[Fraction]) -> list[Place | None]:
    """A stationary point at other strengths by Newton's iteration from the next; None from where it gets lost. Not certified."""
    middle = (arb(box[0].mid()), arb(box[1].mid()))
    found: dict[Fraction, Place | None] = {}
    for side in (
        sorted(rho for rho in samples if rho >= at),
        sorted((rho for rho in samples if rho < at), reverse=True),
    ):
        place: Place | None = middle
        for rho in side:
            place = None if place is None else newton(gradient(rho), float(place[0]), float(place[1]))
            found[rho] = place
    return [found[rho] for rho in samples]


def _depth(gradient: Gradients, rho: Fraction, one: Place | None, other: Place | None) -> float:
    """F1 - F2 at two places, 0 where one is missing or they are the same. Not certified."""
    if one is None or other is None:
        return 0.0
    with precision(SEARCH_BITS):
        return float((gradient(rho).value(*one) - gradient(rho).value(*other)).mid())


def _tie(gradient: Gradients, low: Fraction, high: Fraction, places: tuple[Place, Place], bits: int) -> MutualTie:
    """Newton's iteration for Delta = 0 in rho, then the proof around what it found. Raises PrecisionError."""
    rho, near = (low + high) / 2, list(places)
    for _ in range(STEPS):
        found = [_refined(gradient(rho), place, bits) for place in near]
        if found[0] is None or found[1] is None:
            break
        near = [(arb(c.mid()), arb(r.mid())) for c, r in (found[0], found[1])]
        with precision(bits + 2 * GUARD_BITS):
            here = gradient(rho)
            fall = here.derivatives(*near[0])[0] - here.derivatives(*near[1])[0]
            step = ((here.value(*near[0]) - here.value(*near[1])) / fall).mid()
            following = Fraction(str((ball(rho) - step).mid().str(bits // 3 + 10, radius=False)))
        done = abs(following - rho) < rho / 2 ** (bits + 4)
        rho = min(max(following, low), high)
        if done:
            return _proved(gradient, rho, near, bits)
    raise PrecisionError(f"the tie between rho = {float(low):.6g} and {float(high):.6g} is not told")


def _proved(gradient: Gradients, rho: Fraction, near: list[Place], bits: int) -> MutualTie:
    """Both points are continued over rho +- rho/2^bits, Delta has other signs at its ends, and E1 - E2 excludes 0."""
    off = rho / 2**bits
    with precision(bits + 2 * GUARD_BITS):
        around: arb = ball(rho - off).union(ball(rho + off))
        wide = replace(gradient(rho), rho=around)
        boxes = [box_of_uniqueness(wide, *place) for place in near]
        if boxes[0] is not None and boxes[1] is not None and not _overlap(boxes[0], boxes[1]):
            pair = (boxes[0], boxes[1])
            tight = [refined(wide, box, bits // 2) for box in pair]
            fall = wide.derivatives(*tight[0])[0] - wide.derivatives(*tight[1])[0]
            sides = [_difference(gradient(end), pair, 2 * bits) for end in (rho - off, rho + off)]
            if (fall > 0 or fall < 0) and sides[0] * sides[1] < 0:
                return MutualTie(around, (tight[0][0], tight[1][0]))
    raise PrecisionError(f"the tie near rho = {float(rho):.6g} is not told to {bits} bits")


def _difference(gradient: Gradient, boxes: tuple[Box, Box], bits: int) -> arb:
    """F1 - F2 for the zeros in two boxes."""
    one, other = (refined(gradient, box, bits) for box in boxes)
    with precision(bits + GUARD_BITS):
        return gradient.value(*one) - gradient.value(*other)


def _refined(gradient: Gradient, near: Place, bits: int) -> Box | None:
    found = newton(gradient, float(near[0]), float(near[1]))
    box = None if found is None else box_of_uniqueness(gradient, *found)
    return None if box is None else refined(gradient, box, bits)


def _overlap(one: Box, other: Box) -> bool:
    return bool(one[0].overlaps(other[0]) and one[1].overlaps(other[1]))
