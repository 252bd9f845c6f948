"""Derivatives of the data terms of `audit.parametrisation.profile` in (mu, v = sigma^2), in float64, for arrays.

    gaussian         E = 1/2 ((mu - 1)^2 + v)
    quartic          E = 1/2 E (1 - w^2)^2 = 1/2 (1 - 2 (mu^2 + v) + mu^4 + 6 mu^2 v + 3 v^2)
    relu-symmetric   E = 1/2 (1 + E (1 - |w|)^2),    E_mu = mu - erf(mu/(sqrt 2 sigma))

Each is a mean over N(mu, v), so that E_v = E_mumu/2: the heat equation. With phi = e^-u/sqrt(2 pi v), the density at 0, the
last has E_mumu = 1 - 2 phi, E_muv = phi mu/v and E_vv = phi (1 - 2u)/(2v).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import Floats, Partial

CELLS_PER_UNIT = 32
LAST = 6
"""erf is 1 in float64 from there on."""
TERMS = 9
"""The next term of the Taylor series on half a cell, (1/64)^10 times a Hermite polynomial over 10!, is below 1e-17."""


@dataclass(frozen=True)
class DataTerm:
    """`slope(mu, v)`: E_mu and E_v; `bend(mu, v)`: E_mumu, E_muv, E_vv."""

    name: str
    slope: Callable[[Floats, Floats], tuple[Partial, Partial]]
    bend: Callable[[Floats, Floats], tuple[Partial, Partial, Partial]]


@cache
def _table() -> Floats:
    """Row j: the Taylor coefficients of erf at j/32, from (erf')^(n) = -2x (erf')^(n-1) - 2 (n-1) (erf')^(n-2)."""
    rows = []
    for cell in range(LAST * CELLS_PER_UNIT + 1):
        x = cell / CELLS_PER_UNIT
        derivatives = [0.0, 2 / math.sqrt(math.pi) * math.exp(-x * x)]
        for n in range(1, TERMS):
            derivatives.append(-2 * x * derivatives[-1] - 2 * (n - 1) * derivatives[-2])
        rows.append([math.erf(x), *(d / math.factorial(n) for n, d in enumerate(derivatives[1:], 1))])
    table = np.array(rows, dtype=np.float64).T.copy()
    table.flags.writeable = False
    return table


def erf(x: Floats) -> Floats:
    """erf, elementwise, to 2e-16 absolutely (measured against math.erf); NaN gives NaN.

    >>> float(abs(erf(np.array([-0.3]))[0] + math.erf(0.3))) < 2e-16
    True
    """
    size = np.minimum(np.abs(x), LAST)
    cell = np.where(np.isnan(size), 0, np.rint(size * CELLS_PER_UNIT)).astype(np.intp)
    off = size - cell / CELLS_PER_UNIT
    table = _table()
    total = table[TERMS][cell]
    for n in range(TERMS - 1, -1, -1):
        total = total * off + table[n][cell]
    return np.asarray(np.copysign(total, x))


def _density(mu: Floats, v: Floats) -> Floats:
    return np.asarray(np.exp(-0.5 * mu * mu / v) / np.sqrt(2 * math.pi * v))


def _relu_slope(mu: Floats, v: Floats) -> tuple[Floats, Floats]:
    return mu - erf(mu / np.sqrt(2 * v)), 0.5 - _density(mu, v)


def _relu_bend(mu: Floats, v: Floats) -> tuple[Floats, Floats, Floats]:
    phi = _density(mu, v)
    return 1 - 2 * phi, phi * mu / v, phi * (1 - mu * mu / v) / (2 * v)


def _quartic_slope(mu: Floats, v: Floats) -> tuple[Floats, Floats]:
    square = mu * mu
    return mu * (2 * square + 6 * v - 2), 3 * (square + v) - 1


DATA_TERMS = {
    term.name: term
    for term in (
        DataTerm("gaussian", lambda mu, v: (mu - 1, 0.5), lambda mu, v: (1.0, 0.0, 0.0)),
        DataTerm("quartic", _quartic_slope, lambda mu, v: (6 * (mu * mu + v) - 2, 6 * mu, 3.0)),
        DataTerm("relu-symmetric", _relu_slope, _relu_bend),
    )
}


def data_term(name: str) -> DataTerm:
    """The data term of this name. Raises InputError.

    >>> data_term("gaussian").slope(np.array([3.0]), np.array([1.0]))
    (array([2.]), 0.5)
    """
    if name not in DATA_TERMS:
        raise InputError(f"the model {name!r}", ", ".join(DATA_TERMS), "gaussian")
    return DATA_TERMS[name]
