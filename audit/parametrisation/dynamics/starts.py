"""Where the paths start: two laws, and a regular grid for maps. A start is (mean, log alpha): the same q in all coordinates.

A    theta ~ N(0, 1),     log alpha ~ U(-6, 2)       as in the multiplicative form
B    mu ~ N(0, 0.3^2),    log sigma^2 = -8           as networks are initialised in the additive form
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audit.errors import InputError
from audit.numerics.exact import whole
from audit.parametrisation.dynamics.coordinates import Floats


@dataclass(frozen=True)
class Starts:
    """Arrays of one shape: the means and log alpha."""

    mean: Floats
    log_alpha: Floats


def _a(random: np.random.Generator, count: int) -> Starts:
    return Starts(random.normal(size=count), random.uniform(-6, 2, size=count))


def _b(random: np.random.Generator, count: int) -> Starts:
    mean = random.normal(scale=0.3, size=count)
    return Starts(mean, -8 - 2 * np.log(np.abs(mean)))


LAWS: dict[str, Callable[[np.random.Generator, int], Starts]] = {"A": _a, "B": _b}
MOST = 10**8


def drawn(law: str, count: int, seed: int) -> Starts:
    """`count` independent starts from the law "A" or "B"; the same seed gives the same ones. Raises InputError.

    >>> drawn("A", 3, 7).mean.round(3).tolist()
    [0.001, 0.299, -0.274]
    """
    if law not in LAWS:
        raise InputError(f"the law {law!r} of starts", ", ".join(LAWS), "A")
    size = whole(count, "count", 1, MOST, "1000")
    return LAWS[law](np.random.default_rng(whole(seed, "seed", 0, 2**63, "seed = 0")), size)


def grid(mean: tuple[float, float], log_alpha: tuple[float, float], shape: tuple[int, int]) -> Starts:
    """The middles of shape[0] x shape[1] equal cells of a rectangle, log alpha along the first axis. Raises InputError.

    >>> grid((-1, 1), (0, 4), (2, 2)).log_alpha.tolist()
    [[1.0, 1.0], [3.0, 3.0]]
    """
    rows, columns = (whole(size, "shape", 1, 10**4, "(200, 200)") for size in shape)
    for low, high in (mean, log_alpha):
        if not low < high:
            raise InputError(f"the range {low} to {high}", "low < high", "(-1, 1)")
    across = mean[0] + (mean[1] - mean[0]) * (np.arange(columns) + 0.5) / columns
    up = log_alpha[0] + (log_alpha[1] - log_alpha[0]) * (np.arange(rows) + 0.5) / rows
    x, y = np.meshgrid(across, up)
    return Starts(x, y)
