"""A data term of one's own on a cone |mu|/sigma >= c0: a KL stated for alpha <= 1, or the clipped form of public code.

Inside, the stationary points are those of the whole plane; on the edges F is that of one noise level, at its best scale.
"""

from __future__ import annotations

from fractions import Fraction
from functools import partial

import sympy as sp
from flint import arb, ctx

from audit.numerics import span
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.parametrisation.cone_edges import AT_ORIGIN, CORNER, Edge, cone_of, coordinates, edges_of, strictly_inside
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.answer import FAR_OUT, MINUS_INFINITY, NO_EXPECTATION, where_open
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.edges import OnEdge, on_edge
from audit.parametrisation.planar.ends import at_origin, falls_on_cone
from audit.parametrisation.planar.exclusion import excludes
from audit.parametrisation.planar.krawczyk import Box, Gradient, kind, refined
from audit.parametrisation.planar.search import search
from audit.parametrisation.result import CLIPPED, MINIMUM, Boundary, Minima, Point, lowest

NEAR = Fraction(65, 64)
"""Times c0: rays beside the edge."""
SMALLEST = 24
"""Halvings of sigma within which E has to rise or to fall."""


def answer(term: DataTerm, penalty: Penalty, rho: Fraction, parametrisation: str, bits: int) -> Minima:
    """Stationary points inside the cone, F on its edges, and the infimum; rho > 0, E not constant. Raises PrecisionError."""
    edges = edges_of(penalty, parametrisation)
    made = charts(term.energy)
    found = search(made, penalty, rho, term.mean_within, term.even, cone_of(penalty, edges))
    gradient = Gradient(made.derivatives, penalty, rho)
    notes = ((NO_EXPECTATION,) if term.heat is False else ()) + ((AT_ORIGIN,) if parametrisation == CLIPPED else ())
    if found.open:
        notes = (*notes, where_open(found.open))
        return Minima(term.text, penalty, parametrisation, rho, None, (), None, None, False, found.count, notes)
    places = [refined(gradient, box, bits) for box in found.boxes]
    with precision(bits + 40):
        inside = sorted(
            (place for place in places if strictly_inside(place[0], edges)), key=lambda place: float(place[0].mid())
        )
        points = tuple(_point(gradient, place, parametrisation) for place in inside)
    boundary, values = [], [(point.value, True) for point in points if point.kind == MINIMUM]
    for edge in edges:
        for side in (1,) if term.even else (1, -1):
            best = _best(on_edge(made, gradient, partial(edge.at, side), bits))
            if best is not None:
                words = edge.name if term.even else edge.on_side(side)
                boundary.append(Boundary(words, best.value, edge.attracts(best.outwards)))
                values.append((best.value, True))
    with precision(bits + 40):
        ends, infimum, attained = _ends(term, penalty, gradient, edges, (values, all(found.outer)))
    notes += (MINUS_INFINITY,) if infimum == float("-inf") else ()
    start = [Boundary("alpha -> 0", None, False)] if penalty.least and infimum != float("-inf") else []
    return Minima(
        term.text, penalty, parametrisation, rho, points, (*start, *boundary, *ends), infimum, attained, False,
        found.count, notes,
    )  # fmt: skip


def _ends(
    term: DataTerm,
    penalty: Penalty,
    gradient: Gradient,
    edges: tuple[Edge, ...],
    told: tuple[list[tuple[arb, bool]], bool],
) -> tuple[list[Boundary], arb | None, bool | None]:
    """The end -oo, or the limit at (0, 0); the infimum, where all else is `told`: values, and that F rises far out."""
    values, outer = told
    corner, ends = at_origin(term.energy), []
    if corner == -sp.oo:
        return [Boundary(CORNER, arb("-inf"), True)], arb("-inf"), False
    if corner is not None and corner.is_finite:
        c = edges[0].c()
        limit = ball(gradient.rho) * in_balls(corner, {}, ctx.prec) + penalty.value(c * c / 2)
        ends.append(Boundary(CORNER, limit, corner_attracts(term, edges[0])))
        values = [*values, (limit, False)]
    if falls_on_cone(term.energy, [_exactly(edge) for edge in edges]):
        return [*ends, Boundary(FAR_OUT, arb("-inf"), True)], arb("-inf"), False
    return (ends, *lowest(values)) if ends and outer else (ends, None, None)


def _exactly(edge: Edge) -> sp.Expr:
    return sp.exp(sp.Rational(edge.log_c.numerator, edge.log_c.denominator))


def corner_attracts(term: DataTerm, edge: Edge) -> bool | None:
    """Is F above its limit at (0, 0) near that point of the cone?

    There E - E(0, 0) tends to 0 (from all sides, if E is an expectation of a function that is continuous at 0), while K is above
    its value at the edge c0 by something that does not, for |c| >= NEAR c0. In c0 <= |c| <= NEAR c0 the sign of e_r on all of
    (0, r1] tells whether E rises or falls from r = 0. Both sides have to rise, K rising with |c|; one on which E falls at c0,
    where K is what it is in the limit, is enough against it. Otherwise it is not told.
    """
    sides = [_rises(term, edge.at(side)) for side in ((1,) if term.even else (1, -1))]
    if any(rises is False for rises in sides):
        return False
    return True if term.heat and all(sides) else None


def _rises(term: DataTerm, c: arb) -> bool | None:
    """Does E rise in r from r = 0 on, for all rays between c and NEAR c? None where neither that nor a fall is shown."""
    wide = span.around(c.union(ball(NEAR) * c))
    for halvings in range(SMALLEST):
        for slope in charts(term.energy).edge.over(wide, (0.0, 2.0**-halvings)):
            if excludes(slope):
                return slope[0] > 0
    return None


def _point(gradient: Gradient, place: Box, parametrisation: str) -> Point:
    told = kind(gradient, place) or "degenerate"
    return Point(coordinates(*place, parametrisation), gradient.value(*place), told)


def _best(on_ray: list[OnEdge]) -> OnEdge | None:
    """The minimum along the ray with the least value."""
    lows = [one for one in on_ray if one.kind == MINIMUM]
    return min(lows, key=lambda one: float(one.value.mid()), default=None)
