"""`audit kl`: excess, slope and KL at one u, printed with digits that are all correct and a radius that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, fmpz
from mpmath import mpf

from audit.errors import AuditError, PrecisionError
from audit.numerics.ball import rational_ends
from audit.numerics.exact import bits_of, nonnegative, positive, whole
from audit.pseudo_kl import ball, precise

DIGITS_MAX = 100_000
"""A hundred thousand digits take seconds; more than that is a typing error more often than a wish."""
GUARD_BITS = 16
"""Decides the rounding at once in all but one of some thousand cases; otherwise the loop doubles it."""
ATTEMPTS = 12


@dataclass(frozen=True)
class Certified:
    """excess(u), slope(u) and KL(u) for p(w) = c/|w|, rounded to `digits` significant digits.

    Each value is a decimal string, the nearest one of that many digits; `radius[name]`, half a unit of its last digit,
    bounds its distance from the exact number.
    """

    u: str
    digits: int
    excess: str
    slope: str
    kl: str
    radius: dict[str, str]


def certified(u: str, digits: int = 50, c: str = "1") -> Certified:
    """The three numbers at u >= 0, from balls (Arb), confirmed digit for digit by the independent sums of `precise`.

    `u` and `c` are decimals or fractions, read exactly. Raises InputError for u < 0, NaN, infinities, c <= 0 or digits
    outside 1..100000, AuditError if the two arithmetics disagree in a single digit.

    >>> certified("0.5", 10).excess
    '0.4266856043'
    """
    digits = whole(digits, "digits", 1, DIGITS_MAX, "50 digits, the default")
    point, scale = nonnegative(u, "u"), positive(c, "c")
    enclosures: dict[str, Callable[[int], arb]] = {
        "excess": lambda bits: ball.excess(point, bits),
        "slope": lambda bits: ball.slope(point, bits),
        "kl": lambda bits: ball.kl_at(point, scale, bits),
    }
    seconds = {
        "excess": precise.excess(point, digits),
        "slope": precise.slope(point, digits),
        "kl": precise.kl_at(point, scale, digits),
    }
    text, radius = {}, {}
    for name, enclose in enclosures.items():
        man, exp = _rounded(enclose, digits)
        if nearest(_exact(seconds[name]), digits) != (man, exp):
            raise AuditError(f"{name}: balls give {man}e{exp}, the independent sums {seconds[name]}: one is wrong")
        text[name], radius[name] = _decimal(man, exp), f"5e{exp - 1:+d}" if man else "0"
    return Certified(str(u).strip(), digits, text["excess"], text["slope"], text["kl"], radius)


def _rounded(enclose: Callable[[int], arb], digits: int) -> tuple[int, int]:
    """(man, exp) of the one decimal of `digits` digits that is nearest to every point of a small enough ball."""
    for attempt in range(ATTEMPTS):
        low, high = rational_ends(enclose(bits_of(digits) + (GUARD_BITS << attempt)))
        if low == high == 0:
            return 0, 0
        first, last = nearest(low, digits), nearest(high, digits)
        if first == last:
            return first
    raise PrecisionError(f"no rounding to {digits} digits was decided")


def nearest(x: Fraction, digits: int) -> tuple[int, int]:
    """(man, exp) with man 10^exp nearest to x and 10^(digits-1) <= |man| < 10^digits; (0, 0) for 0.

    >>> nearest(Fraction(-2, 3), 4), nearest(Fraction(99996, 100), 4)
    ((-6667, -4), (1000, 0))
    """
    if x == 0:
        return 0, 0
    p, q = abs(x.numerator), x.denominator
    exp = (p.bit_length() - q.bit_length() - 1) * 30103 // 100000 - digits
    while True:
        up, down = (10**-exp, 1) if exp < 0 else (1, 10**exp)
        man = (2 * p * up + q * down) // (2 * q * down)
        if man < 10**digits:
            return (man if x > 0 else -man), exp
        exp += 1


def _decimal(man: int, exp: int) -> str:
    """Plain notation near 1, scientific elsewhere; no digit is added and none dropped."""
    sign, figures = "-" if man < 0 else "", str(fmpz(abs(man)))
    leading = len(figures) - 1 + exp
    if -5 <= leading < 0:
        return f"{sign}0.{'0' * (-leading - 1)}{figures}"
    if 0 <= leading < len(figures) - 1:
        return f"{sign}{figures[: leading + 1]}.{figures[leading + 1 :]}"
    tail = f".{figures[1:]}" if figures[1:] else ""
    return f"{sign}{figures[0]}{tail}" + (f"e{leading:+d}" if leading else "")


def _exact(x: mpf) -> Fraction:
    sign, man, exp, _ = x._mpf_
    return Fraction(-int(man) if sign else int(man)) * Fraction(2) ** int(exp)
