"""Section 4: the pathology is hard to remove. Truncating the prior makes the posterior proper, and close to nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, decided, in_words
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import precision
from audit.numerics.symbolic import shown
from audit.posterior import density_of, truncated_masses

CUTS = (Fraction(1, 10**38), Fraction(1, 10**308))
"""About the smallest normal numbers of float32 and float64: where an implementation truncates without being told to."""
NEAR = Fraction(1, 1000)
SHRINKS = 7
"""log(1/a) grows by a factor of 8.1 from the first cut to the second, and with it the mass of |w| < NEAR."""
TWO_CLASSES = "sigmoid(w)*sigmoid(-w)"


@dataclass(frozen=True)
class Truncated:
    """Cut to a <= |w| <= 1/a the posterior is proper, and as a -> 0 all its mass moves to w = 0."""

    prior: str
    likelihood: str


def by(method: Method) -> Check:
    """Finite mass at both far ends and infinite mass on both sides of 0: then the share of |w| > eps tends to 0."""

    def check(variant: Variant, _: Setting) -> Evidence:
        form = variant.form
        whole = Posterior(form.prior, form.likelihood, proper=False)
        for report in decided(whole).ends:
            found = report.exact if method is Method.SYMBOLIC else report.certified
            if found is None:
                return Evidence(method, Outcome.UNDECIDED, "each end", points=4, summary=report.end.name)
            if found.integrable is report.end.finite:
                state = "finite" if found.integrable else "infinite"
                words = f"{form.prior} times {form.likelihood} has {state} mass at {report.end.name}"
                return Evidence(method, Outcome.FAILS, "each end", points=4, witness=words)
        summary = in_words(whole, method)
        return Evidence(method, Outcome.HOLDS, "each end", whole_domain=True, points=4, summary=summary)

    check.__name__ = f"ends_by_{method}"
    return check


def shares(form: Truncated) -> list[arb]:
    """The share of |w| > NEAR for each cut."""
    density = density_of(form.prior, form.likelihood)
    out = []
    for cut in CUTS:
        inner, whole = truncated_masses(density, (cut, NEAR, 1 / cut), digits=12)[1:]
        with precision(64):
            out.append(1 - inner / whole)
    return out


def in_balls_at_cuts(variant: Variant, _: Setting) -> Evidence:
    """The share of |w| > NEAR falls at least by the factor SHRINKS from one cut to the next."""
    first, second = shares(variant.form)
    if not second * SHRINKS < first:
        words = f"the share of |w| > 1/1000 is {shown(first)} at a = 1e-38 and {shown(second)} at 1e-308"
        outcome = Outcome.FAILS if second * SHRINKS > first else Outcome.UNDECIDED
        return Evidence(Method.BALL, outcome, "two cuts", points=len(CUTS), witness=words)
    words = f"the share of |w| > 1/1000 is {shown(first)} at a = 1e-38 and {shown(second)} at 1e-308"
    return Evidence(Method.BALL, Outcome.HOLDS, "two cuts", points=len(CUTS), summary=words)


CLAIMS = (
    Claim(
        id="s4_pathology_remains.truncated_prior",
        source=SOURCE,
        place="section 4",
        covers=("P59",),
        title="truncation removes the infinity, not the pathology",
        statement=r"Cut to $a\le|w|\le1/a$, the log-uniform prior with two logistic observations of both classes has a "
        r"proper posterior; but as $a\to0$ its mass outside every neighbourhood of 0 vanishes, so that the cut decides.",
        hypotheses=("one weight", "one observation of each class, x = 1", "the source is silent on truncation"),
        variants=(
            Variant("both_classes", Role.CONDITIONAL, r"\sigma(w)\sigma(-w)/|w|", Truncated("1/abs(w)", TWO_CLASSES)),
            Variant("one_class", Role.MUTANT, r"\sigma(w)/|w|", Truncated("1/abs(w)", "sigmoid(w)")),
            Variant("root", Role.MUTANT, r"|w|^{-1/2}", Truncated("1/sqrt(abs(w))", TWO_CLASSES)),
            Variant("almost", Role.MUTANT, r"|w|^{-0.999}", Truncated("abs(w)**(-999/1000)", TWO_CLASSES)),
        ),
        checks=(by(Method.SYMBOLIC), by(Method.BALL), in_balls_at_cuts),
        expected=Verdict.CONDITIONAL,
        derivation="The mass of |w| > eps stays below a constant; that of a <= |w| <= eps grows as 2 L(0) log(1/a).",
    ),
    Claim(
        id="s4_pathology_remains.non_trivial",
        source=SOURCE,
        place="section 4",
        covers=("P59",),
        title="the pathology is non-trivial to remove",
        statement="With the log-uniform prior, the pathology of the posterior is not easily removed.",
        hypotheses=("'removed' is read as: by a small change of the prior",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="A truncated prior is proper, and its posterior is decided by the cut; a Gaussian q has an infinite "
        "divergence from it, since it has mass where the truncated prior has none.",
        bears_on=("s4_pathology_remains.truncated_prior", "s0_abstract_attribution.proper_ones"),
        interpretive=True,
    ),
)
