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
        derivation="Both are penalised likelihoods. The analogy is loose: the Lasso is the mode of a proper posterior; here "
        "there is no posterior that the objective could refer to.",
        bears_on=(
            "s1_like_lasso.proper_penalty",
            "s1_like_lasso.penalised_likelihood",
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
