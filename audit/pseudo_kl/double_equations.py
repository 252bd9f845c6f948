"""The three formulas that the paper prints, as printed with C = 1, in NumPy and SciPy: slow, and free of the tables.

    (1)  KL = -1/2 log(2 pi e) + 1/2 (log 2 + e^-u sum_k u^k/k! psi(1/2 + k))
    (2)  KL = -1/2 log(pi e) - 1/2 (d/da M(a; 1/2; -u) at a = 0  + gamma + 2 log 2)
    (3)  dKL/du = D(sqrt u)/sqrt u

They are a second opinion on `double.py` for pictures and tests. SciPy is imported at the first call.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import InputError
from audit.pseudo_kl.double_arrays import Array, argument

SERIES_MAX = 1e6
"""Beyond it the window of (1) has more than 20,000 terms for each u."""
DERIVATIVE_MAX = 1e6
"""Up to here SciPy's hyp1f1 was compared with mpmath near a = 0."""
WINDOW = 10.0
"""In standard deviations of the Poisson weights: what is left out weighs less than e^-45."""
STEP = 0.05
"""Of the differences in a at u = 0; it shrinks as log(u)^2, where M(a; 1/2; -u) ~ u^-a bends more."""
DIFFERENCES = ((1, 45.0), (2, -9.0), (3, 1.0))
"""f'(0) = sum_j w_j (f(jh) - f(-jh))/(60 h) + O(h^6)."""
LOG_2_PI_E = float(np.log(2 * np.pi) + 1)


def equation_1(u: npt.ArrayLike) -> Any:
    """Eq. (1): -1/2 log(2 pi e) + 1/2 (log 2 + sum_k w_k psi(1/2 + k)), w_k = e^-u u^k/k!, elementwise, shape of u.

    0 <= u <= 10^6, float64 or float32 (computed in float64). The weights are summed over a window around u and divided
    by their sum, so that nothing overflows; absolute error below 2e-14. Raises InputError outside of the range.

    >>> float(round(equation_1(1.0), 10))
    -1.3146783258
    """
    return _each(u, SERIES_MAX, lambda x: -LOG_2_PI_E / 2 + (np.log(2) + _mean_digamma(x)) / 2)


def equation_2(u: npt.ArrayLike) -> Any:
    """Eq. (2): -1/2 log(pi e) - 1/2 (d/da M(a; 1/2; -u) + gamma + 2 log 2), elementwise, shape of u.

    0 <= u <= 10^6, float64 or float32 (computed in float64). The derivative is a central difference of sixth order of
    scipy.special.hyp1f1, whose rounding it divides by the step; absolute error below 1e-11. Raises InputError.

    >>> float(round(equation_2(1.0), 9))
    -1.314678326
    """
    constant = -(np.log(np.pi) + 1) / 2 - (np.euler_gamma + 2 * np.log(2)) / 2
    return _each(u, DERIVATIVE_MAX, lambda x: constant - _kummer_derivative(x) / 2)


def equation_3(u: npt.ArrayLike) -> Any:
    """Eq. (3): D(sqrt u)/sqrt u by scipy.special.dawsn, and 1 at u = 0, elementwise, shape of u.

    0 <= u <= inf, float64 or float32 (computed in float64). Relative error below 10^-13, which is what SciPy's dawsn
    aims at: near u = 10^-4 it is 1.5 10^-14, elsewhere a few ulp. Raises InputError for u < 0.

    >>> float(equation_3(0.0)), float(round(equation_3(1.0), 10))
    (1.0, 0.5380795069)
    """
    from scipy.special import dawsn

    array, wide = _range(u, np.inf)
    with np.errstate(all="ignore"):
        root = np.sqrt(wide)
        return np.where(root == 0, 1.0, dawsn(root) / np.where(root == 0, 1.0, root)).astype(array.dtype)[()]


def _range(u: npt.ArrayLike, greatest: float) -> tuple[Array, Array]:
    """u as it is and as float64; InputError unless 0 <= u <= greatest or u is NaN."""
    array = argument(u, "u")
    outside = (array < 0) | (array > greatest)
    if outside.any():
        hint = "excess(u), which has no upper limit" if greatest < np.inf else "|u|"
        raise InputError(f"u = {array[outside].flat[0]}", f"numbers 0 <= u <= {greatest:g}", hint)
    return array, array.astype(np.float64)


def _each(u: npt.ArrayLike, greatest: float, formula: Any) -> Any:
    """A formula in one float64 u, at every u of an array; NaN where u is NaN."""
    array, wide = _range(u, greatest)
    with np.errstate(all="ignore"):
        values = [np.nan if np.isnan(x) else formula(x) for x in wide.flat]
        return np.array(values, dtype=np.float64).reshape(wide.shape).astype(array.dtype)[()]


def _mean_digamma(u: float) -> float:
    """E psi(1/2 + K), K ~ Poisson(u): weights relative to that of the mode, then divided by their sum."""
    from scipy.special import digamma

    reach = WINDOW * np.sqrt(u) + 40
    mode = np.floor(u)
    up, down = np.arange(mode + 1, mode + reach), np.arange(mode, max(mode - reach, 0), -1)
    k = np.concatenate([[mode], up, down - 1])
    weights = np.concatenate([[1.0], np.cumprod(u / up), np.cumprod(down / max(u, 1.0))])
    return float(np.sum(weights * digamma(0.5 + k)) / np.sum(weights))


def _kummer_derivative(u: float) -> float:
    """d/da M(a; 1/2; -u) at a = 0, with a step that shrinks as M bends."""
    from scipy.special import hyp1f1

    h = STEP / (1 + np.log1p(u)) ** 2
    return float(sum(w * (hyp1f1(j * h, 0.5, -u) - hyp1f1(-j * h, 0.5, -u)) for j, w in DIFFERENCES) / (60 * h))
