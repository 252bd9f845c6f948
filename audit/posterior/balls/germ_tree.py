"""The germ of a SymPy expression: one walk over its tree, with the table of heads of germ_functions.py."""

from __future__ import annotations

import sympy as sp
from flint import fmpq

from audit.posterior.balls.constant import ONE, constant
from audit.posterior.balls.germ import Germ, added, negated, number, sign_of
from audit.posterior.balls.germ_functions import HEADS
from audit.posterior.balls.growth import Beyond, Near, NotCertified, grown
from audit.posterior.balls.kleene import CONNECTIVES, RELATIONS
from audit.posterior.ends import End

Known = dict[sp.Expr, Germ]


def variable_germ(end: End) -> Germ:
    """w itself: place + side e^-s, or -side e^s."""
    side = fmpq(end.side)
    if not end.finite:
        return Germ(((grown(0, ONE), -side),))
    here = number(constant(end.place))
    return Germ((*here.terms, (grown(0, -ONE), side)))


def germ_of(expression: sp.Expr, variable: sp.Symbol, end: End, near: Near, known: Known | None = None) -> Germ:
    """The germ of an expression in one real variable at an end, valid for all s >= near.s_start.

    Raises NotCertified where a smaller neighbourhood or a higher order may help, Beyond where the class is left.

    >>> from flint import arb
    >>> w = sp.Symbol("w", real=True)
    >>> germ_of(1 - sp.cos(w), w, End(sp.S.Zero, 1), Near(arb(1), 3)).terms[0]
    ((((0, 1, 0, 0, 0), -2),), 1/2)
    """
    known = {} if known is None else known
    if expression not in known:
        known[expression] = _fresh(expression, variable, end, near, known)
    return known[expression]


def _fresh(expression: sp.Expr, variable: sp.Symbol, end: End, near: Near, known: Known) -> Germ:
    if expression == variable:
        return variable_germ(end)
    if variable not in expression.free_symbols:
        if not expression.is_real:
            raise Beyond("a constant that is not real and finite")
        return number(constant(expression))
    if isinstance(expression, sp.Piecewise):
        return _piecewise(expression, variable, end, near, known)
    if expression.func not in HEADS:
        raise Beyond(f"no bounds are known for {expression.func}")
    if isinstance(expression, sp.Pow) and variable in expression.exp.free_symbols:
        expression = sp.exp(expression.exp * sp.log(expression.base), evaluate=False)
    parts = [germ_of(part, variable, end, near, known) for part in expression.args]
    return HEADS[expression.func](near, *parts)


def _piecewise(expression: sp.Piecewise, variable: sp.Symbol, end: End, near: Near, known: Known) -> Germ:
    """The branch that holds on the whole neighbourhood."""
    for branch, condition in expression.args:
        truth = _truth(condition, variable, end, near, known)
        if truth is None:
            raise NotCertified("a condition is not decided on the neighbourhood")
        if truth:
            return germ_of(branch, variable, end, near, known)
    raise Beyond("no branch of a Piecewise holds")


def _truth(condition: sp.Basic, variable: sp.Symbol, end: End, near: Near, known: Known) -> bool | None:
    if condition in (sp.true, sp.false):
        return bool(condition)
    if isinstance(condition, sp.And | sp.Or | sp.Not):
        parts = [_truth(part, variable, end, near, known) for part in condition.args]
        return CONNECTIVES[condition.func](parts)
    if condition.func not in RELATIONS:
        raise Beyond(f"no bounds decide the condition {condition}")
    left, right = (germ_of(side, variable, end, near, known) for side in (condition.lhs, condition.rhs))
    found = sign_of(added([left, negated(right)], near), near)
    return None if found is None else found in RELATIONS[condition.func]
