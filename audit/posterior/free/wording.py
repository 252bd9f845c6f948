"""A decision tree in words: the condition for one of its outcomes, as a Python expression of comparisons."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import sympy as sp

from audit.posterior.free.feasible import feasible
from audit.posterior.free.tree import Branch, Tree

Literal = tuple[sp.Expr, frozenset[int]]
"""An expression with the signs that it may have."""
Way = tuple[Literal, ...]
"""Literals that hold together."""

RELATIONS: Mapping[frozenset[int], str] = {
    frozenset({1}): ">",
    frozenset({0, 1}): ">=",
    frozenset({-1}): "<",
    frozenset({-1, 0}): "<=",
    frozenset({0}): "==",
    frozenset({-1, 1}): "!=",
}
TURNED: Mapping[str, str] = {">": "<", ">=": "<=", "<": ">", "<=": ">=", "==": "==", "!=": "!="}


def condition(decision: Tree, wanted: bool | None = True) -> str:
    """Where the outcome is `wanted` (None: undecided), as comparisons joined by `and` and `or`; "True" and "False" too.

    >>> from audit.posterior.free.tree import Case
    >>> a, b = sp.symbols("a b", real=True)
    >>> no, yes = Case((), False), Case((), True)
    >>> condition(Branch(a, no, no, Branch(b - 1, no, yes, yes)))
    'a > 0 and b >= 1'
    """
    ways = [_pruned(way) for way in _ways(decision, wanted)]
    if not ways:
        return "False"
    if () in ways:
        return "True"
    return " or ".join(" and ".join(_relation(*literal) for literal in way) for way in ways)


def _ways(decision: Tree, wanted: bool | None) -> tuple[Way, ...]:
    """The outcome's conditions as alternatives; branches with the same alternatives are told together."""
    if not isinstance(decision, Branch):
        return ((),) if decision is not None and decision.proper == wanted else ()
    parts = {-1: decision.below, 0: decision.at, 1: decision.above}
    outcomes: dict[tuple[Way, ...], set[int]] = {}
    for sign, part in parts.items():
        if part is not None:
            outcomes.setdefault(_ways(part, wanted), set()).add(sign)
    if len(outcomes) == 1:
        return next(iter(outcomes))
    impossible = {sign for sign, part in parts.items() if part is None}
    found = []
    for ways, signs in outcomes.items():
        told = frozenset(signs | impossible) if frozenset(signs | impossible) in RELATIONS else frozenset(signs)
        found += [((decision.expression, told), *way) for way in ways]
    return tuple(found)


def _pruned(way: Way) -> Way:
    """Without the literals that follow from the others."""
    for literal in way:
        others = tuple(other for other in way if other is not literal)
        expression, signs = literal
        if all(not _possible((*others, (expression, frozenset({sign})))) for sign in {-1, 0, 1} - signs):
            return _pruned(others)
    return way


def _possible(way: Way) -> bool:
    chosen = product(*(sorted(signs) for _, signs in way))
    return any(feasible(zip((expression for expression, _ in way), signs, strict=True)) for signs in chosen)


def _relation(expression: sp.Expr, signs: frozenset[int]) -> str:
    """A comparison with the constant on the right and a positive scale on the left."""
    symbol = RELATIONS[signs]
    offset, rest = sp.expand(expression).as_coeff_Add()
    scale, rest = rest.as_coeff_Mul()
    return f"{sp.sstr(rest)} {TURNED[symbol] if scale < 0 else symbol} {sp.sstr(-offset / scale)}"
