"""Quadrics: a polynomial of degree 2 that vanishes on all samples of a view.

The zero set of a polynomial that is not 0 is a null set, so such a law has no density; its affine hull does not show it.
Shared factors of rows and columns give one on every 2 x 2 sub-matrix: for w_ij = s_i t_j theta_ij,
w_11 w_22 theta_12 theta_21 = w_12 w_21 theta_11 theta_22. A quadric is a linear relation between the monomials of degree 1
and 2, so it is looked for as `hull` looks for flats, with the errors of products: |x| dy + |y| dx.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from audit.support.sampled.gather import Gathered, scaled
from audit.support.sampled.hull import Hull, Matrix, hull_of, tried_of
from audit.support.sampled.local import whitened
from audit.support.sampled.views import View

MOST = 12
"""Coordinates of a view: 90 monomials."""
SAMPLES_A_MONOMIAL = 3
RESOLVED = 1e-3
"""The greatest thickness, in units of the spread, at which a quadric is told from a density."""


def coordinates_for(n: int) -> int:
    """How many coordinates n samples suffice for: three samples a monomial, and at most 12.

    >>> coordinates_for(2000), coordinates_for(100)
    (12, 5)
    """
    return max(b for b in range(1, MOST + 1) if b == 1 or SAMPLES_A_MONOMIAL * b * (b + 3) // 2 <= n - tried_of(n))


def quadric_on(gathered: Gathered, view: View, confidence: float) -> Hull:
    """The hull of the monomials of the first coordinates of a view, at most 12 of them, whitened."""
    values, noise = scaled(gathered, view.indices[: coordinates_for(gathered.count)])
    return quadric_of(*whitened(values, noise, values.shape[1]), confidence)


def quadric_of(values: Matrix, noise: Matrix, confidence: float) -> Hull:
    """The hull of the monomials of whitened samples (n, b), b <= 12, with errors (n, b).

    Where the rounding is coarse next to the spread, so that thin directions could pass for a quadric, it is not decided:
    `low` and `high` are then 0 and the number of monomials.

    >>> turn = np.random.default_rng(1).uniform(0, 7, 300)
    >>> circle = np.stack([np.cos(turn), np.sin(turn)], axis=1)
    >>> found = quadric_of(circle, 2**-53 * np.abs(circle), 0.99)
    >>> found.ambient, found.high, found.degenerate
    (5, 4, True)
    """
    centre = np.median(values, axis=0)
    spread = np.median(np.abs(values - centre), axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    found = hull_of(*monomials((values - centre) / spread, noise / spread), confidence)
    return replace(found, low=0, high=found.ambient) if found.thickness > RESOLVED else found


def monomials(x: Matrix, errors: Matrix) -> tuple[Matrix, Matrix]:
    """The monomials of degree 1 and 2 of samples (n, b), (n, b (b + 3) / 2), and their errors |x| dy + |y| dx.

    >>> made, errors = monomials(np.array([[2.0, 3.0]]), np.array([[0.5, 0.25]]))
    >>> made.tolist(), errors.tolist()
    ([[2.0, 3.0, 4.0, 6.0, 9.0]], [[0.5, 0.25, 2.0, 2.0, 1.5]])
    """
    first, second = np.triu_indices(x.shape[1])
    of_products = np.abs(x[:, first]) * errors[:, second] + np.abs(x[:, second]) * errors[:, first]
    return np.hstack([x, x[:, first] * x[:, second]]), np.hstack([errors, of_products])
