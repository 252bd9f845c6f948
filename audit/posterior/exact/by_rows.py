"""The leading behaviour of hundreds of factors of one form: expanded once for each pattern of signs, not for each row.

The engine is run on the template with the columns left symbolic. Where it needs a sign, the row at hand answers; rows
that answer alike share the expansion, and only numbers are put into its leading term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy as sp

from audit.posterior.density import Observations
from audit.posterior.exact.signs import Split, given, sign_of_constant
from audit.posterior.exact.transseries import ONE, Monomial, Term

Expand = Callable[[sp.Expr, Callable[[sp.Expr], int]], Term | None]
"""The leading term of a factor (None for exact zero) under an oracle of signs."""


@dataclass
class _Node:
    """A question (an expression whose sign is needed) with its answers, or the leaf that all answers lead to."""

    known: dict[sp.Expr, int]
    question: sp.Expr | None = None
    leaf: Term | None = None
    done: bool = False
    answers: dict[int, _Node] = field(default_factory=dict)


def product_over_rows(data: Observations, expand: Expand) -> Term | None:
    """The leading term of the product over all rows, None if it is exactly zero near the end."""
    root = _Node({})
    total = Term(sp.S.One, ONE)
    for row, factor, count in zip(data.rows, data.factors, data.counts, strict=True):
        values = dict(zip(data.columns, row, strict=True))
        term = _find(root, data.template, values, expand)
        if term is _ZERO_ANSWER:
            term = expand(factor, sign_of_constant)
            count = 1
        if term is None:
            return None
        monomial = _with_values(term.monomial, values).raised(sp.S(count))
        coefficient = term.coefficient.xreplace(values) ** count
        total = Term(total.coefficient * coefficient, total.monomial.times(monomial))
    return total


_ZERO_ANSWER = Term(sp.S.Zero, ONE)
"""A sign is zero for this row: its terms vanish in places that the template does not know; the row goes alone."""


def _find(node: _Node, template: sp.Expr, values: dict[sp.Symbol, sp.Expr], expand: Expand) -> Term | None:
    while True:
        if not node.done:
            node.done = True
            try:
                node.leaf = expand(template, given(node.known))
            except Split as split:
                node.question = split.expression
        if node.question is None:
            return node.leaf
        sign = sign_of_constant(node.question.xreplace(values))
        if sign == 0:
            return _ZERO_ANSWER
        node = node.answers.setdefault(sign, _Node({**node.known, node.question: sign}))


def _with_values(m: Monomial, values: dict[sp.Symbol, sp.Expr]) -> Monomial:
    large = tuple(Term(t.coefficient.xreplace(values), _with_values(t.monomial, values)) for t in m.large)
    return Monomial(large, tuple(power.xreplace(values) for power in m.powers))
