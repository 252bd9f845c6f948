"""The edges of a domain cone |mu|/sigma >= c0 (or <= c1): F along one ray mu = c sigma, as a function of sigma alone.

A KL that is stated for alpha <= 1 ends at |c| = 1; the clipped form of public code at log alpha = 8 and -8, |c| = e^-4 and e^4,
with plateaus behind. On a ray K is constant, so that the stationary sigma are the zeros of e_r(c, r) in r; what P says there is
whether F falls towards the edge.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from math import inf

from flint import arb

from audit.errors import PrecisionError
from audit.numerics import span
from audit.numerics.ball import precision
from audit.numerics.span import Span
from audit.parametrisation.planar.charts import Charts
from audit.parametrisation.planar.exclusion import excludes
from audit.parametrisation.planar.krawczyk import Gradient
from audit.parametrisation.result import MINIMUM, SADDLE
from audit.parametrisation.roots import over, refine, sign, zeros

BITS = 96
FURTHEST = 40
"""Of halving or doubling sigma until one end is free of zeros."""


@dataclass(frozen=True)
class OnEdge:
    """A stationary sigma on a ray: c, sigma, F, minimum or maximum along the ray, and the sign of c dF/dc (0: not told)."""

    c: arb
    r: arb
    value: arb
    kind: str
    outwards: int


def on_edge(charts: Charts, gradient: Gradient, c: Callable[[], arb], bits: int) -> list[OnEdge]:
    """All of them on the ray `c()`, a ball at the current precision. Raises PrecisionError where cells stay open."""
    with precision(BITS):
        ray = span.around(c())
        start, first = _free_near(charts, ray)
        end = _free_far(charts, ray)
        found = zeros(lambda r: _slope(gradient, c(), r), lambda r: _bend(gradient, c(), r), start, end, first)
    if found.open:
        raise PrecisionError(f"the edge mu/sigma = {ray[0]:.6g} is not told")
    made = []
    for low, high, rising in found.simple:
        ends = refine(lambda r: _slope(gradient, c(), r), low, high, rising, bits)
        with precision(bits + 40):
            r = over(*ends)
            tilt = c() * gradient.at(c(), r)[0][0, 0]
            kind = MINIMUM if rising > 0 else SADDLE
            made.append(OnEdge(c(), r, gradient.value(c(), r), kind, sign(tilt)))
    return made


def _slope(gradient: Gradient, c: arb, r: arb) -> arb:
    return gradient.derivatives(c, r)[2]


def _bend(gradient: Gradient, c: arb, r: arb) -> arb:
    return gradient.derivatives(c, r)[5]


def _free_near(charts: Charts, ray: Span) -> tuple[Fraction, int]:
    """r below which e_r, or e_r/r, has a sign, and that sign."""
    r = 1.0
    for _ in range(FURTHEST):
        for value in charts.edge.over(ray, (0.0, r)):
            if excludes(value):
                return Fraction(r), 1 if value[0] > 0 else -1
        r /= 2
    raise PrecisionError(f"sigma -> 0 on the edge mu/sigma = {ray[0]:.6g} is not told")


def _free_far(charts: Charts, ray: Span) -> Fraction:
    """r beyond which e_r has a sign."""
    r = 1.0
    for _ in range(FURTHEST):
        if any(excludes(value) for value in charts.edge.over(ray, (r, inf))):
            return Fraction(r)
        r *= 2
    raise PrecisionError(f"sigma -> oo on the edge mu/sigma = {ray[0]:.6g} is not told")
