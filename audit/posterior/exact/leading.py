"""The exact engine: the leading behaviour of a density at an end, and the integral test that it implies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any

import sympy as sp

from audit.numerics.evaluate import in_balls
from audit.posterior.density import Density
from audit.posterior.ends import End
from audit.posterior.exact.by_rows import product_over_rows
from audit.posterior.exact.expansions import RULES, WITH_ORDER
from audit.posterior.exact.signs import SignOf, Undecided, of_numbers
from audit.posterior.exact.transseries import (
    DEPTH,
    ONE,
    Field,
    Monomial,
    MoreTerms,
    Series,
    Term,
    constant,
    iterated_log,
)

DIGITS = 10

KEPT = (3, 6, 12, 24)
"""Terms kept in each series, tried one after the other while all that was kept cancels."""


@dataclass(frozen=True)
class Leading:
    """Density per d(log r) at an end: F ~ coefficient times monomial, or exactly zero (coefficient 0) near the end.

    `integrable` is what the integral test says of it.
    """

    end: End
    coefficient: sp.Expr
    monomial: Monomial
    integrable: bool


def leading(density: Density, end: End, sign_of: SignOf = of_numbers) -> Leading:
    """The leading behaviour of the density per d(log r), r -> oo, and whether its integral converges at the end.

    Exact for compositions of the vocabulary that do not oscillate. Raises Undecided with the reason otherwise; Split
    from `sign_of` when a sign of parameters is needed.

    >>> w = sp.Symbol("w", real=True)
    >>> found = leading(Density(w, (1 / abs(w), 1 - sp.cos(w))), End(sp.S.Zero, 1))
    >>> found.coefficient, found.integrable, rate(found)
    (1/2, True, '1/(2*r**2)')
    """
    terms = [_of_factor(factor, density.variable, end, sign_of) for factor in density.own_factors]
    if density.data:
        over = partial(_of_factor, variable=density.variable, end=end)
        terms.append(product_over_rows(density.data, lambda factor, signs: over(factor, sign_of=signs)))
    coefficient, monomial = sp.S.One, iterated_log(0).raised(sp.S(-1 if end.finite else 1))
    for term in terms:
        if term is None:
            return Leading(end, sp.S.Zero, ONE, True)
        coefficient, monomial = coefficient * term.coefficient, monomial.times(term.monomial)
    return Leading(end, coefficient, monomial, integrable(Field(sign_of, KEPT[0]), monomial))


def diverging_terms(density: Density, end: End, kept: int = 8) -> tuple[Term, ...] | None:
    """All terms of F, the density per d(log r), whose integrals diverge; None where they are too many or not all known."""
    field = Field(of_numbers, kept)
    try:
        series = Expansion(field, density.variable, end).of(density.product)
    except MoreTerms:
        return None
    jacobian = iterated_log(0).raised(sp.S(-1 if end.finite else 1))
    found: list[Term] = []
    for term in series.terms:
        if integrable(field, term.monomial.times(jacobian)):
            return tuple(found)
        found.append(Term(term.coefficient, term.monomial.times(jacobian)))
    return tuple(found) if series.rest is None or integrable(field, series.rest.times(jacobian)) else None


def _of_factor(factor: sp.Expr, variable: sp.Symbol, end: End, sign_of: SignOf) -> Term | None:
    """The leading term of one factor, None for exact zero near the end."""
    for kept in KEPT:
        field = Field(sign_of, kept)
        try:
            term = field.leading(Expansion(field, variable, end).of(factor))
        except MoreTerms:
            continue
        if term is not None and sign_of(term.coefficient) < 0:
            raise NegativeDensity(end)
        return term
    raise Undecided(f"all {KEPT[-1]} leading terms cancel at {end.name}")


class NegativeDensity(Undecided):
    """A factor is negative near an end."""

    def __init__(self, end: End) -> None:
        super().__init__(f"a factor is negative near {end.name}")
        self.end = end


def integrable(field: Field, monomial: Monomial) -> bool:
    """Does int^oo F dL converge, L = log r, for F = monomial? Cauchy's condensation, as often as the scale is deep.

    With L = e^M the integral is int F L dM, with M = e^N it is int F L M dN, and so on: at each level the first term of
    log(F L M ...) that is not small against the new variable decides by its sign.
    """
    for depth in range(1, DEPTH):
        if _reaches(field, monomial, iterated_log(depth)):
            term = field.leading_log(monomial)
            return term is not None and field.sign_of(term.coefficient) < 0
        monomial = monomial.times(iterated_log(depth))
    raise Undecided("a sixth iterated logarithm decides")


def _reaches(field: Field, monomial: Monomial, variable: Monomial) -> bool:
    """Is |log of the monomial| at least of the order of `variable`?"""
    term = field.leading_log(monomial)
    return term is not None and term.monomial != ONE and field.compare(term.monomial, variable) >= 0


class Expansion:
    """One walk over the tree of an expression: its series in r -> oo at an end."""

    def __init__(self, field: Field, variable: sp.Symbol, end: End) -> None:
        self.field, self.variable, self.end = field, variable, end
        self.known: dict[sp.Expr, Series] = {variable: self._variable()}

    def _variable(self) -> Series:
        place, side = self.end.place, sp.S(self.end.side)
        if not self.end.finite:
            return Series((Term(-side, iterated_log(0)),))
        near = Series((Term(side, iterated_log(0).raised(sp.S.NegativeOne)),))
        return self.field.add(constant(place), near)

    def of(self, expression: sp.Expr) -> Series:
        """The series of an expression."""
        if expression not in self.known:
            self.known[expression] = self._of(expression)
        return self.known[expression]

    def _of(self, expression: sp.Expr) -> Series:
        if self.variable not in expression.free_symbols:
            return constant(expression)
        rule = HEADS.get(expression.func)
        if rule is not None:
            return rule(self, expression)
        if expression.func in WITH_ORDER and self.variable not in expression.args[0].free_symbols:
            return WITH_ORDER[expression.func](self.field, expression.args[0], self.of(expression.args[1]))
        if expression.func in RULES:
            return RULES[expression.func](self.field, self.of(expression.args[0]))
        raise Undecided(f"{expression.func.__name__} has no expansion here")

    def sign(self, expression: sp.Expr) -> int:
        """The sign near the end."""
        term = self.field.leading(self.of(expression))
        return 0 if term is None else self.field.sign_of(term.coefficient)

    def holds(self, condition: Any) -> bool:
        """Does a condition hold near the end?"""
        if condition in (sp.true, sp.false):
            return bool(condition)
        if isinstance(condition, sp.Not):
            return not self.holds(condition.args[0])
        if isinstance(condition, sp.And | sp.Or):
            return (all if isinstance(condition, sp.And) else any)(self.holds(part) for part in condition.args)
        return RELATIONS[condition.rel_op](self.sign(condition.lhs - condition.rhs))


def _add(walk: Expansion, e: sp.Expr) -> Series:
    return walk.field.add(*(walk.of(part) for part in e.args))


def _mul(walk: Expansion, e: sp.Expr) -> Series:
    return reduce(walk.field.multiply, (walk.of(part) for part in e.args))


def _pow(walk: Expansion, e: sp.Expr) -> Series:
    if walk.variable not in e.exp.free_symbols:
        return walk.field.power(walk.of(e.base), e.exp)
    return walk.field.exp(walk.field.multiply(walk.of(e.exp), walk.field.log(walk.of(e.base))))


def _exp(walk: Expansion, e: sp.Expr) -> Series:
    return walk.field.exp(walk.of(e.args[0]))


def _absolute(walk: Expansion, e: sp.Expr) -> Series:
    inside = walk.of(e.args[0])
    return walk.field.scale(inside, sp.S.NegativeOne) if walk.sign(e.args[0]) < 0 else inside


def _sign(walk: Expansion, e: sp.Expr) -> Series:
    return constant(sp.S(walk.sign(e.args[0])))


def _extreme(side: int) -> Callable[[Expansion, sp.Expr], Series]:
    def rule(walk: Expansion, e: sp.Expr) -> Series:
        best = e.args[0]
        for other in e.args[1:]:
            if side * walk.sign(other - best) > 0:
                best = other
        return walk.of(best)

    return rule


def _piecewise(walk: Expansion, e: sp.Expr) -> Series:
    for value, condition in e.args:
        if walk.holds(condition):
            return walk.of(value)
    raise Undecided(f"no branch of {e} holds near {walk.end.name}")


HEADS: Mapping[Any, Callable[[Expansion, sp.Expr], Series]] = {
    sp.Add: _add,
    sp.Mul: _mul,
    sp.Pow: _pow,
    sp.exp: _exp,
    sp.Abs: _absolute,
    sp.sign: _sign,
    sp.Max: _extreme(1),
    sp.Min: _extreme(-1),
    sp.Piecewise: _piecewise,
}

RELATIONS: Mapping[str, Callable[[int], bool]] = {
    ">": lambda sign: sign > 0,
    ">=": lambda sign: sign >= 0,
    "<": lambda sign: sign < 0,
    "<=": lambda sign: sign <= 0,
    "==": lambda sign: sign == 0,
    "!=": lambda sign: sign != 0,
}


def rate(found: Leading) -> str:
    """The leading behaviour of the density per d(log r), in words that a program can read: r, log(r), exp."""
    return in_text(found.coefficient, as_expression(found.monomial))


LONGEST = 80
"""Characters of an exact coefficient; beyond, ten digits of it are told."""


def in_text(coefficient: sp.Expr, shape: sp.Expr) -> str:
    """coefficient times shape; a coefficient that is too long to read as ten correct digits."""
    try:
        text = str(coefficient * shape).replace(" ", "")
    except ValueError:
        text = ""
    if text and len(str(coefficient)) <= LONGEST:
        return text
    digits = in_balls(coefficient, {}).str(DIGITS, radius=False)
    return digits if shape == 1 else f"{digits}*{str(shape).replace(' ', '')}"


def as_expression(m: Monomial, r: sp.Symbol | None = None) -> sp.Expr:
    """The monomial as a SymPy expression in r."""
    r = r or sp.Symbol("r", positive=True)
    logs = [r]
    while len(logs) < DEPTH:
        logs.append(sp.log(logs[-1]))
    large = sp.Add(*(term.coefficient * as_expression(term.monomial, r) for term in m.large))
    return sp.exp(large) * sp.Mul(*(log**power for log, power in zip(logs, m.powers, strict=True)))
