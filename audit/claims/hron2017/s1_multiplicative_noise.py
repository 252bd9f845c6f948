"""Section 1: N(theta, alpha theta^2) is the law of theta times N(1, alpha). At theta = 0 it is a point mass."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra, evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown

theta, t, w = sp.symbols("theta t w", real=True)
alpha = sp.Symbol("alpha", positive=True)
AT = {theta: points.MU, alpha: points.ALPHA, t: points.POSITIVE}


def cumulants(mean: sp.Expr, variance: sp.Expr, at: sp.Expr) -> sp.Expr:
    """log E e^(s x) for x ~ N(mean, variance), at s: s mean + s^2 variance/2; it determines the law."""
    return at * mean + at**2 * variance / 2


PRODUCT = cumulants(sp.S.One, alpha, theta * t)
"""log E e^(t theta eps) for eps ~ N(1, alpha): the cumulants of eps at theta t."""


def law(mean: sp.Expr, variance: sp.Expr) -> Equality:
    """theta eps ~ N(mean, variance): equal cumulant generating functions, for every t."""
    return Equality(PRODUCT, cumulants(mean, variance, t))


@dataclass(frozen=True)
class Density:
    """theta eps has the density jacobian N(w/theta; 1, alpha), equal to N(w; theta, alpha theta^2), for all these theta."""

    jacobian: sp.Expr
    domain: sp.Set


def normal(x: sp.Expr, mean: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """The density of N(mean, variance) at x."""
    return sp.exp(-((x - mean) ** 2) / (2 * variance)) / sp.sqrt(2 * sp.pi * variance)


def by_change_of_variable(variant: Variant, _: Setting) -> Evidence:
    """w = theta eps: the quotient of the two densities is 1 on both signs of theta; at 0 there is no density.

    There the characteristic function is 1 for every t, and that of a law with a density tends to 0 (Riemann-Lebesgue).
    """
    form, where = variant.form, f"theta in {variant.form.domain}"
    quotients = []
    for sign in (1, -1):
        if form.domain.intersect(sp.Interval.open(0, sp.oo) if sign > 0 else sp.Interval.open(-sp.oo, 0)):
            size = sp.Symbol("s", positive=True)
            at = {theta: sign * size}
            moved = form.jacobian.subs(at) * normal(w / (sign * size), sp.S.One, alpha)
            quotients.append(sp.simplify(moved / normal(w, sign * size, alpha * size**2)))
    wrong = next((quotient for quotient in quotients if not reduces_to_zero(quotient - 1)), None)
    if wrong is not None:
        size = sp.Symbol("s", positive=True)
        value = in_balls(wrong, {size: Fraction("2.3"), w: Fraction("0.7"), alpha: Fraction("0.42")})
        differs = Proof(
            False if apart(value, value * 0 + 1) else None,
            f"the quotient is {wrong}, at theta = 2.3 or -2.3 {shown(value)}",
        )
        return evidence_of(differs, where)
    if form.domain.contains(0) == sp.true:
        return evidence_of(
            Proof(False, "at theta = 0 the characteristic function is 1 for every t: a point mass, no density"), where
        )
    return evidence_of(Proof(True, "the quotient of the densities is 1 for theta > 0 and for theta < 0"), where)


def in_balls_at_theta(variant: Variant, _: Setting) -> Evidence:
    """Both densities at points with theta of both signs; at 0 the modulus exp(-alpha theta^2 t^2/2), for t = 10^40."""
    form, count = variant.form, 0
    for mean in points.MU:
        for noise in points.ALPHA:
            count += 1
            given = {theta: mean, alpha: noise, w: mean * Fraction("1.3")}
            moved = in_balls(form.jacobian * normal(w / theta, sp.S.One, alpha), given)
            stated = in_balls(normal(w, theta, alpha * theta**2), given)
            if apart(moved, stated):
                words = f"at theta = {float(mean):g}: {shown(moved)}, not {shown(stated)}"
                return Evidence(Method.BALL, Outcome.FAILS, "points", points=count, witness=words)
    at_zero = in_balls(sp.exp(-alpha * theta**2 * t**2 / 2), {theta: 0, alpha: points.ALPHA[0], t: 10**40})
    if form.domain.contains(0) == sp.true and 2 * at_zero > 1:
        words = f"at theta = 0 the characteristic function is {shown(at_zero)} at t = 10^40"
        return Evidence(Method.BALL, Outcome.FAILS, "points", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in theta, alpha", points=count)


NONZERO = sp.Union(sp.Interval.open(-sp.oo, 0), sp.Interval.open(0, sp.oo))
CLAIMS = (
    Claim(
        id="s1_multiplicative_noise.law",
        source=SOURCE,
        place="section 1",
        covers=("P07",),
        title="Gaussian noise on a parameter",
        statement=r"If $\varepsilon\sim N(1,\alpha)$ then $\theta\varepsilon\sim N(\theta,\alpha\theta^2)$.",
        hypotheses=("theta is any real number, with N(0, 0) the point mass at 0", "alpha > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"N(\theta,\alpha\theta^2)", law(theta, alpha * theta**2)),
            Variant("no_square", Role.MUTANT, r"N(\theta,\alpha\theta)", law(theta, alpha * theta)),
            Variant("modulus", Role.MUTANT, r"N(|\theta|,\alpha\theta^2)", law(sp.Abs(theta), alpha * theta**2)),
            Variant("deviation", Role.MUTANT, r"N(\theta,\alpha^2\theta^2)", law(theta, alpha**2 * theta**2)),
        ),
        checks=(by_algebra("theta real, alpha > 0, every t", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="log E e^(t theta eps) = t theta + alpha theta^2 t^2/2.",
    ),
    Claim(
        id="s1_multiplicative_noise.density",
        source=SOURCE,
        place="section 1",
        covers=("P07",),
        title="the density q(w)",
        statement=r"$q(w)=N(w;\theta,\alpha\theta^2)=\frac1{|\theta|}N(w/\theta;1,\alpha)$ is a density.",
        hypotheses=("alpha > 0", "the conditional form: theta != 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\theta\in\mathbb R", Density(1 / sp.Abs(theta), sp.S.Reals)),
            Variant("nonzero", Role.CONDITIONAL, r"\theta\ne0", Density(1 / sp.Abs(theta), NONZERO)),
            Variant("signed", Role.MUTANT, r"\frac1\theta N(w/\theta;1,\alpha)", Density(1 / theta, NONZERO)),
            Variant("square", Role.MUTANT, r"\theta^{-2}N(w/\theta;1,\alpha)", Density(theta**-2, NONZERO)),
            Variant("half_line", Role.MUTANT, r"\theta\ge0", Density(1 / sp.Abs(theta), sp.Interval(0, sp.oo))),
        ),
        checks=(by_change_of_variable, in_balls_at_theta),
        expected=Verdict.CONDITIONAL,
        derivation="w = theta eps has the Jacobian |theta|, for either sign of theta; at theta = 0 all mass is at w = 0.",
        consequence="A weight with theta = 0 has no density, and the divergence from the prior is infinite there; an "
        "optimiser that starts or stops at theta = 0 leaves the family.",
    ),
)
