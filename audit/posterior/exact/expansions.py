"""Expansions of the functions of the vocabulary: at a finite argument by Taylor, at an infinite one asymptotically.

Each rule gives f(s) for a series s, by what s tends to. Sources: DLMF 6.6, 6.12 (E1, Ei), 7.12 (erfc), 5.11 (gamma, psi),
4.24 (arctan); K_nu stands in bessel.py. An asymptotic series cut after n terms is off by O(its next term), which is what a
Series keeps; nothing here converges that need not.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp

from audit.posterior.exact.bessel import besselk
from audit.posterior.exact.composed import MINUS, around, at_infinity, limit_of, reciprocal
from audit.posterior.exact.signs import Undecided
from audit.posterior.exact.transseries import Field, Series, constant


def erfc(field: Field, s: Series) -> Series:
    """erfc s ~ exp(-s^2)/(s sqrt(pi)) sum (-1)^k (2k-1)!!/(2 s^2)^k (DLMF 7.12.1)."""
    at = limit_of(field, s)
    if at == -sp.oo:
        return field.add(constant(sp.S(2)), field.scale(erfc(field, field.scale(s, MINUS)), MINUS))
    if at != sp.oo:
        return around(field, s, sp.erfc, at)
    square = field.multiply(s, s)
    sum_ = field.compose(
        ((MINUS / 2) ** k * sp.factorial2(2 * k - 1) for k in itertools.count()), reciprocal(field, square)
    )
    front = field.multiply(field.exp(field.scale(square, MINUS)), reciprocal(field, s))
    return field.scale(field.multiply(front, sum_), 1 / sp.sqrt(sp.pi))


def erf(field: Field, s: Series) -> Series:
    """erf s = 1 - erfc s where s is large."""
    at = limit_of(field, s)
    if at.is_finite:
        return around(field, s, sp.erf, at)
    return field.add(constant(sp.S.One), field.scale(erfc(field, s), MINUS))


def _hyperbolic(sign_of_second: int) -> Callable[[Field, Series], Series]:
    def rule(field: Field, s: Series) -> Series:
        down = field.exp(field.scale(s, MINUS))
        return field.scale(field.add(field.exp(s), field.scale(down, sp.S(sign_of_second))), sp.S.Half)

    return rule


def tanh(field: Field, s: Series) -> Series:
    """tanh s = (1 - exp(-2 s))/(1 + exp(-2 s))."""
    if limit_of(field, s) == -sp.oo:
        return field.scale(tanh(field, field.scale(s, MINUS)), MINUS)
    down = field.exp(field.scale(s, sp.S(-2)))
    one = constant(sp.S.One)
    return field.multiply(field.add(one, field.scale(down, MINUS)), reciprocal(field, field.add(one, down)))


def atan(field: Field, s: Series) -> Series:
    """arctan s = pi/2 - arctan(1/s) for s > 0."""
    at = limit_of(field, s)
    if at.is_finite:
        return around(field, s, sp.atan, at)
    quarter = sp.pi / 2 if at == sp.oo else -sp.pi / 2
    inverse = around(field, reciprocal(field, s), sp.atan, sp.S.Zero)
    return field.add(constant(quarter), field.scale(inverse, MINUS))


def _trigonometric(f: Callable[[sp.Expr], sp.Expr]) -> Callable[[Field, Series], Series]:
    def rule(field: Field, s: Series) -> Series:
        at = limit_of(field, s)
        if not at.is_finite:
            raise Undecided(f"{f(sp.Symbol('x'))} oscillates as x -> {at}")
        return around(field, s, f, at)

    return rule


def tan(field: Field, s: Series) -> Series:
    """tan s = sin s/cos s."""
    sine, cosine = RULES[sp.sin](field, s), RULES[sp.cos](field, s)
    return field.multiply(sine, reciprocal(field, cosine))


def loggamma(field: Field, s: Series) -> Series:
    """(s - 1/2) log s - s + log(2 pi)/2 + sum B_2k/(2k (2k-1) s^(2k-1)) (DLMF 5.11.1); -log s + ... at 0."""
    at = limit_of(field, s)
    if at == -sp.oo:
        raise Undecided("loggamma(x) as x -> -oo")
    if at == 0:
        above = around(field, s, _loggamma_above_one, sp.S.Zero)
        return field.add(above, field.scale(field.log(s), MINUS))
    if at != sp.oo:
        return around(field, s, sp.loggamma, at)
    stirling = at_infinity(field, s, (_stirling(k) for k in itertools.count()))
    slope = field.multiply(field.add(s, constant(-sp.S.Half)), field.log(s))
    return field.add(slope, field.scale(s, MINUS), constant(sp.log(2 * sp.pi) / 2), stirling)


def _loggamma_above_one(x: sp.Expr) -> sp.Expr:
    """loggamma(1 + x), analytic at 0."""
    return sp.loggamma(1 + x)


def _stirling(k: int) -> sp.Expr:
    return sp.S.Zero if k % 2 == 0 else sp.bernoulli(k + 1) / (k * (k + 1))


def gamma(field: Field, s: Series) -> Series:
    """exp(loggamma s) at infinity; at a pole gamma(s) = gamma(s + n + 1)/(s (s+1) ... (s+n))."""
    at = limit_of(field, s)
    if at == sp.oo:
        return field.exp(loggamma(field, s))
    if at == -sp.oo:
        raise Undecided("gamma(x) as x -> -oo")
    if not (at.is_integer and at <= 0):
        return around(field, s, sp.gamma, at)
    shift = 1 - int(at)
    result = around(field, field.add(s, constant(sp.S(shift))), sp.gamma, sp.S.One)
    for k in range(shift):
        result = field.multiply(result, reciprocal(field, field.add(s, constant(sp.S(k)))))
    return result


def digamma(field: Field, s: Series) -> Series:
    """psi s ~ log s - 1/(2 s) - sum B_2k/(2k s^2k) (DLMF 5.11.2); psi(1 + s) - 1/s at 0."""
    at = limit_of(field, s)
    if at == -sp.oo or (at.is_integer and at < 0):
        raise Undecided(f"digamma(x) as x -> {at}")
    if at == 0:
        above = around(field, field.add(s, constant(sp.S.One)), sp.digamma, sp.S.One)
        return field.add(above, field.scale(reciprocal(field, s), MINUS))
    if at != sp.oo:
        return around(field, s, sp.digamma, at)
    rest = at_infinity(field, s, (_digamma_term(k) for k in itertools.count()))
    return field.add(field.log(s), rest)


def _digamma_term(k: int) -> sp.Expr:
    if k == 0:
        return sp.S.Zero
    return -sp.S.Half if k == 1 else -sp.bernoulli(k) / k


def exponential_integral(field: Field, s: Series) -> Series:
    """Ei: gamma + log|s| + sum s^k/(k k!) at 0, exp(s)/s sum k!/s^k at either infinity (DLMF 6.6.2, 6.12.2)."""
    at = limit_of(field, s)
    if at == 0:
        size = field.scale(s, sp.S(field.sign_of(field.split_leading(s)[0].coefficient)))
        entire = field.compose((sp.S.Zero if k == 0 else 1 / (k * sp.factorial(k)) for k in itertools.count()), s)
        return field.add(constant(sp.EulerGamma), field.log(size), entire)
    if at.is_finite:
        return around(field, s, sp.Ei, at)
    sum_ = at_infinity(field, s, (sp.factorial(k) for k in itertools.count()))
    return field.multiply(field.multiply(field.exp(s), reciprocal(field, s)), sum_)


def _expint_one(x: sp.Expr) -> sp.Expr:
    return sp.expint(1, x)


def e1(field: Field, s: Series) -> Series:
    """E1(s) = -Ei(-s) for s > 0."""
    at = limit_of(field, s)
    if at.is_finite and at != 0:
        return around(field, s, _expint_one, at)
    return field.scale(exponential_integral(field, field.scale(s, MINUS)), MINUS)


RULES: Mapping[Any, Callable[..., Series]] = {
    sp.exp: Field.exp,
    sp.log: Field.log,
    sp.erf: erf,
    sp.erfc: erfc,
    sp.sinh: _hyperbolic(-1),
    sp.cosh: _hyperbolic(1),
    sp.tanh: tanh,
    sp.atan: atan,
    sp.sin: _trigonometric(sp.sin),
    sp.cos: _trigonometric(sp.cos),
    sp.tan: tan,
    sp.gamma: gamma,
    sp.loggamma: loggamma,
    sp.Ei: exponential_integral,
}
"""One argument each; `expint`, `besselk` and `polygamma` take an order first and are told apart in `leading`."""

WITH_ORDER: Mapping[Any, Callable[[Field, sp.Expr, Series], Series]] = {
    sp.besselk: besselk,
    sp.expint: lambda field, order, s: e1(field, s) if order == 1 else _refuse(f"expint of order {order}"),
    sp.polygamma: lambda field, order, s: digamma(field, s) if order == 0 else _refuse(f"polygamma({order}, x)"),
}


def _refuse(what: str) -> Series:
    raise Undecided(f"{what} has no expansion here")
