"""Powers, logarithms, exponentials and Taylor series of germs, each with its Lagrange remainder as a ball."""

from __future__ import annotations

from collections.abc import Callable

from flint import arb, fmpq

from audit.posterior.balls.constant import ONE, ZERO, Constant, ball_of, plus, raised, sign, times, whole_power
from audit.posterior.balls.germ import Germ, added, bounded, built, enclosure, multiplied, number, scaled
from audit.posterior.balls.growth import (
    FLAT,
    Beyond,
    Growth,
    Near,
    NotCertified,
    as_key,
    combined,
    compared,
    direction,
    grown,
    logarithm,
    ordered,
    supremum,
)

FASTEST = fmpq(4)
"""What decays faster than every scale, such as exp(-e^w), is bounded by exp(-const w^4)."""
LEAST_SLOPE = arb(2) ** -1000
"""A flatter exponential is not told from 1."""


def series(eps: Germ, coefficient: Callable[[int], Constant], remainder: Callable[[int, arb], arb], near: Near) -> Germ:
    """f(eps) for eps -> 0: sum over k < K of a_k eps^k, plus eps^K times the Lagrange ball f^(K)(hull(0, eps))/K!.

    K is the order; K = 0 leaves the ball f(hull(0, eps)), which is the tightest when no expansion is needed.
    """
    if eps.is_zero:
        return number(coefficient(0))
    count = near.order if eps.terms else min(near.order, 1)
    inside = arb(0).union(bounded(eps, near))
    growth, x = enclosure(eps, near)
    lagrange = remainder(count, inside)
    if not lagrange.is_finite():
        raise NotCertified("a Taylor remainder is not bounded")
    parts, power = [number(coefficient(0))] if count else [], eps
    for k in range(1, count):
        a = coefficient(k)
        if sign(a) != 0:
            parts.append(scaled(power, a))
        power = multiplied(power, eps, near) if k + 1 < count else power
    last = (combined((growth, fmpq(count))), lagrange * whole_power(x, count))
    return built([t for g in parts for t in g.terms], [*(g.rest for g in parts if g.rest), last], near)


def _led(g: Germ, near: Near) -> tuple[Growth, Constant, Germ]:
    """g = c e^E (1 + eps)."""
    growth, c = g.terms[0]
    rest = Germ(g.terms[1:], g.rest)
    return growth, c, scaled(rest, raised(c, -ONE), combined((growth, -ONE)))


def _above_minus_one(x: arb) -> arb:
    if 1 + x > 0:
        return 1 + x
    raise NotCertified("an expansion is not yet small against its leading term")


def power(g: Germ, alpha: Constant, near: Near) -> Germ:
    """g^alpha for an exact real alpha; g > 0 unless alpha is an integer. Raises NotCertified, Beyond."""
    if alpha == ZERO:
        return number(ONE)
    whole = isinstance(alpha, fmpq) and alpha.q == 1
    if g.is_zero:
        if sign(alpha) == 1:
            return g
        raise Beyond("a power of 0")
    if not g.terms:
        growth, x = enclosure(g, near)
        return Germ((), (combined((growth, alpha)), _ball_power(x, alpha, whole)))
    growth, c, eps = _led(g, near)
    if sign(c) != 1 and not whole:
        raise Beyond("a real power of a negative number")

    def coefficient(k: int) -> Constant:
        value: Constant = ONE
        for i in range(k):
            value = times(value, times(plus(alpha, fmpq(-i)), fmpq(1, i + 1)))
        return value

    def remainder(k: int, x: arb) -> arb:
        return ball_of(coefficient(k)) * _above_minus_one(x) ** ball_of(plus(alpha, fmpq(-k)))

    return scaled(series(eps, coefficient, remainder, near), raised(c, alpha), combined((growth, alpha)))


def _ball_power(x: arb, alpha: Constant, whole: bool) -> arb:
    """x^alpha; the base of a real power is never negative where a density is real, so [0, |x|^alpha] if x may be 0."""
    if whole and (alpha.p > 0 or x > 0 or x < 0):
        return whole_power(x, int(alpha.p))
    if x > 0:
        return x ** ball_of(alpha)
    if sign(alpha) == 1:
        return arb(0).union(abs(x).upper() ** ball_of(alpha))
    raise NotCertified("a power of a number that may be 0 or negative")


def log_germ(g: Germ, near: Near, log_constant: Callable[[Constant], Constant]) -> Germ:
    """log g for g > 0: E + log c + log(1 + eps). Raises NotCertified, Beyond."""
    if not g.terms:
        growth, x = enclosure(g, near)
        if x > 0:
            return built(logarithm(growth), [(FLAT, x.log())], near)
        raise NotCertified("the logarithm of a number that may be 0 or negative")
    growth, c, eps = _led(g, near)
    if sign(c) != 1:
        raise Beyond("the logarithm of a negative number")
    small = series(
        eps,
        lambda k: fmpq((-1) ** (k + 1), k) if k else ZERO,
        _log_remainder,
        near,
    )
    return added([built(logarithm(growth), [], near), number(log_constant(c)), small], near)


def _log_remainder(k: int, x: arb) -> arb:
    """f^(k)(x)/k! of log(1 + x)."""
    return (-1) ** (k + 1) / (k * _above_minus_one(x) ** k) if k else _above_minus_one(x).log()


def exp_germ(g: Germ, near: Near, exp_constant: Callable[[Constant], Constant]) -> Germ:
    """exp g: growing terms become the scale, the constant one a factor, the rest a series.

    Where g tends to -oo faster than the scales can say, or only its bounds are known, the answer is an upper bound.
    """
    growing = [t for t in g.terms if direction(t[0]) > 0]
    keys = [(as_key(e), c) for e, c in growing]
    vague = g.rest is not None and direction(g.rest[0]) > 0
    if vague or any(key is None or isinstance(c, arb) for key, c in keys):
        return _exp_bound(g, near)
    scale = ordered((key, c) for key, c in keys if key is not None)
    flat = [c for e, c in g.terms if not e]
    small = Germ(tuple(t for t in g.terms if direction(t[0]) < 0), g.rest)
    if g.rest is not None and not g.rest[0]:
        return Germ((), (scale, (g.rest[1] + sum((ball_of(c) for c in flat), arb(0))).exp()))
    factor = exp_constant(flat[0]) if flat else ONE
    return scaled(
        series(small, _inverse_factorial, lambda k, x: x.exp() * ball_of(_inverse_factorial(k)), near), factor, scale
    )


def _inverse_factorial(k: int) -> Constant:
    value = ONE
    for i in range(2, k + 1):
        value /= i
    return value


def _exp_bound(g: Germ, near: Near) -> Germ:
    """0 <= e^g <= e^(-c phi) for a g <= -c e^E with E growing; phi = e^E, or X0^4 where e^E outgrows the scales."""
    growth, x = enclosure(g, near)
    if x < 0 and direction(growth) > 0:
        key, slope = as_key(growth), x.upper()
        if key is None:
            key, fast = (FASTEST, ZERO, ZERO, ZERO, ZERO), grown(0, FASTEST)
            if compared(growth, fast) <= 0:
                raise Beyond("an exponential outside the scales")
            slope = (slope / supremum(combined((fast, ONE), (growth, -ONE)), near)).upper()
        if slope < -1:
            return Germ((), (ordered([(key, -ONE)]), arb(0).union(arb(1))))
        if slope < -LEAST_SLOPE:
            man, exp = (int(v) for v in slope.man_exp())
            return Germ((), (ordered([(key, fmpq(man) * fmpq(2) ** exp)]), arb(0).union(arb(1))))
    raise NotCertified("the exponential of something that is not certified to fall")
