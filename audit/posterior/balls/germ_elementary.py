"""Germs of the elementary heads: log, exp, powers, absolute value, sign, maximum, products."""

from __future__ import annotations

from functools import reduce

import sympy as sp
from flint import arb, fmpq

from audit.posterior.balls.constant import ONE, Constant, ball_of, constant, symbolic
from audit.posterior.balls.germ import Germ, added, enclosure, multiplied, negated, number, sign_of
from audit.posterior.balls.germ_calculus import exp_germ, log_germ, power
from audit.posterior.balls.growth import FLAT, Beyond, Near, NotCertified


def _log_constant(c: Constant) -> Constant:
    return ball_of(c).log() if isinstance(c, arb) else constant(sp.log(symbolic(c)))


def _exp_constant(c: Constant) -> Constant:
    return ball_of(c).exp() if isinstance(c, arb) else constant(sp.exp(symbolic(c)))


def log_of(near: Near, g: Germ) -> Germ:
    """log g."""
    return log_germ(g, near, _log_constant)


def exp_of(near: Near, g: Germ) -> Germ:
    """exp g."""
    return exp_germ(g, near, _exp_constant)


def power_of(near: Near, base: Germ, exponent: Germ) -> Germ:
    """base to a constant power."""
    if exponent.is_zero:
        return number(ONE)
    (growth, alpha), *others = exponent.terms
    if growth or others or exponent.rest or isinstance(alpha, arb):
        raise Beyond("a power whose exponent is not an exact number")
    return power(base, alpha, near)


def absolute(near: Near, g: Germ) -> Germ:
    """|g|."""
    found = sign_of(g, near)
    if found is not None:
        return negated(g) if found < 0 else g
    if g.terms:
        raise NotCertified("the sign of an absolute value's argument")
    growth, x = enclosure(g, near)
    return Germ((), (growth, abs(x)))


def signum(near: Near, g: Germ) -> Germ:
    """-1, 0 or 1, or the ball [-1, 1] where the sign is open."""
    found = sign_of(g, near)
    if found is None:
        return Germ((), (FLAT, arb(0, 1)))
    return number(fmpq(found))


def greater(near: Near, which: int, a: Germ, b: Germ) -> Germ:
    """The maximum (which = 1) or the minimum (-1) of two."""
    found = sign_of(added([a, negated(b)], near), near)
    if found is None:
        raise NotCertified("which of two is the greater")
    return a if found * which >= 0 else b


def times(near: Near, *germs: Germ) -> Germ:
    """The product."""
    return reduce(lambda a, b: multiplied(a, b, near), germs)
