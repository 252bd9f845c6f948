"""Can a list of signs hold at all? Fourier-Motzkin elimination on the linear part, exact.

A nonlinear monomial counts as a variable of its own. So "impossible" is a proof; "possible" may be too generous, which
costs a case too many and never a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from itertools import product

import sympy as sp

Row = tuple[Mapping[sp.Expr, Fraction], bool]
"""sum of coefficient times monomial (the constant at 1), > 0 if True, >= 0 if False."""

MOST_ROWS = 400
"""Elimination squares the number of rows; beyond this the question is left open, that is: possible."""


def feasible(signs: Iterable[tuple[sp.Expr, int]]) -> bool:
    """False only if no real values give all expressions their signs.

    >>> a = sp.Symbol("a", real=True)
    >>> feasible([(a, 1), (a + 1, -1)]), feasible([(a, 1), (a - 1, -1)])
    (False, True)
    """
    rows: list[Row] = []
    for expression, sign in signs:
        terms = _terms(expression)
        if terms is None:
            continue
        negated = {m: -c for m, c in terms.items()}
        if sign == 0:
            rows += [(terms, False), (negated, False)]
        else:
            rows.append((terms if sign > 0 else negated, True))
    return _satisfiable(rows)


def _terms(expression: sp.Expr) -> dict[sp.Expr, Fraction] | None:
    found = {}
    for monomial, coefficient in sp.expand(expression).as_coefficients_dict().items():
        if not coefficient.is_Rational:
            return None
        found[monomial] = Fraction(int(coefficient.p), int(coefficient.q))
    return found


def _satisfiable(rows: list[Row]) -> bool:
    while True:
        variables = {m for terms, _ in rows for m, c in terms.items() if m != 1 and c}
        if not variables:
            return all(_constant(terms) > 0 or (not strict and _constant(terms) == 0) for terms, strict in rows)
        variable = min(variables, key=str)
        up = [row for row in rows if row[0].get(variable, 0) > 0]
        down = [row for row in rows if row[0].get(variable, 0) < 0]
        rows = [row for row in rows if not row[0].get(variable, 0)]
        rows += [_combined(variable, above, below) for above, below in product(up, down)]
        if len(rows) > MOST_ROWS:
            return True


def _constant(terms: Mapping[sp.Expr, Fraction]) -> Fraction:
    return terms.get(sp.S.One, Fraction(0))


def _combined(variable: sp.Expr, above: Row, below: Row) -> Row:
    """The sum of two rows in which the variable cancels."""
    p, q = above[0][variable], -below[0][variable]
    terms = {m: q * above[0].get(m, Fraction(0)) + p * below[0].get(m, Fraction(0)) for m in {*above[0], *below[0]}}
    terms.pop(variable)
    return terms, above[1] or below[1]
