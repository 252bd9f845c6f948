"""A proof of inequalities that several claims share: what starts at 0 and rises is positive.

f > 0 on (0, oo) where f is a product of positive factors, or where lim f at 0+ is >= 0 and f' is positive, which is asked again,
up to four times; a positive denominator is left out. SymPy takes limits and derivatives; a sign that it does not see is
`undecided`.
"""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import Sets
from audit.claims.forms import Inequality
from audit.claims.proofs import proved_by
from audit.ledger import Check
from audit.numerics.symbolic import Proof

DEPTH = 4


def rises(expression: sp.Expr, z: sp.Symbol, depth: int = DEPTH) -> str | None:
    """The steps of the proof that the expression is positive for z > 0; None without one."""
    expression = sp.factor(sp.simplify(expression))
    if expression.is_positive:
        return f"{expression} > 0"
    numerator, denominator = sp.fraction(sp.together(expression))
    if denominator.is_positive and denominator != 1:
        expression = numerator
    if not depth or not sp.limit(expression, z, 0, "+").is_nonnegative:
        return None
    slope = rises(sp.diff(expression, z), z, depth - 1)
    return slope and f"{expression} rises from {sp.limit(expression, z, 0, '+')} on: {slope}"


def by_rising(z: sp.Symbol, domain: str, at: Sets) -> Check:
    """large - small is positive for every z > 0."""

    def positive(form: Inequality) -> Proof:
        steps = rises(form.large - form.small, z)
        return Proof(steps is not None or None, steps or "no sign was seen")

    return proved_by(positive, domain, at)
