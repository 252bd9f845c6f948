"""Abstract: the log-uniform prior does not generally induce a proper posterior, and what is concluded from it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, finite, in_words
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict

LIKELIHOODS = {
    "no data": "1",
    "logistic": "sigmoid(w)",
    "logistic, both classes": "sigmoid(1.3*w)*sigmoid(-0.4*w)",
    "probit, both classes": "Phi(w)*Phi(-0.6*w)",
    "Gaussian": "normal_pdf(0.7, -1.9*w, 0.83)",
    "Gaussian, ReLU": "normal_pdf(0.7, Max(0, w), 0.83)",
    "Gaussian, tanh": "normal_pdf(0.7, tanh(w), 0.83)",
    "Poisson": "exp(2*w-exp(w))",
}
"""One weight, one or two observations, inputs off-centre."""
VANISHING = {"vanishes at 0": "w**2*exp(-w**2/2)", "step units": "Piecewise((1, w>1/2 and w<=1), (0, True))"}
"""Likelihoods that are 0 at w = 0: the prior does no harm there."""


class Quantifier(StrEnum):
    """For how many of the likelihoods the posterior is improper."""

    EACH = "each that is continuous and positive at 0"
    NOT_GENERALLY = "not generally proper"
    ALWAYS = "always improper"
    NEVER = "always proper"


@dataclass(frozen=True)
class Statement:
    """With this prior the posterior is improper for so many of the likelihoods."""

    prior: str
    quantifier: Quantifier


def _posteriors(form: Statement) -> tuple[list[Posterior], list[Posterior]]:
    """Those that have to be improper for the statement to hold (or one of them), and those that have to be proper."""
    usual = [Posterior(form.prior, likelihood, proper=False) for likelihood in LIKELIHOODS.values()]
    vanishing = [Posterior(form.prior, likelihood, proper=False) for likelihood in VANISHING.values()]
    return {
        Quantifier.EACH: (usual, []),
        Quantifier.NOT_GENERALLY: (usual[1:2], []),
        Quantifier.ALWAYS: (usual + vanishing, []),
        Quantifier.NEVER: ([], usual),
    }[form.quantifier]


def by(method: Method) -> Check:
    """The statement by one method alone: exact algebra, or balls."""

    def check(variant: Variant, _: Setting) -> Evidence:
        improper, proper = _posteriors(variant.form)
        asked = [(one, False) for one in improper] + [(one, True) for one in proper]
        for one, wanted in asked:
            found = finite(one, method)
            if found is None:
                return Evidence(method, Outcome.UNDECIDED, "one weight", points=len(asked), summary=one.likelihood)
            if found is not wanted:
                words = in_words(one, method)
                return Evidence(method, Outcome.FAILS, "one weight", points=len(asked), witness=words)
        words = f"{len(asked)} likelihoods; {in_words(asked[0][0], method)}"
        return Evidence(method, Outcome.HOLDS, "one weight", whole_domain=True, points=len(asked), summary=words)

    check.__name__ = f"quantifier_by_{method}"
    return check


CLAIMS = (
    Claim(
        id="s0_improper_posterior.not_generally_proper",
        source=SOURCE,
        place="abstract",
        covers=("P01",),
        title="the log-uniform prior does not generally induce a proper posterior",
        statement=r"There are data and usual models for which $\int\frac{1}{|w|}L(w)\,dw=\infty$.",
        hypotheses=("one weight", "'not generally' is read as: not for every usual likelihood"),
        variants=(
            Variant("printed", Role.PRINTED, r"\exists L:Z=\infty", Statement("1/abs(w)", Quantifier.NOT_GENERALLY)),
            Variant("never", Role.MUTANT, r"\forall L:Z<\infty", Statement("1/abs(w)", Quantifier.NEVER)),
            Variant("cauchy", Role.MUTANT, r"1/(1+w^2)", Statement("1/(1+w**2)", Quantifier.NOT_GENERALLY)),
            Variant(
                "bertrand",
                Role.MUTANT,
                r"1/(|w|(1+\log^2|w|))",
                Statement("1/(abs(w)*(1+log(abs(w))**2))", Quantifier.NOT_GENERALLY),
            ),
        ),
        checks=(by(Method.SYMBOLIC), by(Method.BALL)),
        expected=Verdict.PROVED,
        derivation="For one logistic observation the density is 1/(2|w|) to leading order at 0, which is not integrable.",
    ),
    Claim(
        id="s0_improper_posterior.usual_models",
        source=SOURCE,
        place="abstract",
        covers=("P01",),
        title="improper for each usual likelihood, and not for every likelihood",
        statement=r"$Z=\infty$ whatever the likelihood.",
        hypotheses=("one weight", "the conditional form: one of eight named likelihoods, continuous and positive at 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall L:Z=\infty", Statement("1/abs(w)", Quantifier.ALWAYS)),
            Variant("positive_at_zero", Role.CONDITIONAL, r"L(0)>0", Statement("1/abs(w)", Quantifier.EACH)),
            Variant("root", Role.MUTANT, r"|w|^{-1/2}", Statement("1/sqrt(abs(w))", Quantifier.EACH)),
            Variant("cauchy", Role.MUTANT, r"1/(1+w^2)", Statement("1/(1+w**2)", Quantifier.EACH)),
            Variant(
                "bertrand",
                Role.MUTANT,
                r"1/(|w|(1+\log^2|w|))",
                Statement("1/(abs(w)*(1+log(abs(w))**2))", Quantifier.EACH),
            ),
        ),
        checks=(by(Method.SYMBOLIC), by(Method.BALL)),
        expected=Verdict.CONDITIONAL,
        derivation="The strong reading of 'not generally' fails where the likelihood vanishes at 0 and in the tails; with "
        "L(0) > 0 the mass grows as 2 L(0) log(1/a). The general statement is Proposition 1.",
        depends=("sa_proposition1_bound.inner_integral",),
    ),
    Claim(
        id="s0_improper_posterior.no_bayesian_explanation",
        source=SOURCE,
        place="abstract",
        covers=("P03",),
        title="sparsity has no Bayesian or MDL explanation",
        statement="Since there is no posterior, the sparsity that was reported is not explained by Bayesian inference or by "
        "minimum description length.",
        hypotheses=("an explanation is one by a normalised posterior, or by a code with normalised lengths",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="What is formal in it: no posterior (Proposition 1), and no finite bound for the objective. It does not "
        "reach the priors of the references that are proper.",
        bears_on=(
            "s0_improper_posterior.not_generally_proper",
            "s0_improper_posterior.usual_models",
            "s0_abstract_attribution.all_references",
            "s1_elbo.decomposition",
        ),
        interpretive=True,
    ),
)
