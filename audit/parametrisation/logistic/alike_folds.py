"""Logistic rows that are all alike with Kingma's cubic: all folds on the whole curve, for every rho > 0, by one function of u.

As in `alike_rising.py`, n rows with the slope a > 0 are stationary at u, c = sqrt(2u), r = 2c/a, for rho = R/n, R = K' e^u/S_1,

    R'/R = f = K''/K' + 2 h,   h = S_3/S_1,   f' = (K''/K')' + 2 (8 h + 2 h^2 - 12 p),   p = S_5/S_1,   S_k = E sech^k(sqrt(2u) z)

since S_1' = S_1 - 2 S_3 and S_3' = 9 S_3 - 12 S_5 (the heat equation, sech^3'' = 9 sech^3 - 12 sech^5). h and p are means of
sech^2 and sech^4 under a density whose likelihood ratio rises in |x|, so that both fall in u, and their ends enclose all values
of a cell.

Zeros of f are counted from u = 1/2 on, or from NEAR on where K falls to -oo at u = 0: before that u f <= u K''/K' + 2u < 0. From
FAR on u f >= u K''/K' + u > 0, as h > 1/2. A zero is narrowed by u in m - f(m)/f'(U), m the middle of its cell U.
"""

from __future__ import annotations

from fractions import Fraction

from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.parametrisation.logistic.alike import hyperbolic
from audit.parametrisation.logistic.alike_rising import strength
from audit.parametrisation.penalty import Penalty
from audit.parametrisation.planar.jets import Place, rise_of
from audit.parametrisation.roots import over, refine, zeros

BITS = 64
FIRST_BITS, ROUNDS = 20, 16
NEAR, FAR = Fraction(1, 20), Fraction(9)


def alike_folds(penalty: Penalty, slope: Fraction, count: int, bits: int) -> tuple[Place, ...]:
    """All folds of `count` rows with the slope a > 0, by c, to about `bits` bits; a cubic. Raises PrecisionError.

    >>> from audit.parametrisation.penalty import KINGMA
    >>> (fold,) = alike_folds(KINGMA, Fraction(1), 1, 40)
    >>> fold.rho.str(8, radius=False), fold.rising
    ('1.6957249', True)
    """
    start = penalty.least or NEAR
    with precision(BITS):
        before = penalty.plunging is not None and penalty.plunging(ball(NEAR)) + 2 * ball(NEAR) < 0
        after = penalty.far_bend(ball(FAR)) / penalty.far(ball(FAR)) + ball(FAR) > 0
        found = zeros(lambda u: growth(penalty, u), lambda u: bend(penalty, u), start, FAR)
    if found.open or not after or not (penalty.least or before):
        raise PrecisionError("the folds of rows that are all alike are not told")
    return tuple(_place(penalty, slope, count, cell, bits) for cell in found.simple)


def growth(penalty: Penalty, u: arb) -> arb:
    """f = R'/R on a ball u > 0."""
    return penalty.curvature(u) / penalty.slope(u) + 2 * _ratio(u, 3)


def bend(penalty: Penalty, u: arb) -> arb:
    """f' on a ball u > 0; 2u K''' = d(K' + 2u K'')/du - 3 K''."""
    k, curvature, h = penalty.slope(u), penalty.curvature(u), _ratio(u, 3)
    third = (rise_of(penalty)(u) - 3 * curvature) / (2 * u)
    return third / k - (curvature / k) ** 2 + 2 * (8 * h + 2 * h * h - 12 * _ratio(u, 5))


def _ratio(u: arb, k: int) -> arb:
    """S_k/S_1, k = 3 or 5, which falls in u."""
    ends = [arb(u)] if u.rad() == 0 else [arb(u.lower()), arb(u.upper())]
    found = [hyperbolic(end, k) / hyperbolic(end, 1) for end in ends]
    return found[0].union(found[-1])


def _place(penalty: Penalty, slope: Fraction, count: int, cell: tuple[Fraction, Fraction, int], bits: int) -> Place:
    low, high, rising = cell
    u = over(*refine(lambda u: growth(penalty, u), low, high, rising, FIRST_BITS))
    with precision(2 * bits + 40):
        for _ in range(ROUNDS):
            if u.rad() < u * arb(2) ** -bits:
                break
            middle = arb(u.mid())
            u = u.intersection(middle - growth(penalty, middle) / bend(penalty, u))
        else:
            raise PrecisionError(f"the fold near u = {u.str(6)} is not told to {bits} bits")
    with precision(bits + 40):
        c = (2 * u).sqrt()
        return Place(_strength(penalty, u) / count, c, 2 * c / ball(slope), rising > 0)


def _strength(penalty: Penalty, u: arb) -> arb:
    """R on a short ball, by its values at both ends and the size of its slope R f between them."""
    middle = arb(u.mid())
    at = strength(penalty, middle)
    steep = abs(growth(penalty, u))
    return at * (1 + arb(0, 1) * (2 * steep * u.rad()).upper())
