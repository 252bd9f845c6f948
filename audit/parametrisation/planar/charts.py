"""The gradient of rho E + K in coordinates that reach every end of the plane, as tapes.

    chart   coordinates                       what is held against 0
    ray     c = mu/sigma, r = sigma           P = rho e_c + c K',  Q = e_r,  T = g - rho sigma E_sigma
    far     b = |sigma/mu|, m = |mu|, sign    T1 = rho mu E_mu + g,  T2 = mu E_mu + sigma E_sigma,  T
    corner  d = mu/sigma^2, r = sigma         G1 = rho E_mu + d K',  G2 = d E_mu + E_sigma/sigma

g = 2u K'(u) tends to 1 as u -> oo. At a stationary point all of them vanish. T is -2 v dF/dv at fixed mu; T1 is c dF/dc at
fixed r; T2 is r dF/dr at fixed c. The corner chart resolves (mu, sigma) = (0, 0), at which F has no limit.

Each part of them is written in several forms (as it is, expanded, factored, nested in one variable): over a wide cell they
enclose the same values differently well, and all enclosures hold.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, reduce

import sympy as sp
from flint import arb

from audit.numerics import span
from audit.numerics.span import WHOLE, Span
from audit.numerics.tape import BALLS, SPANS, Tape, tape
from audit.parametrisation.planar.convex import MU, SIGMA

C = sp.Symbol("c", real=True)
R = sp.Symbol("r", positive=True)
B = sp.Symbol("b", positive=True)
M = sp.Symbol("m", positive=True)
D = sp.Symbol("d", real=True)
MOST_OPERATIONS = 400
"""Of an expression that is written in other forms as well; longer ones stay as they are."""


@dataclass(frozen=True)
class Enclosed:
    """A few quantities, each by several formulas: `groups` says which results of the tape belong to which quantity."""

    program: Tape
    groups: tuple[tuple[int, ...], ...]
    short: Tape

    def over(self, *cell: Span) -> tuple[Span, ...]:
        """The enclosures on a cell, each the meeting of all formulas."""
        found = [span.sure(value) for value in self.program.run(cell, SPANS)]
        return tuple(reduce(span.meet, (found[i] for i in group), WHOLE) for group in self.groups)

    def quickly(self, *cell: Span) -> tuple[Span, ...]:
        """The enclosures on a small cell, by one formula each."""
        return tuple(span.sure(value) for value in self.short.run(cell, SPANS))


@dataclass(frozen=True)
class Charts:
    """The parts of the gradient that come from the data term, chart by chart; `balls` has P's and Q's derivatives too.

    ray: e_c, e_r, sigma E_sigma, E_mu, e and e_cc, e_cr, e_rr. far, for mu > 0 and mu < 0: mu E_mu, sigma E_sigma, their sum, E.
    corner: E_mu, E_sigma/sigma. edge: e_r, e_r/r.
    """

    ray: Enclosed
    second: Enclosed
    far: tuple[Enclosed, Enclosed]
    corner: Enclosed
    edge: Enclosed
    balls: Tape

    def derivatives(self, c: arb, r: arb) -> tuple[arb, ...]:
        """e, e_c, e_r, e_cc, e_cr, e_rr on a box, in balls."""
        return self.balls.run([c, r], BALLS)


@lru_cache(maxsize=64)
def charts(energy: sp.Expr) -> Charts:
    """The tapes of one data term E(mu, sigma)."""
    on_ray = energy.subs({MU: C * R, SIGMA: R}, simultaneous=True)
    e_c, e_r = sp.diff(on_ray, C), sp.diff(on_ray, R)
    second = [sp.diff(e_c, C), sp.diff(e_c, R), sp.diff(e_r, R)]
    by_mu, by_sigma = sp.diff(energy, MU), sp.diff(energy, SIGMA)

    def at(place: dict[sp.Symbol, sp.Expr]) -> Callable[[sp.Expr], sp.Expr]:
        return lambda f: f.subs(place, simultaneous=True)

    ray, corner = at({MU: C * R, SIGMA: R}), at({MU: D * R**2, SIGMA: R})
    far = []
    for sign in (1, -1):
        there = at({MU: sign * M, SIGMA: B * M})
        parts = [there(MU * by_mu), there(SIGMA * by_sigma), there(MU * by_mu + SIGMA * by_sigma), there(energy)]
        far.append(_enclosed(parts, (B, M)))
    return Charts(
        _enclosed([e_c, e_r, ray(SIGMA * by_sigma), ray(by_mu), on_ray], (C, R)),
        _enclosed(second, (C, R)),
        (far[0], far[1]),
        _enclosed([corner(by_mu), corner(by_sigma / SIGMA)], (D, R)),
        _enclosed([e_r, sp.expand(e_r) / R], (C, R)),
        tape([on_ray, e_c, e_r, *second], (C, R)),
    )


def _enclosed(quantities: list[sp.Expr], symbols: tuple[sp.Symbol, ...]) -> Enclosed:
    groups: list[tuple[int, ...]] = []
    formulas: list[sp.Expr] = []
    for quantity in quantities:
        forms = _forms(quantity, symbols)
        groups.append(tuple(range(len(formulas), len(formulas) + len(forms))))
        formulas += forms
    return Enclosed(tape(formulas, symbols), tuple(groups), tape([formulas[group[-1]] for group in groups], symbols))


def _forms(quantity: sp.Expr, symbols: tuple[sp.Symbol, ...]) -> list[sp.Expr]:
    """The quantity as it is, expanded, factored, and nested in each variable where it is a polynomial."""
    if sp.count_ops(quantity) > MOST_OPERATIONS:
        return [quantity]
    grown = sp.expand(quantity)
    forms = [quantity, grown, sp.factor_terms(grown), sp.factor(grown), sp.factor(grown, deep=True)]
    forms += [sp.collect(grown, symbol, sp.factor_terms) for symbol in symbols]
    if grown.is_polynomial(*symbols):
        forms += [_nested(grown, symbol) for symbol in symbols]
    return list(dict.fromkeys(forms))


def _nested(polynomial: sp.Expr, symbol: sp.Symbol) -> sp.Expr:
    """x^k (a0 + x (a1 + x ...)): its lowest power taken out, the coefficients factored."""
    coefficients = sp.Poly(polynomial, symbol).all_coeffs()
    lowest = 0
    while len(coefficients) > 1 and coefficients[-1] == 0:
        coefficients.pop()
        lowest += 1
    made = sp.S.Zero
    for coefficient in coefficients:
        made = made * symbol + sp.factor(coefficient)
    return symbol**lowest * made
