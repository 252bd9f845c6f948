"""The penalties that are used for the log-uniform prior, as functions of u = mu^2/(2 sigma^2) = 1/(2 alpha), in balls.

    exact        K = excess(u),  K' = slope(u)
    Molchanov    K = k1 (1 - s) + 1/2 log(1 + 2u),  1 - s = y/(y + A),  y = (2u)^k3,  A = e^k2
    Kingma       K = 1/2 log(2u) - c1/(2u) - c2/(4u^2) - c3/(8u^3), stated for alpha <= 1: u >= 1/2

Each up to a constant: K(0) = 0 for the first two, the limit alpha -> oo. Arguments are balls with u >= 0; the functions
enclose all values on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
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

    `bend`: 2u K'', which is bounded at u = 0 where K'' is not. `far` and `far_bend`: 2u K' and u `bend` on
    all of [u, oo), for u >= 9; they tend to 1 and -1.
    `curvature_below`: the derivative of a part of K' that is smooth at u = 0 and from which K' differs by something >= 0 that
    vanishes at 0; where K' is smooth itself, K''. `start`: c and p of K' = K'(0) (1 + c (2u)^p + o(u^p)) at u = 0.
    `plunge`: a lower bound of K' on (0, u], for a K that falls to -oo at u = 0, and `plunging`, u K''/K' on all of it.
    `least_far`: 2u K' is at least that on all of [u, oo), and it does not fall in u; it is told for u >= 0.
    """

    name: str
    value: Function
    slope: Function
    curvature: Function
    bend: Function
    far: Function
    far_bend: Function
    least: Fraction = Fraction(0)
    slope_at_zero: Fraction | None = Fraction(1)
    curvature_below: Function | None = None
    start: Callable[[], tuple[arb, arb]] = lambda: (arb("nan"), arb(1))
    plunge: Function | None = None
    plunging: Function | None = None
    least_far: Callable[[Fraction], Fraction] = lambda u: 2 * u / (1 + 2 * u)


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


def _exact_start() -> tuple[arb, arb]:
    """K' = 1 - (2/3) u + ..."""
    return core.curvature(0, ctx.prec) / 2, arb(1)


def _molchanov_start() -> tuple[arb, arb]:
    """K' = 1 + 2 k1 k3 e^-k2 (2u)^(k3 - 1) + O(u), k3 < 2."""
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    return 2 * k1 * k3 * (-k2).exp(), k3 - 1


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
    return _molchanov_bend(u) / (2 * u) if u > 0 else arb("nan")


def _molchanov_bend(u: arb) -> arb:
    """2u K'' = 4 k1 k3 A x^(k3 - 1) ((k3 - 1) (A + y) - 2 k3 y)/(y + A)^3 - 2x/(1 + x)^2, x = 2u."""
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    x = 2 * u
    y, a = power(x, k3), k2.exp()
    inner = (k3 - 1) * (a + y) - 2 * k3 * y
    return 4 * k1 * k3 * a * power(x, k3 - 1) * inner / (y + a) ** 3 - 2 * x / (1 + x) ** 2


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


def _exact_bend(u: arb) -> arb:
    return 2 * u * core.curvature(u, ctx.prec)


def _exact_far(u: arb) -> arb:
    """1 < g < 1 + 2/(3u) for u >= 9, g = 2x D(x), x^2 = u, D' = 1 - g.

    With L = 1/(2x), L' - (1 - 2x L) = -1/(2x^2) < 0, and D(1) > 1/2: D - L stays positive. With B = (1 + a/x^2)/(2x), a = 2/3,
    B' - (1 - 2x B) = (a - 1/2)/x^2 - 3a/(2x^4) >= 0 for x^2 >= 6, and B(3) > D(3): B - D stays positive.
    """
    return arb(1).union(1 + 2 / (3 * u))


def _exact_far_bend(u: arb) -> arb:
    """u (1 - g - K') = u (1 - g) - g/2, since 2u K'' = 1 - g - K' is D' less D/x."""
    return arb(0).union(-arb(2) / 3) - _exact_far(u) / 2


def _molchanov_far(u: arb) -> arb:
    """2u/(1 + 2u) rises to 1; the sigmoid adds 2 k1 k3 A y/(y + A)^2 < 2 k1 k3 A/y, which falls."""
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    return (2 * u / (1 + 2 * u)).union(1 + 2 * k1 * k3 * k2.exp() / power(2 * u, k3))


def _molchanov_far_bend(u: arb) -> arb:
    """u times the sigmoid's part is at most 2 k1 k3 (k3 + 1) A/y in size; the rest is -x^2/(1 + x)^2, x = 2u."""
    k1, k2, k3 = constants(MOLCHANOV_2017.constants)
    x = 2 * u
    most = 2 * k1 * k3 * (k3 + 1) * k2.exp() / power(x, k3)
    return most.union(-most) - (arb(1).union(x**2 / (1 + x) ** 2))


def _kingma_far(u: arb) -> arb:
    """1 + alpha (2 c1 + alpha (4 c2 + alpha 6 c3)) for all alpha in [0, 1/(2u)]."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = arb(0).union(1 / (2 * u))
    return 1 + a * (2 * c1 + a * (4 * c2 + a * 6 * c3))


def _kingma_far_bend(u: arb) -> arb:
    """-(1 + alpha (4 c1 + alpha (12 c2 + alpha 24 c3))) for all alpha in [0, 1/(2u)]."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    a = arb(0).union(1 / (2 * u))
    return -(1 + a * (4 * c1 + a * (12 * c2 + a * 24 * c3)))


KINGMA_LEAST = Fraction(39, 50)
"""Below 2u K' = 1 + 2 c1 a + 4 c2 a^2 + 6 c3 a^3 for all a = alpha > 0: less 39/50, the cubic has a negative discriminant, so one
real root, and that is negative, since c3 > 0 and the cubic is positive at 0."""

EXACT = Penalty(
    "exact",
    _exact(core.excess),
    _exact(core.slope),
    _exact(core.curvature),
    _exact_bend,
    _exact_far,
    _exact_far_bend,
    start=_exact_start,
)
MOLCHANOV = Penalty(
    "molchanov2017",
    _molchanov,
    _molchanov_slope,
    _molchanov_curvature,
    _molchanov_bend,
    _molchanov_far,
    _molchanov_far_bend,
    # Of 1/(1 + 2u), the slope of 1/2 log(1 + 2u); the sigmoid adds something positive.
    curvature_below=lambda u: -2 / (1 + 2 * u) ** 2,
    start=_molchanov_start,
)
KINGMA = Penalty(
    "kingma2015",
    _kingma,
    _kingma_slope,
    _kingma_curvature,
    lambda u: 2 * u * _kingma_curvature(u),
    _kingma_far,
    _kingma_far_bend,
    Fraction(1, 2),
    None,
    least_far=lambda u: KINGMA_LEAST,
)


def _kingma_plunge(u: arb) -> arb:
    """K' = alpha^4 (6 c3 + 4 c2 b + 2 c1 b^2 + b^3), b = 1/alpha in [0, 2u]: at least the bracket times 1/(2u)^4."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    b = arb(0).union(2 * u)
    return arb((6 * c3 + b * (4 * c2 + b * (2 * c1 + b))).lower()) / (2 * u) ** 4


def _kingma_plunging(u: arb) -> arb:
    """-(24 c3 + 12 c2 b + 4 c1 b^2 + b^3)/(6 c3 + 4 c2 b + 2 c1 b^2 + b^3) for all b = 2u' in [0, 2u]: -4 at 0."""
    c1, c2, c3 = constants(KINGMA_2015.constants)
    b = arb(0).union(2 * u)
    return -(24 * c3 + b * (12 * c2 + b * (4 * c1 + b))) / (6 * c3 + b * (4 * c2 + b * (2 * c1 + b)))


UNCLIPPED = replace(
    KINGMA, name="kingma2015-unclipped", least=Fraction(0), plunge=_kingma_plunge, plunging=_kingma_plunging
)
PENALTIES = {penalty.name: penalty for penalty in (EXACT, MOLCHANOV, KINGMA, UNCLIPPED)}


def penalty_of(name: str) -> Penalty:
    """The penalty of this name. Raises InputError.

    >>> from audit.numerics.ball import ball
    >>> print(penalty_of("exact").slope(ball(1)).str(10, radius=False))
    0.5380795069
    """
    if name not in PENALTIES:
        raise InputError(f"the KL {name!r}", ", ".join(PENALTIES), "--kl exact")
    return PENALTIES[name]
