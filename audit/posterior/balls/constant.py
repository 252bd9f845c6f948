"""Constants of certified bounds: exact rationals (fmpq) where they can be, exact SymPy numbers else, balls (arb) at worst.

Cancellation needs exactness: 1/3 - 1/3 is no exact zero in balls. An exact constant that grows long becomes a ball.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import flint
import sympy as sp
from flint import arb, fmpq

from audit.posterior.balls.complex_ball import value_at

Constant = Any
"""fmpq, a SymPy number or arb (python-flint carries no types)."""

LONGEST = 24
"""Operations in an exact constant; beyond, its ball is used."""
DECIDING_BITS = 256
"""An exact constant below 2^-256 is looked at by algebra, not by a tighter ball."""

ZERO, ONE = fmpq(0), fmpq(1)


def constant(x: sp.Expr | int) -> Constant:
    """The constant that an expression without symbols is.

    >>> constant(sp.Rational(3, 2)), constant(sp.pi)
    (3/2, pi)
    """
    x = sp.sympify(x) if isinstance(x, int) else x
    return fmpq(int(x.p), int(x.q)) if x.is_Rational else x


def symbolic(c: Constant) -> sp.Expr:
    """An exact constant as SymPy writes it."""
    return sp.Rational(int(c.p), int(c.q)) if isinstance(c, fmpq) else c


def ball_of(c: Constant) -> arb:
    """The ball of a constant at the current precision.

    >>> ball_of(fmpq(1, 2)) == arb("0.5")
    True
    """
    if isinstance(c, fmpq):
        return arb(c)
    return c if isinstance(c, arb) else _ball(c, flint.ctx.prec)


@lru_cache(maxsize=4096)
def _ball(c: sp.Expr, prec_bits: int) -> arb:
    return value_at(c)


def plus(a: Constant, b: Constant) -> Constant:
    """a + b, exact where both are."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a + b
    if isinstance(a, arb) or isinstance(b, arb):
        return ball_of(a) + ball_of(b)
    return _short(symbolic(a) + symbolic(b))


def times(a: Constant, b: Constant) -> Constant:
    """a b, exact where both are."""
    if isinstance(a, fmpq) and isinstance(b, fmpq):
        return a * b
    if isinstance(a, arb) or isinstance(b, arb):
        return ball_of(a) * ball_of(b)
    return _short(symbolic(a) * symbolic(b))


def raised(a: Constant, power: Constant) -> Constant:
    """a^power for a > 0, or for an integer power."""
    if isinstance(power, fmpq) and power.q == 1 and isinstance(a, fmpq | arb):
        return a ** int(power.p) if isinstance(a, fmpq) else whole_power(a, int(power.p))
    if isinstance(a, arb):
        return a ** ball_of(power)
    if a == ONE:
        return ONE
    return _short(symbolic(a) ** symbolic(power))


def whole_power(x: arb, n: int) -> arb:
    """x^n of a ball of any sign (python-flint answers NaN for a ball around 0); even powers are not negative.

    >>> whole_power(arb(0, 1), 2).upper() < 1.001, whole_power(arb(-2), 3) == -8
    (True, True)
    """
    if n < 0:
        return 1 / whole_power(x, -n)
    if n % 2 == 0 and n > 0 and not (x > 0 or x < 0):
        return arb(0).union(whole_power(abs(x).upper(), n)).nonnegative_part()
    value = arb(1)
    for bit in bin(n)[2:]:
        value = value * value * (x if bit == "1" else 1)
    return value


def _short(c: sp.Expr) -> Constant:
    exact = constant(c)
    return exact if isinstance(exact, fmpq) or c.count_ops() <= LONGEST else ball_of(c)


def sign(c: Constant) -> int | None:
    """-1, 0 or 1 when certain, None otherwise (a ball around 0).

    >>> sign(sp.sqrt(2) - constant(1)), sign(arb(0, 1))
    (1, None)
    """
    if isinstance(c, fmpq):
        return 0 if c == 0 else 1 if c > 0 else -1
    if isinstance(c, arb):
        return 1 if c > 0 else -1 if c < 0 else None
    return _sign(c)


@lru_cache(maxsize=4096)
def _sign(c: sp.Expr) -> int | None:
    before = flint.ctx.prec
    try:
        flint.ctx.prec = DECIDING_BITS
        value = value_at(c)
    finally:
        flint.ctx.prec = before
    if value > 0:
        return 1
    if value < 0:
        return -1
    return 0 if c.is_zero or sp.simplify(c) == 0 else None
