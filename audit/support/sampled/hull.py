"""The affine hull: how many dimensions samples span, above the noise floor of their rounding.

If a law has a density on an r-dimensional affine subspace, n > r + 1 samples span it almost surely, and the rows
(1, w) have rank r + 1. Samples carry errors N_ij = u |w_ij|; a random matrix of such errors has norm about
max_i |N_i.| + max_j |N_.j|: the floor. A singular value 50 times above it is real, one below 8 times the floor is zero
within rounding, and between them it is not decided: so a thin density (1e-6 in float64) is told from a degenerate law, and
one thinner than the rounding (1e-9 in float32) is not.

The subspace is fitted on the first samples and tried on the others: if all m of these lie in it, it carries with confidence
c at least (1 - c)^(1/m) of the mass, for any law; a density would give it none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg
from scipy.stats import beta

REAL, ZERO = 50.0, 8.0
"""Multiples of the floor: arithmetic behind a sample makes a few roundings, seldom more than eight."""
LADDER = (256, 768)
"""Samples that are fitted first: singular values of more are slow, and a small dimension shows on few."""
CHEAP = 100
"""Numbers a sample for which an extra decomposition costs nothing, and leaves more samples to try."""
SHARE_TRIED_LAST = 10
"""Of the samples a tenth is tried after the last step: the largest dimensions need the others."""
SPARE = 0.95
"""A rank below this share of the samples is that of the law: the others added no dimension."""
LEAST_TRIED, SHARE_TRIED = 40, 5
SURPLUS = 16
"""Random combinations beyond the rank, so that their span holds that of the rows up to rounding."""
EPS = float(np.finfo(np.float64).eps)

Matrix = NDArray[np.float64]


@dataclass(frozen=True)
class Hull:
    """What n samples of p numbers span: between `low` and `high` dimensions of `ambient`; equal if it is decided.

    `enough`: there were more samples than dimensions, so `high` is meant for the law and not for the samples only.
    `thickness`: relative to the entries, what could not be told from zero; `unclear`: directions near it.
    `tried`, `inside`: further samples, and those in the hull. `mass`: with the confidence asked for, the hull carries at
    least this (0: not degenerate).
    """

    ambient: int
    low: int
    high: int
    enough: bool
    thickness: float
    unclear: int = 0
    tried: int = 0
    inside: int = 0
    mass: float = 0.0

    @property
    def degenerate(self) -> bool:
        """Fewer dimensions than numbers, shown by further samples."""
        return self.enough and self.high < self.ambient and self.inside > 0

    @property
    def regular(self) -> bool:
        """As many dimensions as numbers."""
        return self.low == self.ambient

    @property
    def decided(self) -> bool:
        """The dimension is one number."""
        return self.enough and self.low == self.high


def hull_of(values: Matrix, noise: Matrix, confidence: float) -> Hull:
    """The hull of samples `values` (n, p) whose entries carry errors of size `noise` (n, p) or (n, 1).

    >>> line = np.random.default_rng(1).normal(size=(200, 1)) * np.array([1.0, 2.0, 3.0])
    >>> found = hull_of(line, np.abs(line) * 2**-53, 0.99)
    >>> found.low, found.high, found.inside, round(found.mass, 2)
    (1, 1, 40, 0.89)
    """
    rows, errors = _homogeneous(values, noise)
    most, width = len(values) - max(LEAST_TRIED, len(values) // SHARE_TRIED_LAST), values.shape[1]
    for fitted in (*(n for n in LADDER if 2 * n < most and (n < width or width < CHEAP)), most):
        found = _fitted(rows, errors, fitted, confidence)
        if found.enough and found.low == found.high:
            break
    return found


def _fitted(rows: Matrix, errors: Matrix, fitted: int, confidence: float) -> Hull:
    """The hull of the first `fitted` rows, tried on the others."""
    first, floor = rows[:fitted], _floor(errors[:fitted], rows.shape[1])
    sizes = linalg.svdvals(first, check_finite=False)
    floor += 2 * EPS * sizes[0]
    low, high = (int(np.sum(sizes > bound * floor)) for bound in (REAL, ZERO))
    ambient, enough = rows.shape[1] - 1, high < SPARE * fitted or fitted > rows.shape[1]
    thickness = float(ZERO * floor / np.sqrt(fitted))
    if not enough or high == ambient + 1:
        top = high - 1 if enough else ambient
        return Hull(ambient, max(low - 1, 0), top, enough, thickness, high - low)
    inside = _inside(first, rows[fitted:], errors[fitted:], high, floor)
    tried = len(rows) - fitted
    mass = least_mass(inside, tried, confidence)
    return Hull(ambient, max(low - 1, 0), high - 1, True, thickness, high - low, tried, inside, mass)


def tried_of(n: int) -> int:
    """How many of n samples are kept back for trying: a fifth, and at least 40."""
    return max(LEAST_TRIED, n // SHARE_TRIED)


def least_mass(inside: int, tried: int, confidence: float) -> float:
    """The lower Clopper-Pearson bound of a mass of which `inside` of `tried` samples were seen; all: (1 - c)^(1/tried).

    >>> round(least_mass(400, 400, 0.99), 4)
    0.9886
    """
    return float(beta.ppf(1 - confidence, inside, tried - inside + 1)) if inside else 0.0


def _homogeneous(values: Matrix, noise: Matrix) -> tuple[Matrix, Matrix]:
    """Rows (sqrt p, w) and their errors, each row divided by its size, so that no outlier hides the rest."""
    weight = 1 / np.sqrt(1 + np.mean(values**2, axis=1, keepdims=True))
    return np.hstack([np.sqrt(values.shape[1]) * weight, weight * values]), weight * noise


def _floor(errors: Matrix, width: int) -> float:
    squares = errors**2
    repeated = width if errors.shape[1] == 1 else 1
    return float(np.sqrt(squares.sum(axis=1).max() * repeated) + np.sqrt(squares.sum(axis=0).max()))


def _inside(first: Matrix, further: Matrix, errors: Matrix, rank: int, floor: float) -> int:
    """How many further rows lie in the span of the first, within their rounding and that of the span."""
    _, sizes, directions = leading(first, rank)
    along = further @ directions.T
    outside = np.sqrt(np.sum((further - along @ directions) ** 2, axis=1))
    leverage = np.sqrt(np.sum((along / sizes) ** 2, axis=1))
    repeated = further.shape[1] if errors.shape[1] == 1 else 1
    own = np.sqrt(np.sum(errors**2, axis=1) * repeated) + 2 * EPS * np.sqrt(np.sum(further**2, axis=1))
    return int(np.sum(outside <= ZERO * (own + floor * leverage)))


def leading(rows: Matrix, rank: int) -> tuple[Matrix, Matrix, Matrix]:
    """The `rank` leading singular vectors and values of `rows` (n, p), whose other singular values are noise or absent.

    Where p is much larger than the rank they come from random combinations of the columns, which span the same space.

    >>> left, sizes, right = leading(np.outer([3.0, 4.0], np.ones(100)), 1)
    >>> left.shape, round(float(sizes[0]), 6), right.shape
    ((2, 1), 50.0, (1, 100))
    """
    width = rank + SURPLUS
    if width >= min(rows.shape):
        left, sizes, right = linalg.svd(rows, full_matrices=False, check_finite=False)
        return left[:, :rank], sizes[:rank], right[:rank]
    mixed = rows @ np.random.default_rng(rank).standard_normal((rows.shape[1], width))
    basis, _ = linalg.qr(mixed, mode="economic", check_finite=False)
    left, sizes, right = linalg.svd(basis.T @ rows, full_matrices=False, check_finite=False)
    return basis @ left[:, :rank], sizes[:rank], right[:rank]
