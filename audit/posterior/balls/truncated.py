"""Truncated masses M(a, b) = int over a <= |w| <= b of an unnormalised posterior, certified, for any cut-offs.

In s = log |w| the integrand F(s) = f(e^s) e^s + f(-e^s) e^s is flat where the posterior behaves like 1/|w|, and the range
from 1e-300 to 1e300 is only 1382 long. The two halves are integrated apart. Close to an end its expansion with certified
remainder is integrated instead of f: it costs nothing, and f itself may be too small there to be evaluated.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

import sympy as sp
from flint import arb

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import precision
from audit.numerics.exact import Exact, bits_of, positive, shown, whole
from audit.posterior.balls.cells import Goal, cell, in_log, largest
from audit.posterior.balls.complex_ball import Compiled, value_at
from audit.posterior.balls.tails import range_bounds
from audit.posterior.density import Density
from audit.posterior.ends import End

GUARD_BITS = 40
"""Rounding of the sums, and the cancellation inside factors."""
MOST_DIGITS = 60
FAR = (8, 16, 32, 64, 256)
"""Powers of two from which on, or below which, an end's expansion is tried."""
ORDER = 2
"""Terms of the expansion: its error at r is about r^-2."""
SPARE_BITS = 12
"""An expansion is used when it is 2^-12 of the tolerance wide."""


def truncated_mass(density: Density, a: Exact, b: Exact, digits: int = 15, seconds: float = 20.0) -> arb:
    """M(a, b) for exact 0 < a <= b, over the part of the support with a <= |w| <= b; |w| is measured from 0.

    The radius is about 10^-digits of the mass. Raises InputError for cut-offs out of order, PrecisionError when no finite
    enclosure was found in `seconds`.

    >>> w = sp.Symbol("w", real=True)
    >>> M = truncated_mass(Density(w, (1 / sp.Abs(w), 1 / (1 + sp.exp(-w)))), "1e-300", "1e300")
    >>> abs(M - 600 * arb(10).log()) < 1e-11
    True
    """
    return truncated_masses(density, (a, b), digits, seconds)[-1]


def truncated_masses(
    density: Density, grid: Sequence[Exact], digits: int = 15, seconds: float = 20.0
) -> tuple[arb, ...]:
    """M(g0, g) for every g of an ascending grid g0 <= g1 <= ...; each cell is integrated once.

    >>> w = sp.Symbol("w", real=True)
    >>> halves = truncated_masses(Density(w, (1 / w,), (sp.S.Zero, sp.oo)), (1, 2, 4))
    >>> abs(halves[2] - 2 * halves[1]) < 1e-12, len(halves)
    (True, 3)
    """
    if not isinstance(density, Density):
        raise InputError(f"{density!r} as a density", "a Density", 'density_of("1/abs(w)", "sigmoid(w)")')
    whole(digits, "digits", 1, MOST_DIGITS, "digits = 15")
    exact = [positive(g, "a cut-off") for g in grid]
    for low, high in pairwise(exact):
        if low > high:
            raise InputError(
                f"cut-offs {shown(low)} and {shown(high)}", "cut-offs in ascending order", "the other order"
            )
    deadline = time.monotonic() + seconds
    with precision(bits_of(digits) + GUARD_BITS):
        halves = [(side, in_log(density, End(side * sp.oo, -side))) for side in _sides(density)]
        total, out = arb(0), [arb(0)]
        for i, (low, high) in enumerate(pairwise(exact)):
            now = time.monotonic()
            share = now + (deadline - now) / (len(exact) - 1 - i)
            total += sum((_half(density, f, side, low, high, digits, share) for side, f in halves), arb(0))
            out.append(total)
    if total.is_finite():
        return tuple(out)
    raise PrecisionError("no finite enclosure of a truncated mass was found in the time given")


def _half(density: Density, f: Compiled, side: int, low: Fraction, high: Fraction, digits: int, deadline: float) -> arb:
    """The mass with a <= side w <= b inside the support."""
    bounds = _clipped(density, side, low, high)
    if bounds is None:
        return arb(0)
    a, b = bounds
    tolerance = arb(10) ** -(digits + 1) * _scale(f, _log(a), _log(b))
    inner, extra = a, arb(0)
    outer = b
    for end in (End(side * sp.oo, -side), End(sp.S.Zero, side)):
        cut, mass = _expanded(density, end, inner, outer, tolerance)
        extra += mass
        inner, outer = (inner, cut) if not end.finite else (cut, outer)
    goal = Goal(arb(10) ** -(digits + 1), tolerance, deadline)
    return extra + sum((cell(f, x, y, goal) for x, y in _split(_log(inner), _log(outer))), arb(0))


def _sides(density: Density) -> list[int]:
    """The signs of w that the support holds."""
    low, high = density.support
    return [side for side, inside in ((1, bool(high > 0)), (-1, bool(low < 0))) if inside]


def _clipped(density: Density, side: int, low: Fraction, high: Fraction) -> tuple[sp.Expr, sp.Expr] | None:
    """The exact ends of side w in the support, or None when nothing is left."""
    inner, outer = density.support if side > 0 else (-density.support[1], -density.support[0])
    a = sp.Max(sp.Rational(low.numerator, low.denominator), inner)
    b = sp.Min(sp.Rational(high.numerator, high.denominator), outer)
    return (a, b) if bool(a < b) else None


def _log(x: sp.Expr) -> arb:
    return value_at(x).log()


def _expanded(density: Density, end: End, a: sp.Expr, b: sp.Expr, tolerance: arb) -> tuple[sp.Expr, arb]:
    """Where the end's expansion takes over from the integrator, and the mass beyond; (the edge, 0) where it does not."""
    edge, other = (1 / a, 1 / b) if end.finite else (b, a)
    if not edge.is_Rational or not other.is_Rational or not _reaches(density, end):
        return (a if end.finite else b), arb(0)
    for exponent in FAR:
        start = max(Fraction(2**exponent), Fraction(int(other.p), int(other.q)))
        stop = Fraction(int(edge.p), int(edge.q))
        if start >= stop:
            break
        mass = range_bounds(density, end, start, stop, ORDER)
        if mass is not None and mass.rad() < tolerance * arb(2) ** -SPARE_BITS:
            cut = sp.Rational(start.numerator, start.denominator)
            return (1 / cut if end.finite else cut), mass
    return (a if end.finite else b), arb(0)


def _reaches(density: Density, end: End) -> bool:
    """Is the end one of the support's own, or 0 inside it?"""
    inner, outer = density.support
    return end.place in (inner, outer) if not end.finite else bool(inner <= 0) and bool(outer >= 0)


def _split(a: arb, b: arb) -> list[tuple[arb, arb]]:
    """The range cut at s = -8 and 8: the flat far ranges are long cells of their own."""
    inner = [arb(c) for c in (-8, 8) if a < c and b > c]
    return list(pairwise([a, *inner, b]))


def _scale(f: Compiled, a: arb, b: arb) -> arb:
    """About the mass on the range, for the tolerance."""
    return (b - a) * largest(f, [a + (b - a) * i / 16 for i in range(17)]) + arb(10) ** -300
