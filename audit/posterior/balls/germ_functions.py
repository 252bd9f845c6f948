"""The germ of a SymPy expression: a table of heads, each with proven expansions at regular points and at its singularities.

At infinity the expansions used are enveloping for x > 0: the remainder lies between 0 and the first omitted term
(erfc: DLMF 7.12(i); E1: 6.12.1; log gamma and digamma: Stirling, 5.11(ii); K_nu: 10.40(ii) with at least nu - 1/2 terms).
At 0: E1(x) = -gamma - log x + Ein(x), Ein'(x) = int_0^1 e^(-x t) dt (6.2.4); gamma and digamma by their recurrences (5.5.1,
5.5.2); K_nu in germ_bessel.py. Elsewhere: Taylor with the Lagrange remainder by balls. tanh, sinh, cosh, tan by exp, sin, cos.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial, reduce
from typing import Any

import sympy as sp
from flint import acb, arb, fmpq

from audit.errors import CheckError
from audit.posterior.balls.complex_ball import compiled
from audit.posterior.balls.constant import ONE, ZERO, Constant, ball_of, constant, sign, symbolic
from audit.posterior.balls.germ import Germ, added, bounded, multiplied, negated, number, scaled, sign_of
from audit.posterior.balls.germ_calculus import power, series
from audit.posterior.balls.germ_elementary import absolute, exp_of, greater, log_of, power_of, signum, times
from audit.posterior.balls.germ_special import (
    digamma_large,
    e1_large,
    ein,
    erfc_large,
    k_large,
    k_small,
    loggamma_large,
)
from audit.posterior.balls.growth import FLAT, Beyond, Near, NotCertified, direction

Handler = Callable[[Near, Germ], Germ]

POINT = sp.Dummy("x", real=True)


def _at(
    builder: Callable[[sp.Expr], sp.Expr],
    near: Near,
    g: Germ,
    rising: Handler | None = None,
    falling: Handler | None = None,
    singular: Callable[[Near, Constant, Germ], Germ | None] | None = None,
) -> Germ:
    """f(g): at infinity by `rising` or `falling`, at the exact limit c by `singular` or Taylor, else by a plain ball."""
    if direction(g.growth) > 0 and not g.is_zero:
        found = sign_of(g, near)
        if found is None:
            raise NotCertified("whether an argument tends to oo or -oo")
        handler = rising if found > 0 else falling
        if handler is None:
            raise Beyond("a function at an infinite argument")
        return handler(near, g)
    if not g.terms and g.rest is not None and not g.growth:
        return _ball_value(builder, g, near)
    c = g.terms[0][1] if g.terms and not g.growth else ZERO
    eps = Germ(g.terms[1:], g.rest) if g.terms and not g.growth else g
    special = singular(near, c, eps) if singular else None
    return special if special is not None else _taylor(builder, c, eps, near)


def _ball_value(builder: Callable[[sp.Expr], sp.Expr], g: Germ, near: Near) -> Germ:
    value = compiled(builder(POINT), POINT)(acb(bounded(g, near)), True).real
    if value.is_finite():
        return Germ((), (FLAT, value))
    raise NotCertified("a function is not bounded on the values of its argument")


@lru_cache(maxsize=1024)
def _derivative(expression: sp.Expr, k: int) -> sp.Expr:
    """The Taylor coefficient f^(k)/k! as an expression."""
    return sp.diff(expression, POINT, k) / sp.factorial(k)


@lru_cache(maxsize=4096)
def _coefficient(expression: sp.Expr, c: sp.Expr, k: int) -> Constant:
    """The coefficient at c, exact where the tables can evaluate what SymPy makes of it."""
    exact = constant(_derivative(expression, k).subs(POINT, c))
    try:
        sign(exact)
    except CheckError:
        return compiled(_derivative(expression, k), POINT)(acb(ball_of(constant(c))), True).real
    return exact


def _taylor(builder: Callable[[sp.Expr], sp.Expr], c: Constant, eps: Germ, near: Near) -> Germ:
    """f(c + eps) = sum of f^(k)(c)/k! eps^k with the Lagrange remainder; f must be analytic on the hull."""
    f = builder(POINT)

    def ball(k: int, x: arb) -> arb:
        return compiled(_derivative(f, k), POINT)(acb(x), True).real

    def coefficient(k: int) -> Constant:
        return ball(k, c) if isinstance(c, arb) else _coefficient(f, symbolic(c), k)

    return series(eps, coefficient, lambda k, x: ball(k, ball_of(c) + x), near)


def _erf(near: Near, g: Germ) -> Germ:
    return _at(sp.erf, near, g, lambda n, x: added([number(ONE), negated(erfc_large(n, x, exp_of))], n), _odd(_erf))


def _erfc(near: Near, g: Germ) -> Germ:
    def falling(n: Near, x: Germ) -> Germ:
        return added([number(fmpq(2)), negated(erfc_large(n, negated(x), exp_of))], n)

    return _at(sp.erfc, near, g, lambda n, x: erfc_large(n, x, exp_of), falling)


def _odd(function: Handler) -> Handler:
    return lambda n, x: negated(function(n, negated(x)))


def _tanh(near: Near, g: Germ) -> Germ:
    def rising(n: Near, x: Germ) -> Germ:
        small = exp_of(n, scaled(x, fmpq(-2)))
        bottom = power(added([number(ONE), small], n), -ONE, n)
        return multiplied(added([number(ONE), negated(small)], n), bottom, n)

    return _at(sp.tanh, near, g, rising, _odd(_tanh))


def _half_sum(plus_or_minus: int, near: Near, g: Germ) -> Germ:
    """cosh (+1) or sinh (-1)."""

    def large(n: Near, x: Germ) -> Germ:
        half = fmpq(1, 2)
        return added([scaled(exp_of(n, x), half), scaled(exp_of(n, negated(x)), half * plus_or_minus)], n)

    return _at(sp.cosh if plus_or_minus > 0 else sp.sinh, near, g, large, large)


def _wave(head: Any, near: Near, g: Germ) -> Germ:
    """sin or cos; of a growing argument no more is said than that it lies in [-1, 1]."""

    def waving(n: Near, x: Germ) -> Germ:
        return Germ((), (FLAT, arb(0, 1)))

    return _at(head, near, g, waving, waving)


def _tan(near: Near, g: Germ) -> Germ:
    return multiplied(_wave(sp.sin, near, g), power(_wave(sp.cos, near, g), -ONE, near), near)


def _atan(near: Near, g: Germ) -> Germ:
    def rising(n: Near, x: Germ) -> Germ:
        return added([number(sp.pi / 2), negated(_atan(n, power(x, -ONE, n)))], n)

    return _at(sp.atan, near, g, rising, _odd(_atan))


def _from_pole(c: Constant) -> int | None:
    """How many steps of the recurrence lead from the pole c = 0, -1, -2, ... to 1."""
    return 1 - int(c.p) if isinstance(c, fmpq) and c.q == 1 and c <= 0 else None


def _gamma(near: Near, g: Germ) -> Germ:
    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        steps = _from_pole(c)
        if steps is None:
            return None
        bottom = times(n, *(added([number(c + k), eps], n) for k in range(steps)))
        return multiplied(_gamma(n, added([number(ONE), eps], n)), power(bottom, -ONE, n), n)

    return _at(sp.gamma, near, g, lambda n, x: exp_of(n, loggamma_large(n, x, log_of)), None, singular)


def _loggamma(near: Near, g: Germ) -> Germ:
    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        if sign(c) == 1:
            return None
        if c != ZERO or sign_of(eps, n) != 1:
            raise Beyond("log gamma left of 0")
        return added([_loggamma(n, added([number(ONE), eps], n)), negated(log_of(n, eps))], n)

    return _at(sp.loggamma, near, g, lambda n, x: loggamma_large(n, x, log_of), None, singular)


def _digamma(near: Near, order: Germ, g: Germ) -> Germ:
    if not order.is_zero:
        raise Beyond("polygamma of an order above 0")

    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        steps = _from_pole(c)
        if steps is None:
            return None
        poles = [negated(power(added([number(c + k), eps], n), -ONE, n)) for k in range(steps)]
        return added([_digamma(n, order, added([number(ONE), eps], n)), *poles], n)

    return _at(partial(sp.polygamma, 0), near, g, lambda n, x: digamma_large(n, x, log_of), None, singular)


def _expint(near: Near, order: Germ, g: Germ) -> Germ:
    if order != number(ONE):
        raise Beyond("a generalised exponential integral other than E1")

    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        if c != ZERO:
            return None
        return added([number(-sp.EulerGamma), negated(log_of(n, eps)), ein(n, eps)], n)

    return _at(partial(sp.expint, 1), near, g, lambda n, x: e1_large(n, x, exp_of), None, singular)


def _ei(near: Near, g: Germ) -> Germ:
    """Ei(x) = gamma + log|x| - Ein(-x), and -E1(-x) for x < 0."""

    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        if c != ZERO:
            return None
        return added([number(sp.EulerGamma), log_of(n, absolute(n, eps)), negated(ein(n, negated(eps)))], n)

    return _at(sp.Ei, near, g, None, lambda n, x: negated(e1_large(n, negated(x), exp_of)), singular)


def _besselk(near: Near, order: Germ, g: Germ) -> Germ:
    if order.rest or any(growth for growth, _ in order.terms):
        raise Beyond("a Bessel function of a variable order")
    nu = order.terms[0][1] if order.terms else ZERO
    nu = nu if sign(nu) != -1 else constant(-symbolic(nu))

    def singular(n: Near, c: Constant, eps: Germ) -> Germ | None:
        return k_small(n, nu, eps, log_of) if c == ZERO else None

    return _at(partial(sp.besselk, symbolic(nu)), near, g, lambda n, x: k_large(n, nu, x, exp_of), None, singular)


HEADS: Mapping[Any, Callable[..., Germ]] = {
    sp.Add: lambda near, *germs: added(germs, near),
    sp.Mul: times,
    sp.Pow: power_of,
    sp.exp: exp_of,
    sp.log: log_of,
    sp.Abs: absolute,
    sp.sign: signum,
    sp.Max: lambda near, *germs: reduce(partial(greater, near, 1), germs),
    sp.Min: lambda near, *germs: reduce(partial(greater, near, -1), germs),
    sp.erf: _erf,
    sp.erfc: _erfc,
    sp.tanh: _tanh,
    sp.sinh: partial(_half_sum, -1),
    sp.cosh: partial(_half_sum, 1),
    sp.sin: partial(_wave, sp.sin),
    sp.cos: partial(_wave, sp.cos),
    sp.tan: _tan,
    sp.atan: _atan,
    sp.gamma: _gamma,
    sp.loggamma: _loggamma,
    sp.polygamma: _digamma,
    sp.expint: _expint,
    sp.Ei: _ei,
    sp.besselk: _besselk,
}
