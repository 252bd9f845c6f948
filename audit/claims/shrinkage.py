"""What the pseudo ELBO of a linear Gaussian model does to a mean: thresholds, convexity and bias of the profiled penalty.

    mean = argmin over t of (t - y)^2/2 + pen(|t|),    pen(t) = min over v > 0 of v/2 + K(t^2/(2v))    (`profiled.py`)

beside the Lasso's lam |t|: 0 for |y| <= lam, convex, with the bias lam for every larger y.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.symbolic import Proof, shown, u
from audit.parametrisation import minima
from audit.parametrisation.profiled import concavity, estimate, shape
from audit.pseudo_kl.double import excess
from audit.pseudo_kl.symbolic import equation_3

NEAR, SMALL = Fraction(1, 1000), Fraction(1, 10)
"""Beside a threshold the mean is within `SMALL` of where it starts from."""
PLACES, STEP = (0.31, 0.83, 1.7, 2.3, 2.9, 5.9), 0.1
LARGE = (Fraction(37), Fraction(410), Fraction(10**5))
BITS, DIGITS = 120, 20
FALLS = 10
"""|y (y - t) - 1| is below 10/y^2: with y^2 = 2u (1 + O(1/u)) it is 2/y^2 to first order."""


@dataclass(frozen=True)
class Threshold:
    """The mean is 0 exactly for |y| <= `at`, and starts from `jump` there: soft thresholding has no jump, hard has one."""

    at: Fraction
    jump: Fraction = Fraction(0)


def by_shape(variant: Variant, _: Setting) -> Evidence:
    """1 + pen'' > 0 on all of t > 0, and pen'(0+) exactly: the objective is strictly convex with a kink at 0."""
    form: Threshold = variant.form
    found, where = shape(), "every y"
    if not (found.single and found.continuous):
        return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=found.cells)
    wrong = found.strength_at_zero != form.at**2 or form.jump != 0
    words = f"the mean is 0 for y^2 <= {found.strength_at_zero} and continuous in y"
    outcome = Outcome.FAILS if wrong else Outcome.HOLDS
    witness = words if wrong else None
    return Evidence(Method.BALL, outcome, where, outcome is Outcome.HOLDS, found.cells, witness=witness, summary=words)


def by_counts(variant: Variant, _: Setting) -> Evidence:
    """All stationary points with mu != 0, in both variables at once, on both sides of the threshold: rho = y^2."""
    form: Threshold = variant.form
    count, where = 0, "y on both sides of the threshold"
    for y in (form.at - NEAR, form.at, form.at + NEAR):
        if y < 0:
            continue
        count += 1
        points = minima(y * y, parametrisation="additive", digits=15).points
        if points is None:
            return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
        if (y > form.at) != bool(points):
            words = f"y = {float(y):g}: {'a' if points else 'no'} minimum with mu != 0"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
        for point in points:
            t = ball(y) * point.coordinates["mu"]
            if abs(t - ball(form.jump)) > ball(SMALL):
                words = f"y = {float(y):g}: the mean is {shown(t)}"
                return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=count)


@dataclass(frozen=True)
class Convex:
    """pen(t) + weight t^2/2 is convex on t > 0."""

    weight: Fraction


@cache
def largest_concavity() -> arb:
    """Computed once."""
    return concavity()


def by_concavity(variant: Variant, _: Setting) -> Evidence:
    """weight against sup -pen'', enclosed over all of t > 0."""
    largest, where = largest_concavity(), "t > 0"
    with precision(BITS):
        spare = ball(variant.form.weight) - largest
    words = f"-pen'' reaches {shown(largest, 3)}"
    if spare < 0:
        return Evidence(Method.BALL, Outcome.FAILS, where, witness=words)
    if spare > 0:
        return Evidence(Method.BALL, Outcome.HOLDS, where, whole_domain=True, summary=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, where)


@cache
def by_search(t: float) -> float:
    """pen(t) in double, by a bounded search over log v: the definition and nothing else."""
    from scipy.optimize import minimize_scalar

    def cost(log_v: float) -> float:
        return math.exp(log_v) / 2 + float(excess(t * t / 2 * math.exp(-log_v)))

    return float(minimize_scalar(cost, bounds=(-12, 4), method="bounded", options={"xatol": 1e-9}).fun)


def by_chords(variant: Variant, _: Setting) -> Evidence:
    """Second differences of pen, computed from its definition."""
    count = 0
    for t in PLACES:
        count += 1
        second = (by_search(t - STEP) - 2 * by_search(t) + by_search(t + STEP)) / STEP**2
        if second + float(variant.form.weight) < 0:
            words = f"at t = {t:g} the second difference of pen is {second:.6g}"
            return Evidence(Method.SAMPLED, Outcome.FAILS, "points in t", points=count, witness=words)
    return Evidence(Method.SAMPLED, Outcome.HOLDS, "points in t", points=count)


@dataclass(frozen=True)
class Bias:
    """y^power (y - t) tends to `limit` as y -> oo."""

    power: int
    limit: Fraction


@cache
def limit_of_square(power: int) -> sp.Expr:
    """Of (y^p (y - t))^2 = (1 + 2u)^(2p) K'^(p+1), y = (1 + 2u) sqrt(K') and y - t = sqrt(K'), as u -> oo."""
    x = sp.Symbol("x", positive=True)
    dawson = sp.sqrt(sp.pi) / 2 * sp.exp(-(x**2)) * sp.erfi(x)
    slope = equation_3().subs(u, x**2).replace(lambda e: e.func.__name__ == "dawson", lambda e: dawson)
    return sp.limit(sp.simplify((1 + 2 * x**2) ** (2 * power) * slope ** (power + 1)), x, sp.oo)


def by_limit(variant: Variant, _: Setting) -> Evidence:
    """The limit along the curve, by exact algebra."""
    form: Bias = variant.form
    found = limit_of_square(form.power)
    same = found == sp.Rational(form.limit**2)
    return evidence_of(Proof(same, f"(y^{form.power} (y - t))^2 tends to {found}"), "y -> oo")


def by_estimates(variant: Variant, _: Setting) -> Evidence:
    """The estimator itself at three large y, in balls."""
    form: Bias = variant.form
    for y in LARGE:
        with precision(BITS):
            value = ball(y) ** form.power * (ball(y) - estimate(y, digits=DIGITS))
            off, near = abs(value - ball(form.limit)), ball(FALLS / y**2)
            inside, outside = bool(off < near), bool(off > near)
        if outside:
            words = f"y = {float(y):g}: y^{form.power} (y - t) = {shown(value)}"
            return Evidence(Method.BALL, Outcome.FAILS, "large y", points=len(LARGE), witness=words)
        if not inside:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "large y", points=len(LARGE))
    return Evidence(Method.BALL, Outcome.HOLDS, "large y", points=len(LARGE), prec_bits=BITS)
