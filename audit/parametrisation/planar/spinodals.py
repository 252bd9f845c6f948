"""Where the curve of all stationary points meets an edge |mu|/sigma = c0 of the domain, and at which strength rho it does so.

On the ray c = +-c0 the stationary sigma are the zeros of e_r(c, r), the same for every rho (`edges.py`). Each is a stationary
point of the plane for one strength,

    rho* = -c K'(c0^2/2)/e_c,    c dF/dc = rho c e_c + c^2 K'

if c e_c < 0, and for none if c e_c >= 0. So F falls towards a lower edge for rho < rho* (for every rho), towards an upper one for
rho > rho* (for none): a spinodal value where the place is the best of its edge. Along the ray E alone decides which is the best,
as K is constant there. Where rho passes rho*, a stationary point enters or leaves the domain: dR/dc has the sign of -W e_rr
(`jets.py`).

As deep as the edge: F - R E0 - K0 is 0 at that place itself, twice, since d(F - R E0) = (e - E0) dR along the curve. In a box
around it in which e_rr, e_c and W exclude 0 and e_r has other signs at both ends of r, the curve is one graph r(c), along which e
and R are strictly monotone: nothing else is as deep there. A search for ties may leave out such a quiet box.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import partial

import sympy as sp
from flint import arb, ctx

from audit.errors import PrecisionError
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.parametrisation.cone_edges import Edge
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.charts import charts
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.edges import OnEdge, on_edge
from audit.parametrisation.planar.jets import Jets, Turning, half_square, jets_of
from audit.parametrisation.planar.krawczyk import Box, Gradient
from audit.parametrisation.result import MINIMUM

BITS = 96
WIDEST, NARROWEST = -3, -24
"""Exponents of the relative half-widths that are tried for a quiet box."""
SHAPE = 4
"""How much wider a quiet box is in r than the slope of the curve asks for."""


@dataclass(frozen=True)
class Spinodal:
    """A stationary sigma = r on the ray c = side c0 of an edge, E there, and the strength (None: no positive one).

    `lowest`: a minimum along the ray. `enters`: does a stationary point enter the domain as rho rises past the strength? None
    where that is not told.
    """

    edge: Edge
    side: int
    r: arb
    energy: arb
    rho: arb | None
    lowest: bool
    enters: bool | None

    def attracts(self) -> tuple[bool, bool]:
        """Does F fall towards the edge below the strength, and above it? Without a strength both are what holds for every rho."""
        return (self.edge.low, self.edge.low if self.rho is None else not self.edge.low)


@dataclass(frozen=True)
class Level:
    """The least value of F on an edge, rho E0 + K0: E0 at a place of it, or in its corner (0, 0), where `place` is None."""

    edge: Edge
    energy: Callable[[], arb]
    penalty: Penalty
    place: Spinodal | None

    def raised(self) -> arb:
        """K0."""
        return self.penalty.value(half_square(self.edge.c()))


def spinodals(term: DataTerm, penalty: Penalty, edge: Edge, bits: int) -> tuple[Spinodal, ...]:
    """All on one edge, to about `bits` bits; of an even E those with mu > 0. Raises PrecisionError.

    >>> from audit.parametrisation.cone_edges import STATED
    >>> from audit.parametrisation.penalty import KINGMA
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> (one,) = spinodals(data_term("(mu-1)**2/2 + sigma2/2"), KINGMA, STATED, 60)
    >>> one.rho.str(9, radius=False), one.enters, one.attracts()
    ('3.33013208', False, (True, False))
    """
    made, jets = charts(term.energy), jets_of(term.energy)
    gradient = Gradient(made.derivatives, penalty, Fraction(1))
    found = []
    for side in (1,) if term.even else (1, -1):
        for one in on_edge(made, gradient, partial(edge.at, side), bits):
            with precision(bits + 40):
                found.append(_spinodal(Turning(jets, penalty), edge, side, one))
    return tuple(found)


def _spinodal(turning: Turning, edge: Edge, side: int, one: OnEdge) -> Spinodal:
    c = edge.at(side)
    jet, s = turning.jets(c, one.r), turning.penalty.slope(half_square(c))
    if not (c * jet.e_c < 0 or c * jet.e_c >= 0):
        raise PrecisionError(f"whether a stationary point meets {edge.name} is not told")
    rho = -c * s / jet.e_c if c * jet.e_c < 0 else None
    rise = -side * turning.at(c, one.r)[0][1, 0] * jet.e_rr
    inwards = rise if edge.low else -rise
    enters = True if inwards > 0 else False if inwards < 0 else None
    return Spinodal(edge, side, one.r, jet.e, rho, one.kind == MINIMUM, enters)


def level_of(edge: Edge, penalty: Penalty, places: tuple[Spinodal, ...], corner: sp.Expr | None) -> Level | None:
    """The least value on an edge, from all its places and the limit of E at (0, 0); None where neither is there.

    Raises PrecisionError where two of them are not told apart.
    """
    lows = sorted((one for one in places if one.lowest), key=lambda one: float(one.energy.mid()))
    best = lows[0] if lows else None
    if best is not None and any(not best.energy < other.energy for other in lows[1:]):
        raise PrecisionError(f"which place of {edge.name} is the best is not told")
    if corner is None or not corner.is_finite:
        return None if best is None else Level(edge, lambda: best.energy, penalty, best)

    def limit() -> arb:
        return in_balls(corner, {}, ctx.prec)

    if best is None or best.energy > limit():
        return Level(edge, limit, penalty, None)
    if not best.energy < limit():
        raise PrecisionError(f"whether (0, 0) is as deep as the best place of {edge.name} is not told")
    return Level(edge, lambda: best.energy, penalty, best)


def quiet_box(jets: Jets, penalty: Penalty, place: Spinodal) -> Box | None:
    """The widest that is shown, of those tried, around the place of an edge; None where none is.

    >>> from audit.parametrisation.cone_edges import STATED
    >>> from audit.parametrisation.penalty import KINGMA
    >>> from audit.parametrisation.planar.data_term import data_term
    >>> line = data_term("(mu-1)**2/2 + sigma2/2")
    >>> box = quiet_box(jets_of(line.energy), KINGMA, spinodals(line, KINGMA, STATED, 60)[0])
    >>> box[0].contains(1), box[1].contains(arb("0.5"))
    (True, True)
    """
    with precision(BITS):
        c = place.edge.at(place.side)
        at = jets(c, place.r)
        lean = abs(at.e_cr / at.e_rr)
        for exponent in range(WIDEST, NARROWEST, -1):
            width = abs(c) * arb(2) ** exponent
            height = SHAPE * (width * lean + place.r * arb(2) ** exponent)
            box = (_around(c, width), _around(place.r, height))
            if box[1] > 0 and _is_quiet(Turning(jets, penalty), box):
                return box
    return None


def _around(x: arb, radius: arb) -> arb:
    return x + arb(0, 1) * arb(radius.upper())


def _is_quiet(turning: Turning, box: Box) -> bool:
    """W and, at both ends of r, e_r by their mean value forms."""
    jet, middle = turning.jets(*box), [arb(x.mid()) for x in box]
    off = [x - m for x, m in zip(box, middle, strict=True)]
    steep = turning.at(*box)[1]
    w = turning.at(*middle)[0][1, 0] + steep[1, 0] * off[0] + steep[1, 1] * off[1]
    ends = [arb(end) for end in (box[1].lower(), box[1].upper())]
    sides = [turning.jets(middle[0], end).e_r + turning.jets(box[0], end).e_cr * off[0] for end in ends]
    signed = all(x > 0 or x < 0 for x in (jet.e_rr, jet.e_c, w))
    return signed and bool(sides[0] * sides[1] < 0)
