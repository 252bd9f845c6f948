"""The values of rho at which stationary points appear, and at which minima change rank: fold, tie, edge, cut, in digits.

Stationary points at strength rho are the solutions of R(u) = rho, R = n K'/D. A fold is a local minimum or maximum of R:
R' = 0, that is W = K'' D - K' D' = 0. All of them are found, on u >= 0 as a whole: W is excluded from 0 cell by cell on
[1/50, 1000], by its value at 0 below, and beyond by u (2u K'') + 2u K' (-u D'/D) > 0, which tends to 1.

A tie is a minimum as deep as the end u0 of the domain (u0 = 0, alpha = oo, or u0 = 1/2, alpha = 1, for a cubic that stops there):

    G(u) = n (K(u) - K(u0)) - R(u) (e(u0) - e(u)) = 0,    G(u0) = 0,    G' = -R' (e(u0) - e)

G is monotone between folds, so that its signs at the folds and far out tell how many ties there are; a minimum has R' > 0. With a
KL that falls to -oo as u -> 0 there is none. There u W/K' = (u K''/K') D - u D', which is negative, D/u being a mean of D'.

On a clipped log alpha, `clipped_thresholds.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from audit.errors import InputError
from audit.numerics.ball import ball, precision
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.profile import Model
from audit.parametrisation.roots import over, refine, sign

Function = Callable[[arb], arb]
RATIO = Fraction(51, 50)
"""Signs are looked at on a geometric grid of this ratio."""
LOW, HIGH = Fraction(1, 50), Fraction(1000)
BITS = 96
DEPTH = 14
"""Of halving a cell of the grid in the search for a zero that the grid did not show."""


@dataclass(frozen=True)
class Threshold:
    """rho and u = 1/(2 alpha) at a sign change; `alone`: all were found.

    `rising`: at a fold, a minimum of R, not a maximum; at a tie, the minimum falls below the end as rho rises.
    """

    rho: arb
    u: arb
    rising: bool
    alone: bool

    @property
    def alpha(self) -> arb:
        """1/(2u), to the digits of u."""
        with precision(max(self.u.bits(), BITS)):
            return 1 / (2 * self.u)


@dataclass(frozen=True)
class Onset:
    """alpha* ~ (constant/(rho - at))^exponent as rho falls to `at`, above which a minimum leaves alpha = oo."""

    at: Fraction
    constant: arb
    exponent: arb


def strength(model: Model, penalty: Penalty) -> Function:
    """R = n K'/D: the strength at which u is stationary."""
    return lambda u: model.weights * penalty.slope(u) / model.decline(u)


def folds(model: Model, penalty: Penalty, bits: int = 176) -> tuple[Threshold, ...]:
    """The folds, in order of u: the extrema of R.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import QUARTIC
    >>> (fold,) = folds(QUARTIC, EXACT, 80)
    >>> fold.rho.str(12, radius=False), fold.alone
    ('6.91806856587', True)
    """
    w, r = _fold_function(model, penalty), strength(model, penalty)
    turns, alone = _turns(model, penalty)
    found = []
    for low, high, after in turns:
        ends = refine(w, low, high, after, bits)
        with precision(bits + 40):
            u = over(*ends)
            found.append(Threshold(r(u), u, after > 0, alone))
    return tuple(found)


def complete(model: Model, penalty: Penalty) -> bool:
    """Is it shown that `folds` finds all of them? Where it finds none, R is then monotone on the whole half-line.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import GAUSSIAN
    >>> complete(GAUSSIAN, EXACT), folds(GAUSSIAN, EXACT)
    (True, ())
    """
    return _turns(model, penalty)[1]


def _turns(model: Model, penalty: Penalty) -> tuple[list[tuple[Fraction, Fraction, int]], bool]:
    """Cells at whose ends W has other signs, with its sign after them; and whether W is shown to have no zero elsewhere."""
    w = _fold_function(model, penalty)
    with precision(BITS):
        grid = _grid(max(LOW, penalty.least))
        signs = [sign(w(ball(u))) for u in grid]
        cells = [(low, high, *two) for (low, high), two in zip(pairwise(grid), pairwise(signs), strict=True)]
        quiet = all(_excluded(w, low, high, DEPTH) for low, high, before, after in cells if before * after >= 0)
        near = penalty.least > LOW or _quiet_near(model, penalty)
        alone = quiet and near and _quiet_far(model, penalty)
    return [(low, high, after) for low, high, before, after in cells if before * after < 0], alone


def ties(model: Model, penalty: Penalty, bits: int = 176) -> tuple[Threshold, ...]:
    """The strengths at which a minimum is as deep as the end of the domain: alpha = oo, or alpha = 1 for the cubic.

    >>> from audit.parametrisation.penalty import KINGMA
    >>> from audit.parametrisation.profile import GAUSSIAN
    >>> (tie,) = ties(GAUSSIAN, KINGMA, 60)
    >>> tie.rho.str(8, radius=False)
    '3.2016198'
    """
    if penalty.plunge is not None:
        return ()
    r, turns, g = (
        strength(model, penalty),
        folds(model, penalty, BITS),
        as_deep(model, penalty, lambda: ball(penalty.least)),
    )
    places = [Fraction(turn.u.mid().str(30, radius=False)) for turn in turns]
    found = []
    for turn, (low, high) in zip(turns, pairwise([*places, HIGH]), strict=True):
        with precision(BITS):
            before, after = sign(g(ball(low))), sign(g(ball(high)))
        if turn.rising and before * after < 0:
            ends = refine(g, low, high, after, bits)
            with precision(bits + 40):
                u = over(*ends)
                found.append(Threshold(r(u), u, True, turn.alone))
    return tuple(found)


def as_deep(model: Model, penalty: Penalty, end: Callable[[], arb]) -> Function:
    """G, with the end at u0 = `end()`."""
    r = strength(model, penalty)

    def g(u: arb) -> arb:
        rise = model.weights * (penalty.value(u) - penalty.value(end()))
        return rise - r(u) * (model.value(end()) - model.value(u))

    return g


def edge(model: Model, penalty: Penalty, bits: int = 176) -> arb | None:
    """The strength below which the end of the domain attracts: R(u0), n K'/D there; None where D is 0, and it always does.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import GAUSSIAN, QUARTIC
    >>> print(edge(GAUSSIAN, EXACT), edge(QUARTIC, EXACT))
    1.00000000000000 None
    """
    with precision(bits + 20):
        if penalty.least:
            return strength(model, penalty)(ball(penalty.least))
        if model.decline_at_zero == 0 or penalty.slope_at_zero is None:
            return None
        return ball(model.weights * penalty.slope_at_zero / model.decline_at_zero)


def onset(model: Model, penalty: Penalty, bits: int = 176) -> Onset | None:
    """How alpha* diverges as rho falls to the edge: R = edge (1 + c (2u)^p + o(u^p)), so alpha* ~ (c edge/(rho - edge))^(1/p).

    None where no minimum comes in from alpha = oo.

    >>> from audit.parametrisation.penalty import EXACT, MOLCHANOV
    >>> from audit.parametrisation.profile import GAUSSIAN
    >>> [onset(GAUSSIAN, kl, 60).exponent.str(5, radius=False) for kl in (EXACT, MOLCHANOV)]
    ['1.0000', '2.0536']
    """
    if penalty.slope_at_zero is None or model.decline_at_zero == 0:
        return None
    at = model.weights * penalty.slope_at_zero / model.decline_at_zero
    with precision(bits + 20):
        constant, power = penalty.start()
        if power == 1:
            constant -= model.bend(arb(0)) / (2 * ball(model.decline_at_zero))
        return Onset(at, ball(at) * constant, 1 / power)


def pruning_cut(model: Model, penalty: Penalty, log_alpha: Fraction = Fraction(3), bits: int = 176) -> arb:
    """R at alpha = e^log_alpha: the signal to noise at which the minimum has that alpha. Raises InputError off the domain.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import GAUSSIAN
    >>> print(pruning_cut(GAUSSIAN, EXACT, bits=80).str(6, radius=False))
    1.08394
    """
    with precision(bits + 20):
        u = (-ball(log_alpha)).exp() / 2
        if not u >= ball(penalty.least):
            raise InputError(
                f"log alpha = {log_alpha} for {penalty.name}", "alpha <= 1, its stated domain", "log_alpha = -1"
            )
        return strength(model, penalty)(u)


def _fold_function(model: Model, penalty: Penalty) -> Function:
    """W = K'' D - K' D'."""
    return lambda u: penalty.curvature(u) * model.decline(u) - penalty.slope(u) * model.bend(u)


def _quiet_near(model: Model, penalty: Penalty) -> bool:
    """W has a sign on (0, 1/50]: with D(0) > 0 by a lower bound of K''; with D(0) = 0, K'' D = (2u K'') (D/2u), D/u in D'."""
    u = over(Fraction(0), LOW)
    if penalty.plunging is not None:
        steep, bend = penalty.plunging(ball(LOW)), model.bend(u)
        fall = steep * model.decline(u) - u * bend if model.decline_at_zero else (steep - 1) * bend
        return bool(fall < 0)
    if model.decline_at_zero:
        below = (penalty.curvature_below or penalty.curvature)(u)
        return bool(below * model.decline(u) - penalty.slope(u) * model.bend(u) > 0)
    return bool(penalty.bend(u) * model.bend(u) / 2 - penalty.slope(u) * model.bend(u) < 0)


def _quiet_far(model: Model, penalty: Penalty) -> bool:
    """W > 0 on [1000, oo)."""
    u = ball(HIGH)
    return bool(penalty.far_bend(u) + penalty.far(u) * model.steepness(u) > 0)


def _grid(start: Fraction) -> list[Fraction]:
    """Short rationals from `start` up to 1000, each about 2 % above the one before."""
    points = [start]
    while points[-1] < HIGH:
        points.append(min((points[-1] * RATIO).limit_denominator(10**6), HIGH))
    return points


def _excluded(f: Function, low: Fraction, high: Fraction, depth: int) -> bool:
    """No zero in [low, high]: the enclosure of f excludes 0, there or on both halves."""
    value = f(over(low, high))
    if value > 0 or value < 0:
        return True
    middle = (low + high) / 2
    return depth > 0 and _excluded(f, low, middle, depth - 1) and _excluded(f, middle, high, depth - 1)
