"""Folds, ties and the edge of logistic rows: along the curve r(c) of `curve.py` the strength is a function of c alone.

With q = r/c, s = K'(u), u = c^2/2, a, b, d, f = E l', ..., E l'''' and X = q^2 b, the point at c is stationary for R = s/X, and

    H_q X^2 R' = c M,    M = (K''(u) X - s (2 q^3 d + q^4 f)) H_q + s (2 q b + q^2 b_q)(2 q b + 3 q^2 d + q^3 f)
    b_q = c^2 (d + q f),  H_q = c^2 (b + q d) + b + q b_q > 0

so that R' has the sign of M, which is regular at c = 0, where R is the edge l''(0)/l'(0)^2. Where K'' is unbounded at 0, a lower
bound of it stands there, good for a positive sign. Up to a small c that tells; from there on the cells of `turns.py`, up to the c
beyond which R is above the range of rho (`far`). Rows that are all alike are told for every rho at once (`alike_rising.py`).

Ties with the end (0, 0): Delta = K + R (e - e0) is 0 at c = 0 and d Delta = (e - e0) dR with e < e0, so that Delta is monotone
between folds, and without folds there is no tie. Beside folds its signs at the ends of branches with R' > 0, the minima, tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import partial

from flint import arb

from audit.numerics.ball import ball, precision
from audit.parametrisation.cone_edges import Edge
from audit.parametrisation.logistic.alike_rising import BENDS_NEAR_ZERO, rises
from audit.parametrisation.logistic.curve import Curve
from audit.parametrisation.logistic.ends import far, on_ray
from audit.parametrisation.logistic.jets import jet
from audit.parametrisation.logistic.means import LogisticLoss
from audit.parametrisation.logistic.taylor import Nearby
from audit.parametrisation.logistic.turns import March, Turns
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.jets import Levelling, Place, Turning, half_square, strength_at
from audit.parametrisation.planar.krawczyk import Box, System, box_of_uniqueness, newton, refined
from audit.parametrisation.roots import over, sign

BITS = 64
FIRST = Fraction(1, 16)
HALVINGS = 12
NEWTON_STEPS, WIDENINGS, TOLERANCE = 6, 4, arb(2) ** -20
OPEN = "others are not excluded beyond mu/sigma = {:.4g}; a smaller range of rho asks for less"
TIES = "beside folds, ties with the end are not shown to be all, and ties between two minima are not looked for"
"""Not of one fold from which a minimum comes: its branch is the only one."""


@dataclass(frozen=True)
class LogisticThresholds:
    """What there is for 0 < rho <= `high`, for every rho > 0 where that is None; `edge` is None without one.

    `notes` say what is not told; `edges`: where alpha is bounded, the strength at each edge and its best scale
    (`edge_thresholds.py`).
    """

    high: Fraction | None
    edge: Fraction | None
    folds: tuple[Place, ...]
    ties: tuple[Place, ...]
    notes: tuple[str, ...]
    edges: tuple[tuple[Edge, Place], ...] = ()

    @property
    def complete(self) -> bool:
        """Are these all the folds and ties?"""
        return not self.notes


def edge_of(loss: LogisticLoss) -> Fraction | None:
    """l''(0)/l'(0)^2 = sum n a^2/(sum n a)^2, exact; None where l'(0) = 0: the end alpha = oo then always attracts.

    >>> from audit.parametrisation.logistic.means import logistic_loss
    >>> edge_of(logistic_loss([Fraction(1), Fraction(2)], [1, 1]))
    Fraction(5, 9)
    """
    return None if loss.total == 0 else loss.squares / loss.total**2


def thresholds_of(loss: LogisticLoss, penalty: Penalty, high: Fraction, bits: int) -> LogisticThresholds:
    """Folds and ties for 0 < rho <= high, to about `bits` bits, of a loss with at least one row that has x != 0.

    For rows that are all alike, and where l'(0) = 0, the answer is about every rho > 0. Raises PrecisionError for rows whose
    means need too many nodes.

    >>> from audit.parametrisation.logistic.means import logistic_loss
    >>> from audit.parametrisation.penalty import EXACT
    >>> told = thresholds_of(logistic_loss([Fraction(1), Fraction(-1)], [1, 1]), EXACT, Fraction(2), 60)
    >>> told.edge, told.folds, told.ties, told.complete
    (None, (), (), True)
    """
    edge = edge_of(loss)
    if edge is None or (len(loss.slopes) == 1 and rises(penalty)):
        return LogisticThresholds(None, edge, (), (), ())
    upright = loss.mirrored() if loss.total < 0 else loss
    curve = Curve(upright, penalty, Fraction(1), Nearby(upright))
    turning = Turning(lambda c, r: jet(upright, c, r), penalty)
    with precision(BITS):
        last = far(Curve(upright, penalty, high, curve.nearby))
        turns, complete = _turns(curve, turning, last, high)
    places = [place_of(turning, box, bits) for box in turns.boxes]
    places.sort(key=lambda place: float(place.c.mid()))
    level = Levelling(turning.jets, penalty, lambda: loss.value(arb(0)))
    ties, doubts = end_ties(curve, level, places, [*turns.skipped, ball(last)], bits) if complete else ([], (TIES,))
    told = [[place for place in some if place.rho < ball(high)] for some in (places, ties)]
    notes = [] if complete else [OPEN.format(float(turns.reach) ** 0.5)]
    notes += doubts if places else ()
    return LogisticThresholds(high, edge, tuple(told[0]), tuple(told[1]), tuple(notes))


def bent(curve: Curve, c: arb, q: arb, near_zero: bool = False) -> arb:
    """M on a ball of c and a ball that holds q(c); at c = 0 with a lower bound of K'' where that has no upper one."""
    b, d, f = curve.nearby.means(c, q * c, (2, 3, 4))
    u, square = half_square(c), half_square(c) * 2
    s = curve.penalty.slope(u)
    curvature = BENDS_NEAR_ZERO[curve.penalty.name](arb(u.upper())) if near_zero else curve.penalty.curvature(u)
    b_q = square * (d + q * f)
    h_q = square * (b + q * d) + b + q * b_q
    steep = 2 * b + 3 * q * d + q * q * f
    return q * q * ((curvature * b - s * q * (2 * d + q * f)) * h_q + s * (2 * b + q * b_q) * steep)


def _turns(curve: Curve, turning: System, last: Fraction, high: Fraction) -> tuple[Turns, bool]:
    """The folds up to c = last, and whether these are all."""
    found = from_zero(curve)
    if found is None:
        return Turns(), False
    first, q = found
    above = partial(is_above, curve, high)
    told = March(curve.nearby, curve.penalty, turning, above).turns(first**2, last**2, q)
    return told, told.reach == last**2


def from_zero(curve: Curve) -> tuple[Fraction, arb] | None:
    """c0 up to which M has one sign, and q there, not certified; None where none is found."""
    near, c0 = 2 * ball(curve.loss.total) / ball(curve.loss.squares), FIRST
    for _ in range(HALVINGS):
        band = _band(curve, Fraction(0), c0, near)
        side = 0 if band is None else sign(bent(curve, over(Fraction(0), c0), band, True))
        if band is not None and (side > 0 or (side < 0 and curve.penalty.curvature_below is None)):
            return c0, arb(band.mid())
        c0 /= 2
    return None


def is_above(curve: Curve, rho: Fraction, x: arb, q: arb) -> bool:
    """Is R = K'/(q^2 E l'') > rho on a cell of x = c^2, with q in a ball?"""
    (b,) = curve.nearby.means_at(q * x, q * x.sqrt(), (2,))
    return bool(curve.penalty.slope(x / 2) > ball(rho) * q * q * b)


def _band(curve: Curve, low: Fraction, high: Fraction, near: arb) -> arb | None:
    """A ball that holds q(c) over [low, high]: H < 0 below it and H > 0 above, by the mean value form in c; None without one.

    H has one zero in q at each c (`curve.py`), which Newton's iteration follows from cell to cell.
    """
    c, middle = over(low, high), ball((low + high) / 2)
    off, q = c - middle, near
    for _ in range(NEWTON_STEPS):
        at = curve.along(middle, q)
        step = (at.h / at.h_q).mid()
        q = arb((q - step).mid())
        if not q > 0:
            return None
        if abs(step) < q * TOLERANCE:
            break
    at = curve.along(middle, q)
    margin = arb(((abs(off * curve.along(c, q).h_c) + abs(at.h)) / at.h_q).upper())
    for _ in range(WIDENINGS):
        margin = margin * 5 / 4 + q * TOLERANCE
        below, above = arb((q - margin).mid()), arb((q + margin).mid())
        if not below > 0:
            return None
        sides = [curve.along(middle, end).h + curve.along(c, end).h_c * off for end in (below, above)]
        if sides[0] < 0 and sides[1] > 0:
            return below.union(above)
    return None


def place_of(turning: Turning, box: Box, bits: int) -> Place:
    """A fold, refined to about `bits` bits. Raises PrecisionError."""
    c, r = refined(turning, box, bits)
    with precision(bits + 40):
        _, j = turning.at(c, r)
        rising = j[0, 0] * j[1, 1] - j[0, 1] * j[1, 0] > 0
        return Place(strength_at(turning.jets, turning.penalty, c, r), c, r, bool(rising))


def end_ties(
    curve: Curve, level: Levelling, folds: list[Place], ends: list[arb], bits: int
) -> tuple[list[Place], tuple[str, ...]]:
    """On each branch with R' > 0 that starts at a fold and whose ends have other signs of Delta; and what is not told.

    Delta falls on such a branch. With one of them, which nothing precedes but a branch with R' < 0, there is one minimum at most.
    """
    stops = [fold.c for fold in folds if not fold.rising] + ends
    found, notes = [], () if not folds or (len(folds) == 1 and folds[0].rising) else (TIES,)
    for fold in folds:
        if not fold.rising:
            continue
        stop = min((stop for stop in stops if stop > fold.c), key=lambda c: float(c.mid()))
        low, high = arb(fold.c.mid()), arb(stop.mid())
        with precision(BITS):
            sides = (-sign(level.at(fold.c, fold.r)[0][1, 0]), _sign_at(curve, level, high))
        if 0 in sides:
            notes = (TIES,)
        if sides != (1, -1):
            continue
        for _ in range(HALVINGS):
            middle = arb(((low + high) / 2).mid())
            low, high = (middle, high) if _delta(curve, level, middle).mid() > 0 else (low, middle)
        tie = _tie(curve, level, arb(low.mid()), bits)
        found += [] if tie is None else [tie]
        notes = notes if tie is not None else (TIES,)
    return found, notes


def _sign_at(curve: Curve, level: Levelling, c: arb) -> int:
    """Of Delta at the point of the curve over an exact c; 0 where balls do not tell."""
    r = on_ray(curve, lambda: c, BITS // 2)
    return -sign(level.at(c, r)[0][1, 0])


def _delta(curve: Curve, level: Levelling, c: arb) -> arb:
    """Delta in the sign of G e_c, at the point of the curve over c, e_c < 0; near enough to it for its sign."""
    with precision(BITS):
        r = c * curve.best(c, 2 * ball(curve.loss.total) / ball(curve.loss.squares))
        return -level.at(c, r)[0][1, 0]


def _tie(curve: Curve, level: Levelling, c: arb, bits: int) -> Place | None:
    with precision(BITS):
        r = c * curve.best(c, 2 * ball(curve.loss.total) / ball(curve.loss.squares))
    found = newton(level, float(c), float(r))
    box = None if found is None else box_of_uniqueness(level, *found)
    if box is None:
        return None
    c, r = refined(level, box, bits)
    with precision(bits + 40):
        return Place(strength_at(level.jets, level.penalty, c, r), c, r, True)
