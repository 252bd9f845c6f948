"""The penalty of a mean once its variance is optimised out, for a data term s/2 ((mu - what)^2 + sigma^2): one curve.

    pen(t) = min over v > 0 of v/2 + K(t^2/(2v)),    t = sqrt(s) |mu|,  v = s sigma^2  (over alpha: s alpha theta^2/2 + K)

is least where v = 2u K'(u), u = t^2/(2v), and one u has that t where 4 K' + 2u K'' > 0, half of (4u^2 K')'/u. So, with u,

    t = 2u sqrt(K'),    pen = u K' + K,    pen' = sqrt(K'),    pen'' = K''/(4 K' + 2u K'')

With y = sqrt(s) what, y^2 = rho, the mean is argmin (t - y)^2/2 + pen(t): 0 where |y| <= pen'(0+) if 1 + pen'' > 0, and else
y = t + sqrt(K') = (1 + 2u) sqrt(K'), which is R(u) = y^2 of `thresholds.py`. Its bias y - t is (1 + 2u) K'/y.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.errors import CheckError, InputError, PrecisionError
from audit.numerics.ball import ball, precision
from audit.numerics.cover import positive_on
from audit.numerics.exact import Exact, approximate, bits_of, nonnegative, rational, whole
from audit.parametrisation.penalty import EXACT, Penalty, penalty_of
from audit.parametrisation.profile import GAUSSIAN
from audit.parametrisation.roots import Function, over, refine
from audit.parametrisation.thresholds import strength

BITS = 80
FAR = Fraction(16)
"""From this u on the bounds of the penalties at infinity decide; they hold from 9 on."""
NEAR = Fraction(1, 50)
"""Up to this u the part of K' that is not smooth increases, so that `curvature_below` bounds K''."""
FINE = Fraction(1, 1000)
"""The largest concavity is enclosed to this; cells are halved until their bound is within it of the best point."""
NARROWEST = Fraction(1, 10**6)
DIGITS_MAX = 300
MOST = Fraction(10**6)
"""Of t and |y|: their u is about t^2/2."""


@dataclass(frozen=True)
class Profiled:
    """A point of the curve: u, t, v = s sigma^2, pen(t), pen'(t), pen''(t) as balls; pen'' is not finite where K'' is not."""

    u: arb
    t: arb
    variance: arb
    value: arb
    slope: arb
    curvature: arb


@dataclass(frozen=True)
class Shape:
    """What holds on all of t > 0; None where balls do not tell.

    `single`: one best variance for each t. `concave`: pen'' < 0, with a `witness` u where it is not. `continuous`: 1 + pen'' > 0,
    so that the estimator is single, continuous, and 0 exactly where |y| <= `threshold`, whose square is `strength_at_zero`.
    `cells` were looked at.
    """

    single: bool | None
    concave: bool | None
    continuous: bool | None
    threshold: arb
    strength_at_zero: Fraction
    witness: Fraction | None
    cells: int


def along(penalty: Penalty, u: arb) -> Profiled:
    """The point at u >= 0, enclosing all values on a ball, at the current precision.

    >>> from audit.parametrisation.penalty import EXACT
    >>> print(along(EXACT, ball(1)).slope.str(8, radius=False))
    0.73353903
    """
    k, bend = penalty.slope(u), penalty.bend(u)
    root = k.sqrt()
    return Profiled(u, 2 * u * root, 2 * u * k, u * k + penalty.value(u), root, penalty.curvature(u) / (4 * k + bend))


def profiled(t: Exact, kl: str = "exact", digits: int = 30) -> Profiled:
    """pen at t = sqrt(s) |mu|, 0 <= t <= 10^6, to about `digits` digits; `kl`: exact or molchanov2017. Raises InputError.

    >>> found = profiled(1, digits=10)
    >>> [value.str(6, radius=False) for value in (found.value, found.slope, found.curvature)]
    ['0.913595', '0.823793', '-0.187104']
    """
    place, penalty = _within(nonnegative(t, "t"), "t"), _from_zero(kl)
    bits = bits_of(whole(digits, "digits", 1, DIGITS_MAX, "digits = 30")) + 8

    def off(u: arb) -> arb:
        return along(penalty, u).t - ball(place)

    u = _solution(off, place, bits) if place else None
    with precision(bits + 20):
        return along(penalty, arb(0) if u is None else over(*u))


def estimate(y: Exact, kl: str = "exact", digits: int = 30) -> arb:
    """argmin over t of (t - y)^2/2 + pen(|t|), |y| <= 10^6: exactly 0 where |y| <= threshold. Raises InputError.

    PrecisionError where it is not shown that there is one minimum.

    >>> print(estimate(1), estimate("-1.1", digits=12).str(6, radius=False), estimate(10, digits=12).str(6, radius=False))
    0 -0.120147 9.89789
    """
    given, penalty = rational(y, "y"), _from_zero(kl)
    _within(abs(given), "|y|")
    bits = bits_of(whole(digits, "digits", 1, DIGITS_MAX, "digits = 30")) + 8
    found = shape(kl)
    if not found.continuous:
        raise PrecisionError(f"with {kl} the mean is not shown to have one minimum")
    if given * given <= found.strength_at_zero:
        return arb(0)
    r = strength(GAUSSIAN, penalty)
    u = _solution(lambda u: r(u) - ball(given * given), abs(given), bits)
    with precision(bits + 20):
        t = along(penalty, over(*u)).t
        return t if given > 0 else -t


def shape(kl: str = "exact") -> Shape:
    """Threshold, concavity and continuity on the whole half-line, its ends included; exact or molchanov2017. Raises InputError.

    CheckError where the ball of K'(0) does not hold the exact value that the penalty states.

    >>> found = shape()
    >>> found.single, found.concave, found.continuous, found.threshold.contains(1)
    (True, True, True, True)
    >>> shape("molchanov2017").concave
    False
    """
    penalty = _from_zero(kl)
    below = penalty.curvature_below or penalty.curvature

    def bent(u: arb) -> arb:
        """At least a lower bound of K'', which may be infinite at u = 0."""
        return below(u) if u < ball(NEAR) else penalty.curvature(u)

    def steep(u: arb) -> arb:
        return 4 * penalty.slope(u) + penalty.bend(u)

    with precision(BITS):
        far = 2 * penalty.far(ball(FAR)) + penalty.far_bend(ball(FAR))
        falling = penalty.far_bend(ball(FAR))
        single, first = _everywhere(steep, bool(far > 0))
        concave, second = _everywhere(lambda u: -penalty.curvature(u), bool(falling < 0))
        # Beyond FAR, u K'' = far_bend/(2u).
        last = far + arb(0).union(falling / (2 * ball(FAR)))
        continuous, third = _everywhere(lambda u: steep(u) + bent(u), bool(last > 0))
        threshold = along(penalty, arb(0)).slope
        at_zero = penalty.slope_at_zero or Fraction(0)
        if not penalty.slope(arb(0)).contains(ball(at_zero)):
            raise CheckError(f"K'(0) of {kl} is not {at_zero}")
    return Shape(single, concave, continuous, threshold, at_zero, second[1], first[0] + second[0] + third[0])


def concavity() -> arb:
    """sup over t > 0 of -pen'' for the exact KL, to 1/1000, by branch and bound: how far the penalty is from convex.

    >>> print(concavity().str(3, radius=False))
    0.222
    """
    with precision(BITS):
        best, bound = arb("-inf"), arb("-inf")
        waiting = [(Fraction(0), FAR)]
        while waiting:
            low, high = waiting.pop()
            at, most = (-along(EXACT, u).curvature for u in (ball((low + high) / 2), over(low, high)))
            best = at if at > best else best
            if most < best + ball(FINE):
                bound = bound.max(arb(most.upper()))
            elif high - low > NARROWEST:
                waiting += [(low, (low + high) / 2), ((low + high) / 2, high)]
            else:
                raise PrecisionError(f"the concavity near u = {float(low):.6g} is not told")
        # Beyond FAR, K'' = far_bend/(2u^2) and 4K' + 2uK'' = (2 far + far_bend)/u.
        u = ball(FAR)
        beyond = -EXACT.far_bend(u) / (2 * u) / (2 * EXACT.far(u) + EXACT.far_bend(u))
        if not beyond < best:
            raise PrecisionError(f"the concavity beyond u = {FAR} is not told")
        return best.union(bound.max(best))


def _everywhere(f: Function, far: bool) -> tuple[bool | None, tuple[int, Fraction | None]]:
    """f > 0 on [0, FAR] by cells, and beyond as told; False with a witness."""
    found = positive_on(lambda middle, half: f(over(middle - half, middle + half)), Fraction(0), FAR)
    holds = found.holds if found.holds is not True or far else None
    return holds, (found.cells, found.witness if holds is False else None)


def _solution(off: Callable[[arb], arb], size: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """The zero of an increasing function of u; its u is below 1 + size^2, as 4u^2 K' >= u and R >= u there."""
    with precision(BITS):
        high = 1 + size * size
        if not off(ball(high)) > 0:
            raise PrecisionError(f"no u up to {approximate(high)}")
    return refine(off, Fraction(0), high, 1, bits)


def _from_zero(kl: str) -> Penalty:
    """A penalty that is given up to alpha = oo."""
    penalty = penalty_of(kl)
    if penalty.slope_at_zero is None:
        raise InputError(f"the KL {kl!r}, whose domain ends at alpha = 1", "exact or molchanov2017", "exact")
    return penalty


def _within(size: Fraction, name: str) -> Fraction:
    if size > MOST:
        raise InputError(f"{name} = {approximate(size)}", f"{name} <= {MOST}", f"{name} = 3")
    return size
