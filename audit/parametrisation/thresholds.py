"""The values of rho at which stationary points appear, and at which minima change rank: fold, tie, threshold, in digits.

Stationary points at strength rho are the solutions of R(u) = rho, R = n K'/D. A fold is a local minimum or maximum of R:
R' = 0, that is W = K'' D - K' D' = 0. A tie is a minimum as deep as the end u = 0: n (K(u) - K(0)) = rho (e(0) - e(u)) with
rho = R(u): T = (K - K(0)) D - K' (e(0) - e) = 0. The threshold of pruning is R at alpha = e^3: beyond it log alpha > 3
fails at the minimum.

Each is a sign change of a continuous function between two points, shown by balls; that there is no other is shown by
excluding zeros on the rest of the range, cell by cell, where the balls reach; `alone` says whether they did.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

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
    """rho and u = 1/(2 alpha) at a sign change; `rising` tells a minimum of R from a maximum; `alone` on [1/50, 1000]."""

    rho: arb
    u: arb
    rising: bool
    alone: bool

    @property
    def alpha(self) -> arb:
        """1/(2u)."""
        return 1 / (2 * self.u)


def strength(model: Model, penalty: Penalty) -> Function:
    """R = n K'/D: the strength at which u is stationary."""
    return lambda u: model.weights * penalty.slope(u) / model.decline(u)


def folds(model: Model, penalty: Penalty, bits: int = 176) -> tuple[Threshold, ...]:
    """The folds with u in [1/50, 1000]: extrema of R, in order of u.

    >>> from audit.parametrisation.penalty import EXACT
    >>> from audit.parametrisation.profile import QUARTIC
    >>> (fold,) = folds(QUARTIC, EXACT, 80)
    >>> fold.rho.str(12, radius=False), fold.alone
    ('6.91806856587', True)
    """

    def w(u: arb) -> arb:
        return penalty.curvature(u) * model.decline(u) - penalty.slope(u) * model.bend(u)

    return _all(w, strength(model, penalty), penalty, bits)


def ties(model: Model, penalty: Penalty, bits: int = 176) -> tuple[Threshold, ...]:
    """The strengths at which a minimum is as deep as the end alpha -> oo; none for a penalty that does not reach it."""
    if penalty.slope_at_zero is None:
        return ()

    def t(u: arb) -> arb:
        fall = model.value(arb(0)) - model.value(u)
        return penalty.value(u) * model.decline(u) - penalty.slope(u) * fall

    return _all(t, strength(model, penalty), penalty, bits)


def _all(f: Function, r: Function, penalty: Penalty, bits: int) -> tuple[Threshold, ...]:
    """The sign changes of f on the grid, refined; every other cell is shown to hold none where balls can."""
    with precision(BITS):
        grid = _grid(max(LOW, penalty.least))
        signs = [sign(f(ball(u))) for u in grid]
        cells = list(zip(grid, grid[1:], signs, signs[1:], strict=False))
        changes = [(low, high, after) for low, high, before, after in cells if before * after < 0]
        quiet = all(_excluded(f, low, high, DEPTH) for low, high, before, after in cells if before * after >= 0)
    found = []
    for low, high, after in changes:
        ends = refine(f, low, high, after, bits)
        with precision(bits + 40):
            u = over(*ends)
            found.append(Threshold(r(u), u, after > 0, quiet))
    return tuple(found)


def _grid(start: Fraction) -> list[Fraction]:
    """Short rationals from `start` up to 1000, each about 2 % above the one before."""
    points = [start]
    while points[-1] < HIGH:
        points.append((points[-1] * RATIO).limit_denominator(10**6))
    return points


def _excluded(f: Function, low: Fraction, high: Fraction, depth: int) -> bool:
    """No zero in [low, high]: the enclosure of f excludes 0, there or on both halves."""
    value = f(over(low, high))
    if value > 0 or value < 0:
        return True
    middle = (low + high) / 2
    return depth > 0 and _excluded(f, low, middle, depth - 1) and _excluded(f, middle, high, depth - 1)


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
