"""Section 1: the ELBO. It is log Z - KL(q || posterior) where 0 < Z < oo, and bounded by nothing where Z is infinite."""

from __future__ import annotations

from dataclasses import dataclass

from flint import arb

from audit.claims.elbo import TWO_CLASSES, Decomposition, conjugate, gaussian_bound, kl, log_masses, log_z, pointwise
from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, finite, in_words
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.symbolic import Proof, shown

GROWS = 5
"""log(1/a) grows by a factor of 10 from the first cut to the second; a mass that converges does not grow fivefold."""


@dataclass(frozen=True)
class Unbounded:
    """sup over all q of the ELBO is infinite, for this prior and two logistic observations of both classes."""

    prior: str


def divergence(variant: Variant, _: Setting) -> Evidence:
    """The ELBO of the posterior truncated to |w| >= a is log of its mass, which tends to log Z."""
    stated = Posterior(variant.form.prior, TWO_CLASSES, proper=False)
    found = finite(stated, Method.SYMBOLIC)
    where = "all q"
    if found is None:
        return Evidence(Method.SYMBOLIC, Outcome.UNDECIDED, where)
    return evidence_of(Proof(not found, in_words(stated, Method.SYMBOLIC)), where)


def growth(variant: Variant, _: Setting) -> Evidence:
    """The mass between a and 1/a for two cuts, in balls: the ELBO of two truncated posteriors."""
    first, second = log_masses(variant.form.prior)
    words = f"the ELBO is {shown(first)} at a = 1e-30 and {shown(second)} at 1e-300"
    if second - first > arb(GROWS).log() and first > gaussian_bound():
        words += f", that of a Gaussian q at most {shown(gaussian_bound())}"
        return Evidence(Method.BALL, Outcome.HOLDS, "two cuts", points=2, summary=words)
    fails = second - first < arb(GROWS).log()
    return Evidence(Method.BALL, Outcome.FAILS if fails else Outcome.UNDECIDED, "two cuts", points=2, witness=words)


CLAIMS = (
    Claim(
        id="s1_elbo.decomposition",
        source=SOURCE,
        place="section 1",
        covers=("P06",),
        title="the evidence lower bound",
        statement=r"$\mathbb E_q\log L-\mathrm{KL}(q\|p)=\log Z-\mathrm{KL}(q\|p(\cdot|Y))$: maximising it approximates the "
        r"posterior.",
        hypotheses=("q has finite expectations of log L, log p and log q", "the conditional form: 0 < Z < oo"),
        variants=(
            Variant("printed", Role.PRINTED, r"\log Z-\mathrm{KL},\ 0<Z\le\infty", Decomposition(log_z - kl, False)),
            Variant("normalised", Role.CONDITIONAL, r"0<Z<\infty", Decomposition(log_z - kl, True)),
            Variant("plus", Role.MUTANT, r"\log Z+\mathrm{KL}", Decomposition(log_z + kl, True)),
            Variant("no_evidence", Role.MUTANT, r"-\mathrm{KL}", Decomposition(-kl, True)),
            Variant("twice", Role.MUTANT, r"\log Z-2\mathrm{KL}", Decomposition(log_z - 2 * kl, True)),
        ),
        checks=(pointwise, conjugate),
        expected=Verdict.CONDITIONAL,
        derivation="log L - log(q/p) = log Z - log(q Z/(p L)) under the expectation; with Z = oo neither term is defined.",
        consequence="With the log-uniform prior the objective is no lower bound of anything: 'pseudo ELBO', as the paper "
        "calls it from section 4 on.",
        depends=("s0_improper_posterior.not_generally_proper",),
    ),
    Claim(
        id="s1_elbo.unbounded",
        source=SOURCE,
        place="section 1",
        covers=("P06",),
        title="with the log-uniform prior the objective has no upper bound",
        statement=r"Over all $q$, $\sup_q\mathbb E_q\log L-\mathrm{KL}(q\|1/|w|)=\infty$, although it is finite over the "
        r"Gaussian family.",
        hypotheses=("one weight, one logistic observation of each class", "the source is silent on other q"),
        variants=(
            Variant("log_uniform", Role.CONDITIONAL, r"1/|w|", Unbounded("1/abs(w)")),
            Variant("cauchy", Role.MUTANT, r"1/(\pi(1+w^2))", Unbounded("1/(pi*(1+w**2))")),
            Variant("bertrand", Role.MUTANT, r"1/(|w|(1+\log^2|w|))", Unbounded("1/(abs(w)*(1+log(abs(w))**2))")),
            Variant("root", Role.MUTANT, r"|w|^{-1/2}", Unbounded("1/sqrt(abs(w))")),
        ),
        checks=(divergence, growth),
        expected=Verdict.CONDITIONAL,
        derivation="q = posterior cut to a <= |w| <= 1/a has the ELBO log M(a, 1/a), which tends to log Z = oo; a Gaussian q "
        "stays below log sup L - KL(0).",
        depends=("s4_unique_minimum.strictly_increasing",),
    ),
)
