"""A density's expression as a function of complex balls, in the form that rigorous integration asks for.

`acb.integral` calls its integrand with a flag `analytic`. When it is set, the answer must be a ball that contains the values
of one analytic function which agrees with the density on the real points of the argument, or else be not finite. Pieces
(abs, Max, Min, sign, Piecewise) are chosen by the sign of a real part on the whole ball; functions with a branch cut are
refused where the ball comes near it.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache, reduce
from typing import Any

import flint
import sympy as sp
from flint import acb, arb, fmpq

from audit.errors import CheckError
from audit.posterior.balls.kleene import CONNECTIVES, RELATIONS

Compiled = Callable[[acb, bool], acb]

REFUSED = acb(arb.nan(), arb.nan())
"""What says "not analytic here" to the integrator."""


@lru_cache(maxsize=4096)
def compiled(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
    """The expression as a function (z, analytic) of a complex ball; constants at the precision of the call.

    Raises CheckError for a function that the tables do not hold.

    >>> x = sp.Symbol("x", real=True)
    >>> bool(abs(compiled(sp.exp(x) / sp.E, x)(acb(1), False) - 1) < 1e-9)
    True
    """
    if expression == variable:
        return lambda z, analytic: z
    if variable not in expression.free_symbols:
        return _constant(expression)
    if expression.func in SHAPES:
        return SHAPES[expression.func](expression, variable)
    return _call(expression, variable)


def value_at(expression: sp.Expr) -> arb:
    """The ball of a constant expression at the current precision.

    >>> value_at(sp.pi / 4).overlaps(arb(1).atan())
    True
    """
    return compiled(expression, sp.Dummy())(acb(0), False).real


def _constant(expression: sp.Expr) -> Compiled:
    if expression.is_Rational:
        exact = fmpq(int(expression.p), int(expression.q))
        return lambda z, analytic: acb(exact)
    if expression in CONSTANTS:
        known = CONSTANTS[expression]
        return lambda z, analytic: acb(known())
    whole = SHAPES.get(expression.func, _call)(expression, sp.Dummy())
    found: dict[int, acb] = {}

    def value(z: acb, analytic: bool) -> acb:
        bits = flint.ctx.prec
        if bits not in found:
            found[bits] = whole(acb(0), False)
        return found[bits]

    return value


def _call(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
    """A function of the table, applied to its compiled arguments."""
    if expression.func not in FUNCTIONS:
        raise CheckError(f"no ball arithmetic evaluates {expression.func} in {expression}")
    function = FUNCTIONS[expression.func]
    parts = [compiled(part, variable) for part in expression.args]
    return lambda z, analytic: function(analytic, *[part(z, analytic) for part in parts])


def _fold(operation: Callable[[Any, Any], Any]) -> Callable[[sp.Expr, sp.Symbol], Compiled]:
    def shape(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
        parts = [compiled(part, variable) for part in expression.args]
        return lambda z, analytic: reduce(operation, [part(z, analytic) for part in parts])

    return shape


def _power(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
    base, exponent = expression.args
    low, high = compiled(base, variable), compiled(exponent, variable)
    if exponent.is_Integer:
        n = int(exponent)
        grown = _one_plus_exp(base)
        if n < 0 and grown is not None:
            return _logistic(compiled(grown, variable), -n)
        return lambda z, analytic: low(z, analytic) ** n
    if exponent == sp.Rational(1, 2):
        return lambda z, analytic: low(z, analytic).sqrt(analytic=analytic)
    if variable not in exponent.free_symbols:
        return lambda z, analytic: low(z, analytic).pow(high(z, False), analytic=analytic)
    return lambda z, analytic: (high(z, analytic) * low(z, analytic).log(analytic=analytic)).exp()


def _one_plus_exp(base: sp.Expr) -> sp.Expr | None:
    """g, when the base is 1 + exp(g)."""
    rest = base - 1
    return rest.args[0] if isinstance(rest, sp.exp) else None


def _logistic(g: Compiled, n: int) -> Compiled:
    """(1 + e^g)^-n = (e^-g / (1 + e^-g))^n: the form whose exponential cannot overflow."""

    def value(z: acb, analytic: bool) -> acb:
        x = g(z, analytic)
        if x.real > 0:
            small = (-x).exp()
            return (small / (1 + small)) ** n
        return (1 + x.exp()) ** (-n)

    return value


def _softplus(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
    """log, and log(1 + e^g) = g + log(1 + e^-g) where g > 0."""
    inner = compiled(expression.args[0], variable)
    grown = _one_plus_exp(expression.args[0])
    if grown is None:
        return lambda z, analytic: inner(z, analytic).log(analytic=analytic)
    g = compiled(grown, variable)

    def value(z: acb, analytic: bool) -> acb:
        x = g(z, analytic)
        if x.real > 0:
            return x + (1 + (-x).exp()).log(analytic=analytic)
        return (1 + x.exp()).log(analytic=analytic)

    return value


def _piecewise(expression: sp.Expr, variable: sp.Symbol) -> Compiled:
    branches = [(compiled(e, variable), _condition(c, variable)) for e, c in expression.args]

    def value(z: acb, analytic: bool) -> acb:
        possible: list[acb] = []
        for branch, condition in branches:
            truth = condition(z, analytic)
            if truth is False:
                continue
            possible.append(branch(z, analytic))
            if truth is True:
                return possible[0] if len(possible) == 1 else _either(possible, analytic)
        return REFUSED

    return value


def _either(possible: list[acb], analytic: bool) -> acb:
    return REFUSED if analytic else reduce(lambda a, b: a.union(b), possible)


def _condition(condition: sp.Basic, variable: sp.Symbol) -> Callable[[acb, bool], bool | None]:
    """True, False or None where the ball does not tell."""
    if condition in (sp.true, sp.false):
        truth = bool(condition)
        return lambda z, analytic: truth
    if isinstance(condition, sp.And | sp.Or | sp.Not):
        parts = [_condition(part, variable) for part in condition.args]
        combine = CONNECTIVES[condition.func]
        return lambda z, analytic: combine([part(z, analytic) for part in parts])
    if condition.func not in RELATIONS:
        raise CheckError(f"no ball arithmetic evaluates the condition {condition}")
    gap, signs = compiled(condition.lhs - condition.rhs, variable), RELATIONS[condition.func]

    def value(z: acb, analytic: bool) -> bool | None:
        x = gap(z, analytic).real
        return 1 in signs if x > 0 else -1 in signs if x < 0 else None

    return value


def _right(function: Callable[..., acb]) -> Callable[..., acb]:
    """A function with a cut along the negative axis: where it must be analytic, only right of 0."""

    def value(analytic: bool, *arguments: acb) -> acb:
        if arguments[-1].real > 0:
            return function(*arguments)
        return REFUSED if analytic else function(*arguments)

    return value


def _ei(analytic: bool, x: acb) -> acb:
    """Ei(x) = -E1(-x) for x < 0, where the principal branch would add a multiple of pi i."""
    if x.real > 0:
        return x.ei()
    return -(-x).expint(acb(1)) if x.real < 0 else REFUSED


def _atan(analytic: bool, x: acb) -> acb:
    return x.atan() if abs(x.imag) < 1 else REFUSED


CONSTANTS: Mapping[sp.Expr, Callable[[], arb]] = {
    sp.pi: arb.pi,
    sp.E: arb.const_e,
    sp.EulerGamma: arb.const_euler,
}

FUNCTIONS: Mapping[Any, Callable[..., acb]] = {
    sp.exp: lambda a, x: x.exp(),
    sp.Abs: lambda a, x: x.real_abs(analytic=a),
    sp.sign: lambda a, x: x.real_sgn(analytic=a),
    sp.Max: lambda a, *xs: reduce(lambda x, y: x.real_max(y, analytic=a), xs),
    sp.Min: lambda a, *xs: reduce(lambda x, y: x.real_min(y, analytic=a), xs),
    sp.erf: lambda a, x: x.erf(),
    sp.erfc: lambda a, x: x.erfc(),
    sp.tanh: lambda a, x: x.tanh(),
    sp.sinh: lambda a, x: x.sinh(),
    sp.cosh: lambda a, x: x.cosh(),
    sp.sin: lambda a, x: x.sin(),
    sp.cos: lambda a, x: x.cos(),
    sp.tan: lambda a, x: x.tan(),
    sp.cot: lambda a, x: x.cot(),
    sp.atan: _atan,
    sp.gamma: lambda a, x: x.gamma(),
    sp.zeta: lambda a, s: s.zeta(),
    sp.loggamma: _right(lambda x: x.lgamma()),
    sp.polygamma: lambda a, n, x: x.polygamma(n),
    sp.expint: _right(lambda n, x: x.expint(n)),
    sp.Ei: _ei,
    sp.besselk: _right(lambda n, x: x.bessel_k(n)),
}

SHAPES: Mapping[Any, Callable[[sp.Expr, sp.Symbol], Compiled]] = {
    sp.Add: _fold(operator.add),
    sp.Mul: _fold(operator.mul),
    sp.Pow: _power,
    sp.log: _softplus,
    sp.Piecewise: _piecewise,
}
