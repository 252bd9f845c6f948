"""Formulas as data, evaluated: a SymPy expression in balls (Arb) or in mpmath, by one walk over two tables.

Series may appear as Sum(c(k) u^k/k!, (k, start, oo)) with |c(k+1)| <= 2 |c(k)| for k >= 16, as it is for psi, harmonic
numbers and the rational coefficients of this book. From k >= 4u + 16 on each term is at most half of the one before, and
all that follow the last one add less than that one. The last ratio is computed and held against the half.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import prod
from typing import Any

import mpmath
import sympy as sp
from flint import acb, arb, fmpq

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.numerics.exact import rational


class dawson(sp.Function):  # type: ignore[misc]  # noqa: N801 - a function, printed as the field writes it
    """D(x) = e^(-x^2) int_0^x e^(t^2) dt, with D' = 1 - 2x D and D(0) = 0; SymPy has no such function."""

    def fdiff(self, argindex: int = 1) -> sp.Expr:
        """The defining differential equation."""
        return 1 - 2 * self.args[0] * dawson(self.args[0])

    @classmethod
    def eval(cls, x: sp.Expr) -> sp.Expr | None:
        """D(0) = 0."""
        return sp.S.Zero if x.is_zero else None


@dataclass(frozen=True)
class Arithmetic:
    """How one library does it: rationals, constants, functions, and a radius around a sum."""

    number: Callable[[Fraction], Any]
    constants: Mapping[Any, Callable[[], Any]]
    functions: Mapping[Any, Callable[..., Any]]
    widen: Callable[[Any, Any], Any]
    size: Callable[[Any], float]


MOST_FACTORS = 1000
"""A higher power of a ball around 0 is left to Arb, which then knows nothing of it."""


def _power(x: arb, y: arb) -> arb:
    """x^y. For whole y by multiplication where x may be 0, since Arb goes by way of the logarithm there."""
    if y == arb(1) / 2:
        return x.sqrt()
    if x.contains(0) and y.is_integer() and 0 < y <= MOST_FACTORS:
        return prod([x] * round(float(y.mid())), start=arb(1))
    return x**y


BALL = Arithmetic(
    number=lambda q: arb(fmpq(q.numerator, q.denominator)),
    constants={sp.pi: arb.pi, sp.E: arb.const_e, sp.EulerGamma: arb.const_euler},
    functions={
        sp.exp: lambda x: x.exp(),
        sp.log: lambda x: x.log(),
        sp.Abs: abs,
        sp.factorial: lambda x: (x + 1).gamma(),
        sp.gamma: lambda x: x.gamma(),
        sp.harmonic: lambda x: (x + 1).digamma() + arb.const_euler(),
        sp.Ei: lambda x: x.ei(),
        sp.erfi: lambda x: x.erfi(),
        sp.sinh: lambda x: x.sinh(),
        sp.cosh: lambda x: x.cosh(),
        sp.tanh: lambda x: x.tanh(),
        sp.sin: lambda x: x.sin(),
        sp.cos: lambda x: x.cos(),
        sp.tan: lambda x: x.tan(),
        sp.atan: lambda x: x.atan(),
        sp.erf: lambda x: x.erf(),
        sp.erfc: lambda x: x.erfc(),
        sp.loggamma: lambda x: x.lgamma(),
        sp.zeta: lambda x: x.zeta(),
        sp.expint: lambda n, x: x.expint(n),
        sp.besselk: lambda n, x: x.bessel_k(n),
        sp.Max: lambda *parts: reduce(lambda x, y: x.max(y), parts),
        sp.Min: lambda *parts: reduce(lambda x, y: x.min(y), parts),
        sp.polygamma: lambda n, x: x.digamma() if n == 0 else acb(x).polygamma(acb(n)).real,
        sp.Pow: lambda x, y: _power(x, y),
        dawson: lambda x: arb.pi().sqrt() / 2 * (-x * x).exp() * x.erfi(),
    },
    widen=lambda total, rest: total + arb(0, rest.upper()),
    size=lambda x: float(abs(x).mid()),
)

PRECISE = Arithmetic(
    number=lambda q: mpmath.mpf(q.numerator) / q.denominator,
    constants={sp.pi: lambda: +mpmath.pi, sp.E: lambda: +mpmath.e, sp.EulerGamma: lambda: +mpmath.euler},
    functions={
        sp.exp: mpmath.exp,
        sp.log: mpmath.log,
        sp.Abs: abs,
        sp.factorial: mpmath.factorial,
        sp.gamma: mpmath.gamma,
        sp.harmonic: mpmath.harmonic,
        sp.Ei: mpmath.ei,
        sp.erfi: mpmath.erfi,
        sp.sinh: mpmath.sinh,
        sp.cosh: mpmath.cosh,
        sp.tanh: mpmath.tanh,
        sp.sin: mpmath.sin,
        sp.cos: mpmath.cos,
        sp.tan: mpmath.tan,
        sp.atan: mpmath.atan,
        sp.erf: mpmath.erf,
        sp.erfc: mpmath.erfc,
        sp.loggamma: mpmath.loggamma,
        sp.zeta: mpmath.zeta,
        sp.expint: mpmath.expint,
        sp.besselk: mpmath.besselk,
        sp.Max: max,
        sp.Min: min,
        sp.polygamma: lambda n, x: mpmath.psi(int(n), x),
        sp.Pow: mpmath.power,
        dawson: lambda x: mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-x * x) * mpmath.erfi(x),
    },
    widen=lambda total, rest: total,
    size=lambda x: float(abs(x)),
)


def in_balls(expression: sp.Expr, values: Mapping[sp.Symbol, Any], prec_bits: int = 128) -> arb:
    """A ball that contains the value of the expression; exact inputs (int, Fraction, decimal text) or balls.

    >>> u = sp.Symbol("u", positive=True)
    >>> in_balls(sp.exp(u) * sp.exp(-u), {u: "0.1"}).contains(1)
    True
    """
    with precision(prec_bits):
        given = {s: v if isinstance(v, arb) else BALL.number(rational(v, str(s))) for s, v in values.items()}
        value: arb = evaluate(expression, given, BALL, prec_bits)
        return value


def in_mpmath(expression: sp.Expr, values: Mapping[sp.Symbol, Any], digits: int = 40) -> mpmath.mpf:
    """The value of the expression at `digits` digits, not certified; exact inputs."""
    with mpmath.workdps(digits):
        given = {s: PRECISE.number(rational(v, str(s))) for s, v in values.items()}
        return evaluate(expression, given, PRECISE, int(3.33 * digits))


def evaluate(expression: sp.Expr, values: Mapping[sp.Symbol, Any], arithmetic: Arithmetic, prec_bits: int) -> Any:
    """Walk the tree. Raises CheckError for a function that no table holds."""
    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return arithmetic.number(Fraction(int(expression.p), int(expression.q)))
    if expression in arithmetic.constants:
        return arithmetic.constants[expression]()
    if isinstance(expression, sp.Sum):
        return _series(expression, values, arithmetic, prec_bits)
    parts = [evaluate(part, values, arithmetic, prec_bits) for part in expression.args]
    if expression.is_Add or expression.is_Mul:
        return reduce(operator.add if expression.is_Add else operator.mul, parts)
    if expression.func not in arithmetic.functions:
        raise CheckError(f"no arithmetic evaluates {expression.func} in {expression}")
    return arithmetic.functions[expression.func](*parts)


def _series(series: sp.Sum, values: Mapping[sp.Symbol, Any], arithmetic: Arithmetic, prec_bits: int) -> Any:
    """Sum until the terms are below 2^-prec of the total, then add the bound for the rest."""
    (index, start, end), term = series.limits[0], series.function
    if end != sp.oo:
        raise CheckError(f"the series {series} is not infinite")
    scale = max([arithmetic.size(v) for s, v in values.items() if s in term.free_symbols], default=0.0)
    values = {**values, **_without(index, term, values, arithmetic, prec_bits)}
    total, k, small, last = arithmetic.number(Fraction(0)), int(start), 2.0**-prec_bits, 0.0
    while True:
        value = evaluate(term, {**values, index: arithmetic.number(Fraction(k))}, arithmetic, prec_bits)
        total += value
        k += 1
        before, last = last, arithmetic.size(value)
        if k >= 4 * scale + 17 + int(start) and last <= small * max(arithmetic.size(total), small):
            break
    if last > before / 2:
        raise CheckError(f"the terms of {series} do not halve at k = {k}")
    return arithmetic.widen(total, abs(value))


def _without(
    index: sp.Symbol, term: sp.Expr, values: Mapping[sp.Symbol, Any], arithmetic: Arithmetic, prec_bits: int
) -> dict[sp.Expr, Any]:
    """The parts of a summand that do not depend on the index, evaluated once for all terms."""
    if index not in term.free_symbols:
        return {term: evaluate(term, values, arithmetic, prec_bits)}
    found: dict[sp.Expr, Any] = {}
    for part in term.args:
        found.update(_without(index, part, values, arithmetic, prec_bits))
    return found
