"""Can (0, sigma^2) be a minimum of the additive form? What a class of losses leaves there; and what a frozen sigma^2 adds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.symbolic import Proof, reduces_to_zero
from audit.parametrisation import minima
from audit.parametrisation.frozen import window
from audit.parametrisation.penalty import EXACT
from audit.parametrisation.planar.convex import MU, SIGMA, is_convex
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.roots import over, sign

t = sp.Symbol("t", real=True)
v = sp.Symbol("v", positive=True)
MEANS = {
    "(w - 1)^2/2": "(mu - 1)**2/2 + sigma2/2",
    "3 e^w - 5w": "3*exp(mu + sigma2/2) - 5*mu",
    "cosh w": "exp(sigma2/2)*(exp(mu) + exp(-mu))/2",
    "(1 - w^2)^2/2": "(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2",
    "w^4 - 3w^2 - w": "mu**4 + 6*mu**2*sigma2 + 3*sigma2**2 - 3*(mu**2 + sigma2) - mu",
}
"""E l under N(mu, sigma2), by the loss."""
RHO, ABOVE_FOLD = Fraction(3), Fraction(12)
BITS = 80
DIGITS = Fraction(1, 10**5)

Member = Callable[[str], bool]


@cache
def convex(name: str) -> bool:
    """l'' >= 0 on the whole line."""
    return is_convex(data_term(MEANS[name]).energy)


def even(name: str) -> bool:
    """l(-w) = l(w)."""
    return data_term(MEANS[name]).even


def smooth(name: str) -> bool:
    """All of them."""
    return True


@dataclass(frozen=True)
class NoneAtZero:
    """Losses of this class leave no stationary point (0, sigma^2), sigma^2 > 0, in the additive form."""

    members: Member


@cache
def heat() -> bool:
    """dE/dv = 1/2 E l'' for l = e^(tw), every real t, and so for what such functions span: E = e^(t mu + t^2 v/2)."""
    mean = sp.exp(t * MU + t**2 * v / 2)
    return reduces_to_zero(sp.diff(mean, v) - t**2 * mean / 2)


def by_heat(variant: Variant, _: Setting) -> Evidence:
    """At (0, v) K is flat, and dE/dv = E l''/2 > 0 for l'' >= 0, not 0 everywhere; where both slopes of E vanish is a witness."""
    where = "every v > 0"
    if not heat() or any(data_term(text).heat is not True for text in MEANS.values()):
        return evidence_of(Proof(None, "the heat equation is open"), where)
    for name in filter(variant.form.members, MEANS):
        place = None if convex(name) else _flat(name)
        if place is not None:
            return evidence_of(Proof(False, f"{name}: (0, {place}) is stationary"), where)
    return evidence_of(Proof(True, "dE/dv = E l''/2 > 0 at mu = 0, where K is flat"), where)


def _flat(name: str) -> sp.Expr | None:
    """A sigma^2 > 0 at which both slopes of E are 0 on mu = 0."""
    energy = data_term(MEANS[name]).energy
    for place in sp.solve(sp.diff(energy, SIGMA).subs(MU, 0), SIGMA):
        if place.is_positive and reduces_to_zero(sp.diff(energy, MU).subs(MU, 0).subs(SIGMA, place)):
            return sp.simplify(place**2)
    return None


@cache
def engines_agree() -> bool:
    """The double well over the plane and by one variable, above its fold: the same kinds and values."""
    two = [minima(ABOVE_FOLD, model, digits=12).points for model in (MEANS["(1 - w^2)^2/2"], "quartic")]
    told = [sorted((point.kind, point.value.str(9, radius=False)) for point in points or ()) for points in two]
    return told[0] == told[1] and len(told[0]) == 5


def by_planes(variant: Variant, _: Setting) -> Evidence:
    """All stationary points of the members in the additive form, counted over the plane."""
    if not engines_agree():
        raise CheckError("the double well has other stationary points as an expression than as a named model")
    names = [name for name in MEANS if variant.form.members(name)]
    for name in names:
        points = minima(RHO, MEANS[name], digits=12).points
        if points is None:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "losses, rho = 3", points=len(names), summary=name)
        for point in points:
            if point.coordinates["mu"] == 0:
                words = f"{name}: (0, {point.coordinates['sigma2'].str(6, radius=False)}) is a {point.kind}"
                return Evidence(Method.BALL, Outcome.FAILS, "losses, rho = 3", points=len(names), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "losses, rho = 3", points=len(names))


@dataclass(frozen=True)
class Frozen:
    """At s sigma^2 = `tau` F has two minima in mu exactly for low < rho < high; first five decimals, cut off."""

    tau: Fraction
    low: str
    high: str


@cache
def _window(tau: Fraction) -> tuple[arb, arb] | None:
    found = window(tau, digits=20)
    return None if found is None else (found.low, found.high)


def by_turning_points(variant: Variant, _: Setting) -> Evidence:
    """The ends of the window from the two places where h = x + x K'(x^2)/tau turns."""
    form = variant.form
    found = _window(form.tau)
    if found is None:
        return Evidence(Method.BALL, Outcome.FAILS, "one tau", witness=f"tau = {form.tau}: one minimum for every rho")
    for value, text in zip(found, (form.low, form.high), strict=True):
        off = value - ball(text)
        if off < 0 or off >= ball(DIGITS):
            words = f"tau = {form.tau}: an end at rho = {value.str(9, radius=False)}, not {text}"
            return Evidence(Method.BALL, Outcome.FAILS, "one tau", whole_domain=True, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "every rho, one tau", whole_domain=True)


def by_counting(variant: Variant, _: Setting) -> Evidence:
    """On both sides of each end: how often tau (x - y) + x K'(x^2) changes from - to +, on cells of x up to y."""
    form = variant.form
    told = [
        (Fraction(text) + step * DIGITS, inside)
        for text, sides in ((form.low, (False, True)), (form.high, (True, False)))
        for step, inside in zip((-1, 2), sides, strict=True)
    ]
    for rho, inside in told:
        many = _count(form.tau, rho)
        if many is None:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "rho", points=len(told), summary=f"rho = {rho}")
        if many != (2 if inside else 1):
            words = f"tau = {form.tau}, rho = {float(rho):.8g}: {many} minima in mu"
            return Evidence(Method.BALL, Outcome.FAILS, "rho", points=len(told), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "both sides of each end", points=len(told))


def _count(tau: Fraction, rho: Fraction) -> int | None:
    """Minima in mu > 0 (there are none elsewhere: both terms push mu up for mu <= 0)."""
    with precision(BITS):
        y = (ball(rho) / (2 * ball(tau))).sqrt()

        def f(x: arb) -> arb:
            return ball(tau) * (x - y) + x * EXACT.slope(x * x)

        def rise(x: arb) -> arb:
            return ball(tau) + EXACT.slope(x * x) + EXACT.bend(x * x)

        top = Fraction(int(float(y.upper())) + 1)
        waiting, count = [(Fraction(0), top, 0)], 0
        while waiting:
            low, high, depth = waiting.pop()
            if sign(f(over(low, high))):
                continue
            if sign(rise(over(low, high))):
                before, after = sign(f(ball(low))), sign(f(ball(high)))
                if before * after:
                    count += before < after
                    continue
            if depth > 40:
                return None
            middle = low + (high - low) * Fraction(49, 100)
            waiting += [(low, middle, depth + 1), (middle, high, depth + 1)]
    return count
