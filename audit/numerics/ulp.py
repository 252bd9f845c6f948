"""How far a float is from the true value, in units in the last place, without a rounding of its own.

    ulp_error(value, ball) = max |value - x| / min spacing(x)    over the x of the ball

`spacing(x)` is the distance of two neighbouring floats in the binade of |x|: 2^(e - 52) for 2^e <= |x| < 2^(e + 1) in
float64, 2^(e - 23) in float32, and never less than the smallest subnormal number, 2^-1074 and 2^-149.
"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
from flint import arb

from audit.errors import InputError
from audit.numerics.ball import rational_ends

FORMATS = {np.dtype(np.float64): (53, -1074), np.dtype(np.float32): (24, -149)}
"""Bits of the significand, and the exponent of the smallest subnormal number."""


def spacing(x: Fraction, dtype: type[np.floating] = np.float64) -> Fraction:
    """The distance between neighbouring floats of `dtype` in the binade of |x|; of 0, the smallest subnormal number.

    >>> spacing(Fraction(1)) == Fraction(1, 2**52), spacing(Fraction(0)) == Fraction(1, 2**1074)
    (True, True)
    """
    bits, lowest = FORMATS[np.dtype(dtype)]
    if not x:
        return _power(lowest)
    exponent = abs(x.numerator).bit_length() - x.denominator.bit_length()
    if abs(x) < _power(exponent):
        exponent -= 1
    return _power(max(exponent - bits + 1, lowest))


def ulp_error(value: float | np.floating, exact: arb) -> float:
    """The largest distance of `value` from a point of the ball `exact`, in the ulps of the ball's smallest spacing.

    For the narrow balls of a reference the spacing is the same all over; for others the answer is an upper bound.
    `value` is a Python float, np.float64 or np.float32, and its type chooses the spacing. Computed in rational
    arithmetic and rounded once at the end. A NaN or infinite `value` is 0 ulps from the same NaN or infinity and
    infinitely many from everything else. Raises InputError for other types of `value`.

    >>> ulp_error(1.0, arb(1)), ulp_error(1.0, 1 - arb(2) ** -53), ulp_error(np.float32(1), 1 + arb(2) ** -23)
    (0.0, 1.0, 1.0)
    """
    dtype = np.float64 if isinstance(value, float) else type(value)
    if np.dtype(dtype) not in FORMATS:
        raise InputError(f"a value of type {type(value).__name__}", "float, np.float64 or np.float32", "float(value)")
    if not (math.isfinite(value) and exact.is_finite()):
        same = (math.isnan(value) and exact.is_nan()) or exact == arb(float(value))
        return 0.0 if same else math.inf
    at, (low, high) = Fraction(float(value)), rational_ends(exact)
    smallest = max(low, -high, Fraction(0))
    error = max(abs(at - low), abs(at - high)) / spacing(smallest, dtype)
    return float(error) if error < 1 << 1000 else math.inf


def _power(exponent: int) -> Fraction:
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)
