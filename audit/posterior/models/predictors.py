"""Regression under a flat prior: does a product of functions of linear predictors have a finite integral? Separation.

Let the density be a constant times prod_i h_i(x_i . beta), each h_i continuous and positive, and let h_i(eta) as
eta -> +oo and -oo tend to a positive constant or fall at least exponentially: h_i(eta) ~ K e^(-c |eta|), or faster than
that for every c. Theorem: the integral over beta in R^d is finite if and only if no v != 0 has, for every i, x_i . v = 0 or
x_i . v in a direction in which h_i stays above a constant. (Albert and Anderson 1984 for logistic regression: overlap.)

Divergence: along such a v the density stays above a constant times its value, on a tube. Convergence: on the unit sphere
the slope R(v) = -sum c_i |x_i . v| is continuous and negative, hence below some -delta: the density is at most
C e^(-delta |beta|).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.posterior.density import Density
from audit.posterior.ends import End
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.leading import leading
from audit.posterior.exact.signs import Undecided, of_numbers
from audit.posterior.exact.transseries import Field, iterated_log
from audit.posterior.models.cones import Vector, ray_in
from audit.posterior.models.model import Model

ETA = sp.Symbol("eta", real=True)
PLUS, MINUS = End(sp.oo, -1), End(-sp.oo, 1)


@dataclass(frozen=True)
class Factor:
    """h(x . beta): the row x, and whether h stays above a constant as the predictor goes to +oo and to -oo."""

    row: tuple[Fraction, ...]
    flat_above: bool
    flat_below: bool


def separating(model: Model) -> Vector | None:
    """None if the integral is finite, else a direction beta = t v along which the density does not decay.

    Raises Undecided where the density has not this form.

    >>> from audit.posterior.models.model import model
    >>> data = {"x": [1, 2, 3], "y": [-1, 1, 1]}
    >>> separating(model({"a": "-oo,oo", "b": "-oo,oo"}, "1", "sigmoid(y*(a+b*x))", data)) is not None
    True
    """
    symbols = [p.symbol for p in model.parameters]
    for parameter in model.parameters:
        if parameter.support != (-sp.oo, sp.oo):
            raise Undecided(f"{parameter.symbol} does not range over the whole line")
    shapes: dict[sp.Expr, tuple[bool, bool]] = {}
    factors = []
    for factor in model.factors:
        if factor.free_symbols:
            row, h = _linear_in(factor, symbols)
            if h not in shapes:
                shapes[h] = (_flat(h, PLUS), _flat(h, MINUS))
            factors.append(Factor(row, *shapes[h]))
    return ray_in(_constraints(factors), len(symbols))


def _linear_in(factor: sp.Expr, symbols: list[sp.Symbol]) -> tuple[tuple[Fraction, ...], sp.Expr]:
    """The row x, scaled to first nonzero entry 1, and h with factor = h(x . beta)."""
    present = [s for s in symbols if s in factor.free_symbols]
    first, others = present[0], present[1:]
    slopes = {first: sp.S.One}
    gradient = sp.diff(factor, first)
    for other in others:
        ratio = sp.simplify(sp.diff(factor, other) / gradient)
        if not ratio.is_Rational:
            raise Undecided(f"{factor} is no function of one linear predictor")
        slopes[other] = ratio
    predictor = ETA - sp.Add(*(slopes[s] * s for s in others))
    h = sp.simplify(factor.subs(first, predictor)) if others else factor.subs(first, ETA)
    if h.free_symbols != {ETA}:
        raise Undecided(f"{factor} is no function of one linear predictor")
    return tuple(Fraction(str(slopes.get(s, sp.S.Zero))) for s in symbols), h


def _flat(h: sp.Expr, end: End) -> bool:
    """Does h stay above a constant at this end? Raises Undecided for anything between that and exponential decay."""
    density = Density(ETA, (h,))
    if cuts(density):
        raise Undecided(f"{h} is not smooth")
    monomial = leading(density, end).monomial.over(iterated_log(0))
    field = Field(of_numbers, 1)
    log = field.leading_log(monomial)
    if log is None:
        return True
    if of_numbers(log.coefficient) > 0 or field.compare(log.monomial, iterated_log(0)) < 0:
        raise Undecided(f"{h} does not fall exponentially at {end.name}")
    return False


def _constraints(factors: Iterable[Factor]) -> list[tuple[Fraction, ...]]:
    """Rows a with a . v >= 0: x . v may be positive only where h is flat above, negative only where flat below."""
    rows = []
    for factor in factors:
        if not factor.flat_below:
            rows.append(factor.row)
        if not factor.flat_above:
            rows.append(tuple(-x for x in factor.row))
    return rows
