"""Remark 1: eq. (3), the gradient in u, its value and continuity at 0, and the chain rule to mu and sigma^2."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.at_points import DIGITS, PREC_BITS, balls_at, grid, matches_core, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra, proved_by
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball_of_mpf
from audit.numerics.evaluate import dawson, in_balls
from audit.numerics.series import coefficients
from audit.numerics.symbolic import Proof, reduces_to_zero, shown, u
from audit.pseudo_kl import ball, double, precise, symbolic

PLACE = "section 4, Remark 1, eq. (3)"
AT = {u: points.U}
ROOT = sp.sqrt(u)
MU, SIGMA = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
V = sp.Symbol("v", positive=True)
DERIVATIVE = sp.diff(symbolic.excess(), u)


def dawson_series(form: Equality) -> Proof:
    """The coefficient of u^n in the derivative of (1) is 1/2 Delta^n (1/x)(1/2)/n!; in D(sqrt u)/sqrt u, d_n with
    (2n + 1) d_n + 2 d_(n-1) = 0, d_0 = 1, from D' = 1 - 2 x D. The first satisfies the recurrence of the second.
    """
    if not reduces_to_zero(form.right - symbolic.equation_3()):
        return Proof(None, "the right side is not D(sqrt u)/sqrt u")
    shifted = coefficients(sp.expand(form.left * sp.exp(u))).equal(
        coefficients(sp.expand(symbolic.slope() * sp.exp(u)))
    )
    if not (shifted.holds and symbolic.difference_is_proved().holds):
        return Proof(None, "the derivative of (1) is not 1/2 e^-u sum u^k/k!/(1/2 + k)")
    n = sp.Symbol("n", integer=True, positive=True)
    quotient = sp.gammasimp(symbolic.slope_coefficient(n) / symbolic.slope_coefficient(n - 1))
    recurrence = sp.simplify((2 * n + 1) * sp.simplify(sp.expand_func(quotient)) + 2)
    if recurrence == 0 and reduces_to_zero(sp.gammasimp(symbolic.slope_coefficient(sp.S.Zero)) - 1):
        return Proof(True, "every power of u: (2n + 1) d_n = -2 d_(n-1), d_0 = 1, on both sides")
    return Proof(None, "the coefficients do not satisfy the recurrence of the Dawson integral")


FAR = [{MU: Fraction(-7 * 10**14), SIGMA: Fraction(31, 100)}, {MU: Fraction(1, 10**60), SIGMA: Fraction(10**40)}]
"""Where mu/sigma is beyond the tables of float64, and where u is tiny."""


@dataclass(frozen=True)
class Limit:
    """The function of u tends to `value` as u -> 0+, and so closes up continuously."""

    function: sp.Expr
    value: sp.Expr


def limit_at_zero(form: Limit) -> Proof:
    """The limit of the function with D(x) = sqrt(pi)/2 e^(-x^2) erfi(x), by Gruntz' algorithm."""
    explicit = form.function.replace(dawson, lambda x: sp.sqrt(sp.pi) / 2 * sp.exp(-(x**2)) * sp.erfi(x))
    limit = sp.limit(explicit, u, 0, "+")
    words = f"the limit at 0 is {limit}; elsewhere a quotient of continuous functions"
    return Proof(True if limit == form.value else None, words)


def near_zero(variant: Variant, _: Setting) -> Evidence:
    """|f(u) - value| <= 2u for u = 10^-3, 10^-6, ..., in balls: 2/3 is the Lipschitz constant of the slope."""
    exponents = range(3, 31, 3)
    for exponent in exponents:
        point = Fraction(1, 10**exponent)
        gap = abs(in_balls(variant.form.function - variant.form.value, {u: point}, 256))
        if gap > 2 * arb(10) ** -exponent:
            words = f"at u = 1e-{exponent} the distance from {variant.form.value} is {shown(gap)}"
            return Evidence(Method.BALL, Outcome.FAILS, "u -> 0", points=len(exponents), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "u -> 0", points=len(exponents), prec_bits=256)


@dataclass(frozen=True)
class ChainRule:
    """dKL/dmu and dKL/d(sigma^2) as multiples of K'(u)."""

    mu_factor: sp.Expr
    v_factor: sp.Expr


def by_chain_rule(form: ChainRule) -> Proof:
    """Differentiate K(mu^2/(2v)) for an unspecified K."""
    inner, kl = MU**2 / (2 * V), sp.Function("K")
    at = sp.Symbol("t")
    outer = kl(at).diff(at).subs(at, inner)
    for letter, factor in ((MU, form.mu_factor), (V, form.v_factor)):
        if not reduces_to_zero(kl(inner).diff(letter).doit() - (outer * factor).doit()):
            return Proof(None, f"d/d{letter} is {kl(inner).diff(letter)}")
    scale = sp.sqrt(V)
    slope = symbolic.slope().subs(u, inner)
    stated = (slope * form.mu_factor, 2 * scale * slope * form.v_factor)
    for ours, theirs in zip(symbolic.kl_gradient(MU, scale), stated, strict=True):
        if sp.simplify(ours / theirs) != 1:
            return Proof(None, "symbolic.kl_gradient is another multiple of the slope")
    return Proof(True, "d/dmu and d/dv of K(mu^2/(2v)) for any differentiable K")


def _gradients(method: Method, slack: Fraction, implemented: object) -> Check:
    """The stated gradient against an arithmetic of the core, in mu and sigma: dKL/dsigma = 2 sigma dKL/dv."""

    def check(variant: Variant, setting: Setting) -> Evidence:
        asked = grid({MU: points.MU, SIGMA: points.SIGMA}, setting) + FAR
        for values in asked:
            mean, scale = (Fraction(float(values[letter])) for letter in (MU, SIGMA))
            at, computed = {MU: mean, V: scale**2}, implemented(mean, scale)  # type: ignore[operator]
            slope = ball.slope(mean**2 / (2 * scale**2), PREC_BITS)
            factors = (variant.form.mu_factor, 2 * sp.sqrt(V) * variant.form.v_factor)
            for name, factor, value in zip(("mu", "sigma"), factors, computed, strict=True):
                stated = slope * in_balls(factor, at, PREC_BITS)
                if abs(stated - value) > arb(slack.numerator) / slack.denominator * abs(stated):
                    words = (
                        f"dKL/d{name} at mu = {float(mean):g}, sigma = {float(scale):g}: {shown(stated)}, not {value}"
                    )
                    return Evidence(method, Outcome.FAILS, "points in mu, sigma", points=len(asked), witness=words)
        return Evidence(method, Outcome.HOLDS, "points in mu, sigma", points=len(asked))

    check.__name__ = f"gradient_{method.value}"
    return check


def _in_balls(mean: Fraction, scale: Fraction) -> tuple[arb, ...]:
    return ball.kl_gradient(mean, scale, PREC_BITS)


def _in_precise(mean: Fraction, scale: Fraction) -> tuple[arb, ...]:
    return tuple(ball_of_mpf(value) for value in precise.kl_gradient(mean, scale, DIGITS))


def _in_double(mean: Fraction, scale: Fraction) -> tuple[arb, ...]:
    return tuple(arb(float(value)) for value in double.kl_gradient(float(mean), float(scale)))


CHAIN_CHECKS = (
    _gradients(Method.BALL, Fraction(1, 10**30), _in_balls),
    _gradients(Method.PRECISE, Fraction(1, 10**30), _in_precise),
    _gradients(Method.SAMPLED, Fraction(1, 10**14), _in_double),
)

CLAIMS = (
    Claim(
        id="s4_remark1_gradient.positive_u",
        source=SOURCE,
        place=PLACE + ", u > 0",
        covers=("P41",),
        title="the gradient is the Dawson integral",
        statement=r"For $u>0$, $\nabla_u\mathrm{KL}=D_+(\sqrt u)/\sqrt u$.",
        hypotheses=("u > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"D_+(\sqrt u)/\sqrt u", Equality(DERIVATIVE, dawson(ROOT) / ROOT)),
            Variant("argument_u", Role.MUTANT, r"D_+(u)/\sqrt u", Equality(DERIVATIVE, dawson(u) / ROOT)),
            Variant("divided_by_u", Role.MUTANT, r"D_+(\sqrt u)/u", Equality(DERIVATIVE, dawson(ROOT) / u)),
            Variant("doubled", Role.MUTANT, r"2D_+(\sqrt u)/\sqrt u", Equality(DERIVATIVE, 2 * dawson(ROOT) / ROOT)),
        ),
        checks=(
            proved_by(dawson_series, "every power of u", AT),
            balls_at(AT),
            mpmath_at(AT),
            *matches_core("slope"),
            *matches_core("equation_3"),
        ),
        expected=Verdict.PROVED,
        derivation="Delta psi(1/2 + k) = 1/(1/2 + k), so the derivative of (1) is 1/2 e^-u sum u^k/k!/(1/2 + k), whose "
        "coefficients of u^n satisfy the recurrence that D' = 1 - 2xD gives for D(x)/x in powers of x^2 = u.",
    ),
    Claim(
        id="s4_remark1_gradient.at_zero",
        source=SOURCE,
        place=PLACE + ", u = 0",
        covers=("P42",),
        title="the gradient at 0 is 1",
        statement=r"At $u=0$ the right derivative of the divergence with respect to $u$ is 1.",
        hypotheses=("u = 0, derivative from the right",),
        variants=tuple(
            Variant(name, role, latex, Equality(symbolic.slope_coefficient(sp.S.Zero), sp.Rational(*value)))
            for name, role, latex, value in (
                ("printed", Role.PRINTED, "1", (1, 1)),
                ("two", Role.MUTANT, "2", (2, 1)),
                ("half", Role.MUTANT, r"\tfrac12", (1, 2)),
            )
        ),
        checks=(
            by_algebra("u = 0", {u: (Fraction(0),)}),
            mpmath_at({u: (Fraction(0),)}),
            *matches_core("slope", (Fraction(0),)),
        ),
        expected=Verdict.PROVED,
        derivation="The coefficient of u in (1) is (psi(3/2) - psi(1/2))/2 = 1; the series converges near 0.",
    ),
    Claim(
        id="s4_remark1_gradient.continuous",
        source=SOURCE,
        place=PLACE,
        covers=("P43",),
        title="the gradient is continuous on [0, oo)",
        statement=r"$u\mapsto D_+(\sqrt u)/\sqrt u$ is continuous on $(0,\infty)$ and tends to 1 at 0.",
        hypotheses=("u >= 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"D_+(\sqrt u)/\sqrt u\to1", Limit(dawson(ROOT) / ROOT, sp.S.One)),
            Variant("argument_u", Role.MUTANT, r"D_+(u)/\sqrt u\to1", Limit(dawson(u) / ROOT, sp.S.One)),
            Variant("to_two", Role.MUTANT, r"D_+(\sqrt u)/\sqrt u\to2", Limit(dawson(ROOT) / ROOT, sp.Integer(2))),
        ),
        checks=(proved_by(limit_at_zero, "[0, oo)", near_zero), near_zero),
        expected=Verdict.PROVED,
        derivation="D(x)/x is a power series in x^2 = u with infinite radius and value 1 at 0.",
        depends=("s4_remark1_gradient.positive_u",),
    ),
    Claim(
        id="s4_remark1_gradient.chain_rule",
        source=SOURCE,
        place=PLACE,
        covers=("P44",),
        title="gradients in mu and sigma^2",
        statement=r"With $v=\sigma^2$, $\partial_\mu\mathrm{KL}=\mathrm{KL}'(u)\,\mu/v$ and "
        r"$\partial_v\mathrm{KL}=-\mathrm{KL}'(u)\,\mu^2/(2v^2)$.",
        hypotheses=("sigma > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\mu/v,\ -\mu^2/(2v^2)", ChainRule(MU / V, -(MU**2) / (2 * V**2))),
            Variant("wrong_sign", Role.MUTANT, r"\mu/v,\ +\mu^2/(2v^2)", ChainRule(MU / V, MU**2 / (2 * V**2))),
            Variant("missing_half", Role.MUTANT, r"\mu/v,\ -\mu^2/v^2", ChainRule(MU / V, -(MU**2) / V**2)),
            Variant("wrong_mu", Role.MUTANT, r"2\mu/v,\ -\mu^2/(2v^2)", ChainRule(2 * MU / V, -(MU**2) / (2 * V**2))),
        ),
        checks=(proved_by(by_chain_rule, "mu real, sigma > 0", CHAIN_CHECKS[0]), *CHAIN_CHECKS),
        expected=Verdict.PROVED,
        derivation="u = mu^2/(2v): du/dmu = mu/v, du/dv = -mu^2/(2v^2).",
    ),
)
