"""From the boxes of the search to points with coordinates, kinds and values, the ends of the domain, and the infimum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce

import sympy as sp
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.span import Span
from audit.numerics.symbolic import reduces_to_zero
from audit.numerics.tape import BALLS, tape
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.charts import C, R, charts
from audit.parametrisation.planar.convex import MU, SIGMA
from audit.parametrisation.planar.data_term import DataTerm
from audit.parametrisation.planar.ends import at_origin, falls_to_minus_infinity
from audit.parametrisation.planar.krawczyk import Box, Gradient, kind, refined
from audit.parametrisation.planar.search import search
from audit.parametrisation.result import ADDITIVE, MINIMUM, Boundary, Minima, Point

NO_EXPECTATION = "E is no expectation under N(mu, sigma^2): dE/d sigma^2 is not half of d^2E/dmu^2"
MINUS_INFINITY = "F is unbounded below: the data term has no minimum"


@dataclass(frozen=True)
class _Zero:
    """A stationary point in c = mu/sigma and r = sigma; `axis`: c is exactly 0."""

    c: arb
    r: arb
    value: arb
    kind: str
    axis: bool


def answer(term: DataTerm, penalty: Penalty, rho: Fraction, parametrisation: str, bits: int) -> Minima:
    """All stationary points of rho E + K for a data term of one's own; rho > 0, E not constant, K on all alpha > 0."""
    made = charts(term.energy)
    found = search(made, penalty, rho, term.mean_within, term.even)
    notes = [NO_EXPECTATION] if term.heat is False else []
    gradient = Gradient(made.derivatives, penalty, rho)
    additive = parametrisation == ADDITIVE
    if found.open:
        notes.append(where_open(found.open))
        return Minima(term.text, penalty, parametrisation, rho, None, (), None, None, False, found.count, tuple(notes))
    zeros = [_zero(term.energy, gradient, box, bits) for box in found.boxes]
    zeros.sort(key=lambda zero: (float(zero.c.mid()), float(zero.r.mid())))
    with precision(bits + 40):
        boundary = list(_boundary(term.energy, rho, zeros, additive))
        corner = at_origin(term.energy)
        if falls_to_minus_infinity(term.energy):
            notes.append(MINUS_INFINITY)
            boundary.append(Boundary("|mu| + sigma -> oo", arb("-inf"), True))
            infimum, attained = arb("-inf"), False
        elif corner is None or not all(found.outer):
            infimum, attained = None, None
        else:
            limit = ball(rho) * in_balls(corner, {}, bits + 40)
            told = [(zero.value, additive or not zero.axis) for zero in zeros if zero.kind == MINIMUM]
            infimum, attained = lowest([*told, (limit, False)])
        points = tuple(_point(zero, additive) for zero in zeros if additive or not zero.axis)
    return Minima(
        term.text, penalty, parametrisation, rho, points, tuple(boundary), infimum, attained, False, found.count,
        tuple(notes),
    )  # fmt: skip


def lowest(values: list[tuple[arb, bool]]) -> tuple[arb, bool | None]:
    """The least value, and whether it is attained: told where all that may be the least agree on it."""
    lowest = reduce(lambda x, y: x.min(y), (value for value, _ in values))
    attained = {inside for value, inside in values if not value > lowest}
    return lowest, attained.pop() if len(attained) == 1 else None


def where_open(cells: tuple[tuple[Span, Span], ...]) -> str:
    """Where the first cell that stayed open lies."""
    c, r = cells[0]
    more = " and other cells" if len(cells) > 1 else ""
    return f"open: mu/sigma in [{c[0]:.6g}, {c[1]:.6g}], sigma in [{r[0]:.6g}, {r[1]:.6g}]{more}"


def _zero(energy: sp.Expr, gradient: Gradient, box: Box, bits: int) -> _Zero:
    """Refined, with its value and kind; raises PrecisionError where it is not told whether mu is 0."""
    c, r = refined(gradient, box, bits)
    told = kind(gradient, (c, r))
    axis = False
    if c.contains(0):
        with precision(2 * bits + 40):
            axis = _on_axis(energy, r)
        if not axis:
            raise PrecisionError(f"whether mu is 0 at the stationary point with sigma = {r.str(6)} is not told")
        c = arb(0)
    with precision(bits + 40):
        value = gradient.value(c, r)
    return _Zero(c, r, value, told or "degenerate", axis)


def _on_axis(energy: sp.Expr, r: arb) -> bool:
    """Is E_mu 0 on all of mu = 0, so that the one zero around is the sign change of e_r there?"""
    on_ray = energy.subs({MU: C * R, SIGMA: R}, simultaneous=True)
    if not reduces_to_zero(sp.diff(on_ray, C).subs(C, 0)):
        return False
    program = tape([sp.diff(on_ray, R).subs(C, 0)], [R])
    signs = [program.run([arb(end)], BALLS)[0] for end in (r.lower(), r.upper())]
    return bool(signs[0] * signs[1] < 0)


def _point(zero: _Zero, additive: bool) -> Point:
    mu = zero.c * zero.r
    if additive:
        return Point({"mu": mu, "sigma2": zero.r**2}, zero.value, zero.kind)
    return Point({"theta": mu, "alpha": 1 / zero.c**2}, zero.value, zero.kind)


def _boundary(energy: sp.Expr, rho: Fraction, zeros: list[_Zero], additive: bool) -> list[Boundary]:
    """sigma -> 0 costs log(1/sigma). (0, 0) with mu/sigma -> 0 is an end in both; points at mu = 0 in (theta, alpha) only."""
    ends = [Boundary("alpha -> 0", None, False)]
    corner = at_origin(energy)
    if corner is not None:
        where = "(mu, sigma^2) -> (0, 0) with mu^2/sigma^2 -> 0" if additive else "alpha -> oo, alpha theta^2 -> 0"
        attracts = not any(zero.axis for zero in zeros) and _falls_to(energy, rho)
        ends.append(Boundary(where, ball(rho) * in_balls(corner, {}), attracts))
    if not additive:
        ends += [
            Boundary(
                f"alpha -> oo, alpha theta^2 -> {(zero.r**2).str(10, radius=False)}", zero.value, zero.kind == MINIMUM
            )
            for zero in zeros
            if zero.axis
        ]
    return ends


def _falls_to(energy: sp.Expr, rho: Fraction) -> bool:
    """2 E_v > rho E_mu^2 at (0, 0): l''(0) > rho l'(0)^2, by which F falls towards (0, 0) along its valley."""
    drift = energy.diff(MU).subs({MU: 0})
    spread = (energy.diff(SIGMA) / SIGMA).subs({MU: 0})
    by_mu, by_v = (sp.simplify(sp.limit(f, SIGMA, 0, "+")) for f in (drift, spread))
    if by_mu.is_finite is not True or by_v.is_finite is not True:
        return False
    return bool(in_balls(by_v, {}) > ball(rho) * in_balls(by_mu, {}) ** 2)
