"""Is every member of a family with free parameters a density? Looked at for parameters of all signs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice, product

import sympy as sp

from audit.errors import CheckError, InputError
from audit.posterior.density import Density
from audit.posterior.sampled_sign import look

VALUES = (sp.Rational(3, 2), sp.Rational(-1, 2), sp.S.Zero, sp.Rational(7, 3))
MOST = 40
"""Combinations of values that are looked at."""


def check_family(density: Density) -> None:
    """Raises InputError where a member is certainly negative, not real, or zero at all points; a few members are looked at.

    >>> a, w = sp.symbols("a w", real=True)
    >>> check_family(Density(w, (abs(w) ** a * sp.exp(-(w**2)),), parameters=(a,)))
    """
    for chosen in islice(product(VALUES, repeat=len(density.parameters)), MOST):
        values = dict(zip(density.parameters, chosen, strict=True))
        if any(symbol.is_positive and value <= 0 for symbol, value in values.items()):
            continue
        member = _member(density, values)
        if member is None:
            continue
        try:
            look(member, ())
        except InputError as error:
            at = ", ".join(f"{symbol} = {value}" for symbol, value in values.items())
            hint = f"{density.parameters[0]}>0 among the parameters"
            raise InputError(f"{error.given}, at {at}", "a density for every value of the parameters", hint) from error
        except (CheckError, ZeroDivisionError):
            continue


def _member(density: Density, values: Mapping[sp.Symbol, sp.Expr]) -> Density | None:
    """The density at numbers; None where it is not defined there."""
    factors = tuple(factor.subs(values) for factor in density.factors)
    if any(factor.has(sp.zoo, sp.nan, sp.oo, -sp.oo) for factor in factors):
        return None
    return replace(density, factors=factors, parameters=(), data=None)
