"""Section 5: the Bayesian and the MDL readings are called technically flawed."""

from __future__ import annotations

from audit.claims.hron2017 import SOURCE
from audit.ledger import Claim, Verdict

CLAIMS = (
    Claim(
        id="s5_technically_flawed.conclusion",
        source=SOURCE,
        place="section 5",
        covers=("P63",),
        title="Bayesian and MDL readings are technically flawed",
        statement="Bayesian inference and minimum description length do not justify Variational Gaussian Dropout, and "
        "therefore do not explain its results.",
        hypotheses=("a justification is one by a proper posterior, or by a finite divergence from it",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="It rests on the improper posterior. The claims that bear on it say for which priors and likelihoods "
        "there is none, and what is left of the objective without it.",
        bears_on=(
            "s0_improper_posterior.usual_models",
            "s0_abstract_attribution.all_references",
            "s0_abstract_attribution.proper_ones",
            "s1_elbo.decomposition",
            "s2_log_uniform.improper",
        ),
        interpretive=True,
    ),
)
