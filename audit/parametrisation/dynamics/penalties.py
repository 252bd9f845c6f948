"""K' and K'' of the penalties of `audit.parametrisation.penalty`, in float64, for arrays of u = 1/(2 alpha) >= 0.

    exact                 K' = slope(u),  K'' = (1 - (1 + 2u) K')/(2u), with a series below u = 1/100
    molchanov2017         K' = 2 k1 k3 A x^(k3-1)/(x^k3 + A)^2 + 1/(1 + x),  x = 2u,  A = e^k2
    kingma2015, clipped   the cubic's K' for alpha <= 1, and 0 beyond: the penalty is held constant there

Reference [7] keeps alpha <= 1 in training. Here the penalty is constant beyond the edge, so that the data term, which wants
alpha small, brings every path back: a flow then slides along alpha = 1, as under a projection. The step of K' at the edge is
rounded by 3 s^2 - 2 s^3, s from 0 to 1 over 0.48 <= u <= 0.5, for the solver to see it; alpha there is at most 1.042.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import Floats
from audit.pseudo_kl import double
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017

EDGE, ROUNDED = 0.5, 0.02
SMALL = 1e-2
SERIES = (-2 / 3, 8 / 15, -8 / 35, 64 / 945, -32 / 2079, 128 / 45045)
"""K'' = sum_k (-1)^(k+1) 2^(k+1) (k+1)/((2k+3)!!) u^k; the next term is below 1e-15 at u = 1/100."""
TINY = 1e-300
MOST_EXPONENT = 700.0
"""e^700 is the last that float64 has, nearly."""


@dataclass(frozen=True)
class Kernel:
    """`slope(u)` and `both(u)`, K' and (K', K''), elementwise, shape of u."""

    name: str
    slope: Callable[[Floats], Floats]
    both: Callable[[Floats], tuple[Floats, Floats]]


def _numbers(constants: Mapping[str, str]) -> tuple[float, ...]:
    return tuple(float(text) for text in constants.values())


def _exact_slope(u: Floats) -> Floats:
    return np.asarray(double.slope(np.maximum(u, 0.0)))


def _exact_both(u: Floats) -> tuple[Floats, Floats]:
    slope = _exact_slope(u)
    total = np.full_like(slope, SERIES[-1])
    for coefficient in SERIES[-2::-1]:
        total = total * u + coefficient
    return slope, np.where(u < SMALL, total, (1 - (1 + 2 * u) * slope) / (2 * np.maximum(u, SMALL)))


def _molchanov_both(u: Floats) -> tuple[Floats, Floats]:
    k1, k2, k3 = _numbers(MOLCHANOV_2017.constants)
    x = np.maximum(2 * u, TINY)
    log_x = np.log(x)
    rise = np.exp(np.minimum(k3 * log_x - k2, MOST_EXPONENT))
    share = 1 / (1 + rise)
    bump, tail = 2 * k1 * k3 * share * (rise * share) / x, 1 / (1 + x)
    return bump + tail, 2 * bump * (k3 * (2 * share - 1) - 1) / x - 2 * tail * tail


def _kingma_both(u: Floats) -> tuple[Floats, Floats]:
    c1, c2, c3 = _numbers(KINGMA_2015.constants)
    a = 0.5 / np.maximum(u, EDGE)
    slope = a * (1 + a * (2 * c1 + a * (4 * c2 + a * 6 * c3)))
    bend = -2 * a * a * (1 + a * (4 * c1 + a * (12 * c2 + a * 24 * c3)))
    s = np.clip((u - EDGE + ROUNDED) / ROUNDED, 0.0, 1.0)
    return slope * s * s * (3 - 2 * s), np.where(u >= EDGE, bend, slope * 6 * s * (1 - s) / ROUNDED)


KERNELS = {
    kernel.name: kernel
    for kernel in (
        Kernel("exact", _exact_slope, _exact_both),
        Kernel("molchanov2017", lambda u: _molchanov_both(u)[0], _molchanov_both),
        Kernel("kingma2015, clipped", lambda u: _kingma_both(u)[0], _kingma_both),
    )
}


def kernel(name: str) -> Kernel:
    """The penalty of this name. Raises InputError.

    >>> kernel("exact").slope(np.array([0.0])).tolist()
    [1.0]
    >>> kernel("kingma2015, clipped").slope(np.array([0.3])).tolist()
    [0.0]
    """
    if name not in KERNELS:
        raise InputError(f"the KL {name!r}", "; ".join(KERNELS), "exact")
    return KERNELS[name]
