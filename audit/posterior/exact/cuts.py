"""Where a density can be singular, undefined or broken inside its support: every such place, exactly, or Undecided.

Each node of the expression that is not smooth everywhere names an equation: the base of a power, the argument of a
logarithm, the two sides of a comparison. All its real roots in the support are found by inverting functions one at a
time down to polynomials; where that ends, Undecided says which equation was left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import sympy as sp

from audit.posterior.density import Density
from audit.posterior.exact.roots import poles, roots
from audit.posterior.exact.signs import Undecided, sign_of_constant

MOST_CUTS = 200
"""A density with more singular places than this (1/sin(w) on a long interval) is not taken apart."""


def cuts(density: Density) -> tuple[sp.Expr, ...]:
    """The places inside the support at which a factor may fail to be smooth, in increasing order.

    >>> w = sp.Symbol("w", real=True)
    >>> cuts(Density(w, (1 / abs(w), sp.Max(0, 2 * w - 3))))
    (0, 3/2)
    """
    found: set[sp.Expr] = set()
    for factor in density.factors:
        for equation in _equations(factor, density.variable):
            found.update(roots(equation, density.variable, density.support))
        for argument in _gamma_arguments(factor, density.variable):
            found.update(poles(argument, density.variable, density.support))
        if len(found) > MOST_CUTS:
            raise Undecided(f"more than {MOST_CUTS} singular places")
    return tuple(in_order(found))


def in_order(places: set[sp.Expr]) -> list[sp.Expr]:
    """Distinct places, sorted by certified comparison."""
    done: list[sp.Expr] = []
    for place in places:
        signs = [sign_of_constant(place - other) for other in done]
        if 0 not in signs:
            done.insert(sum(sign > 0 for sign in signs), place)
    return done


def _equations(expression: sp.Expr, variable: sp.Symbol) -> Iterator[sp.Expr]:
    """What has to vanish for a node of the tree to be singular or to break."""
    for node in sp.preorder_traversal(expression):
        if isinstance(node, sp.Expr) and variable in node.free_symbols and node.func in CRITICAL:
            yield from CRITICAL[node.func](node)


def _of_power(node: sp.Expr) -> Iterator[sp.Expr]:
    if not (node.exp.is_integer and node.exp.is_nonnegative):
        yield node.base


def _of_first(node: sp.Expr) -> Iterator[sp.Expr]:
    yield node.args[0]


def _of_last(node: sp.Expr) -> Iterator[sp.Expr]:
    yield node.args[-1]


def _of_extreme(node: sp.Expr) -> Iterator[sp.Expr]:
    for i, first in enumerate(node.args):
        for second in node.args[i + 1 :]:
            yield first - second


def _of_branches(node: sp.Expr) -> Iterator[sp.Expr]:
    for _, condition in node.args:
        for relation in condition.atoms(sp.core.relational.Relational):
            yield relation.lhs - relation.rhs


def _gamma_arguments(expression: sp.Expr, variable: sp.Symbol) -> Iterator[sp.Expr]:
    for node in sp.preorder_traversal(expression):
        if isinstance(node, sp.gamma | sp.loggamma | sp.polygamma) and variable in node.free_symbols:
            yield node.args[-1]


CRITICAL: Mapping[Any, Callable[[sp.Expr], Iterator[sp.Expr]]] = {
    sp.Pow: _of_power,
    sp.log: _of_first,
    sp.Abs: _of_first,
    sp.sign: _of_first,
    sp.Ei: _of_first,
    sp.expint: _of_last,
    sp.besselk: _of_last,
    sp.Max: _of_extreme,
    sp.Min: _of_extreme,
    sp.Piecewise: _of_branches,
    sp.tan: lambda node: iter((sp.cos(node.args[0]),)),
}
