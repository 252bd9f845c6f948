"""A decision tree held against the balls: at rational parameters inside each case, boundaries included.

The tree is exact algebra alone. Numbers put in, the certificates by balls decide the same posterior on their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product

import sympy as sp

from audit.errors import CheckError
from audit.posterior.balls.witness import witness
from audit.posterior.density import Density
from audit.posterior.ends import ends_of
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.signs import Undecided
from audit.posterior.free.tree import Branch, Case, Tree

VALUES = tuple(sp.Rational(k, 2) for k in (3, -1, 1, 2, -2, 4, -3, 6, 0, 5, -5, 8))
"""Parameters that are tried, small ones in both signs first; cases that hold none of their combinations are passed over."""
MOST_TRIED = 3000


@dataclass(frozen=True)
class Confirmed:
    """Of so many decided cases, how many were held against balls, and how many the balls decided alike."""

    cases: int
    asked: int
    alike: int


def confirm(density: Density, decision: Tree) -> Confirmed:
    """Raises CheckError where exact algebra and balls disagree."""
    cases = [case for case in _leaves(decision) if case.proper is not None]
    asked = alike = 0
    for case in cases:
        values = _inside(case, density.parameters)
        if values is None:
            continue
        asked += 1
        answer = _by_balls(density, values)
        if answer is not None and answer != case.proper:
            raise CheckError(f"exact algebra and balls disagree at {values}; please report it")
        alike += answer is not None
    return Confirmed(len(cases), asked, alike)


def _leaves(decision: Tree) -> Iterator[Case]:
    if isinstance(decision, Branch):
        for part in (decision.below, decision.at, decision.above):
            yield from _leaves(part)
    elif decision is not None:
        yield decision


def _inside(case: Case, parameters: tuple[sp.Symbol, ...]) -> Mapping[sp.Symbol, sp.Expr] | None:
    """Rational parameters with the signs of the case, if one of the combinations has them."""
    for chosen in islice(product(VALUES, repeat=len(parameters)), MOST_TRIED):
        values = dict(zip(parameters, chosen, strict=True))
        if any(symbol.is_positive and value <= 0 for symbol, value in values.items()):
            continue
        if all(sp.sign(expression.subs(values)) == sign for expression, sign in case.signs):
            return values
    return None


def _by_balls(density: Density, values: Mapping[sp.Symbol, sp.Expr]) -> bool | None:
    """Proper, improper or not decided, by certificates at each end."""
    at = replace(density, factors=tuple(f.subs(values) for f in density.factors), parameters=(), data=None)
    try:
        ends = ends_of(at.support, cuts(at))
    except Undecided:
        return None
    answers = []
    for end in ends:
        found = witness(at, end)
        if found is not None and not found.integrable:
            return False
        answers.append(found is not None)
    return True if all(answers) else None
