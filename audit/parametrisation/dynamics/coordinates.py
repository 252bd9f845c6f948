"""Six coordinate systems (x, y) of one Gaussian q = N(x, sigma^2): the mean is x in all of them.

    theta, log alpha     sigma^2 = e^y x^2      u = e^-y/2
    theta, alpha         sigma^2 = y x^2        u = 1/(2y)
    mu, log sigma2       sigma^2 = e^y          u = x^2 e^-y/2
    mu, sigma2           sigma^2 = y            u = x^2/(2y)
    mu, sigma            sigma^2 = y^2          u = x^2/(2y^2)
    clipped              sigma^2 = e^l x^2      u = e^-l/2,     l = y - log x^2 clipped to [-8, 8]

The last is that of reference code: y is log sigma^2, and within the clip it is the third; beyond, y has no effect at all.
A gradient flow depends on the coordinates, as its metric does; its stationary points with x != 0 do not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError

Floats: TypeAlias = NDArray[np.float64]
Partial: TypeAlias = Floats | float
CLIP, ROUNDED = 8.0, 0.1
"""The corner of the clip is rounded over the last 0.1 before it, by 3 s^2 - 2 s^3 in the derivative, for solvers to see it."""
LEAST = 1e-100
"""A mean below it is taken for it where one divides by the mean."""


@dataclass(frozen=True)
class First:
    """sigma^2 = v and u with their first derivatives; a number stands for an array of it."""

    v: Floats
    v_x: Partial
    v_y: Partial
    u: Floats
    u_x: Partial
    u_y: Partial


@dataclass(frozen=True)
class Second:
    """The second derivatives of v and u."""

    v_xx: Partial
    v_xy: Partial
    v_yy: Partial
    u_xx: Partial
    u_xy: Partial
    u_yy: Partial


@dataclass(frozen=True)
class Coordinates:
    """`first` and `second` of arrays (x, y); `of_log_alpha(x, log alpha)` gives y; `logarithmic`: y is any real, else y > 0."""

    name: str
    first: Callable[[Floats, Floats], First]
    second: Callable[[Floats, Floats, First], Second]
    of_log_alpha: Callable[[Floats, Floats], Floats]
    logarithmic: bool
    multiplicative: bool
    clipped: bool = False


def _log_square(x: Floats) -> Floats:
    """log x^2; -inf at 0."""
    with np.errstate(divide="ignore"):
        return np.asarray(2 * np.log(np.abs(x)))


def _log_alpha_first(x: Floats, y: Floats) -> First:
    alpha = np.exp(y)
    v, u = alpha * x * x, 0.5 / alpha
    return First(v, 2 * x * alpha, v, u, 0.0, -u)


def _log_alpha_second(x: Floats, y: Floats, at: First) -> Second:
    return Second(2 * np.exp(y), at.v_x, at.v, 0.0, 0.0, at.u)


def _alpha_first(x: Floats, y: Floats) -> First:
    u = 0.5 / y
    return First(y * x * x, 2 * x * y, x * x, u, 0.0, -u / y)


def _alpha_second(x: Floats, y: Floats, at: First) -> Second:
    return Second(2 * y, 2 * x, 0.0, 0.0, 0.0, 2 * at.u / (y * y))


def _log_variance_first(x: Floats, y: Floats) -> First:
    v = np.exp(y)
    slope = x / v
    u = 0.5 * x * slope
    return First(v, 0.0, v, u, slope, -u)


def _log_variance_second(x: Floats, y: Floats, at: First) -> Second:
    return Second(0.0, 0.0, at.v, 1 / at.v, -at.u_x, at.u)


def _variance_first(x: Floats, y: Floats) -> First:
    slope = x / y
    u = 0.5 * x * slope
    return First(y, 0.0, 1.0, u, slope, -u / y)


def _variance_second(x: Floats, y: Floats, at: First) -> Second:
    return Second(0.0, 0.0, 0.0, 1 / y, -at.u_x / y, 2 * at.u / (y * y))


def _deviation_first(x: Floats, y: Floats) -> First:
    v = y * y
    slope = x / v
    u = 0.5 * x * slope
    return First(v, 0.0, 2 * y, u, slope, -2 * u / y)


def _deviation_second(x: Floats, y: Floats, at: First) -> Second:
    return Second(0.0, 0.0, 2.0, 1 / at.v, -2 * at.u_x / y, 6 * at.u / at.v)


def _clip(x: Floats, y: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """A mean that is not 0, the clipped c of l = log alpha, c' and c''."""
    mean = np.where(np.abs(x) < LEAST, LEAST, x)
    free = y - _log_square(mean)
    low, high = (np.clip((CLIP - side * free) / ROUNDED, 0.0, 1.0) for side in (-1, 1))
    slope = low * low * (3 - 2 * low) * high * high * (3 - 2 * high)
    bend = (low * (1 - low) - high * (1 - high)) * 6 / ROUNDED
    lost = ROUNDED * (_lost(high) - _lost(low))
    return mean, np.clip(free, -CLIP, CLIP) - lost, slope, bend


def _lost(s: Floats) -> Floats:
    """int_s^1 (1 - 3 r^2 + 2 r^3) dr, what the rounding takes away."""
    return np.asarray(0.5 - s + s**3 - 0.5 * s**4)


def _clipped_first(x: Floats, y: Floats) -> First:
    mean, c, slope, _ = _clip(x, y)
    alpha = np.exp(c)
    v, u = alpha * mean * mean, 0.5 / alpha
    return First(v, 2 * alpha * mean * (1 - slope), v * slope, u, 2 * u * slope / mean, -u * slope)


def _clipped_second(x: Floats, y: Floats, at: First) -> Second:
    mean, c, s, t = _clip(x, y)
    alpha, bent = np.exp(c), at.u * (s * s - t)
    return Second(
        2 * alpha * (1 - s) * (1 - 2 * s) + 4 * alpha * t,
        2 * alpha * mean * (s * (1 - s) - t),
        at.v * (s * s + t),
        (4 * bent - 2 * at.u * s) / (mean * mean),
        -2 * bent / mean,
        bent,
    )


def _variance(x: Floats, log_alpha: Floats) -> Floats:
    return np.asarray(np.exp(log_alpha) * x * x)


SYSTEMS = {
    system.name: system
    for system in (
        Coordinates("theta, log alpha", _log_alpha_first, _log_alpha_second, lambda x, a: a, True, True),
        Coordinates("theta, alpha", _alpha_first, _alpha_second, lambda x, a: np.exp(a), False, True),
        Coordinates(
            "mu, log sigma2", _log_variance_first, _log_variance_second, lambda x, a: a + _log_square(x), True, False
        ),
        Coordinates("mu, sigma2", _variance_first, _variance_second, _variance, False, False),
        Coordinates(
            "mu, sigma", _deviation_first, _deviation_second, lambda x, a: np.exp(a / 2) * np.abs(x), False, False
        ),
        Coordinates("clipped", _clipped_first, _clipped_second, lambda x, a: a + _log_square(x), True, False, True),
    )
}


def log_alpha(system: Coordinates, x: Floats, y: Floats) -> Floats:
    """log(sigma^2/x^2) = -log(2u), elementwise; inf at x = 0 off the multiplicative systems. No error is raised.

    >>> log_alpha(SYSTEMS["mu, sigma"], np.array([2.0]), np.array([2.0])).tolist()
    [-0.0]
    """
    if system.name == "theta, log alpha":
        return y
    with np.errstate(all="ignore"):
        return np.asarray(-np.log(2 * system.first(x, y).u))


def coordinates(name: str) -> Coordinates:
    """The system of this name. Raises InputError.

    >>> coordinates("mu, sigma").of_log_alpha(np.array([-2.0]), np.array([0.0])).tolist()
    [2.0]
    """
    if name not in SYSTEMS:
        raise InputError(f"the coordinates {name!r}", "; ".join(SYSTEMS), "'theta, log alpha'")
    return SYSTEMS[name]
