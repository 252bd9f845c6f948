"""The intrinsic dimension from two neighbours: mu = r_2/r_1 has P(mu > x) = x^-d on a d-dimensional smooth support.

The estimate is d = (n - 1) / sum log mu (E. Facco et al. 2017). It sees curved supports that no flat and no quadric shows;
it is an estimate and never a proof. Coordinates are first mapped to about N(0, 1) by a piecewise linear map, which changes
no dimension, so that heavy tails do not matter, and the result is compared with normal samples of the same number and
dimension. Given coordinates in which the law may be closer to independent, too, it takes the chart that gives the larger
estimate: only if every chart is below the reference is there something to explain.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.spatial import cKDTree
from scipy.special import ndtri
from scipy.stats import gamma

from audit.support.sampled.hull import Matrix

MOST_USED = 1500
REFERENCES = 8
KNOTS = 32
"""Quantiles at which the map bends: few next to the samples, since ranks themselves are rough where neighbours are."""
COLLINEAR = 0.05
"""Normal scores with a singular value below this share of the largest are no chart: their ranks coincide."""
CLEARLY, SHARE = 5.0, 0.1
"""Below the reference by five standard deviations, and by a tenth."""


@dataclass(frozen=True)
class TwoNN:
    """The estimate with its bounds, that of normal samples of the same number and dimension, and whether it is below."""

    estimate: float
    low: float
    high: float
    reference: float
    below: bool


def two_nn(coordinates: Matrix, confidence: float, rng: np.random.Generator, original: Matrix | None = None) -> TwoNN:
    """The intrinsic dimension of samples (n, r) without repetitions, r <= 20; `original`: the same in other coordinates.

    >>> rng = np.random.default_rng(1)
    >>> turn = rng.uniform(0, 7, 500)
    >>> found = two_nn(np.stack([np.cos(turn), np.sin(turn)], axis=1), 0.99, rng)
    >>> found.low < 1 < found.high, found.below
    (True, True)
    """
    used = coordinates[:MOST_USED]
    n = len(used)
    charts = [_scores(used)]
    if original is not None and _is_chart(_scores(original[:MOST_USED])):
        charts.append(_scores(original[:MOST_USED]))
    estimate = max(map(_estimate, charts))
    others = np.array([_estimate(rng.standard_normal(used.shape)) for _ in range(REFERENCES)])
    rest = (1 - confidence) / 2
    low, high = (float(estimate * gamma.ppf(level, n) / n) for level in (rest, 1 - rest))
    mean = float(others.mean())
    gap = max(CLEARLY * mean / np.sqrt(n), SHARE * mean)
    return TwoNN(estimate, low, high, mean, bool(estimate < mean - gap))


def _scores(values: Matrix) -> Matrix:
    """Each column mapped to about N(0, 1): quantiles to quantiles, and linearly between them."""
    levels = np.linspace(0, 1, KNOTS + 1)
    normal = ndtri(np.clip(levels, 0.5 / len(values), 1 - 0.5 / len(values)))
    return np.stack([np.interp(column, np.quantile(column, levels), normal) for column in values.T], axis=1)


def _is_chart(scores: Matrix) -> bool:
    sizes = linalg.svdvals(scores, check_finite=False)
    return bool(sizes[-1] > COLLINEAR * sizes[0])


def _estimate(values: Matrix) -> float:
    distances = np.asarray(cKDTree(values).query(values, k=3)[0])
    apart = distances[:, 1] > 0
    ratios = np.log(distances[apart, 2] / distances[apart, 1])
    return float((len(ratios) - 1) / ratios.sum()) if ratios.sum() > 0 else 0.0
