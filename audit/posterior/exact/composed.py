"""A function of a series: by Taylor at a finite limit, by an asymptotic series at an infinite one."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from functools import lru_cache

import sympy as sp

from audit.posterior.exact.transseries import Field, Series, constant

MINUS = sp.S.NegativeOne


def limit_of(field: Field, s: Series) -> sp.Expr:
    """The limit of s: a number, oo or -oo."""
    leading = field.leading(s)
    if leading is None:
        return sp.S.Zero
    growth = field.growth(leading.monomial)
    if growth > 0:
        return sp.oo * field.sign_of(leading.coefficient)
    return leading.coefficient if growth == 0 else sp.S.Zero


def around(field: Field, s: Series, f: Callable[[sp.Expr], sp.Expr], at: sp.Expr) -> Series:
    """f(at + delta) by Taylor coefficients of f, analytic at `at`."""
    delta = field.add(s, constant(-at))
    return field.compose(_taylor(f, at), delta)


def _taylor(f: Callable[[sp.Expr], sp.Expr], at: sp.Expr) -> Iterator[sp.Expr]:
    for k in itertools.count():
        yield _taylor_coefficient(f, at, k)


@lru_cache(maxsize=4096)
def _taylor_coefficient(f: Callable[[sp.Expr], sp.Expr], at: sp.Expr, k: int) -> sp.Expr:
    return _derivative(f, k).subs(_X, at) / sp.factorial(k)


_X = sp.Symbol("x", real=True)


@lru_cache(maxsize=256)
def _derivative(f: Callable[[sp.Expr], sp.Expr], k: int) -> sp.Expr:
    return f(_X) if k == 0 else sp.diff(_derivative(f, k - 1), _X)


def reciprocal(field: Field, s: Series) -> Series:
    """1/s."""
    return field.power(s, MINUS)


def at_infinity(field: Field, s: Series, coefficients: Iterator[sp.Expr]) -> Series:
    """sum c_k s^-k."""
    return field.compose(coefficients, reciprocal(field, s))
