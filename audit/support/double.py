"""KL(N(m, Sigma + eps^2 I) || p) in float64 for arrays: a million weights in a fraction of a second.

    KL(q || prod_i c/|w_i|) = sum_i KL(N(m_i, v_i) || c/|w|) + 1/2 (sum_i log1p((d_i/eps)^2) - sum_j log1p((s_j/eps)^2))

with the standard deviations d_i = sqrt(Sigma_ii), v_i = d_i^2 + eps^2, and s_j the singular values of a factor of Sigma,
sqrt(alpha) |theta| for a row. Deviations instead of variances, and logarithms instead of quotients where they are large:
theta = 1e200 and eps = 1e-200 do not overflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import InputError
from audit.pseudo_kl import double as core
from audit.support.prior import LogUniform, Prior

Floats = npt.NDArray[np.float64]
LARGE = 1e8
"""From here on log(1 + r^2) = 2 log r + r^-2 to all digits."""


def row_noise_kl(
    rows: Sequence[npt.ArrayLike] | npt.NDArray[Any], alpha: npt.ArrayLike, eps: float, prior: Prior
) -> float:
    """KL(q_eps || p) for rows w_i = s_i theta_i with s_i ~ N(1, alpha_i), thickened by eps.

    rows: one array of shape (width,) for each row, or a matrix (rows, width); alpha >= 0, one or one for each row; eps > 0.
    Absolute error below 2^-48 times the sum of the absolute values of all terms, where eps and sqrt(alpha) |theta| are
    normal floats. Raises InputError, also where sqrt(alpha) |theta| is beyond the largest float.

    >>> from audit.support.prior import LogUniform
    >>> round(row_noise_kl([[1.0, 2.0]], 0.5, 1e-8, LogUniform()), 9)
    15.333178726
    """
    means, widths = _concatenated(rows)
    alphas = _alphas(alpha, len(widths))
    starts, size = np.concatenate([[0], np.cumsum(widths)[:-1]]), np.abs(means)
    largest = np.maximum.reduceat(size, starts)
    scaled = size / np.repeat(np.where(largest > 0, largest, 1.0), widths)
    with np.errstate(over="ignore", under="ignore"):
        singular = np.sqrt(alphas) * largest * np.sqrt(np.add.reduceat(scaled * scaled, starts))
        deviations = np.repeat(np.sqrt(alphas), widths) * size
    return kl(means, deviations, singular, eps, prior)


def _concatenated(rows: Sequence[npt.ArrayLike] | npt.NDArray[Any]) -> tuple[Floats, npt.NDArray[np.intp]]:
    """All means in one array, and the width of each row."""
    allowed, hint = "rows of finite numbers", "[[1.0, 2.0], [3.0]]"
    parts = [rows.ravel()] if isinstance(rows, np.ndarray) and rows.ndim == 2 else list(rows)
    arrays = [_real(part, "a row of theta") for part in parts]
    if not arrays or any(array.ndim != 1 or not array.size for array in arrays):
        raise InputError("rows that are empty or nested", allowed, hint)
    means = np.concatenate(arrays)
    if not np.isfinite(means).all():
        raise InputError("rows that are not finite", allowed, hint)
    if isinstance(rows, np.ndarray) and rows.ndim == 2:
        return means, np.full(rows.shape[0], rows.shape[1])
    return means, np.array([array.size for array in arrays])


def _alphas(alpha: npt.ArrayLike, rows: int) -> Floats:
    """One alpha for each row."""
    given = _real(alpha, "alpha")
    if given.ndim > 1 or (given.ndim == 1 and given.size != rows):
        raise InputError(f"{given.size} alphas for {rows} rows", "one alpha, or one for each row", "alpha = 0.5")
    wrong = given[~((given >= 0) & (given < np.inf))]
    if wrong.size:
        raise InputError(f"alpha = {wrong.flat[0]}", "a finite alpha >= 0", "alpha = 0.5")
    return np.asarray(np.broadcast_to(given, rows), dtype=np.float64)


def _real(values: npt.ArrayLike, name: str) -> Floats:
    """An array of real numbers in float64; text, complex numbers and truth values are none."""
    try:
        array = np.asarray(values)
    except ValueError as cause:
        raise InputError(f"{name} of no rectangular shape", "real numbers", "[1.0, 2.0]") from cause
    if array.dtype.kind not in "fiu":
        raise InputError(f"{name} of type {array.dtype}", "real numbers", "[1.0, 2.0]")
    return array.astype(np.float64)


def kl(means: Floats, deviations: Floats, singular: Floats, eps: float, prior: Prior) -> float:
    """The KL from means and deviations, each of shape (D,), and the singular values, of shape (rank,); eps > 0."""
    if not 0 < number(eps) < np.inf:
        raise InputError(f"eps = {eps}", "a finite eps > 0", "eps = 1e-3")
    if not (np.isfinite(deviations).all() and np.isfinite(singular).all()):
        raise InputError("a deviation beyond the largest float", "deviations up to 1e308", "the arithmetic ball")
    if isinstance(prior, LogUniform):
        marginals = core.kl(means, np.hypot(deviations, eps), number(prior.c))
        return float(marginals.sum() + (_log1p_square(deviations, eps) - _log1p_square(singular, eps)) / 2)
    scale = number(prior.scale)
    if scale == 0:
        raise InputError("a scale below the least float", "a scale from 1e-307 to 1e308", "the arithmetic ball")
    moments = sum(_sum_of_squares(x, scale) for x in (means, deviations, np.full(len(means), eps)))
    constant = len(means) * (1 - 2 * np.log(scale) + 2 * np.log(eps))
    return float(moments - constant - _log1p_square(singular, eps)) / 2


def _log1p_square(x: Floats, eps: float) -> float:
    """sum log(1 + (x/eps)^2)."""
    with np.errstate(over="ignore", divide="ignore", under="ignore"):
        ratio = x / eps
        direct = np.log1p(np.square(np.minimum(ratio, LARGE)))
        return float(np.where(ratio < LARGE, direct, 2 * (np.log(x) - np.log(eps))).sum())


def _sum_of_squares(x: Floats, scale: float) -> Any:
    with np.errstate(over="ignore", under="ignore"):
        return np.square(x / scale).sum()


def factor_kl(means: Floats, factor: Floats, eps: float, prior: Prior) -> float:
    """KL(N(m, F F^T + eps^2 I) || p) for means of shape (D,) and F of shape (D, k); eps > 0.

    Singular values come from LAPACK: absolute error of each about 2^-52 times the largest of them, so that eps has to be
    large against that where F has no full rank.
    """
    largest = np.abs(factor).max(axis=1)
    rows = np.where(largest > 0, largest, 1.0)
    most = max(float(largest.max()), np.finfo(np.float64).tiny)
    with np.errstate(over="ignore", under="ignore"):
        deviations = rows * np.linalg.norm(factor / rows[:, None], axis=1)
        singular = most * np.linalg.svd(factor / most, compute_uv=False)
    return kl(means, np.asarray(deviations), np.asarray(singular), eps, prior)


def floats(rows: Sequence[Sequence[Any]]) -> Floats:
    """A matrix of exact numbers, rounded to float64. Raises InputError beyond the largest float."""
    return np.array([[number(x) for x in row] for row in rows])


def number(x: Any) -> float:
    """A real number, rounded to float64. Raises InputError beyond the largest float.

    >>> from fractions import Fraction
    >>> number(Fraction(1, 4))
    0.25
    """
    try:
        return float(x)
    except OverflowError as cause:
        raise InputError("a number beyond the largest float", "numbers up to 1e308", "the arithmetic ball") from cause
    except (TypeError, ValueError) as cause:
        raise InputError(f"a number of type {type(x).__name__}", "a real number", "1e-3") from cause
