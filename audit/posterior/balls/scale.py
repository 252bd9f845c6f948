"""The comparison scales m(s) = e^(a s) s^b (log s)^c: the integral test, candidates near a growth, and how they are written."""

from __future__ import annotations

from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from audit.numerics.ball import rational_ends
from audit.posterior.balls.constant import ONE, ZERO, Constant, plus, sign, symbolic, times
from audit.posterior.balls.growth import Beyond, Growth, combined, grown, unit
from audit.posterior.ends import End

CONSTANT_DIGITS = 4
"""Significant digits of the constant in a witness, rounded to the safe side."""
LOG2_MOST = 4000
"""A constant beyond 2^4000 or below 2^-4000 is replaced by a weaker one, or makes no witness."""
REACH_OF_LOG, REACH_OF_LOG_LOG = 1, 2
"""Where s > 0 and log s > 0: from r = 2 and r = 4 on."""

Scale = tuple[Constant, Constant, Constant]


def as_growth(scale: Scale) -> Growth:
    """m as a growth."""
    return combined(*((grown(i, ONE), power) for i, power in enumerate(scale) if power != 0))


def diverges(scale: Scale) -> bool:
    """int^oo m ds = oo: a > 0, or a = 0 and (b > -1, or b = -1 and c >= -1). Raises Beyond when a sign is not known.

    >>> diverges((fmpq(0), fmpq(-1), fmpq(-2))), diverges((fmpq(0), fmpq(0), fmpq(0)))
    (False, True)
    """
    for exponent, edge in zip(scale, (0, 1, 1), strict=True):
        found = sign(plus(exponent, fmpq(edge)))
        if found is None:
            raise Beyond("an exponent on the edge of integrability")
        if found:
            return found > 0
    return True


def targets(growth: Growth) -> list[Scale]:
    """Scales to compare with, tightest first: the growth's own part in s, log s, log log s, then half-way to the edge.

    >>> targets(grown(0, fmpq(-2)))[0]
    (-2, 0, 0)
    """
    own = dict(growth)
    a, b, c = (own.get(unit(i), ZERO) for i in (1, 2, 3))
    half = fmpq(1, 2)
    middle_b, middle_c = times(plus(b, -ONE), half), times(plus(c, -ONE), half)
    return [
        (a, b, c),
        (ONE, ZERO, ZERO),
        (-ONE, ZERO, ZERO),
        (times(a, half), ZERO, ZERO),
        (ZERO, middle_b, ZERO),
        (ZERO, fmpq(-2), ZERO),
        (ZERO, -ONE, middle_c),
    ]


def least_reach(scale: Scale) -> int:
    """The least j such that m is positive and finite for r >= 2^j."""
    return REACH_OF_LOG_LOG if scale[2] != 0 else REACH_OF_LOG if scale[1] != 0 else 0


def rounded(x: arb, up: bool) -> Fraction | None:
    """A positive bound with few digits, at least x (up) or at most x; None when there is none of reasonable size.

    >>> rounded(arb(2) / 3, up=True), rounded(arb(2) / 3, up=False)
    (Fraction(6667, 10000), Fraction(3333, 5000))
    """
    if not x.is_finite() or not x > 0:
        return Fraction(1, 10**9) if up and x <= 0 else None
    tiny, huge = arb(2) ** -LOG2_MOST, arb(2) ** LOG2_MOST
    if x < tiny:
        return Fraction(1, 2**LOG2_MOST) if up else None
    if x > huge:
        return None if up else Fraction(2**LOG2_MOST)
    exact = rational_ends(x)[1 if up else 0]
    shift = len(str(int(exact))) if exact >= 1 else 1 - len(str(int(1 / exact)))
    unit_in_last = Fraction(10) ** (shift - CONSTANT_DIGITS)
    steps = exact / unit_in_last
    return (-(-steps.numerator // steps.denominator) if up else steps.numerator // steps.denominator) * unit_in_last


def in_words(end: End, integrable: bool, scale: Scale, constant: Fraction, region: Fraction, name: str = "w") -> str:
    """The witness as one sentence about f, a function of the variable `name`."""
    where = _region_in_words(end, region, name)
    if constant == 0:
        return f"prior x likelihood = 0 for every {where}"
    away = f"|{name}|" if not end.finite or end.place == 0 else f"|{name} - ({end.place})|"
    big = f"1/{away}" if end.finite else away
    log = f"log({big})" if end.finite else f"log{big}"
    a = symbolic(scale[0])
    powers = [
        (away, -a - 1 if end.finite else a - 1),
        (log, symbolic(scale[1])),
        (f"log({log})", symbolic(scale[2])),
    ]
    top = [_number(constant)] + [_powered(base, e) for base, e in powers if e.is_positive]
    bottom = [_powered(base, -e) for base, e in powers if e.is_negative]
    bound = " ".join(top) + (f"/{bottom[0]}" if len(bottom) == 1 else f"/({' '.join(bottom)})" if bottom else "")
    return f"prior x likelihood {'<=' if integrable else '>='} {bound} for every {where}"


def _region_in_words(end: End, region: Fraction, name: str) -> str:
    if not end.finite:
        return f"{name} >= {_number(region)}" if end.place == sp.oo else f"{name} <= -{_number(region)}"
    near = end.place + end.side * sp.Rational(region.numerator, region.denominator)
    return f"{name} in ({end.place}, {near}]" if end.side > 0 else f"{name} in [{near}, {end.place})"


def _powered(base: str, exponent: sp.Expr) -> str:
    return base if exponent == 1 else f"{base}^{exponent}" if exponent.is_Integer else f"{base}^({exponent})"


def _number(x: Fraction) -> str:
    """Exact: short integers as they are, decimals with few digits, powers of two and tiny numbers in their notation."""
    if x.denominator == 1 and x < 10**6:
        return str(x.numerator)
    if x.denominator == 1 and x.numerator & (x.numerator - 1) == 0:
        return f"2^{x.numerator.bit_length() - 1}"
    if x.numerator == 1 and x.denominator & (x.denominator - 1) == 0 and x.denominator > 10**6:
        return f"2^-{x.denominator.bit_length() - 1}"
    exponent = len(str(int(x))) if x >= 1 else 1 - len(str(int(1 / x)))
    digits = x / Fraction(10) ** (exponent - CONSTANT_DIGITS)
    if digits.denominator != 1 or not -3 <= exponent <= CONSTANT_DIGITS:
        return f"{float(digits) / 10 ** (CONSTANT_DIGITS - 1):.3f}e{exponent - 1:+d}"
    return f"{float(x):.{CONSTANT_DIGITS - exponent}f}" if exponent < CONSTANT_DIGITS else str(int(x))
