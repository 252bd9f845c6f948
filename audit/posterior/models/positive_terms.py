"""Densities built from positive terms: integrable or not, decided by finitely many linear programs.

Let p_i = e^(t_i). A positive expression made of parameters and positive constants by sums, products and real powers is, up
to constant factors above and below, e^(L(t)) with a piecewise linear L: a sum is as large as its largest term (the tropical
sum). Let the density times p_1 ... p_d be e^(L(t)) exp(-e^(M(t))) up to such factors, with L and M = max of the M_j
piecewise linear and positively homogeneous. Theorem: its integral is finite if and only if L(v) < 0 for every v != 0 in
C = {v : M(v) <= 0, and v keeps to the supports}.

Divergence: along a ray with L(v) >= 0 in C the density is at least a constant times e^(L(tv)) on a tube, and M is bounded
there. Convergence: L(v) <= -delta |v| on C, L is Lipschitz, the distance to C is at most a multiple of M+ (Hoffman, on each
of finitely many cones), and exp(-e^x) falls faster than any e^(-Kx).

L and M are linear on finitely many cones, one for each choice of the largest term in every sum; each asks for a nonzero v
with L(v) >= 0. Real parameters are taken as two positive ones, one for each sign.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod

import sympy as sp

from audit.posterior.exact.signs import Undecided, sign_of_constant
from audit.posterior.models.cones import Vector, ray_in
from audit.posterior.models.model import Model, Parameter

MOST_PIECES = 20_000
"""Cones on which all is linear; a density of the literature has a few dozen."""

Slope = tuple[Fraction, ...]
Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Piece:
    """On the cone {v : a . v >= 0 for each row a} the size of an expression is e^(slope . v t), up to constants."""

    slope: Slope
    rows: frozenset[Row] = frozenset()


@dataclass(frozen=True)
class Direction:
    """A direction in which the mass diverges: p_i ~ e^(v_i t), t -> oo, with signs of the real parameters."""

    symbols: tuple[sp.Symbol, ...]
    signs: tuple[int, ...]
    ray: Vector

    @property
    def text(self) -> str:
        """In words."""
        ways = []
        for symbol, sign, v in zip(self.symbols, self.signs, self.ray, strict=True):
            size = str(symbol) if sign > 0 else f"-{symbol}"
            ways.append(f"{size} ~ exp({v}t)" if v else f"{size} fixed")
        return "mass diverges along " + ", ".join(ways)


def integrable(model: Model) -> Direction | None:
    """None if the integral over all parameters is finite, else a direction in which it diverges.

    Raises Undecided where the density has not this form.

    >>> from audit.posterior.models.model import model
    >>> integrable(model({"a": "0,oo", "b": "0,oo"}, "a*b/(1+a+b)**5")) is None
    True
    >>> integrable(model({"a": "0,oo", "b": "0,oo"}, "exp(-a*b)")).ray
    (1, -1)
    """
    for signs, orthant in _orthants(model):
        for rows in _questions(orthant):
            ray = ray_in(rows, len(signs))
            if ray is not None:
                return Direction(tuple(p.symbol for p in model.parameters), signs, ray)
    return None


def _orthants(model: Model) -> Iterator[tuple[tuple[int, ...], Model]]:
    """The model on each orthant of its real parameters, told in positive ones."""
    choices = []
    for parameter in model.parameters:
        low, high = parameter.support
        choices.append(
            [s for s in (1, -1) if (high if s > 0 else -low) == sp.oo or sign_of_constant(high if s > 0 else -low) > 0]
        )
    for signs in product(*choices):
        swaps, parameters = {}, []
        for parameter, sign in zip(model.parameters, signs, strict=True):
            low, high = parameter.support if sign > 0 else (-parameter.support[1], -parameter.support[0])
            size = sp.Symbol(str(parameter.symbol), positive=True)
            swaps[parameter.symbol] = sign * size
            parameters.append(Parameter(size, (sp.Max(low, 0), high)))
        yield signs, Model(tuple(parameters), tuple(factor.xreplace(swaps) for factor in model.factors))


def _questions(model: Model) -> Iterator[list[Row]]:
    """Constraints on v, one list for each cone: v is in the cone and in C, and L(v) >= 0."""
    symbols = tuple(p.symbol for p in model.parameters)
    jacobian = Piece(tuple(Fraction(1) for _ in symbols))
    factors = [part for factor in _joined(model.factors) for part in sp.Mul.make_args(factor)]
    decays = [term for part in factors if isinstance(part, sp.exp) for term in _decaying(part.args[0], symbols)]
    sizes = [[jacobian], *(_pieces(part, symbols) for part in factors if not isinstance(part, sp.exp))]
    falls = [_pieces(term, symbols) for term in decays]
    _few(sizes + falls)
    bounds = list(_bounds(model))
    for chosen in product(*sizes):
        slope = _sum(piece.slope for piece in chosen)
        rows = frozenset().union(*(piece.rows for piece in chosen))
        for fall in product(*falls):
            inside = [tuple(-x for x in piece.slope) for piece in fall]
            more = frozenset().union(*(piece.rows for piece in fall))
            yield [*bounds, *rows, *more, *inside, slope]


def _joined(factors: tuple[sp.Expr, ...]) -> tuple[sp.Expr, ...]:
    """The factors with gamma functions of arguments that differ by integers reduced to polynomials."""
    joined = sp.Mul(*factors)
    if joined.has(sp.gamma):
        joined = sp.gammasimp(sp.expand_func(joined))
    return tuple(sp.Mul.make_args(sp.expand_power_base(joined, force=True)))


def _pieces(expression: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> list[Piece]:
    """The size of a positive expression, cone by cone. Raises Undecided for anything else."""
    if not expression.free_symbols:
        if sign_of_constant(expression) <= 0:
            raise Undecided(f"the constant {expression} is not positive")
        return [Piece(tuple(Fraction(0) for _ in symbols))]
    if expression in symbols:
        return [Piece(tuple(Fraction(int(s == expression)) for s in symbols))]
    if expression.is_Mul:
        return _product([_pieces(part, symbols) for part in expression.args])
    if expression.is_Pow and expression.exp.is_Rational:
        power = Fraction(int(expression.exp.p), int(expression.exp.q))
        base = _pieces(sp.factor_terms(expression.base), symbols)
        return [Piece(tuple(power * x for x in piece.slope), piece.rows) for piece in base]
    if expression.is_Add:
        return _largest([_pieces(part, symbols) for part in expression.args])
    raise Undecided(f"{expression} is not built from positive terms by sums, products and powers")


def _product(parts: list[list[Piece]]) -> list[Piece]:
    _few(parts)
    return _distinct(
        Piece(_sum(p.slope for p in chosen), frozenset().union(*(p.rows for p in chosen))) for chosen in product(*parts)
    )


def _largest(parts: list[list[Piece]]) -> list[Piece]:
    """The tropical sum: on each cone one of the terms is the largest."""
    _few([*parts, [Piece(())] * len(parts)])
    found = []
    for chosen in product(*parts):
        shared = frozenset().union(*(p.rows for p in chosen))
        for best in {p.slope for p in chosen}:
            wins = {tuple(a - b for a, b in zip(best, p.slope, strict=True)) for p in chosen if p.slope != best}
            found.append(Piece(best, shared | wins))
    return _distinct(found)


def _distinct(pieces: Iterable[Piece]) -> list[Piece]:
    return list(dict.fromkeys(pieces))


def _few(parts: list[list[Piece]]) -> None:
    count = prod(len(part) for part in parts)
    if count > MOST_PIECES:
        raise Undecided(f"{count} cones, more than {MOST_PIECES}")


def _sum(slopes: Iterable[Slope]) -> Slope:
    return tuple(sum(column, Fraction(0)) for column in zip(*slopes, strict=True))


def _decaying(exponent: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> list[sp.Expr]:
    """The terms of minus an exponent that is bounded above: all positive, or led by one where they are in one parameter.

    A polynomial in one p alone, -c p^n + lower terms, lies between -2c p^n - C and -c p^n/2 + C.
    """
    whole = sp.factor_terms(-exponent)
    if _positive(whole):
        return [whole]
    found = []
    own: dict[tuple[sp.Symbol, ...], list[sp.Expr]] = {}
    for term in sp.Add.make_args(sp.expand(-exponent)):
        own.setdefault(tuple(s for s in symbols if s in term.free_symbols), []).append(term)
    for inside, group in own.items():
        total = sp.factor_terms(sp.Add(*group))
        if inside and not _positive(total):
            polynomial = total.as_poly(inside[0]) if len(inside) == 1 else None
            if polynomial is None or not polynomial.LC().is_positive:
                raise Undecided(f"exp({-total}) is not bounded by its leading term")
            total = polynomial.LC() * inside[0] ** polynomial.degree()
        if inside:
            found.append(total)
    return found


def _positive(expression: sp.Expr) -> bool:
    """Is it built from positive terms alone?"""
    if expression.is_Add or expression.is_Mul:
        return all(_positive(part) for part in expression.args)
    if expression.is_Pow:
        return _positive(expression.base)
    return bool(expression.is_positive)


def _bounds(model: Model) -> Iterator[Row]:
    """Each row a with a . v >= 0 for directions v that keep to the supports."""
    for i, parameter in enumerate(model.parameters):
        low, high = parameter.support
        for bounded, sign in ((sign_of_constant(low) > 0, 1), (high.is_finite, -1)):
            if bounded:
                yield tuple(Fraction(sign if i == j else 0) for j in range(len(model.parameters)))
