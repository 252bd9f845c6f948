"""The logarithm of a density on NumPy arrays, by a walk over tables: no code is made from text.

Every part is kept as a sign and the logarithm of its size, so that a product of hundreds of factors does not
underflow and sigmoid(w) is right at w = -1000. Nothing here is certified: this is what general tools are given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy import special

from audit.errors import CheckError, InputError
from audit.posterior.density import Density

Floats = NDArray[np.float64]
Signed = tuple[Floats, Floats]
"""Sign (-1, 0, 1 or nan) and logarithm of the size, of one shape."""
EXP1_TAIL = 500.0
"""Beyond it E1(x) underflows; its asymptotic series is then exact to a double after five terms: 5!/500^5 < 1e-11."""


def numpy_function(density: Density) -> Callable[[Floats], Floats]:
    """log density at an array of places, float64 of the same shape: -inf outside the support and where it is zero.

    nan where a factor is undefined or the product negative. Relative error of the density about 1e-15 times the size of
    the terms, away from cancellation; not certified. Raises InputError for free parameters.

    >>> w = sp.Symbol("w", real=True)
    >>> log_density = numpy_function(Density(w, (1 / sp.Abs(w), 1 / (1 + sp.exp(-w)))))
    >>> log_density(np.array([-1000.0])).round(3)
    array([-1006.908])
    """
    without_parameters(density)
    low, high = (float(end) for end in density.support)

    def log_density(places: Floats) -> Floats:
        """Of shape `places.shape`."""
        at = np.asarray(places, dtype=np.float64)
        with np.errstate(all="ignore"):
            parts = [_signed(factor, density.variable, at) for factor in density.factors]
            sign, log_size = _times(parts) if parts else _of(np.ones_like(at))
            inside = (at > low) & (at < high)
            value = np.where(sign > 0, log_size, np.where(sign == 0, -np.inf, np.nan))
            return np.where(inside, value, -np.inf)

    return log_density


def without_parameters(density: Density) -> None:
    """Nothing where numbers can be put in for the variable alone; InputError otherwise."""
    free = sorted(str(symbol) for factor in density.factors for symbol in factor.free_symbols - {density.variable})
    if free:
        raise InputError(f"a density with {', '.join(free)} free", "numbers in their place", "substitute values")


def _of(value: Any) -> Signed:
    return np.sign(value), np.log(np.abs(value))


def _plain(signed: Signed) -> Floats:
    """The number itself."""
    sign, log_size = signed
    return np.asarray(np.where(sign == 0, 0.0, sign * np.exp(log_size)), dtype=np.float64)


def _times(parts: list[Signed]) -> Signed:
    sign = reduce(np.multiply, (part[0] for part in parts))
    log_size = reduce(np.add, (part[1] for part in parts))
    return sign, np.where(sign == 0, -np.inf, log_size)


def _plus(parts: list[Signed]) -> Signed:
    """sum_i s_i e^(l_i), with the largest l_i factored out."""
    top = reduce(np.maximum, (part[1] for part in parts))
    shift = np.where(np.isfinite(top), top, 0.0)
    total = reduce(np.add, (np.where(s == 0, 0.0, s * np.exp(log_size - shift)) for s, log_size in parts))
    one_sided = np.where(np.isposinf(top), np.inf, shift + _log_of_sum(total, parts, shift))
    return np.sign(total), one_sided


def _log_of_sum(total: Floats, parts: list[Signed], shift: Floats) -> Floats:
    """log|total|; where the largest term is a whole 1, by log1p of the others."""
    log_total = np.log(np.abs(total))
    if len(parts) != 2 or any(np.any(part[0] < 0) for part in parts):
        return np.asarray(log_total)
    smaller = np.minimum(parts[0][1], parts[1][1]) - shift
    return np.asarray(np.where(np.isnan(smaller), log_total, np.log1p(np.exp(smaller))))


def _signed(expression: sp.Expr, variable: sp.Symbol, at: Floats) -> Signed:
    """The walk: sums, products, powers and cases here, everything else by the tables."""
    if expression == variable:
        return _of(at)
    if expression.is_number and not expression.has(sp.Piecewise):
        return _number(expression, at)
    if expression.is_Add or expression.is_Mul:
        parts = [_signed(part, variable, at) for part in expression.args]
        return _plus(parts) if expression.is_Add else _times(parts)
    if isinstance(expression, sp.exp):
        return np.ones_like(at), _value(expression.args[0], variable, at)
    if expression.is_Pow:
        return _power(_signed(expression.args[0], variable, at), _value(expression.args[1], variable, at))
    if isinstance(expression, sp.Piecewise):
        return _by_cases(expression, variable, at)
    if expression.func in OF_SIGNED:
        return OF_SIGNED[expression.func](*(_signed(part, variable, at) for part in expression.args))
    values = [_value(part, variable, at) for part in expression.args]
    if expression.func in OF_FLOATS:
        return _of(OF_FLOATS[expression.func](*values))
    if expression.func in LOG_OF_FLOATS:
        return np.ones_like(at), LOG_OF_FLOATS[expression.func](*values)
    raise CheckError(f"no arithmetic evaluates {expression.func}")


def _value(expression: sp.Expr, variable: sp.Symbol, at: Floats) -> Floats:
    """The number itself, as one would type it; through signs and logarithms where that overflows."""
    if expression == variable:
        return at
    if expression.is_Rational:
        return np.full_like(at, float(expression))
    if expression.is_Add or expression.is_Mul:
        parts = [_value(part, variable, at) for part in expression.args]
        value = reduce(np.add if expression.is_Add else np.multiply, parts)
    elif expression.is_Pow and expression.args[1].is_Rational:
        value = np.power(_value(expression.args[0], variable, at), float(expression.args[1]))
    else:
        return _plain(_signed(expression, variable, at))
    return np.where(np.isnan(value), _plain(_signed(expression, variable, at)), value) if _holes(value) else value


def _holes(value: Floats) -> bool:
    return bool(np.isnan(value).any())


def _number(expression: sp.Expr, at: Floats) -> Signed:
    """A constant by SymPy's evalf: it may be far outside the range of a double."""
    value = expression.evalf(25)
    size = float(sp.log(abs(value)).evalf(20)) if value != 0 else -np.inf
    return np.full_like(at, float(sp.sign(value))), np.full_like(at, size)


def _power(base: Signed, power: Floats) -> Signed:
    """b**e for b >= 0, or b < 0 and a whole e."""
    odd = np.where(power == np.floor(power), np.where(power % 2 == 1, -1.0, 1.0), np.nan)
    sign = np.where(
        base[0] > 0, 1.0, np.where(base[0] < 0, odd, np.where(power > 0, 0.0, np.where(power < 0, 1.0, 1.0)))
    )
    log_size = np.where(power == 0, 0.0, power * base[1])
    return np.where(np.isnan(base[0]), np.nan, sign), log_size


def _by_cases(expression: sp.Piecewise, variable: sp.Symbol, at: Floats) -> Signed:
    chosen, sign, log_size = np.zeros(at.shape, bool), np.full_like(at, np.nan), np.full_like(at, np.nan)
    for value, condition in expression.args:
        here = _truth(condition, variable, at) & ~chosen
        s, size = _signed(value, variable, at)
        sign, log_size, chosen = np.where(here, s, sign), np.where(here, size, log_size), chosen | here
    return sign, log_size


def _truth(condition: sp.Basic, variable: sp.Symbol, at: Floats) -> NDArray[np.bool_]:
    if condition in (sp.true, sp.false):
        return np.full(at.shape, condition == sp.true)
    if condition.func in JOINED:
        return np.asarray(JOINED[condition.func]([_truth(part, variable, at) for part in condition.args]))
    left, right = (_value(side, variable, at) for side in condition.args)
    return np.asarray(COMPARED[condition.func](left, right))


def _log_exp1(x: Floats) -> Floats:
    """log E1(x), x > 0; far out E1(x) = e^-x/x (1 - 1/x + 2/x^2 - 6/x^3 + 24/x^4 - ...)."""
    tail = -x - np.log(x) + np.log1p(-1 / x + 2 / x**2 - 6 / x**3 + 24 / x**4)
    return np.where(x > EXP1_TAIL, tail, np.where(x > 0, np.log(special.exp1(x)), np.nan))


def _log_gamma(x: Signed) -> Signed:
    value = _plain(x)
    return special.gammasgn(value), special.gammaln(value)


def _log(x: Signed) -> Signed:
    return _of(np.where(x[0] >= 0, x[1], np.nan))


OF_SIGNED: Mapping[Any, Callable[..., Signed]] = {
    sp.Abs: lambda x: (np.abs(x[0]), x[1]),
    sp.sign: lambda x: _of(x[0]),
    sp.log: _log,
    sp.gamma: _log_gamma,
}
OF_FLOATS: Mapping[Any, Callable[..., Any]] = {
    sp.Max: lambda *x: reduce(np.maximum, x),
    sp.Min: lambda *x: reduce(np.minimum, x),
    sp.erf: special.erf,
    sp.tanh: np.tanh,
    sp.sinh: np.sinh,
    sp.sin: np.sin,
    sp.cos: np.cos,
    sp.tan: np.tan,
    sp.atan: np.arctan,
    sp.loggamma: lambda x: np.where(x > 0, special.gammaln(x), np.nan),
    sp.polygamma: lambda n, x: special.polygamma(n, x),
    sp.Ei: special.expi,
}
LOG_OF_FLOATS: Mapping[Any, Callable[..., Any]] = {
    sp.erfc: lambda x: np.log(2.0) + special.log_ndtr(-np.sqrt(2.0) * x),
    sp.cosh: lambda x: np.abs(x) + np.log1p(np.exp(-2 * np.abs(x))) - np.log(2.0),
    sp.expint: lambda _, x: _log_exp1(x),
    sp.besselk: lambda nu, x: np.log(special.kve(nu, x)) - x,
}
COMPARED: Mapping[Any, Callable[..., Any]] = {
    sp.StrictLessThan: lambda x, y: x < y,
    sp.LessThan: lambda x, y: x <= y,
    sp.StrictGreaterThan: lambda x, y: x > y,
    sp.GreaterThan: lambda x, y: x >= y,
    sp.Equality: lambda x, y: x == y,
    sp.Unequality: lambda x, y: x != y,
}
JOINED: Mapping[Any, Callable[..., Any]] = {
    sp.And: lambda parts: reduce(lambda x, y: x & y, parts),
    sp.Or: lambda parts: reduce(lambda x, y: x | y, parts),
    sp.Not: lambda parts: np.logical_not(parts[0]),
}
