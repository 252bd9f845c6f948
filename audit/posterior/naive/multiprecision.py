"""The density in mpmath, to any number of digits, by a walk over one table: no code is made from text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import mpmath
import sympy as sp

from audit.errors import CheckError
from audit.numerics.evaluate import PRECISE
from audit.posterior.density import Density
from audit.posterior.naive.floats import COMPARED, without_parameters


def mpmath_function(density: Density) -> Callable[[Any], mpmath.mpf]:
    """The density at one place, at mpmath's working precision; zero outside the support.

    mpmath's exponents have no bounds, so nothing underflows. Raises InputError for free parameters.

    >>> w = sp.Symbol("w", real=True)
    >>> print(mpmath_function(Density(w, (sp.exp(-w),), (sp.S.Zero, sp.oo)))(mpmath.mpf(1)))
    0.367879441171442
    """
    without_parameters(density)

    def value(place: Any) -> mpmath.mpf:
        """The product of the factors."""
        at = mpmath.mpf(place)
        low, high = (_precise(end, density.variable, at) for end in density.support)
        if not low < at < high:
            return mpmath.mpf(0)
        return reduce(lambda x, y: x * y, (_precise(f, density.variable, at) for f in density.factors), mpmath.mpf(1))

    return value


FUNCTIONS: Mapping[Any, Callable[..., Any]] = {
    **PRECISE.functions,
    sp.Add: lambda *x: mpmath.fsum(x),
    sp.Mul: lambda *x: mpmath.fprod(x),
    sp.sign: mpmath.sign,
    **COMPARED,
    sp.And: lambda *x: all(x),
    sp.Or: lambda *x: any(x),
    sp.Not: lambda x: not x,
}
CONSTANTS: Mapping[Any, Callable[[], Any]] = {
    **PRECISE.constants,
    sp.oo: lambda: mpmath.inf,
    -sp.oo: lambda: -mpmath.inf,
    sp.true: lambda: True,
    sp.false: lambda: False,
}


def mpmath_number(constant: sp.Expr) -> mpmath.mpf:
    """A constant expression, infinite ones included, at the working precision.

    >>> print(mpmath_number(sp.pi / 2), mpmath_number(-sp.oo))
    1.5707963267949 -inf
    """
    return _precise(constant, sp.Dummy(), mpmath.nan)


def _precise(expression: sp.Basic, variable: sp.Symbol, at: mpmath.mpf) -> Any:
    if expression == variable:
        return at
    if expression.is_Rational:
        return mpmath.mpf(int(expression.p)) / int(expression.q)
    if expression in CONSTANTS:
        return CONSTANTS[expression]()
    if isinstance(expression, sp.Piecewise):
        chosen = next((value for value, c in expression.args if _precise(c, variable, at)), None)
        return mpmath.nan if chosen is None else _precise(chosen, variable, at)
    if expression.func not in FUNCTIONS:
        raise CheckError(f"no arithmetic evaluates {expression.func}")
    return FUNCTIONS[expression.func](*(_precise(part, variable, at) for part in expression.args))
