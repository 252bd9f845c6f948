"""Gradient flow (x', y') = -grad F from many starts at once: a linearly implicit method, a step size for each path.

The flow is stiff: rates run from 1/sigma^2 down to 1/t. RODAS3 (Sandu et al. 1997, Atmos. Environ. 31) is L-stable, of order 3
with an error estimate of order 2, and needs the Hessian H, here 2 x 2, so that its linear systems are solved by Cramer's rule:

    (I/(h/2) + H) k_i = -grad F(z + sum_j a_ij k_j) + sum_j c_ij k_j/h,      z' = z + 2 k_1 + k_3 + k_4,   error = k_4

A path is retired before the end at a non-degenerate minimum, where H > 0 and the Newton step is a hundredth of the tolerance;
and where sigma^2 < 1e-30 at log alpha > 3, the end (0, 0) of the additive form, which for rho > 1 repels. A path that needs
more than 2000 steps from one time to the next, caught at a jump of the gradient, is given up: it is NaN from there on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import CLIP, Floats, log_alpha
from audit.parametrisation.dynamics.objectives import Gradient, Hessian, Objective
from audit.parametrisation.dynamics.starts import Starts

RTOL = 1e-3
"""Of |x| + sigma and of y (1 where y is a logarithm): far finer than log alpha > 3 needs; tests hold it against LSODA."""
RTOL_AT_CLIP = 1e-4
"""In the clipped coordinates 1e-3 steps over the corner of the clip and ends elsewhere; 1e-4 agrees with Radau."""
LARGEST_RTOL = 0.1
FLOOR = 1e-10
AT_CLIP = math.exp(-CLIP / 2)
SETTLED = 1e-2
FIRST_STEP = 0.02
SHORTEST = 1e-13
"""A step as short as this, absolutely, is taken as it is: it stands at a jump of the gradient."""
GONE = 1e-30
SAFETY, SHRINK, GROW = 0.9, 0.2, 6.0
CHUNK = 16384
MOST_STEPS = 2000


@dataclass(frozen=True)
class Paths:
    """Where the paths are at each time: arrays of shape (times, starts), float64; `steps` taken or refused, all together."""

    times: tuple[float, ...]
    x: Floats
    y: Floats
    log_alpha: Floats
    steps: int

    @property
    def lost(self) -> int:
        """How many paths were given up before the last time."""
        return int(np.isnan(self.x[-1]).sum())


@dataclass
class _Walk:
    """The paths of a chunk that still move: place, time left, step, and their columns."""

    x: Floats
    y: Floats
    left: Floats
    step: Floats
    column: NDArray[np.intp]

    def keep(self, chosen: NDArray[np.bool_]) -> None:
        self.x, self.y, self.column = self.x[chosen], self.y[chosen], self.column[chosen]
        self.left, self.step = self.left[chosen], self.step[chosen]


def flow(
    objective: Objective, starts: Starts, times: Sequence[float], *, rtol: float | None = None, threads: int = 2
) -> Paths:
    """The gradient flow from every start, at the given increasing times > 0; starts of any shape are flattened.

    `rtol`: the error allowed a step, 1e-3 unless told (1e-4 in the clipped coordinates), in units of |x| + sigma and of y.

    Errors are controlled step by step, not bounded. Raises InputError for times that do not increase.

    >>> from audit.parametrisation.dynamics.objectives import objective
    >>> start = Starts(np.array([0.7]), np.array([-1.0]))
    >>> float(flow(objective(4.0), start, [1e3]).log_alpha[0, 0].round(3))
    -0.442
    """
    ends = tuple(float(t) for t in times)
    if not ends or not all(0 <= a < b < np.inf for a, b in zip((0.0, *ends), ends, strict=False)):
        raise InputError(f"times {list(times)}", "positive, increasing, finite", "[1, 10, 100]")
    bound = (RTOL_AT_CLIP if objective.system.clipped else RTOL) if rtol is None else rtol
    if not 0 < bound <= LARGEST_RTOL:
        raise InputError(f"rtol = {rtol}", f"0 < rtol <= {LARGEST_RTOL}", "rtol = 1e-4")
    mean, noise = starts.mean.ravel(), starts.log_alpha.ravel()
    x, y = (np.empty((len(ends), mean.size)) for _ in range(2))
    pieces = [slice(at, at + CHUNK) for at in range(0, mean.size, CHUNK)]

    def work(piece: slice) -> int:
        first = objective.system.of_log_alpha(mean[piece], noise[piece]).copy()
        return _chunk(objective, mean[piece].copy(), first, ends, bound, x[:, piece], y[:, piece])

    with ThreadPoolExecutor(threads) as pool:
        steps = sum(pool.map(work, pieces))
    return Paths(ends, x, y, np.asarray(log_alpha(objective.system, x, y)), steps)


def _chunk(f: Objective, x: Floats, y: Floats, ends: tuple[float, ...], rtol: float, to_x: Floats, to_y: Floats) -> int:
    """Fill the rows of `to_x` and `to_y`, one a time; the number of steps."""
    steps, before = 0, 0.0
    done = np.zeros(x.size, dtype=bool)
    step = np.zeros(x.size)
    with np.errstate(all="ignore"):
        for row, end in enumerate(ends):
            column = np.flatnonzero(~done)
            walk = _Walk(x[column], y[column], np.full(column.size, end - before), step[column], column)
            for finished, settled in _advance(f, walk, rtol):
                steps += walk.x.size
                at = walk.column[finished | settled]
                x[at], y[at] = walk.x[finished | settled], walk.y[finished | settled]
                step[at], done[walk.column[settled]] = walk.step[finished | settled], True
                walk.keep(~(finished | settled))
            x[walk.column], y[walk.column], done[walk.column] = np.nan, np.nan, True
            to_x[row], to_y[row], before = x, y, end
    return steps


def _advance(f: Objective, walk: _Walk, rtol: float) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Step by step: which paths have come to their time, and which will not move any more."""
    for _ in range(MOST_STEPS):
        if not walk.x.size:
            return
        yield _step(f, walk, rtol)


def _sizes(f: Objective, x: Floats, y: Floats, v: Floats) -> tuple[Floats, Floats]:
    """What counts as 1 in x and in y; at the corner of the clip sigma is e^4 |x|, and x is to be seen there."""
    sigma = np.sqrt(v) * (AT_CLIP if f.system.clipped else 1.0)
    return np.abs(x) + sigma + FLOOR, np.ones_like(y) if f.system.logarithmic else np.abs(y)


def _step(f: Objective, walk: _Walk, rtol: float) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """One step of every path, taken where the error allows it; sets the next step."""
    x, y, v = walk.x, walk.y, f.system.first(walk.x, walk.y).v
    gradient, hessian = f.both(x, y)
    size_x, size_y = _sizes(f, x, y, v)
    fresh = walk.step == 0
    if fresh.any():
        rate = np.maximum(np.abs(gradient[0]) / size_x, np.abs(gradient[1]) / size_y)
        walk.step = np.where(fresh, FIRST_STEP / (rate + FIRST_STEP), walk.step)
    h = np.minimum(walk.step, walk.left)
    (new_x, new_y), (wrong_x, wrong_y) = _rodas(f, x, y, h, gradient, hessian)
    error = np.maximum(np.abs(wrong_x) / size_x, np.abs(wrong_y) / size_y) / rtol
    lost = ~np.isfinite(error) if f.system.logarithmic else ~np.isfinite(error) | (new_y <= 0)
    error[lost] = np.inf
    taken = (error <= 1) | ((h <= SHORTEST) & ~lost)
    walk.x, walk.y = np.where(taken, new_x, x), np.where(taken, new_y, y)
    last = taken & (h >= walk.left)
    walk.left = np.where(taken, walk.left - h, walk.left)
    grown = h * np.clip(SAFETY / np.cbrt(error), SHRINK, GROW)
    walk.step = np.where(taken & (h < walk.step), np.maximum(walk.step, grown), grown)
    return last, _settled(gradient, hessian, size_x * rtol, size_y * rtol) | _gone(f, x, v)


def _settled(gradient: Gradient, hessian: Hessian, near_x: Floats, near_y: Floats) -> NDArray[np.bool_]:
    """H > 0 and a Newton step that is a hundredth of the tolerance."""
    xx, xy, yy = hessian
    det = xx * yy - xy * xy
    move_x, move_y = yy * gradient[0] - xy * gradient[1], xx * gradient[1] - xy * gradient[0]
    small = (np.abs(move_x) <= SETTLED * near_x * det) & (np.abs(move_y) <= SETTLED * near_y * det)
    return np.asarray((det > 0) & (xx > 0) & small)


def _gone(f: Objective, x: Floats, v: Floats) -> NDArray[np.bool_]:
    """At the end (0, 0) of the additive form with log alpha > 3; nowhere in logarithmic coordinates, in which it is far."""
    if f.system.logarithmic or f.system.multiplicative:
        return np.zeros(x.shape, dtype=bool)
    return np.asarray((v < GONE) & (v > 20.1 * x * x))


def _rodas(
    f: Objective, x: Floats, y: Floats, h: Floats, gradient: Gradient, hessian: Hessian
) -> tuple[Gradient, Gradient]:
    """The place after h, and the error estimate."""
    xx, xy, yy = hessian
    diagonal = 2 / h
    a, d = diagonal + xx, diagonal + yy
    det = a * d - xy * xy
    inverse = (d / det, -xy / det, a / det)

    def solved(right_x: Floats, right_y: Floats) -> Gradient:
        return inverse[0] * right_x + inverse[1] * right_y, inverse[1] * right_x + inverse[2] * right_y

    k1 = solved(-gradient[0], -gradient[1])
    k2 = solved(4 * k1[0] / h - gradient[0], 4 * k1[1] / h - gradient[1])
    slope = f.gradient(x + 2 * k1[0], y + 2 * k1[1])
    k3 = solved((k1[0] - k2[0]) / h - slope[0], (k1[1] - k2[1]) / h - slope[1])
    base_x, base_y = x + 2 * k1[0] + k3[0], y + 2 * k1[1] + k3[1]
    slope = f.gradient(base_x, base_y)
    pull_x, pull_y = (k1[i] - k2[i] - 8 / 3 * k3[i] for i in (0, 1))
    k4 = solved(pull_x / h - slope[0], pull_y / h - slope[1])
    return (base_x + k4[0], base_y + k4[1]), k4
