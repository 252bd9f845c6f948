"""The door to SymPy's limits: an answer, or None where it has none."""

from __future__ import annotations

import sympy as sp


def limit_of(expression: sp.Expr, symbol: sp.Symbol, place: sp.Expr | int) -> sp.Expr | None:
    """The one-sided limit, from above at 0, from below at oo; None where SymPy finds none.

    >>> x = sp.Symbol("x", positive=True)
    >>> limit_of(sp.sin(x) / x, x, 0), limit_of(sp.sin(x), x, sp.oo)
    (1, None)
    """
    try:
        value = sp.limit(expression, symbol, place, "+" if place == 0 else "-")
    except (NotImplementedError, ValueError, TypeError, AttributeError, RecursionError):
        return None
    if isinstance(value, sp.Limit) or value.has(sp.nan, sp.zoo, sp.AccumBounds):
        return None
    return sp.simplify(value)
