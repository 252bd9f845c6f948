"""Adam (Kingma and Ba 2015, arXiv:1412.6980) from many starts at once, with its usual constants and the exact gradient.

    m = 0.9 m + 0.1 g,   s = 0.999 s + 0.001 g^2,   step = -rate (m/(1 - 0.9^n))/(sqrt(s/(1 - 0.999^n)) + 1e-8)

A coordinate moves by about `rate` a step, whatever the size of its gradient: after N steps log alpha has gone N rate at most,
or a little more. Coordinates that are to be positive are kept above 1e-12.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from audit.errors import InputError
from audit.numerics.exact import whole
from audit.parametrisation.dynamics.coordinates import Floats, log_alpha
from audit.parametrisation.dynamics.gradient_flow import CHUNK, Paths
from audit.parametrisation.dynamics.objectives import Objective
from audit.parametrisation.dynamics.starts import Starts

FIRST, SECOND, SMALL = 0.9, 0.999, 1e-8
LEAST = 1e-12
MOST_STEPS = 10**6


def adam(objective: Objective, starts: Starts, counts: Sequence[int], *, rate: float = 1e-3, threads: int = 2) -> Paths:
    """Where Adam is after each number of steps of `counts`, increasing; `times` of the answer are these. Raises InputError.

    >>> from audit.parametrisation.dynamics.objectives import objective
    >>> start = Starts(np.array([0.7]), np.array([-1.0]))
    >>> float(adam(objective(4.0), start, [2000], rate=1e-2).log_alpha[0, 0].round(3))
    -0.442
    """
    stops = tuple(whole(count, "steps", 1, MOST_STEPS, "[2000]") for count in counts)
    if not stops or any(a >= b for a, b in pairwise(stops)):
        raise InputError(f"steps {list(counts)}", "increasing", "[500, 2000]")
    if not 0 < rate < np.inf:
        raise InputError(f"rate = {rate}", "0 < rate < oo", "rate = 1e-3")
    mean, noise = starts.mean.ravel(), starts.log_alpha.ravel()
    x, y = (np.empty((len(stops), mean.size)) for _ in range(2))

    def work(piece: slice) -> None:
        first = objective.system.of_log_alpha(mean[piece], noise[piece])
        _chunk(objective, mean[piece], first, stops, rate, x[:, piece], y[:, piece])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, [slice(at, at + CHUNK) for at in range(0, mean.size, CHUNK)]))
    steps = stops[-1] * mean.size
    return Paths(tuple(map(float, stops)), x, y, np.asarray(log_alpha(objective.system, x, y)), steps)


def _chunk(f: Objective, x: Floats, y: Floats, stops: tuple[int, ...], rate: float, to_x: Floats, to_y: Floats) -> None:
    """Fill the rows of `to_x` and `to_y`, one a stop."""
    place = np.stack((x, y))
    mean, square = np.zeros_like(place), np.zeros_like(place)
    row = 0
    with np.errstate(all="ignore"):
        for n in range(1, stops[-1] + 1):
            g = np.stack(f.gradient(place[0], place[1]))
            mean += (1 - FIRST) * (g - mean)
            square += (1 - SECOND) * (g * g - square)
            scale = np.sqrt(square / (1 - SECOND**n)) + SMALL
            place -= rate / (1 - FIRST**n) * mean / scale
            if not f.system.logarithmic:
                np.maximum(place[1], LEAST, out=place[1])
            if n == stops[row]:
                to_x[row], to_y[row] = place
                row += 1
