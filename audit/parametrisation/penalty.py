"""The penalties that are used for the log-uniform prior, as functions of u = mu^2/(2 sigma^2) = 1/(2 alpha), in balls.

    exact        K = excess(u),  K' = slope(u)
    Molchanov    K = k1 (1 - s) + 1/2 log(1 + 2u),  1 - s = y/(y + A),  y = (2u)^k3,  A = e^k2
    Kingma       K = 1/2 log(2u) - c1/(2u) - c2/(4u^2) - c3/(8u^3), stated for alpha <= 1: u >= 1/2

Each up to a constant: K(0) = 0 for the first two, the limit alpha -> oo. Arguments are balls with u >= 0; the functions
enclose all values on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from flint import arb, ctx

from audit.errors import InputError
from audit.numerics.ball import ball
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017

Function = Callable[[arb], arb]


@dataclass(frozen=True)
class Penalty:
    """K, K' and K'' of u on u >= `least`; `slope_at_zero` where the domain reaches u = 0 (alpha = oo).

    `curvature_below`: the derivative of a part of K' that is smooth at u = 0 and from which K' differs by something >= 0 that
    vanishes at 0; where K' is smooth itself, K''.
    """

    name: str
    value: Function
    slope: Function
    curvature: Function
    least: Fraction = Fraction(0)
    slope_at_zero: Fraction | None = Fraction(1)
    curvature_below: Function | None = None


def _exact(f: Callable[[arb, int], arb]) -> Function:
    return lambda u: f(u, ctx.prec)


def constants(names: Mapping[str, str]) -> tuple[arb, ...]:
    """The printed constants, in their order."""
    return tuple(ball(text) for text in names.values())


def power(x: arb, exponent: arb) -> arb:
    """x^exponent for a ball x >= 0 and exponent > 0: increasing, so that the ends tell."""
    low, high = (end if end > 0 else arb(0) for end in (arb(x.lower()), arb(x.upper())))
    ends = [arb(0) if end == 0 else (exponent * end.log()).exp() for end in (low, high)]
    return ends[0].union(ends[1])


def _molchanov(u: arb) -> arb:
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    y = power(2 * u, k3)
    return k1 * (1 - k2.exp() / (y + k2.exp())) + (1 + 2 * u).log() / 2


def _molchanov_slope(u: arb) -> arb:
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    y, a = power(2 * u, k3), k2.exp()
    return 2 * k1 * k3 * a * power(2 * u, k3 - 1) / (y + a) ** 2 + 1 / (1 + 2 * u)


def _molchanov_curvature(u: arb) -> arb:
    """Unbounded at u = 0, as u^(k3 - 2)."""
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    x = 2 * u
    y, a = power(x, k3), k2.exp()
    if not x > 0:
        return arb("nan")
    inner = (k3 - 1) * (a + y) - 2 * k3 * y
    return 4 * k1 * k3 * a * power(x, k3 - 1) / x * inner / (y + a) ** 3 - 2 / (1 + x) ** 2


def _kingma(u: arb) -> arb:
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = 1 / (2 * u)
    return -(a.log() / 2 + a * (c1 + a * (c2 + a * c3)))


def _kingma_slope(u: arb) -> arb:
    """dK/du = 2 alpha^2 (1/(2 alpha) + c1 + 2 c2 alpha + 3 c3 alpha^2)."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = 1 / (2 * u)
    return a * (1 + a * (2 * c1 + a * (4 * c2 + a * 6 * c3)))


def _kingma_curvature(u: arb) -> arb:
    """-2 alpha^2 d/d alpha of the slope."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = 1 / (2 * u)
    return -2 * a * a * (1 + a * (4 * c1 + a * (12 * c2 + a * 24 * c3)))


EXACT = Penalty("exact", _exact(core.excess), _exact(core.slope), _exact(core.curvature))
MOLCHANOV = Penalty(
    "molchanov2017",
    _molchanov,
    _molchanov_slope,
    _molchanov_curvature,
    # Of 1/(1 + 2u), the slope of 1/2 log(1 + 2u); the sigmoid adds something positive.
    curvature_below=lambda u: -2 / (1 + 2 * u) ** 2,
)
KINGMA = Penalty("kingma2015", _kingma, _kingma_slope, _kingma_curvature, Fraction(1, 2), None)
PENALTIES = {penalty.name: penalty for penalty in (EXACT, MOLCHANOV, KINGMA)}


def penalty_of(name: str) -> Penalty:
    """The penalty of this name. Raises InputError.

    >>> from audit.numerics.ball import ball
    >>> print(penalty_of("exact").slope(ball(1)).str(10, radius=False))
    0.5380795069
    """
    if name not in PENALTIES:
        raise InputError(f"the KL {name!r}", ", ".join(PENALTIES), "--kl exact")
    return PENALTIES[name]
