"""How finely samples are rounded: u = 2^-bits relative to each entry.

A degenerate law is degenerate only up to the rounding of its samples, so every test below compares with u. The dtype is an
upper bound for the bits; values that were computed in a narrower type and then widened are recognised by their bits.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = {"float64": 53, "float32": 24, "float16": 11, "bfloat16": 8}
"""Significant bits of each dtype that carries real numbers."""
NAMES = {bits: name for name, bits in BITS.items()}
WIDEST = 53
ENOUGH_VALUES = 100
"""Fewer distinct values say nothing about the bits: 0 and 1 fit every dtype."""
FIXED_GRID = 2.0**16
"""Values that are all multiples of a step, and fewer than this many steps long, are whole numbers rather than rounded ones."""
LOOKED_AT = 200_000
"""Values whose bits are looked at."""


def bits_of_values(values: NDArray[Any], bits: int) -> int:
    """Significant bits that `values` use, at most `bits`: 53, 24, 11 or 8.

    The smallest listed number of bits that holds every one of the first 200000 values; `bits` if fewer than 100 of them
    differ, or if they look like whole numbers times a step.

    >>> bits_of_values(np.random.default_rng(1).normal(size=2000).astype(np.float32).astype(np.float64), 53)
    24
    """
    flat = np.asarray(values).reshape(-1)[:LOOKED_AT].astype(np.float64)
    if np.unique(flat).size < ENOUGH_VALUES or _on_a_grid(flat):
        return bits
    return next((fewer for fewer in sorted(NAMES) if fewer < bits and _fits(flat, fewer)), bits)


def _fits(flat: NDArray[np.float64], bits: int) -> bool:
    """Whether every value has at most `bits` significant bits."""
    mantissa = np.ldexp(np.frexp(flat)[0], bits)
    return bool(np.all(mantissa == np.rint(mantissa)))


def _on_a_grid(flat: NDArray[np.float64]) -> bool:
    """Whether all values are multiples of one power of two and fewer than 65536 of its steps long."""
    exponent = np.frexp(np.abs(flat).max())[1]
    steps = np.ldexp(flat, int(np.log2(FIXED_GRID)) - exponent)
    return bool(np.all(steps == np.rint(steps)))


def unit(bits: int) -> float:
    """u = 2^-bits, the largest relative error of rounding to nearest.

    >>> unit(24)
    5.960464477539063e-08
    """
    return 2.0**-bits


def spacing(values: NDArray[np.float64], bits: int) -> NDArray[np.float64]:
    """The distance to the next number with `bits` significant bits, elementwise; 0 at 0.

    >>> spacing(np.array([1.0, 3.0, 0.0]), 24).tolist()
    [1.1920928955078125e-07, 2.384185791015625e-07, 0.0]
    """
    exponent = np.frexp(values)[1]
    return np.where(values == 0, 0.0, np.ldexp(1.0, exponent - bits))
