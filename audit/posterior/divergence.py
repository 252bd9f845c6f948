"""How the truncated mass grows at an end where it diverges: its leading behaviour exactly, its constant certified.

With s = log r the mass up to r is the integral of F(s) up to log r. Let D be the terms of the expansion of F whose integrals
diverge (a constant c, for the log-uniform prior), and A their antiderivative (c log r). Then the mass from r0 to r is

    M(r) = A(r) + k + o(1),        k = int_{log r0}^oo (F(s) - D(s)) ds - A(r0),

and k is enclosed by rigorous integration up to some R and the expansion at the end beyond it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.numerics.exact import bits_of
from audit.posterior.balls.cells import Goal, cell, in_log
from audit.posterior.balls.complex_ball import value_at
from audit.posterior.balls.tails import tail_bounds
from audit.posterior.density import Density
from audit.posterior.ends import End
from audit.posterior.exact.leading import Leading, as_expression, diverging_terms, in_text
from audit.posterior.exact.signs import Undecided, sign_of_constant
from audit.posterior.exact.transseries import Term

GUARD_BITS = 40
LOOSEST = 1e-3
"""A constant that is known less well than this is not told."""
REACHES = (6, 12, 24, 48, 96, 192, 384, 768)
"""Powers of two at which the expansion is tried to take over; each gives about twice the digits of the one before."""
MOST_FACTORS = 24
"""A product of more different factors has no expansion beyond its leading term, hence no constant to many digits."""
FARTHEST_START = 40
"""The region starts at r0 = 1, 2, 4, ..., 2^40: closer singular places than that leave the constant out."""


@dataclass(frozen=True)
class Growth:
    """M(r) ~ `leading` as r -> oo (text in r and log); with `constant`, M(r) = leading + constant + o(1) from `start` on."""

    leading: str
    start: Fraction | None = None
    constant: arb | None = None


def growth(
    density: Density, found: Leading, places: Iterable[sp.Expr], digits: int = 10, seconds: float = 10.0
) -> Growth:
    """The growth of the truncated mass at a diverging end. The constant is left out where F has no constant limit.

    >>> from audit.posterior.exact.leading import leading
    >>> w = sp.Symbol("w", real=True)
    >>> density, end = Density(w, (1 / abs(w), 1 / (1 + sp.exp(-w)))), End(sp.S.Zero, 1)
    >>> made = growth(density, leading(density, end), [sp.S.Zero])
    >>> made.leading, made.start, abs(made.constant - arb("0.2434442978")) < 1e-9
    ('log(r)/2', Fraction(1, 1), True)
    """
    text = _leading_mass(found)
    if not digits or len(set(density.factors)) > MOST_FACTORS:
        return Growth(text)
    terms = diverging_terms(density, found.end)
    parts = None if terms is None else [_antiderivative(term) for term in terms]
    if not terms or parts is None or None in parts:
        return Growth(text)
    flat = all(power == 0 for term in terms for power in term.monomial.powers[1:])
    start = _start(density, found.end, places, 0 if flat else 1)
    if start is None:
        return Growth(text)
    removed = sp.Add(*(term.coefficient * as_expression(term.monomial, R) for term in terms))
    whole = sp.Add(*parts)
    try:
        with precision(bits_of(digits) + GUARD_BITS):
            constant = _constant(density, found.end, removed, whole, start, digits, time.monotonic() + seconds)
    except CheckError:
        constant = None
    return Growth(text if constant is None else in_text(sp.S.One, whole), start, constant)


R = sp.Symbol("r", positive=True)


def _antiderivative(term: Term) -> sp.Expr | None:
    """int c r^a L^b dL, L = log r, on that scale; None beyond it."""
    a, b, *deeper = term.monomial.powers
    if term.monomial.large or any(power != 0 for power in deeper):
        return None
    if a == 0:
        return term.coefficient * (sp.log(sp.log(R)) if b == -1 else sp.log(R) ** (b + 1) / (b + 1))
    if not (b.is_integer and b.is_nonnegative):
        return None
    s = sp.Symbol("s", positive=True)
    return sp.expand(term.coefficient * sp.integrate(sp.exp(a * s) * s**b, s)).subs(s, sp.log(R))


def _leading_mass(found: Leading) -> str:
    """The leading term of int F dL, L = log r: on the scale r^a L^b, else F itself in words."""
    a, b, *deeper = found.monomial.powers
    size = as_expression(found.monomial, R)
    if found.monomial.large or any(power != 0 for power in deeper):
        return f"integral of {in_text(found.coefficient, size)} d(log r)"
    if a != 0:
        return in_text(found.coefficient / a, size)
    if b == -1:
        return in_text(found.coefficient, sp.log(sp.log(R)))
    return in_text(found.coefficient / (b + 1), sp.log(R) ** (b + 1))


def _start(density: Density, end: End, places: Iterable[sp.Expr], least: int) -> Fraction | None:
    """The smallest power of two, 2^least or more, from which on nothing is in the way; None if there is no near one."""
    others = [place for place in (*places, *density.support) if place.is_finite and place != end.place]
    for exponent in range(least, FARTHEST_START):
        edge = end.inward(sp.Integer(2) ** exponent)
        between = (place for place in others if _is_between(place, end, edge))
        try:
            if not any(between):
                return Fraction(2**exponent)
        except Undecided:
            return None
    return None


def _is_between(place: sp.Expr, end: End, edge: sp.Expr) -> bool:
    """Does a place lie between the end and the edge of its region, or on the edge?"""
    toward_end = sign_of_constant(edge - place)
    if not end.finite:
        return toward_end <= 0 if end.place == sp.oo else toward_end >= 0
    return toward_end * end.side >= 0 and sign_of_constant(place - end.place) == end.side


def _constant(
    density: Density, end: End, removed: sp.Expr, whole: sp.Expr, start: Fraction, digits: int, deadline: float
) -> arb | None:
    """k, for the terms `removed` of F and their antiderivative `whole`, both in `R`."""
    distance = abs(density.variable - end.place) if end.finite else abs(density.variable)
    r = 1 / distance if end.finite else distance
    excess = Density(density.variable, (density.product - removed.subs(R, r) / distance,), density.support)
    goal = arb(10) ** -(digits + 1)
    for exponent in REACHES:
        reach = start * 2**exponent
        tail = tail_bounds(excess, end, reach)
        if tail is not None and tail.rad() < goal:
            low, high = (arb(fmpq(x.numerator, x.denominator)).log() for x in (start, reach))
            near = cell(in_log(excess, end), low, high, Goal(goal, goal, deadline))
            total = tail + near - value_at(whole.subs(R, sp.Rational(start.numerator, start.denominator)))
            return total if total.is_finite() and total.rad() < LOOSEST else None
    return None
