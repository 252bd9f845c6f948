"""K_nu: its power series at 0, its asymptotic series at infinity (DLMF 10.27, 10.31, 10.40)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from functools import lru_cache

import sympy as sp

from audit.posterior.exact.composed import MINUS, around, at_infinity, limit_of
from audit.posterior.exact.signs import Undecided
from audit.posterior.exact.transseries import Field, Series


def besselk(field: Field, order: sp.Expr, s: Series) -> Series:
    """K_nu: sqrt(pi/(2 s)) exp(-s) sum a_k(nu)/s^k at oo (DLMF 10.40.2); at 0 its power series (10.31.1, 10.27.4)."""
    at = limit_of(field, s)
    if at == sp.oo:
        sum_ = at_infinity(field, s, (_hankel(order, k) for k in itertools.count()))
        front = field.multiply(field.exp(field.scale(s, MINUS)), field.power(s, -sp.S.Half))
        return field.scale(field.multiply(front, sum_), sp.sqrt(sp.pi / 2))
    if at == 0:
        order = abs(order)
        return _besselk_integer(field, int(order), s) if order.is_integer else _besselk_other(field, order, s)
    if at == -sp.oo or field.sign_of(at) < 0:
        raise Undecided("besselk of a negative argument")
    return around(field, s, _besselk_of(order), at)


@lru_cache(maxsize=64)
def _besselk_of(order: sp.Expr) -> Callable[[sp.Expr], sp.Expr]:
    return lambda x: sp.besselk(order, x)


def _hankel(order: sp.Expr, k: int) -> sp.Expr:
    """a_k(nu) = prod_j (4 nu^2 - (2j-1)^2)/(8 j)."""
    return sp.Mul(*((4 * order**2 - (2 * j - 1) ** 2) / (sp.S(8) * j) for j in range(1, k + 1)))


def _besseli(field: Field, order: sp.Expr, s: Series) -> Series:
    """I_nu(s) = (s/2)^nu sum (s^2/4)^k/(k! gamma(nu + k + 1))."""
    half = field.scale(s, sp.S.Half)
    sum_ = field.compose(
        (1 / (sp.factorial(k) * sp.gamma(order + k + 1)) for k in itertools.count()), field.multiply(half, half)
    )
    return field.multiply(field.power(half, order), sum_)


def _besselk_other(field: Field, order: sp.Expr, s: Series) -> Series:
    factor = sp.pi / (2 * sp.sin(order * sp.pi))
    difference = field.add(_besseli(field, -order, s), field.scale(_besseli(field, order, s), MINUS))
    return field.scale(difference, factor)


def _besselk_integer(field: Field, n: int, s: Series) -> Series:
    half = field.scale(s, sp.S.Half)
    square = field.multiply(half, half)
    finite = field.compose((MINUS**k * sp.factorial(n - k - 1) / sp.factorial(k) / 2 for k in range(n)), square)
    singular = field.multiply(field.power(half, sp.S(-n)), finite) if n else Series(())
    logarithm = field.scale(field.multiply(field.log(half), _besseli(field, sp.S(n), s)), sp.S((-1) ** (n + 1)))
    psis = field.compose(
        (
            (sp.digamma(k + 1) + sp.digamma(n + k + 1)) / (sp.factorial(k) * sp.factorial(n + k))
            for k in itertools.count()
        ),
        square,
    )
    regular = field.scale(field.multiply(field.power(half, sp.S(n)), psis), sp.Rational((-1) ** n, 2))
    return field.add(singular, logarithm, regular)
