"""What a variant says, as data: an equality or an inequality of two SymPy expressions."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Equality:
    """left = right, for all values of the letters in them."""

    left: sp.Expr
    right: sp.Expr


@dataclass(frozen=True)
class Inequality:
    """small < large, for all values of the letters in them; with `strict` false, small <= large."""

    small: sp.Expr
    large: sp.Expr
    strict: bool = True


Form = Equality | Inequality


def sides(form: Form) -> tuple[sp.Expr, sp.Expr]:
    """The two sides, in the order in which they are read."""
    return (form.left, form.right) if isinstance(form, Equality) else (form.small, form.large)
