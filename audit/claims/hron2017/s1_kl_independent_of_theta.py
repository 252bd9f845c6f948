"""Section 1 and the lecture: with the log-uniform prior KL(N(theta, alpha theta^2) || p) is free of theta; with no other."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import mpmath
import sympy as sp
from flint import acb, arb

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball, precision
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import ball as core

s, a, b = sp.symbols("s a b", real=True)
sign = sp.Symbol("sign", real=True)
"""The sign of w, 1 or -1; s = log |w|."""
THETA = (Fraction("-2.3"), Fraction("0.17"), Fraction("-0.4"), Fraction("1.9"))
ROOTS = points.SIGMA
"""sqrt(alpha): rational, so that alpha theta^2 has a rational root."""
BITS = 64
DIGITS = 20
AGREE = Fraction(1, 10**12)
LOW, HIGH = -45, 5
"""log |eps| in the quadrature: less than 50 e^-45 is lost below, and above e^5 = 148 even sqrt(alpha) = 2.6 leaves e^-1500."""
SPILL = Fraction(1, 10**17)


@dataclass(frozen=True)
class Power:
    """KL(N(theta, alpha theta^2) || C |w|^-power) does not depend on theta != 0, for each alpha > 0."""

    power: sp.Rational


@dataclass(frozen=True)
class Family:
    """The continuous priors p(w) = e^g/|w|, g a function of s = log |w| and of the sign, for which KL is free of theta.

    `g` has the free constants `letters`; the claim is that these priors, for all values of the letters, are such, and that
    there are no others.
    """

    g: sp.Expr
    letters: tuple[sp.Symbol, ...]


def by_cancellation(variant: Variant, _: Setting) -> Evidence:
    """KL = E log q - E log p, w = theta eps: -log|theta| from log q, power (log|theta| + E log|eps|) from -log p."""
    power, log_theta = variant.form.power, sp.Symbol("L", real=True)
    entropy, alpha, noise = log_theta + sp.Rational(1, 2), sp.Symbol("alpha", positive=True), sp.Symbol("E", real=True)
    kl = -entropy - sp.log(2 * sp.pi * alpha) / 2 + power * (log_theta + noise)
    slope = sp.expand(sp.diff(kl, log_theta))
    words = f"dKL/dlog|theta| = {slope} for every alpha"
    return evidence_of(Proof(slope == 0, words), "theta != 0, alpha > 0")


def in_balls(variant: Variant, _: Setting) -> Evidence:
    """From KL(q || 1/|w|) of the core and E log|w|, which its definition gives, at theta of both signs."""
    power, count = variant.form.power, 0
    for root in ROOTS:
        values = []
        for mean in THETA:
            count += 1
            with precision(BITS):
                sigma = root * abs(mean)
                base = core.kl(mean, sigma)
                log_w = base + (2 * arb.pi() * arb(1).exp() * ball(sigma) ** 2).log() / 2
                values.append(base + (ball(Fraction(int(power.p), int(power.q))) - 1) * log_w)
        wrong = next((i for i, value in enumerate(values) if apart(value, values[0])), None)
        if wrong is not None:
            words = (
                f"sqrt(alpha) = {float(root):g}: KL is {shown(values[0])} at theta = -2.3, {shown(values[wrong])} at "
            )
            words += f"{float(THETA[wrong]):g}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in theta, alpha", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in theta, alpha", points=count, prec_bits=BITS)


def in_mpmath(variant: Variant, _: Setting) -> Evidence:
    """The definition: int q log(q/p) dw by mpmath.quad, cut at 0 where log p is singular."""
    power = variant.form.power
    for root in ROOTS[:2]:
        values = [_by_quadrature(mean, root * abs(mean), power) for mean in THETA[:3]]
        wrong = next((i for i, value in enumerate(values) if abs(value - values[0]) > float(AGREE)), None)
        if wrong is not None:
            words = f"KL is {mpmath.nstr(values[0], 6)} at theta = -2.3, {mpmath.nstr(values[wrong], 6)} at "
            words += f"{float(THETA[wrong]):g}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in theta, alpha", points=6, witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in theta, alpha", points=6)


@cache
def _by_quadrature(mean: Fraction, sigma: Fraction, power: sp.Rational) -> mpmath.mpf:
    with mpmath.workdps(DIGITS):
        mu, scale = (mpmath.mpf(x.numerator) / x.denominator for x in (mean, sigma))
        p = mpmath.mpf(int(power.p)) / int(power.q)
        ends = [mu + scale * j for j in (-11, -4, 0, 4, 11)]
        inside = sorted([*ends, mpmath.mpf(0)])

        def term(w: mpmath.mpf) -> mpmath.mpf:
            q = mpmath.npdf(w, mu, scale)
            return q * (mpmath.log(q) + p * mpmath.log(abs(w))) if w else mpmath.mpf(0)

        return mpmath.quad(term, inside)


def both_ways(variant: Variant, _: Setting) -> Evidence:
    """Sufficient: g does not change with w, so KL has no theta. Necessary: g(theta) is the limit of E g as alpha -> 0.

    E g(theta eps) is what theta leaves in KL, up to sign. As alpha -> 0 it tends to g(theta) for continuous g with
    E |g| < oo; so KL is free of theta for all alpha only if dg/ds = 0 on either half-line and g(+) = g(-).
    """
    form = variant.form
    where = "continuous priors on R without 0, theta != 0, every alpha > 0"
    moves = sp.simplify(sp.diff(form.g, s))
    jump = sp.simplify(form.g.subs(sign, 1) - form.g.subs(sign, -1))
    for change, words in ((moves, "along a half-line"), (jump, "from w > 0 to w < 0")):
        if change != 0:
            failed = f"g = log(p(w)|w|) = {form.g} changes {words}, by {change}: so does KL for small alpha"
            return evidence_of(Proof(False, failed), where)
    f = sp.Function("f")
    solved = sp.dsolve(sp.Derivative(f(s), s), f(s)).rhs
    complete = form.g.is_Symbol and form.g in form.letters and solved.is_Symbol
    words = (
        f"g' = 0 gives g = {solved} on each half-line, the same on both by theta -> -theta; the family has g = {form.g}"
    )
    return evidence_of(Proof(complete or None, words), where)


def mean_of_g(form: Family, mean: Fraction, root: Fraction) -> arb:
    """E g(log|theta eps|, sign(theta eps)), eps ~ N(1, alpha), in balls, with each letter 0.3; |g| <= 1 + |s|."""
    with precision(BITS):
        g = form.g.subs(dict.fromkeys(form.letters, sp.Rational(3, 10)))
        shift, scale, total = ball(abs(mean)).log(), ball(root), arb(0, 2 * ball(SPILL).upper())
        for side in (1, -1):
            at = sp.lambdify(s, g.subs(sign, side if mean > 0 else -side), modules=[{"sin": lambda x: x.sin()}, {}])

            def integrand(y: acb, side: int = side, at: object = at) -> acb:
                eps = side * y.exp()
                weight = (-((eps - 1) ** 2) / (2 * scale**2)).exp() / (scale * (2 * acb.pi()).sqrt())
                return weight * y.exp() * _ball_value(at, y + shift)

            total += integrate(integrand, arb(LOW), arb(HIGH), BITS)
    return total


def _ball_value(at: object, x: acb) -> acb:
    value = at(x)  # type: ignore[operator]
    if isinstance(value, acb):
        return value
    exact = sp.Rational(value)
    return acb(ball(Fraction(int(exact.p), int(exact.q))))


def in_balls_for_small_alpha(variant: Variant, _: Setting) -> Evidence:
    """E g at theta of both signs, for sqrt(alpha) = 0.37: equal for a family that is free of theta."""
    root = ROOTS[0]
    values = [mean_of_g(variant.form, mean, root) for mean in THETA]
    wrong = next((i for i, value in enumerate(values) if apart(value, values[0])), None)
    if wrong is not None:
        words = f"E g is {shown(values[0])} at theta = -2.3 and {shown(values[wrong])} at {float(THETA[wrong]):g}"
        return Evidence(Method.BALL, Outcome.FAILS, "points in theta", points=len(THETA), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in theta", points=len(THETA), prec_bits=BITS)


CLAIMS = (
    Claim(
        id="s1_kl_independent_of_theta.independent",
        source=SOURCE,
        place="section 1; the lecture says it too",
        covers=("P08", "L03"),
        title="the divergence does not depend on theta",
        statement=r"For fixed $\alpha$, $\mathrm{KL}(N(\theta,\alpha\theta^2)\,\|\,C/|w|)$ is the same for all $\theta$.",
        hypotheses=("theta != 0: at 0 there is no density", "alpha > 0", "the prior is a measure, not a probability"),
        variants=(
            Variant("printed", Role.PRINTED, r"C/|w|", Power(sp.S.One)),
            Variant("root", Role.MUTANT, r"C/\sqrt{|w|}", Power(sp.Rational(1, 2))),
            Variant("almost", Role.MUTANT, r"C|w|^{-1.001}", Power(sp.Rational(1001, 1000))),
            Variant("flat", Role.MUTANT, r"C", Power(sp.S.Zero)),
        ),
        checks=(by_cancellation, in_balls, in_mpmath),
        expected=Verdict.PROVED,
        derivation="With w = theta eps, E log q = -log|theta| + f(alpha) and E log p = -log|theta| + h(alpha).",
        depends=("s1_multiplicative_noise.density",),
    ),
    Claim(
        id="s1_kl_independent_of_theta.converse",
        source=SOURCE,
        place="section 1",
        covers=("P08",),
        title="only the log-uniform prior has this property",
        statement=r"Among the continuous densities $p>0$ on $\mathbb R\setminus0$, the divergence is free of $\theta\ne0$ for "
        r"every $\alpha>0$ exactly for $p(w)=e^a/|w|$, with one constant for both signs.",
        hypotheses=("p is continuous and positive away from 0", "E |log p| < oo under each N(theta, alpha theta^2)"),
        variants=(
            Variant("one_constant", Role.CONDITIONAL, r"e^a/|w|", Family(a, (a,))),
            Variant("two_constants", Role.MUTANT, r"e^{a+b\,\mathrm{sgn}w}/|w|", Family(a + b * sign, (a, b))),
            Variant("powers", Role.MUTANT, r"e^a|w|^{b-1}", Family(a + b * s, (a, b))),
            Variant("wobble", Role.MUTANT, r"e^{\sin(\log|w|)/10}/|w|", Family(a + sp.sin(s) / 10, (a,))),
        ),
        checks=(both_ways, in_balls_for_small_alpha),
        expected=Verdict.CONDITIONAL,
        derivation="With g = log(p |w|), KL = f(alpha) - E g(theta eps), and E g(theta eps) -> g(theta) as alpha -> 0. So g is "
        "constant; on both signs of theta, hence the same on both half-lines.",
        depends=("s1_kl_independent_of_theta.independent",),
    ),
)
