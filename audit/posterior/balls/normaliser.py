"""The normaliser, mean and variance of a proper posterior, as certified enclosures.

The support is cut at the places that the caller names. Around each end the integral runs in s = log r up to a point beyond
which the expansion at that end bounds the rest (tails.py); between the end regions it runs in w.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from flint import acb, arb, fmpq

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import precision
from audit.numerics.exact import bits_of, whole
from audit.posterior.balls.cells import Goal, S, at_log, cell, in_log, in_w, largest, weighted
from audit.posterior.balls.complex_ball import Compiled, compiled, value_at
from audit.posterior.balls.tails import FEW, tail_bounds
from audit.posterior.balls.witness import witness
from audit.posterior.density import Density
from audit.posterior.ends import End

GUARD_BITS = 40
"""Cancellation inside factors and the rounding of sums over hundreds of them."""
REGULAR_RADIUS = 2.0**-30
"""Of the disc on which an end is shown to be a regular point."""
SPARE_BITS = 6
"""Each of a few pieces is asked for 2^-6 of the tolerance."""
REACHES = (2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 256, 512, 1024, 2048)
"""Cuts to try: the log-range of an end stops at r = 2^j times where it begins."""
ORDERS = (2, 6, 12)
MOST_DIGITS = 60


@dataclass(frozen=True)
class Normaliser:
    """Z = int f dw, and mean and variance where they exist.

    `mean` and `variance` are None where the moment does not exist (`mean_exists` False), where that is undecided (None), and
    where Z was not told from zero in time.
    Enclosures may be wider than the digits asked for when the time was short.
    """

    Z: arb
    mean: arb | None
    variance: arb | None
    mean_exists: bool | None
    variance_exists: bool | None


@dataclass(frozen=True)
class Stretch:
    """A part of the support: near an end in s from `low` = log `start` on, or (no end) in w from low to high.

    `f` is the integrand there and `w` the place as a function of the same variable.
    """

    f: Compiled
    w: Compiled
    low: arb
    high: arb | None
    end: End | None
    start: Fraction


def normaliser(density: Density, cuts: tuple[sp.Expr, ...] = (), digits: int = 10, seconds: float = 20.0) -> Normaliser:
    """Certified enclosures of Z, E[w] and Var[w] under the density on its support.

    `cuts` are the exact places inside the support where the density is singular, or changes its form. A place that is left
    out costs time or width, never truth. Raises InputError when the posterior is not certified to be proper, and
    PrecisionError when no finite enclosure was found.

    >>> w = sp.Symbol("w", real=True)
    >>> found = normaliser(Density(w, (sp.exp(-(w**2) / 2),)))
    >>> abs(found.Z**2 - 2 * arb.pi()) < 1e-9, abs(found.mean) < 1e-9, abs(found.variance - 1) < 1e-8
    (True, True, True)
    """
    whole(digits, "digits", 1, MOST_DIGITS, "digits = 10")
    deadline = time.monotonic() + seconds
    with precision(bits_of(digits) + GUARD_BITS):
        parts = stretches(density, cuts)
        z = moment(density, parts, 0, digits, deadline)
        exists = [moment_exists(density, k) for k in (1, 2)]
        first, second = (
            moment(density, parts, k, digits, deadline) / z if exists[k - 1] and z > 0 else None for k in (1, 2)
        )
    variance = second - first * first if first is not None and second is not None else None
    return Normaliser(z, first, variance, exists[0], exists[1])


def moment_exists(density: Density, k: int) -> bool | None:
    """Is |w|^k f integrable at the infinite ends? None: undecided. At finite ends it is as integrable as f."""
    verdicts: list[bool | None] = []
    for place, side in zip(density.support, (1, -1), strict=True):
        if place.is_infinite:
            found = witness(_weighted(density, sp.Abs(density.variable) ** k), End(place, side))
            verdicts.append(None if found is None else found.integrable)
    return False if False in verdicts else None if None in verdicts else True


def moment(density: Density, parts: list[Stretch], k: int, digits: int, deadline: float) -> arb:
    """int w^k f dw over the stretches of the support. Raises InputError, PrecisionError."""
    whole_density = _weighted(density, density.variable**k)
    size = sum((_size(part, k) for part in parts), arb(0))
    tolerance = size * arb(2) ** -(bits_of(digits) + SPARE_BITS)
    total = arb(0)
    for i, part in enumerate(parts):
        now = time.monotonic()
        share = now + (deadline - now) / (len(parts) - i)
        total += _integral(part, k, whole_density, Goal(arb(2) ** -bits_of(digits + 2), tolerance, share))
    if total.is_finite():
        return total
    raise PrecisionError("no finite enclosure of the normaliser was found: a singular place that is not in the cuts?")


def _weighted(density: Density, weight: sp.Expr) -> Density:
    factors = density.factors if weight == 1 else (*density.factors, weight)
    return Density(density.variable, factors, density.support)


def stretches(density: Density, cuts: tuple[sp.Expr, ...]) -> list[Stretch]:
    """Every interval between cuts: the region of each end that is not regular, and what is left."""
    low, high = density.support
    places = [low, *(c for c in cuts if bool(low < c) and bool(c < high)), high]
    plain, itself = in_w(density), compiled(density.variable, density.variable)
    out = []
    for a, b in pairwise(places):
        points = []
        for end, r in zip((End(a, 1), End(b, -1)), _starts(a, b), strict=True):
            if end.finite and _regular(plain, end):
                points.append(end.place)
                continue
            f, w = in_log(density, end), compiled(at_log(end), S)
            out.append(Stretch(f, w, arb(fmpq(r.numerator, r.denominator)).log(), None, end, r))
            points.append(end.inward(sp.Rational(r.numerator, r.denominator)))
        if points[0] != points[1]:
            out.append(Stretch(plain, itself, value_at(points[0]), value_at(points[1]), None, Fraction(1)))
    return out


def _regular(plain: Compiled, end: End) -> bool:
    """Is the density analytic on a disc around a finite end? Then the end needs no region of its own."""
    disc = value_at(end.place) + arb(0, REGULAR_RADIUS)
    return bool(plain(acb(disc, arb(0, REGULAR_RADIUS)), True).is_finite())


def _starts(a: sp.Expr, b: sp.Expr) -> tuple[Fraction, Fraction]:
    """r at which the two end regions begin: they touch in a finite interval, and leave a stretch between them otherwise."""
    if a.is_finite and b.is_finite:
        gap = b - a
        r = Fraction(int(sp.ceiling(2 / gap)))
        if gap.is_Rational:
            r = max(Fraction(2) / Fraction(int(gap.p), int(gap.q)), Fraction(1, 10**6))
        return r, r
    reach = Fraction(2 + max((abs(int(sp.floor(x))) + 1 for x in (a, b) if x.is_finite), default=0))
    return (Fraction(1) if a.is_finite else reach), (Fraction(1) if b.is_finite else reach)


def _size(part: Stretch, k: int) -> arb:
    """About the mass of a stretch, for the tolerance."""
    last = part.high if part.high is not None else part.low + 8
    return largest(weighted(part.f, part.w, k), [part.low + (last - part.low) * i / 16 for i in range(1, 16)])


def _integral(part: Stretch, k: int, density: Density, goal: Goal) -> arb:
    f = weighted(part.f, part.w, k)
    if part.high is not None or part.end is None:
        return cell(f, part.low, arb(part.high), goal)
    start, tail = _tail(density, part.end, part.start, goal.absolute)
    return cell(f, part.low, arb(fmpq(start.numerator, start.denominator)).log(), goal) + tail


def _tail(density: Density, end: End, begin: Fraction, tolerance: arb) -> tuple[Fraction, arb]:
    """The first cut whose tail is narrow enough, or else the one with the narrowest tail."""
    best: tuple[Fraction, arb] | None = None
    known = witness(density, end)
    if known is not None and not known.integrable:
        raise InputError(f"an improper posterior ({known.text})", "a proper posterior", "truncated_mass")
    # Of many factors only the leading terms are multiplied: more of them would be computed for nothing.
    orders = ORDERS if len(set(density.factors)) <= FEW else ORDERS[:1]
    for reach in REACHES:
        start = max(begin, Fraction(1)) * 2**reach
        for order in orders:
            tail = tail_bounds(density, end, start, order)
            if tail is None:
                continue
            if best is None or tail.rad() < best[1].rad():
                best = (start, tail)
            if tail.rad() < tolerance:
                return best
    if best is None:
        raise InputError(
            f"a posterior whose tail at {end.name} is not bounded", "a proper posterior", "witness() at each end"
        )
    return best
