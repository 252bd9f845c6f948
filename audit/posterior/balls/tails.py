"""Certified integrals of an expansion from S to infinity: what is left of a proper posterior beyond a cut.

With F(s) = sum of c_j e^(E_j) + X e^E for all s >= S, the tail is sum of c_j I(E_j) + X I(E), where I(E) = int_S^oo e^E ds has
a closed form for the usual scales (incomplete gamma functions) and a bound [0, e^E(S)/kappa] wherever E' <= -kappa.
"""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import sympy as sp
from flint import arb, fmpq

from audit.errors import CheckError, InputError
from audit.numerics.ball import precision
from audit.numerics.exact import shown
from audit.posterior.balls.constant import ONE, ZERO, Constant, ball_of, plus, times, whole_power
from audit.posterior.balls.germ import Germ, enclosure, multiplied
from audit.posterior.balls.germ_calculus import power
from audit.posterior.balls.germ_tree import Known, germ_of
from audit.posterior.balls.growth import (
    Growth,
    Key,
    Near,
    NotCertified,
    combined,
    compared,
    from_zero,
    grown,
    log_supremum,
    phi,
    unit,
)
from audit.posterior.balls.scale import Scale, as_growth, diverges, targets
from audit.posterior.density import Density
from audit.posterior.ends import End

FEW = 12
"""Up to so many different factors are multiplied term by term; of more, only the leading terms with their enclosures."""


def tail_bounds(density: Density, end: End, start: Fraction | int, order: int = 6, prec_bits: int = 128) -> arb | None:
    """A ball that contains the integral of the density beyond `start`, or None where convergence is not certified there.

    `start` is r = 1/|w - place| at a finite place and |w| at an infinite one, exact and at least 1. The ball gets tighter as
    `start` or `order` (terms kept) grows. Factors may take both signs here. Raises InputError for start < 1.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> tail = tail_bounds(Density(w, (1 / (1 + w**2),)), End(sp.oo, -1), 1000)
    >>> abs(tail - (arb.pi() / 2 - arb(1000).atan())) < 1e-14
    True
    """
    r = Fraction(start)
    if r < 1:
        raise InputError(f"start = {shown(r)}", "a number of at least 1", "start = 16")
    with precision(prec_bits):
        near = Near(arb(fmpq(r.numerator, r.denominator)).log(), order)
        try:
            return integral(mass_germ(density, end, near), near)
        except CheckError:
            return None


def range_bounds(
    density: Density, end: End, start: Fraction | int, stop: Fraction | int, order: int = 6, prec_bits: int = 128
) -> arb | None:
    """A ball that contains the integral of the density from r = start to r = stop near an end, convergent or not.

    r = 1/|w - place| or |w|, 1 <= start <= stop, exact. None where the expansion at the end gives no bound.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> flat = range_bounds(Density(w, (1 / w, 1 / (1 + sp.exp(-w)))), End(sp.oo, -1), 2**10, 2**20)
    >>> abs(flat - 10 * arb.const_log2()) < 1e-13
    True
    """
    with precision(prec_bits):
        lower, upper = (arb(fmpq(x.numerator, x.denominator)).log() for x in (Fraction(start), Fraction(stop)))
        near, far = Near(lower, order), Near(upper, order)
        try:
            g = mass_germ(density, end, near)
            total = sum((ball_of(c) * between(e, near, far) for e, c in g.terms), arb(0))
            if g.rest is not None:
                total += g.rest[1] * between(g.rest[0], near, far)
        except CheckError:
            return None
    return total if total.is_finite() else None


def between(growth: Growth, near: Near, far: Near) -> arb:
    """int e^E ds from S to S', not negative. Raises NotCertified."""
    own = dict(growth)
    a, b = (own.pop(unit(i), ZERO) for i in (1, 2))
    low, high = near.s_start, far.s_start
    if not own and a == 0 and b == 0:
        return (high - low).nonnegative_part()
    if not own and b == 0:
        return (((ball_of(a) * high).exp() - (ball_of(a) * low).exp()) / ball_of(a)).nonnegative_part()
    if not own and a == 0 and b != -1:
        rise = ball_of(plus(b, ONE))
        return ((high**rise - low**rise) / rise).nonnegative_part()
    if not own and a == 0:
        return (high.log() - low.log()).nonnegative_part()
    return (scale_integral(growth, near) - scale_integral(growth, far)).nonnegative_part()


def mass_germ(density: Density, end: End, near: Near) -> Germ:
    """F(s) = f |w - place| or f |w| as one germ; of many different factors only their enclosures are multiplied."""
    known: Known = {}
    total = Germ(((grown(0, ONE if not end.finite else -ONE), ONE),))
    counted = Counter(density.factors)
    if len(counted) > FEW:
        scale, x = mass_scale(list(counted.items()), density.variable, end, near)
        return Germ((), (scale, x))
    for factor, times_over in counted.items():
        g = germ_of(factor, density.variable, end, near, known)
        total = multiplied(total, g if times_over == 1 else power(g, fmpq(times_over), near), near)
    return total


def mass_scale(counted: list[tuple[sp.Expr, int]], variable: sp.Symbol, end: End, near: Near) -> tuple[Growth, arb]:
    """(E, X) with F(s) in X e^(E(s)). The factor that fails is moved to the front, so that failing again is cheap."""
    known: Known = {}
    parts: list[tuple[Growth, Constant]] = [(grown(0, ONE if not end.finite else -ONE), ONE)]
    total = arb(1)
    for i, (factor, times_over) in enumerate(counted):
        try:
            one, x = enclosure(germ_of(factor, variable, end, near, known), near)
        except NotCertified:
            counted.insert(0, counted.pop(i))
            raise
        parts.append((one, fmpq(times_over)))
        total *= whole_power(x, times_over)
    return combined(*parts), total


def integral(g: Germ, near: Near) -> arb:
    """int_S^oo g ds. Raises NotCertified where no bound converges."""
    total = arb(0)
    for growth, c in g.terms:
        total += ball_of(c) * scale_integral(growth, near)
    if g.rest is not None:
        total += g.rest[1] * scale_integral(g.rest[0], near).nonnegative_part()
    if total.is_finite():
        return total
    raise NotCertified("a tail is not bounded")


def scale_integral(growth: Growth, near: Near) -> arb:
    """I(E) = int_S^oo e^E ds as a ball: closed forms, else bounds. Raises NotCertified.

    >>> scale_integral(grown(0, fmpq(-2)), Near(arb(0), 1)) == arb("0.5")
    True
    """
    for attempt in (_closed, _steep, _compared):
        value = attempt(growth, near)
        if value is not None and value.is_finite():
            return value
    raise NotCertified("the integral of a scale")


def _closed(growth: Growth, near: Near) -> arb | None:
    """The incomplete gamma functions."""
    own = dict(growth)
    a, b, c = (own.pop(unit(i), ZERO) for i in (1, 2, 3))
    s = near.s_start
    if not own:
        if diverges((a, b, c)):
            return None
        if a != 0:
            return _gamma_integral(-ball_of(a), b, s) if c == 0 else None
        if plus(b, ONE) != 0:
            return _gamma_integral(-ball_of(plus(b, ONE)), c, s.log())
        return s.log() ** ball_of(plus(c, ONE)) / -ball_of(plus(c, ONE))
    (key, lam), *others = own.items()
    if others or b != 0 or c != 0 or key != unit(0, key[0]) or not ball_of(lam) < 0:
        return None
    shape = ball_of(times(a, _inverse(key[0])))
    rate, p = -ball_of(lam), ball_of(key[0])
    return rate**-shape * (rate * (p * s).exp()).gamma_upper(shape) / p


def _inverse(c: Constant) -> Constant:
    return 1 / c


def _gamma_integral(rate: arb, b: Constant, s: arb) -> arb:
    """int_s^oo e^(-rate t) t^b dt."""
    if b == 0:
        return (-rate * s).exp() / rate
    shape = ball_of(plus(b, ONE))
    return (rate * s).gamma_upper(shape) / rate**shape


def _steep(growth: Growth, near: Near) -> arb | None:
    """[0, e^E(S)/kappa] when E' <= -kappa on [S, oo)."""
    slope: dict[Key, Constant] = {}
    for key, c in growth:
        for i, k in enumerate(key):
            if k != 0:
                part = tuple(plus(x, fmpq(-1 if 1 <= j <= i else 0)) for j, x in enumerate(key))
                slope[part] = plus(slope.get(part, ZERO), times(c, k))
    try:
        terms = tuple(sorted(((k, c) for k, c in slope.items() if c != 0), key=lambda t: t[0], reverse=True))
        if not terms or not ball_of(terms[0][1]) < 0:
            return None
        kappa = -log_supremum(terms, near)
    except (CheckError, TypeError):
        return None
    top = sum((ball_of(c) * phi(key, near) for key, c in growth), arb(0)).exp()
    return arb(0).union(top.upper() / kappa) if kappa > 0 else None


def _compared(growth: Growth, near: Near) -> arb | None:
    """[0, sup(e^E/m) int m] for the first convergent comparison scale m."""
    for scale in targets(growth):
        m: Scale = scale
        if diverges(m) or compared(growth, as_growth(m)) > 0:
            continue
        try:
            ratio = from_zero(combined((growth, ONE), (as_growth(m), -ONE)), near)
        except NotCertified:
            continue
        whole = _closed(as_growth(m), near)
        if whole is not None and whole.is_finite():
            return arb(0).union((ratio * whole).upper())
    return None
