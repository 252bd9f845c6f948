"""Section 4, Remark 2: KL increases strictly in u, and what is unique about its minimum."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.at_points import balls_at, matches_core, mpmath_at
from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of, proved_by, termwise
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import precision
from audit.numerics.cover import positive_on
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import Proof, k, positive_for_all, shown, u
from audit.pseudo_kl import ball, precise, symbolic

PLACE = "section 4, Remark 2"
AT = {u: points.U}
ODD = 2 * k + 1
TAIL_FROM = Fraction(40)
BITS = 64
"""For the sign of a slope above 0.012 on cells of width 0.01, sixty-four bits are plenty."""


@dataclass(frozen=True)
class Increasing:
    """The function factor * KL(u) + shift * u increases strictly on [0, oo)."""

    factor: int
    shift: Fraction

    @property
    def derivative(self) -> sp.Expr:
        """factor * slope(u) + shift."""
        return self.factor * sp.exp(-u) * series(1 / ODD) + sp.Rational(self.shift)

    def on(self, middle: Fraction, half: Fraction) -> arb:
        """The derivative on a cell: slope(middle) +- 2/3 half, since |slope'| = 1/2 int s (1-s)^(-1/2) e^-us <= 2/3."""
        with precision(BITS):
            slope = ball.slope(middle, BITS) + arb(0, (2 * to_ball(half) / 3).upper())
            return self.factor * slope + to_ball(self.shift)


def cover_of_the_half_line(variant: Variant, _: Setting) -> Evidence:
    """Cells on [0, 40]; beyond, slope(u) >= 1/2 int_0^1 e^-us ds = (1 - e^-u)/(2u) > 0, as (1-s)^(-1/2) >= 1."""
    form = variant.form
    found = positive_on(form.on, Fraction(0), TAIL_FROM)
    if found.holds and (form.factor <= 0 or form.shift < 0):
        far = Fraction(10**9)
        return evidence_of(_sign(form, far), "[0, oo)", Method.BALL)
    if found.holds is False and found.witness is not None:
        return evidence_of(_sign(form, found.witness), "[0, oo)", Method.BALL)
    words = f"{found.cells} cells of [0, {TAIL_FROM}] and the bound (1 - e^-u)/(2u) beyond"
    return evidence_of(Proof(found.holds, words), "[0, oo)", Method.BALL)


def _sign(form: Increasing, at: Fraction) -> Proof:
    value = form.on(at, Fraction(0))
    return Proof(False if value < 0 else None, f"at u = {float(at):.6g} the derivative is {shown(value)}")


def positive_coefficients(form: Increasing) -> Proof:
    """e^u times the derivative has positive coefficients only."""
    inner = termwise("[0, oo)", AT, 0, times=sp.exp(u))
    found = inner(Variant("", Role.PRINTED, "", Inequality(sp.S.Zero, sp.expand(form.derivative))), Setting())
    return Proof(True if found.proves else None, found.summary)


def values_increase(variant: Variant, setting: Setting) -> Evidence:
    """The function itself at increasing points, in mpmath."""
    form, at = variant.form, sorted({Fraction(0), *points.U, Fraction(60), Fraction(400)})
    values = [form.factor * precise.excess(x, 30) + float(form.shift) * float(x) for x in at]
    for i in range(1, len(at)):
        if not values[i] > values[i - 1]:
            words = f"from u = {float(at[i - 1]):g} to {float(at[i]):g} it does not grow"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in u", points=len(at), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in u", points=len(at))


def negative_curvature(form: Equality) -> Proof:
    """Both sides times e^u have the same coefficients, and all of them are negative."""
    left, right = (coefficients(sp.expand(side * sp.exp(u))) for side in (form.left, form.right))
    same, sign = left.equal(right), positive_for_all(-right.general)
    return Proof((same.holds and sign.holds) or None, f"{same.words}; {sign.words}, with the sign reversed")


@dataclass(frozen=True)
class Minimisers:
    """All minimisers of KL agree in this function of (mu, sigma)."""

    name: str
    of: str


def same_value(variant: Variant, _: Setting) -> Evidence:
    """The minimisers are exactly mu = 0 (KL depends on u alone, and increases): do two of them differ in the function?"""
    mu, sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
    at = mu**2 / (2 * sigma**2)
    increasing = positive_coefficients(Increasing(1, Fraction(0)))
    if not (
        increasing.holds and sp.solve(at, mu) == [0] and symbolic.kl(mu, sigma) == symbolic.equation_1().subs(u, at)
    ):
        return evidence_of(Proof(None, "the minimisers are not known to be mu = 0"), "mu real, sigma > 0")
    letters = {"mu": mu, "sigma": sigma, "v": sigma**2, "u": at, "snr": mu / sigma}
    values = [letters[name] for name in variant.form.of.split()]
    at_minimum = [value.subs(mu, 0) for value in values]
    free = set().union(*(sp.sympify(value).free_symbols for value in at_minimum))
    if not free:
        return evidence_of(Proof(True, f"{variant.form.name} is {at_minimum} at every minimiser"), "mu = 0, sigma > 0")
    pair = [[value.subs(sigma, s) for value in at_minimum] for s in (1, 2)]
    words = f"KL is minimal at sigma = 1 and sigma = 2, mu = 0, where {variant.form.name} is {pair[0]} and {pair[1]}"
    return evidence_of(Proof(False, words), "mu = 0, sigma > 0")


def equal_minima(variant: Variant, _: Setting) -> Evidence:
    """KL at (0, 1) and (0, 2) meets in balls, which proves nothing: two minimisers as samples, does the function differ?"""
    first, second = ({"mu": 0.0, "sigma": s, "v": s * s, "u": 0.0, "snr": 0.0} for s in (1.0, 2.0))
    same_kl = ball.kl(0, 1) == ball.kl(0, 2) or ball.kl(0, 1).overlaps(ball.kl(0, 2))
    names = variant.form.of.split()
    differs = [name for name in names if first[name] != second[name]]
    if same_kl and differs:
        return Evidence(Method.SAMPLED, Outcome.FAILS, "two minimisers", points=2, witness=f"{differs} differ")
    return Evidence(Method.SAMPLED, Outcome.HOLDS, "two minimisers", points=2)


CURVATURE = symbolic.curvature()

CLAIMS = (
    Claim(
        id="s4_unique_minimum.strictly_increasing",
        source=SOURCE,
        place=PLACE,
        covers=("P54",),
        title="KL increases strictly in u",
        statement=r"$u\mapsto\mathrm{KL}(u)$ is strictly increasing on $[0,\infty)$.",
        hypotheses=("u >= 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{KL}(u)", Increasing(1, Fraction(0))),
            Variant("decreasing", Role.MUTANT, r"-\mathrm{KL}(u)", Increasing(-1, Fraction(0))),
            Variant("tilted", Role.MUTANT, r"\mathrm{KL}(u)-u/10", Increasing(1, Fraction(-1, 10))),
        ),
        checks=(
            proved_by(positive_coefficients, "[0, oo)", cover_of_the_half_line),
            cover_of_the_half_line,
            values_increase,
        ),
        expected=Verdict.PROVED,
        derivation="The slope is e^-u sum u^k/k!/(2k + 1), a mean of positive numbers.",
        depends=("s4_remark1_gradient.positive_u",),
    ),
    Claim(
        id="s4_unique_minimum.concave",
        source=SOURCE,
        place=PLACE,
        covers=("P54",),
        title="KL is concave in u",
        statement=r"$\mathrm{KL}''(u)=-e^{-u}\sum_k\frac{u^k}{k!}\frac{2}{(2k+1)(2k+3)}<0$ on $[0,\infty)$.",
        hypotheses=("u >= 0", "the paper is silent on it; it makes the slope a decreasing function"),
        variants=(
            Variant("concave", Role.CONDITIONAL, r"\mathrm{KL}''", Equality(sp.diff(symbolic.slope(), u), CURVATURE)),
            Variant("convex", Role.MUTANT, r"-\mathrm{KL}''", Equality(sp.diff(symbolic.slope(), u), -CURVATURE)),
            Variant(
                "halved", Role.MUTANT, r"\tfrac12\mathrm{KL}''", Equality(sp.diff(symbolic.slope(), u), CURVATURE / 2)
            ),
        ),
        checks=(
            proved_by(negative_curvature, "[0, oo)", AT),
            balls_at(AT),
            mpmath_at(AT),
            *matches_core("curvature"),
        ),
        expected=Verdict.CONDITIONAL,
        derivation="Shift the index in the series of the slope: Delta 1/(2k + 1) = -2/((2k + 1)(2k + 3)) < 0 for every k.",
    ),
    Claim(
        id="s4_unique_minimum.unique",
        source=SOURCE,
        place="section 4",
        covers=("P53",),
        title="the minimum is unique",
        statement=r"The minimiser of the divergence over $(\mu,\sigma^2)$ is unique.",
        hypotheses=("sigma > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"(\mu,\sigma^2)", Minimisers("(mu, sigma^2)", "mu v")),
            Variant("in_u", Role.CORRECTED, r"u=\mu^2/(2\sigma^2)", Minimisers("u", "u")),
            Variant("in_sigma", Role.MUTANT, r"\sigma", Minimisers("sigma", "sigma")),
            Variant("in_both", Role.MUTANT, r"(u,\sigma^2)", Minimisers("(u, sigma^2)", "u v")),
        ),
        checks=(same_value, equal_minima),
        expected=Verdict.ERRATUM,
        derivation="KL depends on u alone and increases strictly, so its minimisers are all (0, sigma^2), sigma > 0: one "
        "value of u, a half-line of parameters.",
        depends=("s4_unique_minimum.strictly_increasing",),
        consequence="The half-line of minimisers is what the additive parametrisation adds.",
    ),
)
