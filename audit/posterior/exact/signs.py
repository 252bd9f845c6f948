"""The sign of a constant, decided by exact algebra or by a ball; with free parameters, a question to the one who asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import sympy as sp

from audit.errors import AuditError, CheckError, InputError
from audit.numerics.evaluate import in_balls

BITS = (64, 192, 768)
"""Precisions tried, one after the other; a constant that no ball of 768 bits tells from zero goes to exact algebra."""


class Undecided(AuditError):
    """What the exact engine cannot decide, and why."""


BEYOND = (sp.PolynomialError, NotImplementedError, RecursionError)
"""What SymPy raises where a question goes beyond it: for the exact engine this is Undecided too."""


def why(error: Exception) -> str:
    """The reason for a report."""
    return str(error) if isinstance(error, Undecided) else f"exact algebra gave up ({type(error).__name__})"


class Split(AuditError):
    """The sign of an expression in the parameters is needed: the caller goes on with each of the three."""

    def __init__(self, expression: sp.Expr) -> None:
        super().__init__(f"the sign of {expression}")
        self.expression = expression


@lru_cache(maxsize=100_000)
def sign_of_constant(value: sp.Expr) -> int:
    """-1, 0 or 1 for a real constant. Raises Undecided where neither a ball nor algebra tells it from zero.

    >>> sign_of_constant(sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6))), sign_of_constant(sp.E - 3)
    (0, -1)
    """
    if value.free_symbols:
        raise Undecided(f"{sp.sstr(value)[:80]} depends on a parameter")
    if value.is_Rational:
        return int(value.p > 0) - int(value.p < 0)
    for prec_bits in BITS:
        ball = _ball(value, prec_bits)
        if ball is not None and ball > 0:
            return 1
        if ball is not None and ball < 0:
            return -1
    if sp.simplify(value) == 0 or _minimal_polynomial_is_x(value):
        return 0
    raise Undecided(f"no ball and no algebra tells {sp.sstr(value)[:80]} from zero")


def _ball(value: sp.Expr, prec_bits: int) -> Any:
    try:
        return in_balls(value, {}, prec_bits)
    except (CheckError, ValueError, ZeroDivisionError):
        return None


def _minimal_polynomial_is_x(value: sp.Expr) -> bool:
    x = sp.Dummy("x")
    try:
        return bool(sp.minimal_polynomial(value, x) == x)
    except (sp.polys.polyerrors.NotAlgebraic, NotImplementedError):
        return False


SignOf = Callable[[sp.Expr], int]
"""An oracle: the sign of a real expression free of the variable."""


def of_numbers(value: sp.Expr) -> int:
    """The oracle where nothing is free. Raises InputError if something is."""
    if value.free_symbols:
        names = ", ".join(sorted(map(str, value.free_symbols)))
        raise InputError(f"the free parameter {names}", "one variable", f'give it a value, or --parameters "{names}"')
    return sign_of_constant(value)


def given(known: Mapping[sp.Expr, int]) -> SignOf:
    """The oracle of one branch: constants are decided, known expressions looked up, and for any other it raises Split."""

    def sign_of(value: sp.Expr) -> int:
        if not value.free_symbols:
            return sign_of_constant(value)
        sign = 1
        for factor, power in factors(value):
            if not factor.free_symbols:
                sign *= sign_of_constant(factor)
                continue
            known_sign = known.get(factor, _assumed(factor))
            if known_sign is None:
                raise Split(factor)
            sign *= known_sign if power % 2 else abs(known_sign)
        return sign

    return sign_of


def _assumed(factor: sp.Expr) -> int | None:
    """The sign that follows from what the symbols were declared to be."""
    return 1 if factor.is_positive else -1 if factor.is_negative else None


@lru_cache(maxsize=10_000)
def factors(value: sp.Expr) -> tuple[tuple[sp.Expr, int], ...]:
    """Irreducible factors of an expression in the parameters, each with a positive leading coefficient, and their powers.

    >>> a, b = sp.symbols("a b", real=True)
    >>> sorted(factors(2 * b - 2 * a * b), key=str)
    [(-2, 1), (a - 1, 1), (b, 1)]
    """
    top, bottom = sp.fraction(sp.together(value))
    try:
        scale, parts = sp.factor_list(top)
        below, more = sp.factor_list(bottom)
    except sp.polys.polyerrors.PolynomialError:
        return ((value, 1),)
    found = [(scale / below, 1), *parts, *more]
    if not all(sp.sympify(power).is_Integer for _, power in found):
        return ((value, 1),)
    return tuple((factor, int(power)) for factor, power in found if factor != 1)
