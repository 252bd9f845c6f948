"""Expressions as straight-line programs: shared parts once, and the same steps in balls or in spans.

    tape((x + y)**2, exp((x + y)**2))    ->    t0 = x + y,  t1 = t0^2,  t2 = exp(t1)

A walk over a SymPy tree costs more than the arithmetic; a tape is walked once, and run thousands of times.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy as sp
from flint import arb

from audit.errors import CheckError
from audit.numerics import span
from audit.numerics.evaluate import BALL


@dataclass(frozen=True)
class Operations:
    """How one arithmetic adds, multiplies, and applies the functions of a table; `unknown` is what it says of others."""

    number: Callable[[Fraction], Any]
    constant: Callable[[Callable[[], Any]], Any]
    add: Callable[[Any, Any], Any]
    multiply: Callable[[Any, Any], Any]
    power: Callable[[Any, int], Any]
    functions: Mapping[Any, Callable[..., Any]]


BALLS = Operations(
    number=BALL.number,
    constant=lambda make: make(),
    add=lambda x, y: x + y,
    multiply=lambda x, y: x * y,
    power=lambda x, n: _power(x, n),
    functions={
        **BALL.functions,
        sp.sign: lambda x: _sign(x),
    },
)
SPANS = Operations(
    number=lru_cache(4096)(span.number),
    constant=lru_cache(16)(span.constant),
    add=span.add,
    multiply=span.multiply,
    power=span.power,
    functions=span.FUNCTIONS,
)


def _power(x: Any, n: int) -> Any:
    """x^n by products where x holds 0, since Arb goes by way of the logarithm there; a square is not negative."""
    if n < 0 or not x.contains(0):
        return x**n
    if n % 2:
        return x * _power(x, n - 1) if n > 1 else x
    top = abs(x).upper()
    made = arb(1)
    for _ in range(n):
        made *= top
    return arb(0).union(arb(made.upper())) if n else made


def _sign(x: Any) -> Any:
    one = x - x + 1
    return one if x > 0 else -one if x < 0 else one.union(-one)


@dataclass(frozen=True)
class Tape:
    """Steps (operation, places of its arguments); a result is a place. `run` takes the values of the symbols in order."""

    symbols: tuple[sp.Symbol, ...]
    steps: tuple[tuple[Any, Any], ...]
    results: tuple[int, ...]

    def run(self, values: Sequence[Any], operations: Operations) -> tuple[Any, ...]:
        """The values of all expressions, one after the other."""
        places = list(values)
        add, multiply, functions = operations.add, operations.multiply, operations.functions
        for kind, arguments in self.steps:
            if kind is sp.Add or kind is sp.Mul:
                join = add if kind is sp.Add else multiply
                value = places[arguments[0]]
                for place in arguments[1:]:
                    value = join(value, places[place])
            elif kind is int:
                value = operations.power(places[arguments[0]], arguments[1])
            elif kind is Fraction:
                value = operations.number(arguments)
            elif kind is None:
                value = operations.constant(arguments)
            else:
                value = functions[kind](*(places[place] for place in arguments))
            places.append(value)
        return tuple(places[place] for place in self.results)


def tape(expressions: Sequence[sp.Expr], symbols: Sequence[sp.Symbol]) -> Tape:
    """The program that computes the expressions from the symbols; equal subexpressions are computed once.

    Raises CheckError for a function that no table holds.

    >>> x, y = sp.symbols("x y")
    >>> made = tape([(x + y) ** 2, sp.exp(-((x + y) ** 2))], [x, y])
    >>> made.run([(1.0, float("inf")), (0.0, 1.0)], SPANS)[1][0]
    0.0
    """
    writer = _Writer(list(symbols))
    results = tuple(writer.place(expression) for expression in expressions)
    return Tape(tuple(symbols), tuple(writer.steps), results)


class _Writer:
    """Appends steps; every subexpression has one place."""

    def __init__(self, symbols: list[sp.Symbol]) -> None:
        self.known: dict[sp.Basic, int] = {symbol: i for i, symbol in enumerate(symbols)}
        self.steps: list[tuple[Any, Any]] = []
        self.count = len(symbols)

    def place(self, expression: sp.Basic) -> int:
        if expression not in self.known:
            step = self._step(expression)
            self.steps.append(step)
            self.known[expression] = self.count
            self.count += 1
        return self.known[expression]

    def _step(self, expression: sp.Basic) -> tuple[Any, Any]:
        if expression.is_Rational:
            return (Fraction, Fraction(int(expression.p), int(expression.q)))
        if expression in BALL.constants:
            return (None, BALL.constants[expression])
        if isinstance(expression, sp.Pow) and expression.exp.is_Integer:
            return (int, (self.place(expression.base), int(expression.exp)))
        kind = expression.func
        if kind not in (sp.Add, sp.Mul) and (kind not in BALLS.functions or kind not in SPANS.functions):
            raise CheckError(f"no arithmetic evaluates {kind} in {expression}")
        return (kind, tuple(self.place(part) for part in expression.args))
