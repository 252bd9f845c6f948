"""Limits that SymPy has, and those that it has not."""

import sympy as sp

from audit.parametrisation.planar.limits import limit_of

x = sp.Symbol("x", positive=True)


def test_limits_at_both_ends():
    assert limit_of((sp.exp(x) - 1) / x, x, 0) == 1
    assert limit_of(1 / x, x, 0) == sp.oo
    assert limit_of(-(x**2), x, sp.oo) == -sp.oo


def test_what_has_no_limit_is_none():
    assert limit_of(sp.sin(x), x, sp.oo) is None
