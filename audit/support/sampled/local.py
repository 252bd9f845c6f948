"""Unions of flats: samples whose nearest neighbours span fewer dimensions than the whole.

More than r samples of an r-dimensional density never lie in one hyperplane. A mixture of flats of lower dimension spans all r
dimensions, but a sample and its 2 r + 2 nearest neighbours mostly come from one flat. In whitened coordinates, where the
neighbours of a density spread alike in all directions, a singular value is called zero if it is below 8 times the noise
floor while the largest is 1000 times greater than that; neighbours closer than the rounding resolves are not decided.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.spatial import cKDTree

from audit.support.sampled.hull import EPS, ZERO, Matrix, leading

MOST_DIMENSIONS = 20
BASES = 64
RESOLVED = 1000.0
"""Times the zero level: below it the neighbours are too close for their rounding."""


@dataclass(frozen=True)
class Flats:
    """Of `bases` samples, how many had neighbours in a flat of fewer dimensions, and how many could not be resolved.

    `dimension`: the dimension of those flats if it is the same at nine of ten bases at least, else None.
    """

    bases: int
    flat: int
    unresolved: int
    dimension: int | None


def whitened(values: Matrix, noise: Matrix, dimension: int) -> tuple[Matrix, Matrix]:
    """Coordinates (n, dimension) of variance 1 along the leading directions of samples (n, p), and their errors.

    The errors have the shape (n, dimension), from errors (n, p) or (n, 1) of the samples.
    """
    centred = values - values.mean(axis=0)
    left, sizes, _ = leading(centred, dimension)
    length = np.sqrt(len(values))
    own = np.sqrt(np.mean(noise**2, axis=1, keepdims=True)) + EPS * np.sqrt(np.mean(values**2, axis=1, keepdims=True))
    return left[:, :dimension] * length, own * length / sizes[:dimension]


def flats_of(coordinates: Matrix, errors: Matrix, rng: np.random.Generator) -> Flats:
    """Looks at the neighbours of up to 64 samples, for whitened coordinates (n, r) with errors (n, r), 2 <= r <= 20.

    >>> rng = np.random.default_rng(1)
    >>> cross = rng.normal(size=(400, 1)) * np.where(rng.random((400, 1)) < 0.5, [[1.0, 1.0]], [[1.0, -1.0]])
    >>> flats_of(cross, np.full((400, 2), 2**-53), rng).dimension
    1
    """
    n, r = coordinates.shape
    chosen = rng.permutation(n)[:BASES]
    near = np.asarray(cKDTree(coordinates).query(coordinates[chosen], k=min(2 * r + 3, n))[1])
    ranks = [
        _rank(coordinates[group] - coordinates[base], errors[group]) for base, group in zip(chosen, near, strict=True)
    ]
    known = [rank for rank in ranks if rank is not None]
    flat = [rank for rank in known if rank < r]
    (most, times), *_ = Counter(flat).most_common(1) or [(0, 0)]
    return Flats(len(chosen), len(flat), len(ranks) - len(known), most if times >= 0.9 * len(chosen) else None)


def _rank(steps: Matrix, errors: Matrix) -> int | None:
    """The rank of the steps to the neighbours; None where they are not resolved."""
    sizes = linalg.svdvals(steps, check_finite=False)
    squares = 2 * errors**2
    zero = ZERO * (np.sqrt(squares.sum(axis=1).max()) + np.sqrt(squares.sum(axis=0).max()) + EPS * sizes[0])
    return int(np.sum(sizes > zero)) if sizes[0] > RESOLVED * zero else None
