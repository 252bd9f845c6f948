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
MAX_TEXT = 4000
"""Digits of a number that is typed in; Python reads no more than 4300 at once."""
MAX_BITS = 60_000
"""Of numerator and denominator: a decimal of 10^10000 with as many digits as a text may have."""
SHOWN_BITS = 400
"""Longer integers are described, not printed."""
QUOTES = "'-"
HINT = "a decimal or fraction such as 2.5, 1e-300 or 3/7"
NUMBER = re.compile(r"[+-]?\d[\d_]*/\d[\d_]*|[+-]?(\d[\d_]*(\.\d*)?|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)


def rational(value: object, name: str, allowed: str = "a finite number") -> Fraction:
    """The exact rational that `value` is.

    Takes int, Fraction, Decimal, float (its exact binary value), NumPy scalars, and text like "0.1", "1e-300" or "3/7".
    Raises InputError for NaN, infinities, exponents beyond 10^10000 and everything that is not one real number.

    >>> rational("0.1", "u"), rational(0.5, "u")
    (Fraction(1, 10), Fraction(1, 2))
    """
    if type(value) is Fraction:
        return value
    if type(value) is float and math.isfinite(value):
        return Fraction(value)
    given = f"{name} = {shown(value)}"
    try:
        if isinstance(value, str):
            return _from_text(value.strip())
        if isinstance(value, bool) or not isinstance(value, numbers.Real | Decimal):
            raise TypeError
        if isinstance(value, numbers.Rational):
            return _bounded(Fraction(int(value.numerator), int(value.denominator)))
        if isinstance(value, Decimal):
            return _from_text(str(value))
        return Fraction(float(value))
    except (TypeError, ValueError, OverflowError, InvalidOperation, ZeroDivisionError) as cause:
        too_large = isinstance(cause, OverflowError) and "inf" not in given
        size = f"0, or a size from 1e-{MAX_EXPONENT_10} to 1e{MAX_EXPONENT_10}"
        raise InputError(given, allowed, size if too_large else HINT) from cause


def shown(value: object) -> str:
    """A number or text for a message: short, and never an error of its own.

    >>> shown(Fraction(10**5000)), shown("1e400"), shown(Fraction(1, 3))
    ('a number of 5001 digits', "'1e400'", '1/3')
    """
    size = int(value.numerator).bit_length() if isinstance(value, numbers.Rational) else 0
    if size > SHOWN_BITS:
        return f"a number of {int(size * math.log10(2)) + 1} digits"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) < 60 else text[:50] + "..."


def approximate(x: Fraction) -> str:
    """About x, for messages, whatever its size.

    >>> approximate(Fraction(10) ** 400), approximate(Fraction(1, 4))
    ('1e+400', '0.25')
    """
    exponent = (log2_floor(abs(x)) + 1) * math.log10(2) if x else 0
    if -300 < exponent < 300:
        return f"{float(x):.6g}"
    return f"{'-' if x < 0 else ''}1e{round(exponent):+d}"


def _bounded(x: Fraction) -> Fraction:
    if max(x.numerator.bit_length(), x.denominator.bit_length()) > MAX_BITS:
        raise OverflowError
    return x


def _from_text(text: str) -> Fraction:
    if len(text) > MAX_TEXT or NUMBER.fullmatch(text) is None:
        raise ValueError(text)
    if "/" not in text and text.lower().count("e") and abs(int(text.lower().split("e")[1])) > MAX_EXPONENT_10:
        raise OverflowError(text)
    return Fraction(text)


def nonnegative(value: object, name: str) -> Fraction:
    """`rational`, and at least 0; InputError otherwise."""
    allowed = f"a finite number {name} >= 0"
    exact = rational(value, name, allowed)
    if exact < 0:
        raise InputError(f"{name} = {shown(value)}", allowed, f"the absolute value, {shown(value).strip(QUOTES)}")
    return exact


def whole(value: object, name: str, least: int, most: int, hint: str) -> int:
    """`value`, a whole number from `least` to `most`; InputError otherwise (True is no number).

    >>> whole(50, "digits", 1, 100, "digits = 50")
    50
    """
    if type(value) is int and least <= value <= most:
        return value
    if isinstance(value, bool) or not isinstance(value, numbers.Integral) or not least <= int(value) <= most:
        raise InputError(f"{name} = {shown(value)}", f"a whole number from {least} to {most}", hint)
    return int(value)


def positive(value: object, name: str) -> Fraction:
    """`rational`, and above 0; InputError otherwise."""
    allowed = f"a finite number {name} > 0"
    exact = rational(value, name, allowed)
    if exact <= 0:
        raise InputError(f"{name} = {shown(value)}", allowed, f"a scale such as {name} = 1")
    return exact


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
