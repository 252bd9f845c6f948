"""Random projections Y = S w: from up to 1e7 coordinates to p numbers that keep the dimension.

Each coordinate goes into three of the p buckets with independent Gaussian weights. For a law on an r-dimensional affine
subspace with directions B (D x r), S B has rank r almost surely if some r coordinates whose rows of B are independent can
be matched to r different buckets: by Cauchy-Binet a minor of S B is a polynomial in the weights, and that matching is one
of its monomials. Three choices a coordinate make the matching exist, whatever B, with overwhelming probability for
r <= 0.8 p (cuckoo hashing; the first obstruction is four coordinates in the same three buckets, about p^-5). The rank of
S B never exceeds r, so what is found is always a lower bound.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

BUCKETS = 2560
CHOICES = 3
EXPLICIT = 1024
"""Up to this many coordinates nothing is projected."""
SAFE_SHARE = 0.8
"""A rank up to this share of the buckets is the rank of the law; cuckoo hashing with three choices fails above 0.91."""


@dataclass(frozen=True)
class Sketch:
    """The p x D matrix S, whose rows have length about 1, for coordinates divided by `scale`, shape (D,)."""

    matrix: Any
    scale: NDArray[np.float64]


def sketch_of(scale: NDArray[np.float64], rng: np.random.Generator) -> Sketch:
    """A random projection of coordinates with typical sizes `scale`, shape (D,), to 2560 numbers.

    >>> sketch_of(np.ones(5000), np.random.default_rng(0)).matrix.shape
    (2560, 5000)
    """
    size = len(scale)
    first = rng.integers(0, BUCKETS, size)
    step = rng.integers(1, BUCKETS // CHOICES, size)
    buckets = (first[:, None] + np.arange(CHOICES) * step[:, None]) % BUCKETS
    weights = rng.standard_normal((size, CHOICES)) / np.sqrt(max(1.0, CHOICES * size / BUCKETS))
    ends = np.arange(0, CHOICES * size + 1, CHOICES)
    return Sketch(csc_array((weights.ravel(), buckets.ravel(), ends), shape=(BUCKETS, size)), scale)


def project(sketch: Sketch, values: NDArray[Any], projected: NDArray[np.float64], sizes: NDArray[np.float64]) -> None:
    """Writes Y = S w of values (n, D) into `projected` (n, 2560), and the size of its rounding over u into `sizes` (n, 1).

    >>> made, sizes = np.empty((1, BUCKETS)), np.empty((1, 1))
    >>> project(sketch_of(np.full(5000, 2.0), np.random.default_rng(0)), np.full((1, 5000), 2.0), made, sizes)
    >>> bool(0.9 < made.std() < 1.1), sizes.tolist()
    (True, [[1.0]])
    """
    for i, row in enumerate(values):
        sample = row / sketch.scale
        projected[i] = sketch.matrix @ sample
        sizes[i] = np.sqrt(sample @ sample / len(sample))
