"""Logistic regression on a data set, one weight: all stationary points, with the ends of the domain and the infimum."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce
from typing import Any

from flint import arb

from audit.errors import InputError, PrecisionError
from audit.language.data import columns_of
from audit.numerics.ball import ball, precision
from audit.parametrisation.logistic.alike import Alike
from audit.parametrisation.logistic.curve import MOST_CELLS, Curve, boxes_on, far, near_zero
from audit.parametrisation.logistic.means import LogisticLoss, logistic_loss
from audit.parametrisation.logistic.taylor import Nearby
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.krawczyk import Gradient, box_of_uniqueness, kind, refined
from audit.parametrisation.result import ADDITIVE, MINIMUM, SADDLE, Boundary, Minima, Point

BITS = 44
"""Of the search; what it finds is then refined."""
MOST_SLOPES = 500
LEAST_X = Fraction(1, 10**6)
MARGINAL = "rho l'(0)^2 = l''(0): exactly at the threshold, where the end alpha = oo is not told from a minimum"


def answer(loss: LogisticLoss, penalty: Penalty, rho: Fraction, parametrisation: str, bits: int) -> Minima:
    """All stationary points for rho > 0 and at least one row with x != 0. Raises InputError, PrecisionError."""
    flipped = loss.total < 0
    upright = loss.mirrored() if flipped else loss
    curve = Curve(upright, penalty, rho, Nearby(upright))
    name = f"logistic, {sum(loss.counts) + loss.blank} rows"
    if loss.total == 0:
        return _told(name, curve, parametrisation, [], bits, True, 0, flipped)
    if len(upright.slopes) == 1:
        return _alike(name, curve, parametrisation, bits, flipped)
    with precision(BITS):
        below = near_zero(curve)
        if below is None:
            return Minima(name, penalty, parametrisation, rho, None, (), None, None, False, 0, (MARGINAL,))
        start, rising = below
        boxes, cells = boxes_on(curve, start, far(curve))
    if boxes is None:
        notes = (f"open: cells of mu/sigma beyond {MOST_CELLS}",)
        return Minima(name, penalty, parametrisation, rho, None, (), None, None, False, cells, notes)
    gradient = Gradient(curve.derivatives, curve.penalty, curve.rho)
    places = [refined(gradient, box, bits) for box in boxes]
    zeros = [(*place, kind(gradient, place) or "degenerate") for place in places]
    return _told(name, curve, parametrisation, zeros, bits, rising, cells, flipped)


def _alike(name: str, curve: Curve, parametrisation: str, bits: int, flipped: bool) -> Minima:
    """Rows that are all alike: u tells everything, c = sqrt(2u), r = 2c/a."""
    rows = Alike(curve.penalty, curve.rho * curve.loss.counts[0])
    found = rows.found()
    if found is None or found.open:
        cells = 0 if found is None else found.cells
        return Minima(name, curve.penalty, parametrisation, curve.rho, None, (), None, None, False, cells, (MARGINAL,))
    gradient, zeros = Gradient(curve.derivatives, curve.penalty, curve.rho), []
    for cell in found.simple:
        u = rows.place(*cell, BITS)
        box = box_of_uniqueness(gradient, *_on_curve(u, curve.loss.slopes[0]))
        if box is None or not box[0].contains((2 * u).sqrt()):
            raise PrecisionError(f"the stationary point near u = {u.str(6)} is not told apart")
        zeros.append((*refined(gradient, box, bits), MINIMUM if cell[2] > 0 else SADDLE))
    return _told(name, curve, parametrisation, zeros, bits, rows.rising > 0, found.cells, flipped)


def _on_curve(u: arb, slope: Fraction) -> tuple[arb, arb]:
    """c = sqrt(2u) and r = 2c/a, as points."""
    c = arb((2 * u).sqrt().mid())
    return c, arb((2 * c / ball(slope)).mid())


def _told(
    name: str,
    curve: Curve,
    parametrisation: str,
    zeros: list[tuple[arb, arb, str]],
    bits: int,
    rising: bool,
    cells: int,
    flipped: bool,
) -> Minima:
    """Points in the coordinates asked for; the only ends are alpha -> 0, where K is infinite, and (0, 0)."""
    gradient = Gradient(curve.derivatives, curve.penalty, curve.rho)
    points = []
    with precision(bits + 40):
        for c, r, told in sorted(zeros, key=lambda zero: float(zero[0].mid())):
            mu = -c * r if flipped else c * r
            named = {"mu": mu, "sigma2": r * r} if parametrisation == ADDITIVE else {"theta": mu, "alpha": 1 / c**2}
            points.append(Point(named, gradient.value(c, r), told))
        end = ball(curve.rho) * curve.loss.value(arb(0))
        values = [point.value for point in points if point.kind == MINIMUM]
        lowest = reduce(lambda x, y: x.min(y), values, end)
        inside, outside = any(not value > lowest for value in values), not end > lowest
    attained = None if inside and outside else inside
    additive = parametrisation == ADDITIVE
    where = "(mu, sigma^2) -> (0, 0) with mu^2/sigma^2 -> 0" if additive else "alpha -> oo, alpha theta^2 -> 0"
    boundary = (Boundary("alpha -> 0", None, False), Boundary(where, end, rising))
    return Minima(
        name, curve.penalty, parametrisation, curve.rho, tuple(points), boundary, lowest, attained, False, cells
    )


def read(data: Any) -> LogisticLoss:
    """The loss of the rows of a CSV file or a mapping with columns x and y, y in {0, 1} or {-1, 1}. Raises InputError.

    >>> read({"x": [1, 2.5], "y": [1, -1]}).slopes
    (Fraction(-5, 2), Fraction(1, 1))
    """
    columns = columns_of(data)
    if set(columns) != {"x", "y"}:
        raise InputError(
            f"the columns {', '.join(columns)}", "one weight: columns x and y", "a file with x,y in its first line"
        )
    labels = {int(y) if y.is_Integer else None for y in columns["y"]}
    if not labels <= {0, 1} and not labels <= {-1, 1}:
        raise InputError("y with other values", "y all in 0, 1 or all in -1, 1", "y = 1 for a success")
    values = [Fraction(int(x.p), int(x.q)) for x in columns["x"]]
    if any(x and not LEAST_X <= abs(x) <= 1 / LEAST_X for x in values):
        raise InputError("x beyond 10^6 or within 10^-6 of 0", "0, or 10^-6 <= |x| <= 10^6", "x in other units")
    loss = logistic_loss(values, [int(y) for y in columns["y"]])
    if len(loss.slopes) > MOST_SLOPES:
        given = f"{len(loss.slopes)} different values of x"
        raise InputError(given, f"up to {MOST_SLOPES}", "x rounded, so that rows can be counted together")
    return loss
