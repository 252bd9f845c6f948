"""Expansions with certified remainders, valid on a whole neighbourhood of an end: s >= S.

A germ is g(s) = sum of c_j e^(E_j(s)) + x(s) e^(E(s)), where the E_j are exact scales (growth.py), the c_j constants, and the
ball X contains x(s) for every s >= S. The terms dominate the rest strictly and stand in descending order. So a germ is at
once an asymptotic expansion and a two-sided bound; when leading terms cancel, the next ones show.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

from flint import arb

from audit.posterior.balls.constant import ONE, Constant, ball_of, plus, sign, times
from audit.posterior.balls.growth import (
    FLAT,
    Growth,
    Near,
    NotCertified,
    combined,
    compared,
    direction,
    from_zero,
)

MOST_TERMS = 24
"""Terms that do not decay, in one germ."""

Term = tuple[Growth, Constant]
Rest = tuple[Growth, arb]


@dataclass(frozen=True)
class Germ:
    """`terms` in descending order, and `rest` (None: there is none)."""

    terms: tuple[Term, ...]
    rest: Rest | None = None

    @property
    def growth(self) -> Growth:
        """The dominant scale; that of 1 for the zero germ."""
        return self.terms[0][0] if self.terms else self.rest[0] if self.rest else FLAT

    @property
    def is_zero(self) -> bool:
        """Exactly 0 on the neighbourhood."""
        return not self.terms and self.rest is None


def number(c: Constant) -> Germ:
    """A constant."""
    return Germ(()) if sign(c) == 0 else Germ(((FLAT, c),))


def built(pieces: Iterable[Term], rests: Iterable[Rest], near: Near) -> Germ:
    """The germ of a sum: equal scales are merged, zeros drop out, what the rest swallows or the order cuts goes there."""
    merged: dict[Growth, Constant] = {}
    for growth, c in pieces:
        merged[growth] = plus(merged[growth], c) if growth in merged else c
    remainders, sure = list(rests), []
    for growth, c in merged.items():
        found = sign(c)
        if found is None:
            remainders.append((growth, ball_of(c)))
        elif found:
            sure.append((growth, c))
    sure.sort(key=cmp_to_key(_descending))
    growing = min(MOST_TERMS, sum(1 for t in sure if direction(t[0]) >= 0))
    cut = min(len(sure), growing + near.order)
    remainders += [(growth, ball_of(c)) for growth, c in sure[cut:]]
    rest = _swallowed(remainders, near)
    first = next((i for i, t in enumerate(sure[:cut]) if rest and compared(t[0], rest[0]) <= 0), cut)
    if rest and first < cut:
        rest = _swallowed([rest, *((growth, ball_of(c)) for growth, c in sure[first:cut])], near)
    return Germ(tuple(sure[:first]), rest)


def _descending(a: Term, b: Term) -> int:
    return -compared(a[0], b[0])


def _swallowed(rests: list[Rest], near: Near) -> Rest | None:
    """One rest at the dominant scale."""
    rests = [r for r in rests if not r[1].is_zero()]
    if not rests:
        return None
    top = rests[0][0]
    for growth, _ in rests[1:]:
        top = growth if compared(growth, top) > 0 else top
    total = arb(0)
    for growth, x in rests:
        total += x if growth == top else x * from_zero(combined((growth, ONE), (top, -ONE)), near)
    if total.is_finite():
        return top, total
    raise NotCertified("a remainder is not bounded")


def added(germs: Iterable[Germ], near: Near) -> Germ:
    """The sum."""
    listed = list(germs)
    return built([t for g in listed for t in g.terms], [g.rest for g in listed if g.rest], near)


def scaled(g: Germ, c: Constant, growth: Growth = FLAT) -> Germ:
    """c e^E g, for an exact c other than 0."""

    def moved(e: Growth) -> Growth:
        return combined((e, ONE), (growth, ONE)) if growth else e

    rest = None if g.rest is None else (moved(g.rest[0]), g.rest[1] * ball_of(c))
    return Germ(tuple((moved(e), times(c, k)) for e, k in g.terms), rest)


def negated(g: Germ) -> Germ:
    """-g."""
    return scaled(g, -ONE)


def multiplied(a: Germ, b: Germ, near: Near) -> Germ:
    """The product."""
    for one, other in ((a, b), (b, a)):
        if len(one.terms) == 1 and one.rest is None and sign(one.terms[0][1]):
            return scaled(other, one.terms[0][1], one.terms[0][0])
    pieces = [(combined((e, ONE), (f, ONE)), times(c, d)) for e, c in a.terms for f, d in b.terms]
    rests = [
        (combined((e, ONE), (r[0], ONE)), ball_of(c) * r[1])
        for g, r in ((a, b.rest), (b, a.rest))
        if r
        for e, c in g.terms
    ]
    if a.rest and b.rest:
        rests.append((combined((a.rest[0], ONE), (b.rest[0], ONE)), a.rest[1] * b.rest[1]))
    return built(pieces, rests, near)


def enclosure(g: Germ, near: Near) -> Rest:
    """(E, X) with g(s) in X e^(E(s)) for all s >= S, at the dominant scale E."""
    if g.is_zero:
        return FLAT, arb(0)
    top = g.growth
    parts = [(e, ball_of(c)) for e, c in g.terms] + ([g.rest] if g.rest else [])
    total = arb(0)
    for e, x in parts:
        total += x if e == top else x * from_zero(combined((e, ONE), (top, -ONE)), near)
    return top, total


def sign_of(g: Germ, near: Near) -> int | None:
    """The sign on the whole neighbourhood: -1, 0, 1, or None when it is not certain."""
    return 0 if g.is_zero else sign(enclosure(g, near)[1])


def bounded(g: Germ, near: Near) -> arb:
    """A ball that contains g(s) for all s >= S, for a germ that does not grow. Raises NotCertified."""
    growth, x = enclosure(g, near)
    if direction(growth) > 0:
        raise NotCertified("a value is not bounded near the end")
    return x * from_zero(growth, near)
