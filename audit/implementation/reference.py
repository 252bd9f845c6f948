"""The exact KL as a function of x = log alpha = log(sigma^2/mu^2), normalised so that K -> 0 as x -> oo, for three priors.

    log-uniform   K = excess(u), u = e^-x/2             K' = -u slope(u)        -1/2 x + (gamma + log 2)/2   as x -> -oo
    ard           K = 1/2 log(1 + e^-x)                 K' = -1/2/(1 + e^x)     -1/2 x
    complex       K = Ein(z), z = e^-x                  K' = -(1 - e^-z)            -x + gamma

ard: the KL to N(0, s^2) at its best s^2 = mu^2 + sigma^2 is 1/2 log(s^2/sigma^2). complex: q = CN(mu, sigma^2) on the complex
numbers and p = C/|w|^2. |w|^2 is sigma^2/2 times a noncentral chi^2 of 2 degrees of freedom, so that E log|w|^2 = log|mu|^2 +
E1(z), KL = -log sigma^2 + E log|w|^2 + const = log z + E1(z) + const, and Ein(z) = gamma + log z + E1(z) = sum (-1)^(k+1)
z^k/(k k!) is the one that vanishes at z = 0; Ein' = (1 - e^-z)/z and dz/dx = -z.

These are float64 references to hold code against at tolerances of 1e-4: errors are below 1e-13 (1 + |K|), measured by the tests
against balls; nothing is proved with them.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import exp1, expit

from audit.errors import InputError
from audit.pseudo_kl.double import excess, slope

Array = NDArray[np.float64]
GAMMA = 0.5772156649015329
STEEP = -40.0
"""Below it the next terms, of the order e^x, are beyond float64, and e^-x may overflow."""
SMALL_Z = 0.5
"""Up to it the series of Ein: 14 terms leave 0.5^15/(15 15!) < 2e-18."""


@dataclass(frozen=True)
class Prior:
    """K(x), K'(x), and the line left_slope x + left_constant that K approaches as x -> -oo."""

    name: str
    value: Callable[[Array], Array]
    derivative: Callable[[Array], Array]
    left_slope: float
    left_constant: float


def _bounded(x: Array) -> Array:
    """e^-x that does not overflow; what is below STEEP is replaced by the line."""
    return np.asarray(np.exp(-np.maximum(x, STEEP)))


def _log_uniform(x: Array) -> Array:
    return np.where(x < STEEP, -x / 2 + (GAMMA + math.log(2)) / 2, excess(_bounded(x) / 2))


def _log_uniform_derivative(x: Array) -> Array:
    u = _bounded(x) / 2
    return np.where(x < STEEP, -0.5, -u * slope(u))


def _ard(x: Array) -> Array:
    return np.asarray(np.logaddexp(0.0, -x) / 2)


def _ard_derivative(x: Array) -> Array:
    return np.asarray(-expit(-x) / 2)


def _complex(x: Array) -> Array:
    z = _bounded(x)
    small = np.minimum(z, SMALL_Z)
    series = sum((-1) ** (k + 1) * small**k / (k * math.factorial(k)) for k in range(1, 15))
    far = np.maximum(z, SMALL_Z)
    return np.where(x < STEEP, GAMMA - x, np.where(z < SMALL_Z, series, GAMMA + np.log(far) + exp1(far)))


def _complex_derivative(x: Array) -> Array:
    return np.asarray(np.expm1(-_bounded(x)))


PRIORS = {
    prior.name: prior
    for prior in (
        Prior("log-uniform", _log_uniform, _log_uniform_derivative, -0.5, (GAMMA + math.log(2)) / 2),
        Prior("ard", _ard, _ard_derivative, -0.5, 0.0),
        Prior("complex", _complex, _complex_derivative, -1.0, GAMMA),
    )
}


def prior_named(name: str) -> Prior:
    """The prior of that name. Raises InputError.

    >>> prior = prior_named("log-uniform")
    >>> prior.value(np.array([0.0, np.inf])).round(9).tolist(), prior.derivative(np.array([0.0])).round(9).tolist()
    ([0.426685604, 0.0], [-0.36238923])
    """
    if name not in PRIORS:
        raise InputError(f"the prior {name!r}", ", ".join([*PRIORS, "truncated"]), "--prior log-uniform")
    return PRIORS[name]
