"""Factors in one parameter each, beside factors that are bounded: proper if each of the former has a finite integral.

With nothing beside them the integral is the product of the one-dimensional ones, and the answer goes both ways.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy as sp

from audit.posterior.density import Density
from audit.posterior.exact.signs import Undecided
from audit.posterior.models.model import Model, Parameter
from audit.posterior.propriety import Answer, decide


def diverging(model: Model) -> str | None:
    """None if the integral is finite, else the parameter whose own factor diverges, in words. Raises Undecided.

    >>> from audit.posterior.models.model import model
    >>> diverging(model({"a": "-oo,oo", "b": "0,oo"}, "exp(-a**2-b)/(1+exp(a*b))"))
    >>> diverging(model({"a": "-oo,oo", "b": "0,oo"}, "exp(-a**2)/b"))
    'the factor in b alone: the mass is infinite at 0+, oo'
    """
    factors = [part for factor in model.factors for part in _parts(factor)]
    mixed = [f for f in factors if len(f.free_symbols) > 1]
    for factor in mixed:
        if not _bounded(factor):
            raise Undecided(f"{factor} is not known to be bounded")
    for parameter in model.parameters:
        found = _alone(parameter, [f for f in factors if f.free_symbols == {parameter.symbol}])
        if found is not None and mixed:
            raise Undecided(f"{found}, beside factors that may compensate")
        if found is not None:
            return found
    return None


def _parts(factor: sp.Expr) -> Iterator[sp.Expr]:
    """A factor as a product, with |x y| = |x| |y| and e^(f(x) + g(y)) = e^f e^g."""
    split = factor.replace(
        lambda e: isinstance(e, sp.Abs) and e.args[0].is_Mul, lambda e: sp.Mul(*map(sp.Abs, e.args[0].args))
    )
    for part in sp.Mul.make_args(sp.expand_power_base(split, force=True)):
        if not isinstance(part, sp.exp):
            yield part
            continue
        own: dict[frozenset[sp.Symbol], sp.Expr] = {}
        for term in sp.Add.make_args(sp.expand(part.args[0])):
            key = frozenset(term.free_symbols)
            own[key] = own.get(key, sp.S.Zero) + term
        yield from (sp.exp(exponent) for exponent in own.values())


def _alone(parameter: Parameter, factors: list[sp.Expr]) -> str | None:
    """Why the integral of the factors in one parameter alone diverges; None if it is finite. Only their product has a sign."""
    real = sp.Symbol(str(parameter.symbol), real=True)
    swapped = tuple(f.xreplace({parameter.symbol: real}) for f in factors)
    found = decide(Density(real, (sp.Mul(*swapped),), parameter.support), digits=0)
    if found.verdict is Answer.UNDECIDED:
        raise Undecided(f"the factor in {parameter.symbol} alone: {found.reason}")
    if found.verdict is Answer.PROPER:
        return None
    return f"the factor in {parameter.symbol} alone: {found.reason}"


def _bounded(factor: sp.Expr) -> bool:
    """Is it between 0 and a constant, by its form?"""
    base, exponent = factor.as_base_exp()
    if isinstance(factor, sp.erfc | sp.erf | sp.tanh | sp.Piecewise):
        return isinstance(factor, sp.erfc)
    if isinstance(factor, sp.exp):
        return bool(factor.args[0].is_nonpositive)
    if exponent.is_positive:
        return base != factor and _bounded(base)
    return bool(
        exponent.is_negative
        and base.is_Add
        and any(t.is_number and t.is_positive for t in base.args)
        and all(t.is_nonnegative for t in base.args)
    )
