"""For which values of free parameters is the posterior proper? A decision tree on signs of expressions in them.

The exact engine is run with the parameters left free. Where it needs the sign of an expression in them, the tree
branches: positive, negative, and zero, where one parameter is eliminated and the engine starts again. Every leaf is a
decision, so boundary cases are decided like all others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import sympy as sp

from audit.posterior.density import Density, Observations
from audit.posterior.exact.signs import BEYOND, Split, Undecided, factors, given, sign_of_constant, why
from audit.posterior.free.feasible import feasible

MOST_LEAVES = 400
"""A tree with more cases than this is not a condition that anyone reads."""

Known = Mapping[sp.Expr, int]
Decider = Callable[[Density, Callable[[sp.Expr], int]], bool]
"""Is the density proper, under an oracle of signs?"""


@dataclass(frozen=True)
class Case:
    """A leaf: the signs that were assumed, in order, and the decision (None: undecided)."""

    signs: tuple[tuple[sp.Expr, int], ...]
    proper: bool | None
    reason: str = ""


@dataclass(frozen=True)
class Branch:
    """A sign that decides: what follows where it is negative, zero, positive (None: cannot be)."""

    expression: sp.Expr
    below: Tree
    at: Tree
    above: Tree


Tree = Branch | Case | None


def tree(density: Density, decide: Decider, assumed: tuple[tuple[sp.Expr, int], ...] = ()) -> Tree:
    """The decision tree over the parameters of the density; a branch that no real parameters reach is None."""
    counter = [0]
    return _grow(density, decide, assumed, dict(assumed), counter)


def _grow(
    density: Density, decide: Decider, path: tuple[tuple[sp.Expr, int], ...], known: Known, counter: list[int]
) -> Tree:
    if not feasible(path):
        return None
    try:
        return Case(path, decide(density, given(known)))
    except (Undecided, *BEYOND) as reason:
        return Case(path, None, why(reason))
    except Split as split:
        counter[0] += 1
        if counter[0] > MOST_LEAVES:
            return Case(path, None, f"more than {MOST_LEAVES} cases")
        expression = split.expression
    below, above = (
        _grow(density, decide, (*path, (expression, sign)), {**known, expression: sign}, counter) for sign in (-1, 1)
    )
    return _joined(expression, below, _on_boundary(density, decide, path, known, expression, counter), above)


def _on_boundary(
    density: Density,
    decide: Decider,
    path: tuple[tuple[sp.Expr, int], ...],
    known: Known,
    expression: sp.Expr,
    counter: list[int],
) -> Tree:
    """The case expression = 0: one parameter is eliminated, so that no hidden zero is left in the density."""
    here = (*path, (expression, 0))
    if not feasible(here):
        return None
    for symbol in sorted(expression.free_symbols, key=str):
        if _degree(expression, symbol) == 1:
            value = _solved(expression, symbol)
            if value is None:
                continue
            swap = {symbol: value}
            data = density.data
            if data is not None:
                data = Observations(data.template.xreplace(swap), data.columns, data.rows, data.counts)
            reduced = replace(density, factors=tuple(f.subs(swap) for f in density.factors), data=data)
            renewed = _renewed(known, swap)
            return None if renewed is None else _grow(reduced, decide, here, renewed, counter)
    return Case(here, None, f"{expression} = 0 was not solved for a parameter")


def _degree(expression: sp.Expr, symbol: sp.Symbol) -> int | None:
    """The degree in a symbol; None where the expression is no polynomial in it."""
    polynomial = expression.as_poly(symbol)
    return None if polynomial is None else int(polynomial.degree())


def _solved(expression: sp.Expr, symbol: sp.Symbol) -> sp.Expr | None:
    """-q/p for p symbol + q = 0, where p cannot vanish on the boundary: it is a number, or q is one other than 0."""
    p, q = sp.Poly(expression, symbol).all_coeffs()
    return sp.cancel(-q / p) if not p.free_symbols or (not q.free_symbols and sign_of_constant(q)) else None


def _renewed(known: Known, swap: Mapping[sp.Symbol, sp.Expr]) -> Known | None:
    """The known signs after an elimination; None where they contradict it."""
    renewed: dict[sp.Expr, int] = {}
    for expression, sign in known.items():
        free, constant = [], 1
        for factor, power in factors(sp.expand(expression.subs(swap))):
            if factor.free_symbols:
                free.append((factor, power))
            else:
                constant *= sign_of_constant(factor)
        if not free and constant != sign:
            return None
        if len(free) == 1 and free[0][1] % 2:
            renewed[free[0][0]] = sign * constant
    return renewed


def _joined(expression: sp.Expr, below: Tree, at: Tree, above: Tree) -> Tree:
    """A branch whose outcomes all agree is a leaf."""
    left = [part for part in (below, at, above) if part is not None]
    if not left:
        return None
    if all(isinstance(part, Case) and part.proper == left[0].proper for part in left):  # type: ignore[union-attr]
        return left[0]
    return Branch(expression, below, at, above)
