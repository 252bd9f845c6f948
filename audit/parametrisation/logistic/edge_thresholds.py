"""Folds, ties and edges of logistic rows where alpha is bounded, alpha <= 1 or log alpha in [-8, 8], or K -> -oo at alpha = oo.

Let l'(0) < 0. All stationary points lie on r(c), c > 0 (`curve.py`), at the strengths R(c) = K'/(q^2 E l''), q = r/c. The best
scale of an edge c0 is r(c0), so that F falls towards a lower edge for rho below R(c0), towards an upper one for rho above it.
Folds are those of `thresholds.py` between the edges: cells start at the lower edge; where that is near c = 0, at the c up to
which R' has a sign; and with a K that falls to -oo, at the c up to which T > 0 for the largest rho of the range, that is R > rho.
Rows that are all alike have none where R rises along all of the curve (`alike_rising.py`), and with a cubic are told for every
rho (`alike_folds.py`): the branch of the last fold then gets below an edge at some c.

Ties with the lower edge: Delta = F - R e(c0, r(c0)) - K(c0^2/2) on the curve is 0 at c0, and d Delta = (e - e(c0)) dR with e
falling in c. So it is monotone between folds, and without folds R is monotone in the range, and there is no tie with either edge.
A minimum has R' > 0: the branch that starts at c0 falls from 0, and on those that start at a fold the signs of Delta at their
ends tell. The upper edge is looked at only so far: beside folds, it is a note. For l'(0) = 0 no point is stationary, and the
edges are least in their corner (0, 0).
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import partial

from flint import arb

from audit.numerics.ball import ball, precision, rational_ends
from audit.parametrisation.cone_edges import Edge, strictly_inside
from audit.parametrisation.logistic.alike_folds import alike_folds
from audit.parametrisation.logistic.alike_rising import rises
from audit.parametrisation.logistic.curve import Curve
from audit.parametrisation.logistic.ends import far, near_zero, on_ray
from audit.parametrisation.logistic.jets import jet
from audit.parametrisation.logistic.means import LogisticLoss
from audit.parametrisation.logistic.taylor import Nearby
from audit.parametrisation.logistic.thresholds import (
    BITS,
    OPEN,
    TIES,
    LogisticThresholds,
    end_ties,
    from_zero,
    is_above,
    place_of,
)
from audit.parametrisation.logistic.turns import March
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.jets import Levelling, Place, Turning, half_square, strength_at

Places = tuple[tuple[Edge, Place], ...]
START = "open: no start of the curve is found near alpha = oo"
DOUBLINGS, GROWTH = 12, arb(9) / 8
NEAR = Fraction(1, 4)
"""c below which the cells may start where `from_zero` ends."""


def edges_at(
    loss: LogisticLoss, penalty: Penalty, edges: tuple[Edge, ...], bits: int
) -> tuple[tuple[Edge, Place], ...]:
    """R and the best scale on each edge, to about `bits` bits; c > 0 here, whatever the rows ask for. l'(0) is not 0.

    An upper edge of separable rows is left out: its strength is beyond 10^100. Raises PrecisionError.

    >>> from audit.parametrisation.cone_edges import STATED
    >>> from audit.parametrisation.logistic.means import logistic_loss
    >>> from audit.parametrisation.penalty import KINGMA
    >>> ((_, place),) = edges_at(logistic_loss([Fraction(1)], [1]), KINGMA, (STATED,), 60)
    >>> print(place.rho.str(6, radius=False), place.r.str(6, radius=False))
    1.85172 2.00000
    """
    upright = loss.mirrored() if loss.total < 0 else loss
    curve, made = Curve(upright, penalty, Fraction(1), Nearby(upright)), []
    for edge in edges:
        if edge.low or not upright.separable:
            r = on_ray(curve, edge.c, bits + BITS)
            with precision(bits + 40):
                rho = strength_at(lambda c, r: jet(upright, c, r), penalty, edge.c(), r)
                made.append((edge, Place(rho, edge.c(), r, edge.low)))
    return tuple(made)


def thresholds_between(
    loss: LogisticLoss, penalty: Penalty, edges: tuple[Edge, ...], high: Fraction, bits: int
) -> LogisticThresholds:
    """Folds and ties between the edges for 0 < rho <= high, to about `bits` bits. Raises PrecisionError.

    Without edges the penalty plunges. For rows with l'(0) = 0 the answer is about every rho > 0.
    """
    if loss.total == 0:
        return LogisticThresholds(None, None, (), (), ())
    upright = loss.mirrored() if loss.total < 0 else loss
    curve = Curve(upright, penalty, high, Nearby(upright))
    turning = Turning(lambda c, r: jet(upright, c, r), penalty)
    at = edges_at(loss, penalty, edges, bits)
    if edges and len(upright.slopes) == 1 and rises(penalty):
        return LogisticThresholds(high, None, (), (), (), at)
    if len(upright.slopes) == 1 and penalty.slope_at_zero is None:
        folds = list(alike_folds(penalty, upright.slopes[0], upright.counts[0], bits))
        ties, doubts = _ties(curve, turning, at, folds, None, bits)
        return LogisticThresholds(None, None, tuple(folds), tuple(ties), doubts, at)
    with precision(BITS):
        start, last = _start(curve, edges), far(curve)
        last = min([last, *(rational_ends(edge.c())[1] for edge in edges if not edge.low)])
        if start is None:
            return LogisticThresholds(high, None, (), (), (START,), at)
        near = 2 * ball(upright.total) / ball(upright.squares)
        q = curve.best(ball(start), near)
        told = March(curve.nearby, penalty, turning, partial(is_above, curve, high)).turns(start**2, last**2, q)
    complete = told.reach >= last**2
    with precision(bits + 40):
        folds = [place for place in (place_of(turning, box, bits) for box in told.boxes) if _inside(place, edges)]
    folds.sort(key=lambda place: float(place.c.mid()))
    ties, doubts = _ties(curve, turning, at, folds, [*told.skipped, ball(last)], bits) if complete else ([], (TIES,))
    notes = [] if complete else [OPEN.format(float(told.reach) ** 0.5)]
    notes += doubts if folds and edges else ()
    folds, ties = ([place for place in some if place.rho < ball(high)] for some in (folds, ties))
    return LogisticThresholds(high, None, tuple(folds), tuple(ties), tuple(notes), at)


def _inside(place: Place, edges: tuple[Edge, ...]) -> bool:
    return strictly_inside(place.c, edges)


def _start(curve: Curve, edges: tuple[Edge, ...]) -> Fraction | None:
    """c from which on cells are looked at; below it, in the domain, is no turn with a strength of the range."""
    if not edges:
        found = near_zero(curve)
        return None if found is None or not found[1] else found[0]
    first = rational_ends(edges[0].c())[0]
    if first > NEAR:
        return first
    quiet = from_zero(replace(curve, rho=Fraction(1)))
    return first if quiet is None else max(first, quiet[0])


def _ties(
    curve: Curve, turning: Turning, at: Places, folds: list[Place], stops: list[arb] | None, bits: int
) -> tuple[list[Place], tuple[str, ...]]:
    """With the lower edge, and what is not told; without `stops` the last branch goes on to c = oo."""
    if not at or not folds:
        return [], ()
    edge = at[0][0]
    r = on_ray(curve, edge.c, 2 * bits)
    with precision(2 * bits + 40):
        energy = turning.jets(edge.c(), r).e
    level = Levelling(
        turning.jets, turning.penalty, lambda: energy, lambda: turning.penalty.value(half_square(edge.c()))
    )
    stops = [_below(curve, level, folds[-1].c)] if stops is None else stops
    found, notes = end_ties(curve, level, folds, stops, bits)
    return found, notes if len(at) == 1 else (TIES,)


def _below(curve: Curve, level: Levelling, c: arb) -> arb:
    """A c beyond which Delta < 0 on the last branch of rows that are all alike, r = 2c/a."""
    with precision(BITS):
        for _ in range(DOUBLINGS):
            c = arb((c * GROWTH).mid())
            if level.at(c, 2 * c / ball(curve.loss.slopes[0]))[0][1, 0] > 0:
                break
    return c
