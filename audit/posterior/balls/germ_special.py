"""Expansions of special functions with proven remainders, in a germ as argument: large positive x, and x -> 0+.

Large x (DLMF): each remainder lies between 0 and the first omitted term a_K x^(-K step).
    7.12.1   erfc x = e^(-x^2)/(x sqrt(pi)) sum (-1)^k (2k-1)!!/(2x^2)^k
    6.12.1   E1(x) = e^-x/x sum (-1)^k k!/x^k
    5.11.1   log Gamma(x) = (x - 1/2) log x - x + log(2 pi)/2 + sum B_2k/(2k(2k-1) x^(2k-1))
    5.11.2   psi(x) = log x - 1/(2x) - sum B_2k/(2k x^2k)
    10.40.2  K_nu(x) = sqrt(pi/(2x)) e^-x sum a_k(nu)/x^k, from nu - 1/2 terms on
Small x > 0:
    6.2.3    Ein(x) = sum (-1)^(k+1) x^k/(k k!), whose K-th derivative is at most max(1, e^-x)/K in size
    10.31.2  K_0(x) = -(log(x/2) + gamma) I_0(x) + sum H_k (x^2/4)^k/k!^2
    10.32.10 K_nu(x) = (2/x)^nu/2 int t^(nu-1) e^(-t - x^2/(4t)) dt, and 0 <= 1 - e^-z <= z^t for 0 < t <= 1
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp
from flint import acb, arb, fmpq

from audit.posterior.balls.constant import ONE, Constant, ball_of, constant, plus, raised, sign, symbolic, times
from audit.posterior.balls.germ import Germ, added, bounded, enclosure, multiplied, negated, number, scaled
from audit.posterior.balls.germ_calculus import power, series
from audit.posterior.balls.growth import Near, NotCertified, combined

Unary = Callable[[Near, Germ], Germ]

HALF = fmpq(1, 2)


def enveloped(x: Germ, coefficient: Callable[[int], Constant], step: int, near: Near, least: int = 1) -> Germ:
    """sum over k < K of a_k x^(-step k), and a rest between 0 and a_K x^(-step K), for x > 0 growing."""
    if not enclosure(x, near)[1] > 0:
        raise NotCertified("a large argument is not certified to be positive")
    count = max(near.order, least)
    inverse = power(x, fmpq(-step), near)
    parts, running = [], number(ONE)
    for k in range(count):
        a = coefficient(k)
        parts += [scaled(running, a)] if sign(a) != 0 else []
        running = multiplied(running, inverse, near)
    growth, size = enclosure(running, near)
    last = Germ((), (growth, arb(0).union(ball_of(coefficient(count)) * size)))
    return added([*parts, last], near)


def erfc_large(near: Near, x: Germ, exp_of: Unary) -> Germ:
    """erfc x for x -> oo."""

    def coefficient(k: int) -> Constant:
        return fmpq((-1) ** k * int(sp.factorial2(2 * k - 1)), 2**k)

    square = multiplied(x, x, near)
    front = multiplied(exp_of(near, negated(square)), power(x, -ONE, near), near)
    return scaled(multiplied(front, enveloped(x, coefficient, 2, near), near), 1 / sp.sqrt(sp.pi))


def e1_large(near: Near, x: Germ, exp_of: Unary) -> Germ:
    """E1(x) for x -> oo."""
    front = multiplied(exp_of(near, negated(x)), power(x, -ONE, near), near)
    return multiplied(front, enveloped(x, lambda k: fmpq((-1) ** k * int(sp.factorial(k))), 1, near), near)


def _stirling(k: int, bottom: int) -> Constant:
    b = sp.bernoulli(2 * k)
    return fmpq(int(b.p), int(b.q)) / bottom


def loggamma_large(near: Near, x: Germ, log_of: Unary) -> Germ:
    """log Gamma(x) for x -> oo."""
    log_x = log_of(near, x)
    tail = enveloped(x, lambda k: _stirling(k + 1, (2 * k + 2) * (2 * k + 1)), 2, near)
    parts = [
        multiplied(added([x, number(-HALF)], near), log_x, near),
        negated(x),
        number(sp.log(2 * sp.pi) / 2),
        multiplied(tail, power(x, -ONE, near), near),
    ]
    return added(parts, near)


def digamma_large(near: Near, x: Germ, log_of: Unary) -> Germ:
    """psi(x) for x -> oo."""
    tail = enveloped(x, lambda k: -_stirling(k + 1, 2 * k + 2), 2, near)
    inverse = power(x, -ONE, near)
    parts = [log_of(near, x), scaled(inverse, -HALF), multiplied(tail, multiplied(inverse, inverse, near), near)]
    return added(parts, near)


def k_large(near: Near, nu: Constant, x: Germ, exp_of: Unary) -> Germ:
    """K_nu(x) for x -> oo, nu >= 0."""

    def coefficient(k: int) -> Constant:
        value: Constant = ONE
        for i in range(1, k + 1):
            value = times(value, times(plus(times(fmpq(4), times(nu, nu)), fmpq(-((2 * i - 1) ** 2))), fmpq(1, 8 * i)))
        return value

    least = max(1, int(sp.ceiling(symbolic(nu))))
    front = multiplied(exp_of(near, negated(x)), power(x, -HALF, near), near)
    return scaled(multiplied(front, enveloped(x, coefficient, 1, near, least), near), sp.sqrt(sp.pi / 2))


def ein(near: Near, eps: Germ) -> Germ:
    """Ein(eps) for eps -> 0."""

    def coefficient(k: int) -> Constant:
        return fmpq((-1) ** (k + 1), k * int(sp.factorial(k))) if k else fmpq(0)

    def remainder(k: int, x: arb) -> arb:
        most = 1 + abs(x).upper().exp()
        size = most / (k * _factorial(k)) if k else most * abs(x).upper()
        return arb(0).union(size).union(-size)

    return series(eps, coefficient, remainder, near)


def _factorial(k: int) -> int:
    return int(sp.factorial(k))


def k_small(near: Near, nu: Constant, x: Germ, log_of: Unary) -> Germ:
    """K_nu(x) for x -> 0+, nu >= 0."""
    return _k_zero(near, x, log_of) if nu == 0 else _k_positive(near, nu, x)


def _k_zero(near: Near, x: Germ, log_of: Unary) -> Germ:
    """The series of 10.31.2 in y = x^2/4 <= 1/2: the sums beyond k = K are at most their first term times 2 (K + 1)."""
    y = scaled(multiplied(x, x, near), fmpq(1, 4))
    if not abs(bounded(y, near)) < HALF:
        raise NotCertified("the argument of K_0 is not small yet")
    i0, h, running = [number(ONE)], list[Germ](), number(ONE)
    for k in range(1, near.order + 1):
        running = multiplied(running, y, near)
        square = _factorial(k) ** 2
        i0.append(scaled(running, fmpq(1, square)))
        h.append(scaled(running, constant(sp.harmonic(k) / square)))
    growth, size = enclosure(multiplied(running, y, near), near)
    tail = Germ((), (growth, arb(0).union(abs(size).upper() * 2 * (near.order + 2) / _factorial(near.order + 1) ** 2)))
    front = added([log_of(near, x), number(sp.EulerGamma - sp.log(2))], near)
    return added([negated(multiplied(front, added([*i0, tail], near), near)), *h, tail], near)


def _k_positive(near: Near, nu: Constant, x: Germ) -> Germ:
    """(2/x)^nu/2 [Gamma(nu) - delta], 0 <= delta <= Gamma(nu - t) (x/2)^(2t), t = min(1, nu/2)."""
    t = ONE if sign(plus(nu, fmpq(-2))) == 1 else times(nu, HALF)
    whole = sp.gamma(symbolic(nu))
    growth, size = enclosure(scaled(x, HALF), near)
    bound = acb(ball_of(plus(nu, times(fmpq(-1), t)))).gamma().real * size ** ball_of(times(fmpq(2), t))
    delta = Germ((), (combined((growth, times(fmpq(2), t))), arb(0).union(-bound)))
    bracket = added([number(constant(whole)), delta], near)
    front = scaled(power(x, times(fmpq(-1), nu), near), times(raised(fmpq(2), nu), HALF))
    return multiplied(front, bracket, near)
