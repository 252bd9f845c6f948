"""Section 1 and section 4: a penalised likelihood, as the Lasso is. What that means, and where the analogy ends."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import acb, arb

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, finite
from audit.claims.proofs import evidence_of, proved_by
from audit.claims.shrinkage import (
    Bias,
    Convex,
    Threshold,
    by_chords,
    by_concavity,
    by_counts,
    by_estimates,
    by_limit,
    by_shape,
)
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import propriety_condition

y, mu = sp.symbols("y mu", real=True)
v, tau2 = sp.symbols("v tau2", positive=True)
BITS = 100
WIDTH = 16
"""Quadrature over 16 standard deviations on each side; the rest is below e^-100."""
STRENGTHS = tuple(Fraction(x) for x in ("-0.5", "0", "0.1", "1", "1.5"))
HALF_LINE = sp.Interval.open(0, sp.oo)
CONDITIONS = {"lam > 0": HALF_LINE, "False": sp.S.EmptySet, "True": sp.S.Reals}
"""What the decision may answer, as sets of strengths."""
LAPLACE, POWER = "exp(-lam*abs(w))", "abs(w)**(-lam)"


@dataclass(frozen=True)
class Proper:
    """exp(-penalty) is a prior of finite mass exactly for the strengths of these sets: Lasso, and lam log|w|."""

    lasso: sp.Set
    log_penalty: sp.Set


def _stated(form: Proper) -> tuple[tuple[str, sp.Set], ...]:
    return (LAPLACE, form.lasso), (POWER, form.log_penalty)


@cache
def proper_strengths(prior: str) -> sp.Set | None:
    """The strengths for which the prior has finite mass, decided with lam free; None for a condition that is not listed."""
    found = propriety_condition(prior, parameters="lam")
    return CONDITIONS.get(found.condition) if found.undecided == "False" else None


def for_every_strength(variant: Variant, _: Setting) -> Evidence:
    """The condition on a free lam, by exact algebra."""
    for prior, stated in _stated(variant.form):
        found = proper_strengths(prior)
        if found is None:
            return evidence_of(Proof(None, f"the condition for {prior} is open"), "every real lam")
        if found != stated:
            return evidence_of(Proof(False, f"{prior} is proper for lam in {found}, not in {stated}"), "every real lam")
    return evidence_of(Proof(True, f"{LAPLACE}: lam > 0; {POWER}: no lam"), "every real lam")


def at_strengths(variant: Variant, _: Setting) -> Evidence:
    """At a few strengths, by balls."""
    for prior, stated in _stated(variant.form):
        for strength in STRENGTHS:
            numeric = prior.replace("lam", f"({strength.numerator}/{strength.denominator})")
            found = finite(Posterior(numeric, "1", proper=True), Method.BALL)
            said = bool(stated.contains(sp.Rational(strength.numerator, strength.denominator)))
            if found is None or found is not said:
                words = f"{prior} at lam = {strength} is {'proper' if found else 'improper'}"
                outcome = Outcome.UNDECIDED if found is None else Outcome.FAILS
                return Evidence(Method.BALL, outcome, "points in lam", points=len(STRENGTHS), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in lam", points=2 * len(STRENGTHS))


@dataclass(frozen=True)
class Penalty:
    """E_q log N(y; w, tau2) = log N(y; mu, tau2) - penalty, q = N(mu, v)."""

    penalty: sp.Expr


def log_normal(x: sp.Expr) -> sp.Expr:
    """log N(x; 0, tau2)."""
    return -(x**2) / (2 * tau2) - sp.log(2 * sp.pi * tau2) / 2


@cache
def expected() -> sp.Expr:
    """E_q log N(y; w, tau2), w = mu + sqrt(v) z, by exact integration over z."""
    z = sp.Symbol("z", real=True)
    polynomial = sp.Poly(sp.expand(log_normal(y - mu - sp.sqrt(v) * z)), z)
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
    return sum(c * sp.integrate(z**i * density, (z, -sp.oo, sp.oo)) for (i,), c in polynomial.terms())


def by_integration(form: Penalty) -> Proof:
    """Exact integration; exp of the left side then integrates over y to e^-penalty, which is below 1."""
    zero = reduces_to_zero(sp.expand(expected() - log_normal(y - mu) + form.penalty))
    below = sp.ask(sp.Q.positive(form.penalty), sp.Q.positive(v) & sp.Q.positive(tau2))
    words = (
        f"E_q log N(y; w, tau2) = log N(y; mu, tau2) - {form.penalty}, so that its exponential has mass below 1 in y"
    )
    return Proof((zero and bool(below)) or None, words)


def by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """The expectation by rigorous quadrature over z."""
    count = 0
    for at_y, at_mu, at_v, at_tau in zip(points.MU, points.SIGMA, points.POSITIVE, points.ALPHA, strict=True):
        count += 1
        given = {y: at_y, mu: at_mu, v: at_v, tau2: at_tau}
        with precision(BITS):
            shift, scale, noise = ball(at_y - at_mu), ball(at_v).sqrt(), ball(at_tau)
            rest = arb(0, ((abs(shift) + scale + noise + 9) ** 2 / noise * arb(-100).exp()).upper())

            def term(z: acb, shift: arb = shift, scale: arb = scale, noise: arb = noise) -> acb:
                log_n = -((shift - scale * z) ** 2) / (2 * noise) - (2 * arb.pi() * noise).log() / 2
                return (-z * z / 2).exp() / (2 * acb.pi()).sqrt() * log_n

            found = integrate(term, arb(-WIDTH), arb(WIDTH), BITS) + rest
            stated = in_balls(log_normal(y - mu) - variant.form.penalty, given, BITS)
        if apart(found, stated):
            words = f"at y = {float(at_y):g}, v = {float(at_v):g}: {shown(found)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in y, mu, v, tau2", points=count, prec_bits=BITS)


PROFILED = (
    "one mean of a linear Gaussian model, s/2 ((mu - what)^2 + sigma^2) + K, t = sqrt(s) |mu|, sigma^2 optimised out"
)
CLAIMS = (
    Claim(
        id="s1_like_lasso.proper_penalty",
        source=SOURCE,
        place="section 1",
        covers=("P09",),
        title="the penalty of the Lasso has a proper prior, that of the log-uniform has none",
        statement=r"$e^{-\lambda|w|}$ has finite mass exactly for $\lambda>0$, so that the Lasso is the mode of a proper "
        r"posterior; $e^{-\lambda\log|w|}$ has infinite mass for every real $\lambda$.",
        hypotheses=("one weight, the whole line", "the source names the Lasso, and says nothing of its prior"),
        variants=(
            Variant("lasso", Role.CONDITIONAL, r"\lambda>0;\ \emptyset", Proper(HALF_LINE, sp.S.EmptySet)),
            Variant("boundary", Role.MUTANT, r"\lambda\ge0", Proper(sp.Interval(0, sp.oo), sp.S.EmptySet)),
            Variant("steep", Role.MUTANT, r"\emptyset\to\lambda>1", Proper(HALF_LINE, sp.Interval.open(1, sp.oo))),
            Variant("never", Role.MUTANT, r"\lambda>0\to\emptyset", Proper(sp.S.EmptySet, sp.S.EmptySet)),
        ),
        checks=(for_every_strength, at_strengths),
        expected=Verdict.CONDITIONAL,
        derivation="A power is integrable at 0 for lam < 1 and at infinity for lam > 1, never at both.",
    ),
    Claim(
        id="s1_like_lasso.penalised_likelihood",
        source=SOURCE,
        place="section 4",
        covers=("P61",),
        title="the pseudo ELBO of a Gaussian observation is a penalised log-likelihood of mu",
        statement=r"$\mathbb E_q\log N(y;w,\tau^2)=\log N(y;\mu,\tau^2)-v/(2\tau^2)$ for $q=N(\mu,v)$: the first term of the "
        r"objective is the likelihood of $\mu$ and a penalty, and its exponential is no density in $y$.",
        hypotheses=("one Gaussian observation of known variance", "the source is silent on the expected likelihood"),
        variants=(
            Variant("gaussian", Role.CONDITIONAL, r"v/(2\tau^2)", Penalty(v / (2 * tau2))),
            Variant("no_half", Role.MUTANT, r"v/\tau^2", Penalty(v / tau2)),
            Variant("none", Role.MUTANT, r"0", Penalty(sp.S.Zero)),
            Variant("reward", Role.MUTANT, r"-v/(2\tau^2)", Penalty(-v / (2 * tau2))),
        ),
        checks=(proved_by(by_integration, "y, mu real, v, tau2 > 0", by_quadrature), by_quadrature),
        expected=Verdict.CONDITIONAL,
        derivation="E (y - w)^2 = (y - mu)^2 + v.",
    ),
    Claim(
        id="s1_like_lasso.exact_zeros",
        source=SOURCE,
        place="section 1",
        covers=("P09",),
        title="like the Lasso: means that are exactly 0 below a threshold",
        statement=r"With $y=\sqrt s\,\hat w$ the profiled mean is $0$ exactly for $|y|\le1$ and continuous in $y$, as the "
        r"Lasso's with $\lambda=1$.",
        hypotheses=(PROFILED, "at t = 0 the objective is its limit sigma^2 -> 0, which no variance attains"),
        variants=(
            Variant("printed", Role.PRINTED, r"|y|\le1", Threshold(Fraction(1))),
            Variant("ridge", Role.MUTANT, r"|y|\le0", Threshold(Fraction(0))),
            Variant("near", Role.MUTANT, r"|y|\le99/100", Threshold(Fraction(99, 100))),
            Variant("root_two", Role.MUTANT, r"|y|\le7/5", Threshold(Fraction(7, 5))),
            Variant("hard", Role.MUTANT, r"|y|\le1,\ t(1+)=1", Threshold(Fraction(1), Fraction(1))),
        ),
        checks=(by_shape, by_counts),
        expected=Verdict.PROVED,
        derivation="pen'(t) = sqrt(K'(u)) starts from 1, the kink of |t|; 1 + pen'' > 0, so that (t - y)^2/2 + pen(|t|) is "
        "strictly convex. y^2 = R(u) is the strength at which u is stationary: the threshold is that of the theorem rho_c = 1.",
        depends=("s1_like_lasso.penalised_likelihood",),
    ),
    Claim(
        id="s1_like_lasso.convex_penalty",
        source=SOURCE,
        place="section 1",
        covers=("P09",),
        title="unlike the Lasso: the penalty is not convex, though the objective is",
        statement="The penalty of the mean is convex, as the Lasso's is.",
        hypotheses=(PROFILED, "the conditional form: together with the data term t^2/2"),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{pen}", Convex(Fraction(0))),
            Variant("with_data", Role.CONDITIONAL, r"\mathrm{pen}+t^2/2", Convex(Fraction(1))),
            Variant("at_zero", Role.MUTANT, r"\mathrm{pen}+t^2/12", Convex(Fraction(1, 6))),
            Variant("near", Role.MUTANT, r"\mathrm{pen}+t^2/10", Convex(Fraction(1, 5))),
        ),
        checks=(by_concavity, by_chords),
        expected=Verdict.CONDITIONAL,
        derivation="pen'' = K''/(4 K' + 2u K'') < 0 everywhere: -1/6 at t = 0, at its least about -0.222, and -1/t^2 far out, as "
        "log t. It is of the kind of SCAD and other folded concave penalties; the quadratic term outweighs it.",
        changes_conclusion=False,
        consequence="Where the data term has less curvature than 0.22 s, the objective is not convex in the mean.",
        depends=("s1_like_lasso.exact_zeros",),
    ),
    Claim(
        id="s1_like_lasso.bias",
        source=SOURCE,
        place="section 1",
        covers=("P09",),
        title="unlike the Lasso: large means are hardly shrunk",
        statement=r"$y\,(y-t)\to1$ as $y\to\infty$; the Lasso's bias $y-t=\lambda$ is constant.",
        hypotheses=(PROFILED, "the source names the Lasso, and says nothing of its bias"),
        variants=(
            Variant("reciprocal", Role.CONDITIONAL, r"y(y-t)\to1", Bias(1, Fraction(1))),
            Variant("lasso", Role.MUTANT, r"y-t\to1", Bias(0, Fraction(1))),
            Variant("half", Role.MUTANT, r"y(y-t)\to1/2", Bias(1, Fraction(1, 2))),
            Variant("near", Role.MUTANT, r"y(y-t)\to1.001", Bias(1, Fraction(1001, 1000))),
            Variant("faster", Role.MUTANT, r"y^2(y-t)\to1", Bias(2, Fraction(1))),
        ),
        checks=(by_limit, by_estimates),
        expected=Verdict.CONDITIONAL,
        derivation="y = (1 + 2u) sqrt(K') and y - t = sqrt(K'), so that y (y - t) = (1 + 2u) K' = 1 - 2u K'', above 1 and with "
        "the limit 1. The bias 1/y is that of the non-negative garrote, t = y - 1/y.",
        depends=("s1_like_lasso.exact_zeros",),
    ),
    Claim(
        id="s1_like_lasso.same_category",
        source=SOURCE,
        place="section 1",
        covers=("P09",),
        title="in the same category as the Lasso",
        statement="Variational Dropout is a sparsification method without a Bayesian reading, as the Lasso is.",
        hypotheses=("'non-Bayesian' is read as: its uncertainty is not that of a posterior",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="Both are penalised likelihoods with exact zeros below a threshold. The analogy is loose: the Lasso is the "
        "mode of a proper posterior, here there is no posterior that the objective could refer to; and its penalty is convex.",
        bears_on=(
            "s1_like_lasso.proper_penalty",
            "s1_like_lasso.penalised_likelihood",
            "s1_like_lasso.exact_zeros",
            "s1_like_lasso.convex_penalty",
            "s1_like_lasso.bias",
            "s1_elbo.decomposition",
            "s0_improper_posterior.usual_models",
        ),
        interpretive=True,
    ),
    Claim(
        id="s1_like_lasso.remarks_imply_it",
        source=SOURCE,
        place="section 4",
        covers=("P61",),
        title="Remarks 1 and 2 imply penalised maximum likelihood",
        statement="What the pseudo ELBO does to its parameters is penalised maximum likelihood.",
        hypotheses=("'likelihood' is read as exp of the expected log-likelihood, which is no density in the data",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="By Remarks 1 and 2 the second term is a penalty that grows with u and vanishes at u = 0; for a Gaussian "
        "observation the first is a log-likelihood of mu less v/(2 tau^2).",
        bears_on=(
            "s1_like_lasso.penalised_likelihood",
            "s4_remark1_series.equation_1",
            "s4_unique_minimum.strictly_increasing",
        ),
        interpretive=True,
    ),
)
