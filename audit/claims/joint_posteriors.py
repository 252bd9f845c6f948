"""Likelihoods of two weights under log-uniform priors: which meet a lower bound near w = 0, and whose mass is finite.

Exact algebra integrates both weights out. By balls the one-dimensional posterior that is left after v is decided anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.posterior import Density, Propriety, improper_along, propriety
from audit.posterior.ends import End
from audit.posterior.exact.leading import leading
from audit.posterior.exact.transseries import ONE as CONSTANT

w, v = sp.symbols("w v", real=True)
W = sp.Symbol("W", positive=True)
"""|w|: each of the likelihoods with finite mass is even in w."""
DIGITS = 15
Integrand = tuple[sp.Expr, sp.Expr, sp.Expr]
"""A function and the two ends between which it is integrated."""


@dataclass(frozen=True)
class Remaining:
    """What v leaves: Z = (factor N)^power with N the normaliser of `density` on `support`."""

    density: str
    support: str = "-oo,oo"
    factor: int = 1
    power: int = 1


@dataclass(frozen=True)
class Joint:
    """A likelihood of (w, v) for w != 0, its section in w at v = `at` with a value at w = 0 too, and a box of v.

    Where the mass under C/|w| C/|v| is finite: `over_v`, likelihood/|v| without what depends on w alone, and `over_w`, that
    divided by |w|; or `z` itself, where the integrals define a special function; and `remaining`, for balls.
    """

    likelihood: sp.Expr
    at: Fraction
    section: sp.Expr
    box: tuple[Fraction, Fraction]
    over_v: tuple[Integrand, ...] = ()
    over_w: tuple[Integrand, ...] = ()
    remaining: Remaining | None = None
    z: sp.Expr | None = None


LOGISTIC = 1 / (1 + sp.exp(-w * v))
GAUSSIAN = sp.exp(-((1 - v * sp.Max(w, 0)) ** 2) / 2) / sp.sqrt(2 * sp.pi)
BOX = (Fraction(1, 2), Fraction(3, 2))
INSIDE = sp.Rational(5, 4)
"""A point of the box that is none of the special values."""
RIDGE = Joint(
    sp.Abs(v) * sp.exp(-(((v - 1) / w) ** 2) - w**2),
    Fraction(1),
    sp.exp(-(w**2)),
    BOX,
    over_v=((sp.exp(-(((v - 1) / W) ** 2)), -sp.oo, sp.oo),),
    over_w=((sp.exp(-(W**2)) / W, sp.S.Zero, sp.oo),),
    remaining=Remaining("sqrt(pi)*exp(-w**2)"),
)
"""At most 1 (|v| e^(-2|v-1|) is), so that it may be the probability of a label; 0 at w = 0 except for v = 1."""
LINE = Joint(
    sp.Min(1, sp.Abs(w)) * sp.Min(1, sp.Abs(v)) * sp.exp(-sp.Abs(w) - sp.Abs(v)),
    Fraction(0),
    sp.S.One,
    BOX,
    z=(2 * (1 - sp.exp(-1) + sp.expint(1, 1))) ** 2,
    remaining=Remaining("min(1,w)*exp(-w)/w", "0,oo", factor=2, power=2),
)
"""Set to 1 on the line v = 0, a null set. Z is the square of 2 int_0^1 e^-v dv + 2 int_1^oo e^-v/v dv, the last being E1(1)."""
VANISHING = Joint(
    sp.Abs(w) ** sp.Rational(1, 10) * sp.Abs(v) * sp.exp(-(w**2) - v**2),
    Fraction(1),
    sp.Abs(w) ** sp.Rational(1, 10) * sp.exp(-(w**2) - 1),
    BOX,
    over_v=((sp.exp(-(v**2)), -sp.oo, sp.oo),),
    over_w=((W ** -sp.Rational(9, 10) * sp.exp(-(W**2)), sp.S.Zero, sp.oo),),
    remaining=Remaining("sqrt(pi)*abs(w)**(-9/10)*exp(-w**2)"),
)
EXAMPLES = {
    "a ridge that narrows to v = 1": RIDGE,
    "1 on the line v = 0": LINE,
    "|w|^(1/10)": VANISHING,
    "logistic": Joint(LOGISTIC, Fraction(1), LOGISTIC.subs(v, 1), BOX),
    "ReLU and Gaussian": Joint(GAUSSIAN, Fraction(1), GAUSSIAN.subs(v, 1), BOX),
}


@cache
def exact_mass(name: str) -> sp.Expr | None:
    """Z by exact integration over v, then over w; None where no finite mass is claimed.

    >>> exact_mass("a ridge that narrows to v = 1")
    pi
    """
    joint = EXAMPLES[name]
    if joint.remaining is None or joint.z is not None:
        return joint.z
    inner = sum(sp.integrate(f, (v, a, b)) for f, a, b in joint.over_v)
    return sp.simplify(2 * sum(sp.integrate(sp.expand(inner * f), (W, a, b)) for f, a, b in joint.over_w))


@cache
def ball_mass(name: str) -> arb | None:
    """Z of the posterior that is left, decided and enclosed by balls; None where it is not certified to be proper.

    Raises CheckError where the ball is too wide to say anything.
    """
    remaining = EXAMPLES[name].remaining
    if remaining is None:
        return None
    found = _decided(remaining)
    if found.normaliser is None or any(report.certified is None for report in found.ends):
        return None
    z = (remaining.factor * found.normaliser.Z) ** remaining.power
    exact = exact_mass(name)
    return None if exact is None or apart(z, in_balls(exact, {})) else z


def _decided(remaining: Remaining) -> Propriety:
    return propriety(remaining.density, support=remaining.support, digits=DIGITS)


@cache
def at_one_value(name: str, power: sp.Rational, one_sided: bool) -> bool:
    """Has section/|w|^power one positive limit at 0+ and 0- (at 0+ alone, if one-sided), its value at 0 for power 0?"""
    section = EXAMPLES[name].section
    limits = {limit_at_zero(section * sp.Abs(w) ** -power, side) for side in ((1,) if one_sided else (1, -1))}
    if power == 0:
        limits.add(section.subs(w, 0))
    first = limits.pop()
    return not limits and first is not None and bool(first > 0)


def limit_at_zero(f: sp.Expr, side: int) -> sp.Expr | None:
    """The limit of f >= 0 at 0+ (side 1) or 0- (-1), 0 or positive; None where it is infinite or between the two.

    >>> limit_at_zero(1 / (1 + sp.exp(-w)), 1)
    1/2
    """
    found = leading(Density(w, (f, 1 / sp.Abs(w))), End(sp.S.Zero, side))
    if found.integrable:
        return sp.S.Zero
    return found.coefficient if found.monomial == CONSTANT else None


@cache
def on_a_set(name: str, power: sp.Rational, one_sided: bool) -> bool:
    """Do balls certify likelihood >= r |w|^power on an interval around (right of) 0 times the box of v?

    A limit 0 at one v of the box rules that out, and spares the search.
    """
    joint = EXAMPLES[name]
    scaled = joint.likelihood * sp.Abs(w) ** -power
    if limit_at_zero(scaled.subs(v, INSIDE), 1) == 0:
        return False
    return improper_along(scaled, w, {v: joint.box}, side=1 if one_sided else 0) is not None


@cache
def bounded_on_a_set(name: str) -> bool:
    """Do balls certify likelihood < 2 there?"""
    joint = EXAMPLES[name]
    return improper_along(2 - joint.likelihood, w, {v: joint.box}) is not None
