"""A data term of one's own on a cone |mu|/sigma >= c0: a KL stated for alpha <= 1, or the clipped form of public code.

Inside, the stationary points are those of the whole plane; on the edges F is that of one noise level, at its best scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from math import inf

from flint import arb

from audit.errors import PrecisionError
from audit.numerics import span
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.span import Span
from audit.parametrisation.clipped import AT_ORIGIN, CLIP
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.answer import NO_EXPECTATION, lowest, where_open
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.edges import OnEdge, on_edge
from audit.parametrisation.planar.ends import at_origin
from audit.parametrisation.planar.krawczyk import Box, Gradient, kind, refined
from audit.parametrisation.planar.search import search
from audit.parametrisation.result import ADDITIVE, CLIPPED, MINIMUM, Boundary, Minima, Point


@dataclass(frozen=True)
class Edge:
    """A ray c = mu/sigma > 0 at which the cone ends; `low`: the cone lies above it."""

    name: str
    c: Callable[[], arb]
    low: bool

    def at(self, side: int) -> arb:
        """c, or -c for side = -1."""
        return side * self.c()


STATED = Edge("alpha = 1, the edge of the stated domain", lambda: arb(1), True)
PLATEAUS = (
    Edge("the plateau log alpha >= 8, at its best theta", lambda: (-ball(CLIP / 2)).exp(), True),
    Edge("the plateau log alpha <= -8, at its best theta", lambda: ball(CLIP / 2).exp(), False),
)


def answer(term: DataTerm, penalty: Penalty, rho: Fraction, parametrisation: str, bits: int) -> Minima:
    """Stationary points inside the cone, F on its edges, and the infimum; rho > 0, E not constant. Raises PrecisionError."""
    edges = PLATEAUS if parametrisation == CLIPPED else (STATED,)
    made = charts(term.energy)
    found = search(made, penalty, rho, term.mean_within, term.even, _within(edges))
    gradient = Gradient(made.derivatives, penalty, rho)
    notes = ((NO_EXPECTATION,) if term.heat is False else ()) + ((AT_ORIGIN,) if parametrisation == CLIPPED else ())
    if found.open:
        notes = (*notes, where_open(found.open))
        return Minima(term.text, penalty, parametrisation, rho, None, (), None, None, False, found.count, notes)
    places = [refined(gradient, box, bits) for box in found.boxes]
    with precision(bits + 40):
        inside = sorted((place for place in places if _inside(place, edges)), key=lambda place: float(place[0].mid()))
        points = tuple(_point(gradient, place, parametrisation) for place in inside)
    boundary, values = [], [(point.value, True) for point in points if point.kind == MINIMUM]
    for edge in edges:
        for side in (1,) if term.even else (1, -1):
            best = _best(on_edge(made, gradient, partial(edge.at, side), bits))
            if best is not None:
                words = edge.name if term.even else f"{edge.name}, mu {'>' if side > 0 else '<'} 0"
                boundary.append(Boundary(words, best.value, best.outwards == (1 if edge.low else -1)))
                values.append((best.value, True))
    infimum, attained = None, None
    corner = at_origin(term.energy)
    with precision(bits + 40):
        if corner is not None and corner.is_finite and all(found.outer):
            c = edges[0].c()
            limit = ball(rho) * in_balls(corner, {}, bits + 40) + penalty.value(c * c / 2)
            boundary.append(Boundary("(mu, sigma^2) -> (0, 0) along that edge", limit, False))
            infimum, attained = lowest([*values, (limit, False)])
    return Minima(
        term.text, penalty, parametrisation, rho, points, tuple(boundary), infimum, attained, False, found.count, notes
    )


def _within(edges: tuple[Edge, ...]) -> Span:
    """The cone in |c|, rounded outwards."""
    with precision(64):
        ends = [span.around(edge.c()) for edge in edges]
    return (ends[0][0], ends[1][1] if len(ends) > 1 else inf)


def _inside(place: Box, edges: tuple[Edge, ...]) -> bool:
    """Is the point strictly inside the cone? Raises PrecisionError on its edge."""
    c = abs(place[0])
    for edge in edges:
        beyond, before = (c < edge.c(), c > edge.c()) if edge.low else (c > edge.c(), c < edge.c())
        if beyond:
            return False
        if not before:
            raise PrecisionError(f"whether a stationary point lies inside {edge.name} is not told")
    return True


def _point(gradient: Gradient, place: Box, parametrisation: str) -> Point:
    c, r = place
    mu, told = c * r, kind(gradient, place) or "degenerate"
    coordinates = {
        ADDITIVE: {"mu": mu, "sigma2": r * r},
        CLIPPED: {"theta": mu, "log_sigma2": 2 * r.log()},
    }.get(parametrisation, {"theta": mu, "alpha": 1 / c**2})
    return Point(coordinates, gradient.value(c, r), told)


def _best(on_ray: list[OnEdge]) -> OnEdge | None:
    """The minimum along the ray with the least value."""
    lows = [one for one in on_ray if one.kind == MINIMUM]
    return min(lows, key=lambda one: float(one.value.mid()), default=None)
