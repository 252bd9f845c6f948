"""Numbers as they were given: every finite input is an exact rational."""

from __future__ import annotations

import math
import numbers
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from audit.errors import InputError

Exact = int | float | str | Fraction
"""What the exact arithmetics take: a float stands for the binary number that it is, a string for its decimals."""

MAX_EXPONENT_10 = 10_000
"""Decimal exponents beyond this are typing errors; nothing in the field comes near, and their integers are long."""
NUMBER = re.compile(r"[+-]?\d[\d_]*/\d[\d_]*|[+-]?(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def rational(value: object, name: str, allowed: str = "a finite number") -> Fraction:
    """The exact rational that `value` is.

    Takes int, Fraction, Decimal, float (its exact binary value), NumPy scalars, and text like "0.1", "1e-300" or "3/7".
    Raises InputError for NaN, infinities, exponents beyond 10^10000 and everything that is not one real number.

    >>> rational("0.1", "u"), rational(0.5, "u")
    (Fraction(1, 10), Fraction(1, 2))
    """
    if type(value) is Fraction:
        return value
    shown = repr(value) if isinstance(value, str) else str(value)
    given = f"{name} = {shown if len(shown) < 60 else shown[:50] + '...'}"
    try:
        if isinstance(value, str):
            return _from_text(value.strip())
        if isinstance(value, bool) or not isinstance(value, numbers.Real | Decimal):
            raise TypeError
        if isinstance(value, numbers.Rational | Decimal):
            return Fraction(value)
        return Fraction(float(value))
    except (TypeError, ValueError, OverflowError, InvalidOperation, ZeroDivisionError) as cause:
        hint = "a decimal or fraction such as 2.5, 1e-300 or 3/7"
        raise InputError(given, allowed, hint) from cause


def _from_text(text: str) -> Fraction:
    if NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    if "/" not in text and text.lower().count("e") and abs(int(text.lower().split("e")[1])) > MAX_EXPONENT_10:
        raise OverflowError(text)
    return Fraction(text)


def nonnegative(value: object, name: str) -> Fraction:
    """`rational`, and at least 0; InputError otherwise."""
    allowed = f"a finite number {name} >= 0"
    exact = rational(value, name, allowed)
    if exact < 0:
        raise InputError(f"{name} = {_short(value)}", allowed, f"the absolute value, {_short(value).lstrip('-')}")
    return exact


def positive(value: object, name: str) -> Fraction:
    """`rational`, and above 0; InputError otherwise."""
    allowed = f"a finite number {name} > 0"
    exact = rational(value, name, allowed)
    if exact <= 0:
        raise InputError(f"{name} = {_short(value)}", allowed, f"a scale such as {name} = 1")
    return exact


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) < 60 else text[:50] + "..."


def log2_floor(x: Fraction) -> int:
    """floor(log2 x) up to one unit below, for x > 0.

    >>> log2_floor(Fraction(10**300)), log2_floor(Fraction(1, 8))
    (995, -4)
    """
    return x.numerator.bit_length() - x.denominator.bit_length() - 1


def bits_of(digits: int) -> int:
    """Bits that hold `digits` decimal digits, one more than needed.

    >>> bits_of(50)
    168
    """
    return math.ceil(digits * math.log2(10)) + 1
