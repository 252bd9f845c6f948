"""Where paths end: sparse (log alpha > 3), at the edge alpha = 1 of a clip, at a certified minimum, or still on their way.

Shares come with Wilson's interval for a binomial probability: of k among n, with z = 2.5758 (99 %),

    (k + z^2/2)/(n + z^2) +- z sqrt(k (n - k)/n + z^2/4)/(n + z^2)
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.numerics.exact import whole
from audit.parametrisation import Minima
from audit.parametrisation.dynamics.coordinates import Floats
from audit.parametrisation.dynamics.gradient_flow import Paths
from audit.parametrisation.dynamics.penalties import EDGE, ROUNDED

PRUNED = 3.0
"""The rule of reference [10]: a weight with log alpha above it is set to 0."""
Z = 2.5758293035489004
"""Of 99 %, two-sided."""
NEAR = 0.02
"""In log alpha: ten times the tolerance of the flow and more."""
AT_EDGE = (0.0, -math.log(2 * (EDGE - ROUNDED)))


@dataclass(frozen=True)
class Share:
    """`count` of `total`, and the 99 % interval of Wilson for the probability."""

    count: int
    total: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """count/total."""
        return self.count / self.total


def share(count: int, total: int) -> Share:
    """A share with its interval. Raises InputError unless 0 <= count <= total, total > 0.

    >>> found = share(0, 1000)
    >>> found.low, round(found.high, 5)
    (0.0, 0.00659)
    """
    n = whole(total, "total", 1, 10**12, "total = 1000")
    k = whole(count, "count", 0, n, "count = 0")
    middle, half = k + Z * Z / 2, Z * math.sqrt(k * (n - k) / n + Z * Z / 4)
    low, high = (middle - half) / (n + Z * Z), (middle + half) / (n + Z * Z)
    return Share(k, n, 0.0 if k == 0 else low, 1.0 if k == n else high)


def sparse(paths: Paths, row: int = -1) -> Share:
    """The share with log alpha > 3 at the time of this row; a path that is lost (NaN) counts as not sparse.

    >>> paths = Paths((1.0,), np.ones((1, 2)), np.ones((1, 2)), np.array([[2.9, 3.1]]), 0)
    >>> sparse(paths).count, sparse(paths).total
    (1, 2)
    """
    return share(int((paths.log_alpha[row] > PRUNED).sum()), paths.log_alpha.shape[1])


def ends(paths: Paths, known: Minima | None = None, row: int = -1) -> Mapping[str, Share]:
    """Shares that are "sparse", at the "edge" alpha = 1, at "point 0", "point 1", ... of certified `known` ones, "on the way".

    Points are told by log alpha, and by the sign of the mean where two have the same; they come before "sparse". Raises
    InputError for an answer with an open cell.

    >>> paths = Paths((1.0,), np.ones((1, 2)), np.ones((1, 2)), np.array([[0.001, 3.1]]), 0)
    >>> {name: found.count for name, found in ends(paths).items()}
    {'sparse': 1, 'edge': 1, 'on the way': 0}
    """
    reached = places(paths.x[row], paths.log_alpha[row], known)
    return {name: share(int(where.sum()), where.size) for name, where in reached.items()}


def places(x: Floats, log_alpha: Floats, known: Minima | None = None) -> dict[str, NDArray[np.bool_]]:
    """Which path is where; every path in one place.

    >>> {name: where.tolist() for name, where in places(np.array([0.5]), np.array([1.7])).items()}
    {'sparse': [False], 'edge': [False], 'on the way': [True]}
    """
    free = np.ones(x.shape, dtype=bool)
    found: dict[str, NDArray[np.bool_]] = {}
    for name, where in _places(x, log_alpha, known):
        found[name] = where & free
        free = free & ~where
    return {**found, "on the way": free}


def _places(x: Floats, log_alpha: Floats, known: Minima | None) -> list[tuple[str, NDArray[np.bool_]]]:
    found = []
    if known is not None and known.points is None:
        raise InputError("an answer with an open cell", "all stationary points", "another rho")
    for number, point in enumerate(() if known is None else known.points or ()):
        at = {name: float(value.mid()) for name, value in point.coordinates.items()}
        mean = at.get("mu", at.get("theta", 0.0))
        if mean:
            noise = math.log(at["alpha"] if "alpha" in at else at["sigma2"] / mean**2)
            near = (np.abs(log_alpha - noise) < NEAR) & (np.sign(x) == np.sign(mean))
            found.append((f"point {number}", near))
    sparse_now = log_alpha > PRUNED
    at_edge = (log_alpha >= AT_EDGE[0] - 1e-3) & (log_alpha <= AT_EDGE[1] + 1e-3)
    return [*found, ("sparse", sparse_now), ("edge", at_edge)]
