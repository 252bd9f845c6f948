"""Thresholds of a named model with log alpha clipped to [-8, 8]: `thresholds.py` on u0 <= u <= u1, u0 = e^-8/2 and u1 = e^8/2.

Where a fold lies between the clips, it is one. On the plateaus F is that of u0 and u1. F falls towards the plateau log alpha >= 8
where Phi'(u0) = n K' - rho D > 0, for rho below R(u0) = n K'/D, as D > 0; towards log alpha <= -8 for rho above R(u1). There a
stationary point passes from the inside to a plateau, all of which is then a half-line of minima at its best theta.

A tie with a plateau at v = u0 or u1 is a zero of G (`thresholds.py`) with v in the place of u0 there, other than u = v itself.
From v to the next fold G is monotone, so that there is none; elsewhere its signs at folds and at the other plateau tell.

Two weights stay equal with these penalties (`profile.py`); where rho < R(u0), a weight on its plateau keeps the other on its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision, rational_ends
from audit.parametrisation.cone_edges import Edge, edges_of, strictly_inside
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.profile import Model
from audit.parametrisation.result import CLIPPED
from audit.parametrisation.roots import over, refine, sign
from audit.parametrisation.thresholds import BITS, Threshold, as_deep, complete, folds, strength


@dataclass(frozen=True)
class AtEdge:
    """The strength at which a stationary point passes an edge: F falls towards it below (a lower edge), or above."""

    edge: Edge
    rho: arb


@dataclass(frozen=True)
class ClippedThresholds:
    """What there is for every rho > 0; `alone`: these are all folds and ties."""

    edges: tuple[AtEdge, ...]
    folds: tuple[Threshold, ...]
    ties: tuple[Threshold, ...]
    alone: bool


def at_edges(model: Model, penalty: Penalty, edges: tuple[Edge, ...], bits: int = 176) -> tuple[AtEdge, ...]:
    """R on the edges, to about `bits` bits.

    >>> from audit.parametrisation.cone_edges import PLATEAUS
    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import GAUSSIAN
    >>> [one.rho.str(8, radius=False) for one in at_edges(GAUSSIAN, EXACT, PLATEAUS, 60)]
    ['1.0005591', '2983.9600']
    """
    with precision(bits + 40):
        return tuple(AtEdge(edge, strength(model, penalty)(_u(edge))) for edge in edges)


def clipped_thresholds(model: Model, penalty: Penalty, bits: int = 176) -> ClippedThresholds:
    """Edges, folds and ties between the plateaus. Raises InputError for a KL stated for alpha <= 1, PrecisionError.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import QUARTIC
    >>> told = clipped_thresholds(QUARTIC, EXACT, 60)
    >>> [one.rho.str(8, radius=False) for one in (*told.folds, *told.ties)], told.alone
    (['6.9180686', '8.2546446'], True)
    """
    edges = edges_of(penalty, CLIPPED)
    with precision(bits + 40):
        turns = tuple(turn for turn in folds(model, penalty, bits) if strictly_inside((2 * turn.u).sqrt(), edges))
    ties = [tie for edge in edges for tie in _ties(model, penalty, edges, edge, turns, bits)]
    ties.sort(key=lambda tie: float(tie.rho.mid()))
    return ClippedThresholds(at_edges(model, penalty, edges, bits), turns, tuple(ties), complete(model, penalty))


def _u(edge: Edge) -> arb:
    """c^2/2 on an edge."""
    return edge.c() ** 2 / 2


def _ties(
    model: Model, penalty: Penalty, edges: tuple[Edge, ...], edge: Edge, turns: tuple[Threshold, ...], bits: int
) -> list[Threshold]:
    """With one plateau: on each piece between folds that does not start or end at it and on which R rises."""
    g = as_deep(model, penalty, lambda: _u(edge))
    with precision(BITS):
        first, last = rational_ends(_u(edges[0]))[0], rational_ends(_u(edges[1]))[1]
    places = [first, *(Fraction(turn.u.mid().str(30, radius=False)) for turn in turns), last]
    rises = [not turns[0].rising if turns else True, *(turn.rising for turn in turns)]
    pieces = list(zip(pairwise(places), rises, strict=True))
    found = []
    for (low, high), rising in pieces[1:] if edge.low else pieces[:-1]:
        with precision(BITS):
            before, after = sign(g(ball(low))), sign(g(ball(high)))
        if before * after == 0:
            raise PrecisionError(
                f"whether there is a tie between u = {float(low):.6g} and {float(high):.6g} is not told"
            )
        if not rising or before == after:
            continue
        ends = refine(g, low, high, after, bits)
        with precision(bits + 40):
            u = over(*ends)
            if strictly_inside((2 * u).sqrt(), edges):
                found.append(Threshold(strength(model, penalty)(u), u, edge.low, turns[0].alone))
    return found
