"""At a frozen sigma^2 the additive objective of the linear Gaussian model has two minima in mu, inside a window of rho.

With x = mu/(sqrt(2) sigma), y = what/(sqrt(2) sigma) and tau = s sigma^2, so that rho = s what^2 = 2 tau y^2,

    dF/dx = 2 tau (h(x) - y),    h(x) = x + x K'(x^2)/tau

h falls where t = K' + 2u K'' < -tau, u = x^2: between x1 and x2, if tau lies below the cusp. h(x2) < y < h(x1) is the window, in
which F has two minima a < x1 and b > x2; outside of it, one. At the tie both are as deep: int_a^b (h - y) dx = 0. In (theta,
alpha) at a frozen alpha the same objective is a parabola in theta, with one minimum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from flint import arb

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import ball, precision
from audit.numerics.exact import Exact, approximate, positive
from audit.parametrisation.penalty import EXACT, Penalty, penalty_of
from audit.parametrisation.roots import Function, over, refine, sign

BITS = 96
START, RATIO, END = Fraction(1, 50), Fraction(26, 25), Fraction(10**6)
"""The grid in u. Below, t is near 1; beyond, near -1/(2u), above -tau for every tau that is taken."""
LEAST_TAU = Fraction(1, 10**5)
STEPS = 200
DEPTH = 16
INFLECTION = (Fraction(2), Fraction(5, 2))
"""x^2 of the inflection of the Dawson integral lies there."""


@dataclass(frozen=True)
class Window:
    """Two minima in mu for low < rho < high at s sigma^2 = tau, as deep as each other at `tie`: enclosures."""

    tau: Fraction
    low: arb
    tie: arb
    high: arb


@dataclass(frozen=True)
class Cusp:
    """The tau from which on there is no window, and x, rho there: enclosures."""

    tau: arb
    x: arb
    rho: arb


def cusp(bits: int = 176) -> Cusp:
    """For the exact KL: t is least where D'' = 0, D = x/(2x^2 - 1), and -t = 1/(2x^2 - 1) there.

    >>> print(cusp(80).tau.str(6, radius=False), cusp(80).rho.str(6, radius=False))
    0.284749 5.13900
    """

    def off(u: arb) -> arb:
        return EXACT.slope(u) * (2 * u - 1) - 1

    ends = refine(off, *INFLECTION, 1, bits)
    with precision(bits + 40):
        u = over(*ends)
        tau = 1 / (2 * u - 1)
        return Cusp(tau, u.sqrt(), 8 * u / (2 * u - 1))


def window(tau: Exact, kl: str = "exact", digits: int = 50) -> Window | None:
    """The window at s sigma^2 = tau; None where there is none. `kl`: exact or molchanov2017. Raises InputError.

    >>> found = window("1/10", digits=20)
    >>> [value.str(6, radius=False) for value in (found.low, found.tie, found.high)]
    ['4.45789', '5.59002', '8.15093']
    >>> window("3/10") is None
    True
    """
    frozen, penalty, bits = positive(tau, "s sigma^2"), penalty_of(kl), round(3.33 * digits) + 10
    if frozen < LEAST_TAU or penalty.slope_at_zero is None:
        given = f"s sigma^2 = {approximate(frozen)} with {kl}"
        raise InputError(given, f"s sigma^2 >= {approximate(LEAST_TAU)}, exact or molchanov2017", "s sigma^2 = 1/10")

    def falling(u: arb) -> arb:
        return penalty.slope(u) + penalty.bend(u) + ball(frozen)

    with precision(BITS):
        turns = [turn for low, high in pairwise(_grid()) for turn in _turns(falling, low, high, DEPTH)]
    if not turns:
        return None
    if [after for *_, after in turns] != [-1, 1]:
        raise PrecisionError(f"the turns of h at s sigma^2 = {approximate(frozen)} are not told apart")
    first, second = (refine(falling, *turn, bits) for turn in turns)
    with precision(bits + 60):
        wave = Wave(penalty, frozen)
        left, right = over(*first).sqrt(), over(*second).sqrt()
        top, bottom = wave.height(left), wave.height(right)
        tie = _tie(wave, left, right, bits)
        return Window(frozen, *(2 * ball(frozen) * y * y for y in (bottom, tie, top)))


def _turns(f: Function, low: Fraction, high: Fraction, depth: int) -> list[tuple[Fraction, Fraction, int]]:
    """Where f changes its sign in [low, high]: cells with other signs at their ends; the rest is shown to hold no zero."""
    before, after, whole = sign(f(ball(low))), sign(f(ball(high))), sign(f(over(low, high)))
    if whole:
        return []
    if before * after < 0:
        return [(low, high, after)]
    if depth == 0:
        raise PrecisionError(f"whether h turns near x^2 = {float(low):.6g} is not told: this is too near to the cusp")
    middle = (low + high) / 2
    return _turns(f, low, middle, depth - 1) + _turns(f, middle, high, depth - 1)


@dataclass(frozen=True)
class Wave:
    """h and its integral H = x^2/2 + K(x^2)/(2 tau)."""

    penalty: Penalty
    tau: Fraction

    def height(self, x: arb) -> arb:
        """h."""
        return x + x * self.penalty.slope(x * x) / ball(self.tau)

    def steepness(self, x: arb) -> arb:
        """h'."""
        return 1 + (self.penalty.slope(x * x) + self.penalty.bend(x * x)) / ball(self.tau)

    def area(self, x: arb) -> arb:
        """H."""
        return x * x / 2 + self.penalty.value(x * x) / (2 * ball(self.tau))

    def root(self, y: arb, low: arb, high: arb, bits: int) -> arb:
        """The x in (low, high) with h(x) = y, where h rises from below y to above it: Newton, then two signs."""
        x, ends = (low + high) / 2, [low, high]
        for _ in range(STEPS):
            off = self.height(x) - y
            ends[0 if off < 0 else 1] = x
            step = off / self.steepness(x)
            following = _middle(x - step)
            if abs(step) < arb(2) ** -(bits + 4):
                x = following
                break
            x = following if ends[0] < following and following < ends[1] else _middle((ends[0] + ends[1]) / 2)
        near = arb(2) ** -bits
        if self.height(x - near) < y and self.height(x + near) > y:
            return x + arb(0, near)
        raise PrecisionError(f"a minimum near x = {x.str(6)} is not told to {bits} bits")


def _tie(wave: Wave, left: arb, right: arb, bits: int) -> arb:
    """The y with H(b) - H(a) = y (b - a): falls in y with slope -(b - a); Newton, then two signs."""
    low, high = _middle(wave.height(right)), _middle(wave.height(left))
    y, fine = (low + high) / 2, bits + 12
    for _ in range(STEPS):
        area, width = _area(wave, y, left, right, fine)
        step = _middle(area / width)
        if abs(step) < arb(2) ** -(bits + 2):
            y = _middle(y + step)
            break
        low, high = (y, high) if area > 0 else (low, y)
        y = _middle(y + step) if low < y + step and y + step < high else _middle((low + high) / 2)
    near = arb(2) ** -bits
    if _area(wave, y - near, left, right, fine)[0] > 0 and _area(wave, y + near, left, right, fine)[0] < 0:
        return y + arb(0, near)
    raise PrecisionError(f"the tie near y = {y.str(6)} is not told to {bits} bits")


def _area(wave: Wave, y: arb, left: arb, right: arb, bits: int) -> tuple[arb, arb]:
    """int_a^b (h - y) dx and b - a."""
    a, b = wave.root(y, arb(0), _middle(left), bits), wave.root(y, _middle(right), y, bits)
    return wave.area(b) - wave.area(a) - y * (b - a), b - a


def _middle(x: arb) -> arb:
    return arb(x.mid())


def _grid() -> list[Fraction]:
    points = [START]
    while points[-1] < END:
        points.append(min((points[-1] * RATIO).limit_denominator(10**6), END))
    return points
