"""Constants in the expansion of a truncated mass, enclosed by balls, and computed anew by mpmath.

    M(a, 1) = rate log(1/a) + constant + o(1) as a -> 0        M(1, b) = rate log b + constant + o(1) as b -> oo

for a likelihood L of one weight with the prior 1/|w|; rate is L(0+) + L(0-) and L(oo) + L(-oo), on the support. The constant
of M(a, oo) is the sum of both where the tail has rate 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cache

import mpmath
import sympy as sp
from flint import arb

from audit.claims.divergence import LOG_UNIFORM, constant
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import shown
from audit.posterior import density_of, truncated_mass
from audit.posterior.balls.tails import tail_bounds
from audit.posterior.ends import End
from audit.posterior.naive.multiprecision import mpmath_function
from audit.posterior.question import WHOLE_LINE

DIGITS = 26
CUT, FAR = Fraction(1, 10**30), Fraction(2**9)
PREC_BITS = 140
LIPSCHITZ = 1
"""Of every likelihood here: their slopes are products of factors at most 1, so that |L(w) - L(0+-)| <= |w|."""
ORDER = 2
AGREE = mpmath.mpf(10) ** -21
"""mpmath integrates at 34 digits; the stated digits are 22 after the point."""


class Place(StrEnum):
    """Where the mass is expanded."""

    ORIGIN = "origin"
    TAIL = "tail"
    WHOLE = "whole"


@dataclass(frozen=True)
class Constant:
    """`digits` are the first decimals of the constant, cut and not rounded. `rest` is |L - L(oo)| in the tail, as text."""

    name: str
    place: Place
    likelihood: str
    rate: str
    digits: str
    rest: str = "0"
    support: str = WHOLE_LINE


@cache
def enclosure(place: Place, likelihood: str, rate: str, rest: str, support: str) -> arb:
    """The constant as a ball. Raises PrecisionError where a mass has no finite enclosure."""
    if place is Place.WHOLE:
        origin = enclosure(Place.ORIGIN, likelihood, rate, rest, support)
        with precision(PREC_BITS):
            return origin + enclosure(Place.TAIL, likelihood, "0", rest, support)
    density = density_of(LOG_UNIFORM, likelihood, support=support)
    low, high = (CUT, Fraction(1)) if place is Place.ORIGIN else (Fraction(1), FAR)
    mass = truncated_mass(density, low, high, DIGITS)
    with precision(PREC_BITS):
        length = (arb(high.numerator) / high.denominator / (arb(low.numerator) / low.denominator)).log()
        left_out = _at_origin() if place is Place.ORIGIN else _in_tail(rest, support)
        return mass - in_balls(constant(rate), {}, PREC_BITS) * length + arb(0, left_out.upper())


def _at_origin() -> arb:
    """int_0^a (|L(w) - L(0+)| + |L(-w) - L(0-)|)/w dw <= 2 LIPSCHITZ a."""
    return arb(2 * LIPSCHITZ) * CUT.numerator / CUT.denominator


def _in_tail(rest: str, support: str) -> arb:
    """The certified mass of `rest`/|w| beyond b, on both sides."""
    density = density_of(LOG_UNIFORM, rest, support=support)
    infinite = [End(end, side) for end, side in zip(density.support, (1, -1), strict=True) if end.is_infinite]
    found = [tail_bounds(density, end, FAR, ORDER) for end in infinite]
    return sum((abs(ball) if ball is not None else arb("+inf") for ball in found), arb(0))


def by_balls(variant: Variant, _: Setting) -> Evidence:
    """Each ball lies within the decimals that are stated, or apart from them."""
    outcome, told = Outcome.HOLDS, []
    for c in variant.form:
        value = enclosure(c.place, c.likelihood, c.rate, c.rest, c.support)
        with precision(PREC_BITS):
            step = arb(10) ** -len(c.digits.partition(".")[2])
            low = arb(c.digits) if not c.digits.startswith("-") else arb(c.digits) - step
            if value < low or value > low + step:
                words = f"{c.name}: {value.str(DIGITS - 2, radius=False)}, stated {c.digits}"
                return _evidence(Method.BALL, Outcome.FAILS, variant, witness=words)
            if not (value > low and value < low + step) and not _is_zero(c, value):
                outcome = Outcome.UNDECIDED
        told.append(f"{c.name} {shown(value, 8)}")
    return _evidence(Method.BALL, outcome, variant, summary=", ".join(told))


def _is_zero(c: Constant, value: arb) -> bool:
    """Stated to be 0 and a ball around 0 as narrow as the decimals: L(w) + L(-w) = rate exactly is a claim of its own."""
    return constant(c.digits) == 0 and bool(abs(value) < arb(10) ** -(DIGITS - 4))


def in_mpmath(variant: Variant, _: Setting) -> Evidence:
    """int (L(w) + L(-w) - rate)/w dw over (0, 1) or (1, oo), by mpmath.quad, which shares no code with Arb."""
    for c in variant.form:
        value = _integral(c.place, c.likelihood, c.rate, c.support)
        with mpmath.workdps(34):
            if abs(value - mpmath.mpf(c.digits)) > AGREE:
                words = f"{c.name}: {mpmath.nstr(value, 24)}, stated {c.digits}"
                return _evidence(Method.PRECISE, Outcome.FAILS, variant, witness=words)
    return _evidence(Method.PRECISE, Outcome.HOLDS, variant)


@cache
def _integral(place: Place, likelihood: str, rate: str, support: str) -> mpmath.mpf:
    if place is Place.WHOLE:
        with mpmath.workdps(34):
            return _integral(Place.ORIGIN, likelihood, rate, support) + _integral(Place.TAIL, likelihood, "0", support)
    f = mpmath_function(density_of("1", likelihood, support=support))
    with mpmath.workdps(34):
        level = mpmath.mpf(str(sp.N(constant(rate), 40)))
        path = [0, 1] if place is Place.ORIGIN else [1, 4, 16, 64, FAR.numerator]
        return mpmath.quad(lambda w: (f(w) + f(-w) - level) / w, path)


def _evidence(
    method: Method, outcome: Outcome, variant: Variant, witness: str | None = None, summary: str = ""
) -> Evidence:
    everything = outcome is Outcome.HOLDS
    return Evidence(
        method, outcome, "each of the constants", everything, len(variant.form), PREC_BITS, witness, summary
    )
