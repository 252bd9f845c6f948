"""Section 3: shared row noise puts q on a null set and makes its KL infinite, unless every row is one weight, not zero."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.null_sets import (
    Configurations,
    always,
    by_kinds,
    by_posterior,
    by_support,
    no_scalar,
    not_all_scalar,
    wide_only,
    zero_only,
)
from audit.claims.point_limits import Rates, rates_by_bound, rates_in_balls
from audit.claims.thickened import (
    ENTROPY,
    KL_0,
    MASKS,
    NOISE,
    NOISE_AND_GAUSSIAN,
    G,
    S,
    Thickened,
    against_values,
    alpha,
    derived,
    keep,
    nonzero,
    scale,
    squares,
    theta,
    width,
)
from audit.ledger import Claim, Role, Variant, Verdict

EXPANDED = Thickened(
    slope=nonzero - 1,
    entry=KL_0 + G + sp.log(alpha * theta**2) / 2,
    zero=KL_0,
    row=-sp.log(alpha * squares) / 2,
    next_entry=(1 - S / alpha) / (2 * alpha * theta**2),
    next_row=-1 / (2 * alpha * squares),
)
ROW_WITHOUT_MEAN = (alpha * squares / scale**2 - width + 2 * width * sp.log(scale) - sp.log(alpha * squares)) / 2
NEXT_WITHOUT_HALF = (1 - 2 * S / alpha) / (2 * alpha * theta**2)
GAUSSIAN = Thickened(
    slope=width - 1,
    entry=sp.S.Zero,
    zero=sp.S.Zero,
    row=((1 + alpha) * squares / scale**2 - width + 2 * width * sp.log(scale) - sp.log(alpha * squares)) / 2,
    next_entry=sp.S.Zero,
    next_row=(width / scale**2 - 1 / (alpha * squares)) / 2,
)
MASKED = Thickened(
    slope=keep * nonzero,
    entry=keep * (sp.log(theta**2) / 2 - ENTROPY) + (1 - keep) * KL_0,
    zero=KL_0,
    row=keep * sp.log(keep) + (1 - keep) * sp.log(1 - keep),
    next_entry=-keep / (2 * theta**2),
    next_row=sp.S.Zero,
)


def _claim(
    name: str,
    covers: tuple[str, ...],
    title: str,
    statement: str,
    *,
    derivation: str,
    consequence: str,
    posterior: bool = False,
) -> Claim:
    return Claim(
        id=f"s3_degenerate_support.{name}",
        source=SOURCE,
        place="section 3",
        covers=covers,
        title=title,
        statement=statement,
        hypotheses=(
            "alpha > 0",
            "the conditional form: some row has two weights or more, or is zero (a fixed theta, or alpha = 0, is as bad)",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall\theta", Configurations(always)),
            Variant(
                "not_all_scalar", Role.CONDITIONAL, r"\exists i:\ D_i\ge2\vee\theta_i=0", Configurations(not_all_scalar)
            ),
            Variant("no_scalar", Role.MUTANT, r"\forall i:\ D_i\ge2\vee\theta_i=0", Configurations(no_scalar)),
            Variant("wide_only", Role.MUTANT, r"\exists i:\ D_i\ge2,\theta_i\ne0", Configurations(wide_only)),
            Variant("zero_only", Role.MUTANT, r"\exists i:\ \theta_i=0", Configurations(zero_only)),
        ),
        checks=(by_kinds, by_posterior if posterior else by_support),
        expected=Verdict.CONDITIONAL,
        depends=("s3_row_noise.law",),
        changes_conclusion=True,
        derivation=derivation,
        consequence=consequence,
    )


CLAIMS = (
    _claim(
        "null_set",
        ("P30", "P31"),
        "mass on the directions of theta only, a set of measure zero",
        r"$\prod_i\mathrm{span}(\theta_i)$ carries $q$, and has Lebesgue measure zero in $\mathbb R^D$.",
        derivation="Its dimension is the number of rows with theta_i != 0, at most D, and D exactly for rows of one weight that "
        "is not zero; a subspace of lower dimension is a null set.",
        consequence="The weights into a single output, one in each row, are not degenerate under shared row noise.",
    ),
    _claim(
        "infinite",
        ("P32",),
        "KL(q || p) = oo for any theta",
        r"$KL(q(W)\,\|\,p(W))=\infty$ for the log-uniform prior, for any $\theta$.",
        derivation="A density gives a null set mass 0 and q gives it 1. Where all rows are single weights, not zero, q is a "
        "product of N(theta_i, alpha theta_i^2), and the KL is that of Remark 1 at u = 1/(2 alpha), once for each weight.",
        consequence="For a layer with one output the objective is finite; and no property of the log-uniform prior enters: a "
        "Gaussian prior gives the same infinity.",
    ),
    _claim(
        "posterior",
        ("P33",),
        "KL(q || posterior) = oo as well",
        r"$KL(q(W)\,\|\,p(W\mid X,Y))=\infty$, for any $\theta$.",
        posterior=True,
        derivation="The posterior has a density wherever the prior has one, normalised or not: it gives a null set mass 0.",
        consequence="With a proper prior and rows of one weight the divergence from the posterior is finite.",
    ),
    Claim(
        id="s3_degenerate_support.thickened",
        source=SOURCE,
        place="section 3",
        covers=("P32",),
        title="how the KL diverges when q is thickened",
        statement=r"For $q_\varepsilon=N(\theta,\alpha\theta\theta^\top+\varepsilon^2I)$ and one row with $m\ge1$ nonzero "
        r"weights, $KL(q_\varepsilon\|p)=(m-1)\log(1/\varepsilon)+c+d\,\varepsilon^2+O(\varepsilon^4)$, c and d in closed form.",
        hypotheses=(
            "the log-uniform prior with C = 1",
            "alpha > 0",
            "several rows: the sum",
            "not in the source, which stops at oo",
        ),
        variants=(
            Variant("closed_form", Role.CONDITIONAL, r"(m-1)\log(1/\varepsilon)", EXPANDED),
            Variant("by_width", Role.MUTANT, r"(D-1)\log(1/\varepsilon)", replace(EXPANDED, slope=width - 1)),
            Variant(
                "no_root",
                Role.MUTANT,
                r"\log(\alpha|\theta|)",
                replace(EXPANDED, row=-sp.log(alpha * sp.sqrt(squares)) / 2),
            ),
            Variant("no_half", Role.MUTANT, r"u_0S\to2u_0S", replace(EXPANDED, next_entry=NEXT_WITHOUT_HALF)),
            Variant("sign", Role.MUTANT, r"+1/(2\alpha|\theta|^2)", replace(EXPANDED, next_row=-EXPANDED.next_row)),
        ),
        checks=(derived(NOISE), against_values(NOISE)),
        expected=Verdict.CONDITIONAL,
        derivation="The marginals are Gaussian, so that the KL is a sum of scalar ones and the total correlation, whose "
        "determinant is eps^(2(D-1)) (alpha |theta|^2 + eps^2); expand in eps^2.",
        depends=("s3_row_noise.law",),
        consequence="The infinity is a logarithm: numerically KL stays near ten at eps = 1e-8. A weight fixed at zero gives back "
        "the log(1/eps) that its missing dimension costs.",
        figure="s3_degenerate_support",
    ),
    Claim(
        id="s3_degenerate_support.gaussian_prior",
        source=SOURCE,
        place="section 3",
        covers=("P33",),
        title="the same infinity with a Gaussian prior",
        statement=r"For $p=N(0,\lambda^2I)$ the same $q_\varepsilon$ has $KL(q_\varepsilon\|p)$ is "
        r"$(D-1)\log(1/\varepsilon)+c+d\,\varepsilon^2+O(\varepsilon^4)$, zero weights or not.",
        hypotheses=("alpha > 0", "theta != 0", "not in the source, which speaks of the log-uniform prior"),
        variants=(
            Variant("closed_form", Role.CONDITIONAL, r"(D-1)\log(1/\varepsilon)", GAUSSIAN),
            Variant("by_nonzero", Role.MUTANT, r"(m-1)\log(1/\varepsilon)", replace(GAUSSIAN, slope=nonzero - 1)),
            Variant("mean", Role.MUTANT, r"\alpha|\theta|^2/\lambda^2", replace(GAUSSIAN, row=ROW_WITHOUT_MEAN)),
            Variant("sign", Role.MUTANT, r"d\to-d", replace(GAUSSIAN, next_row=-GAUSSIAN.next_row)),
        ),
        checks=(derived(NOISE_AND_GAUSSIAN), against_values(NOISE_AND_GAUSSIAN)),
        expected=Verdict.CONDITIONAL,
        derivation="1/2 (tr Sigma + |theta|^2)/lambda^2 - D/2 + D log lambda - 1/2 log det Sigma, with the determinant as above.",
        depends=("s3_row_noise.law",),
        consequence="What makes the objective infinite is q, not the log-uniform prior, which diverges more slowly.",
    ),
    Claim(
        id="s3_degenerate_support.masks",
        source=SOURCE,
        place="section 3",
        covers=("P32",),
        title="Bernoulli masks instead of Gaussian noise",
        statement=r"Rows kept with probability $p$ give a discrete $q$; thickened, its KL from the log-uniform prior grows like "
        r"$p\,m\log(1/\varepsilon)$, $m$ the weights that are not zero; for rows of one weight, too.",
        hypotheses=("0 < p < 1", "several rows: the sum", "not in the source, whose noise is Gaussian"),
        variants=(
            Variant("closed_form", Role.CONDITIONAL, r"p\,m\log(1/\varepsilon)", MASKED),
            Variant(
                "less_one", Role.MUTANT, r"p\,(m-1)\log(1/\varepsilon)", replace(MASKED, slope=keep * (nonzero - 1))
            ),
            Variant("no_entropy", Role.MUTANT, r"h(p)\to0", replace(MASKED, row=sp.S.Zero)),
            Variant("by_width", Role.MUTANT, r"p\,D\log(1/\varepsilon)", replace(MASKED, slope=keep * width)),
        ),
        checks=(derived(MASKS), against_values(MASKS)),
        expected=Verdict.CONDITIONAL,
        derivation="KL = E_b KL(N(b theta, eps^2 I) || p) - I(w; b), and the mask is known up to e^(-|theta|^2/(8 eps^2)).",
        consequence="Standard dropout has no row for which the KL is finite.",
    ),
    Claim(
        id="s3_degenerate_support.limit",
        source=SOURCE,
        place="section 3",
        covers=("P32",),
        title="the limit of the KL is not the KL of the limit",
        statement=r"$KL(N(0,\varepsilon^2)\|p)$ does not depend on $\varepsilon$ for $p=1/|w|$, though $KL(\delta_0\|p)=\infty$; "
        r"for $p_\eta=1/\max(|w|,\eta)$ it grows like $\log(1/\varepsilon)$, for every $\eta>0$.",
        hypotheses=("eps -> 0", "not in the source; the weight fixed at zero is the case that its sentence includes"),
        variants=(
            Variant("both", Role.CONDITIONAL, r"0,\ \log(1/\varepsilon)", Rates(0, 1)),
            Variant("same", Role.MUTANT, r"\log(1/\varepsilon),\ \log(1/\varepsilon)", Rates(1, 1)),
            Variant("neither", Role.MUTANT, r"0,\ 0", Rates(0, 0)),
        ),
        checks=(rates_by_bound, rates_in_balls),
        expected=Verdict.CONDITIONAL,
        derivation="KL depends on mu^2/sigma^2 only. With p_eta it is larger by E log(max(|w|, eta)/|w|), which lies between "
        "log(eta/eps) - E log|z| and log(eta/eps) + E max(0, -log|z|), plus E max(0, log(|w|/eta)) that vanishes.",
        consequence="The KL is weakly lower semicontinuous for a finite reference measure. 1/|w| gives every neighbourhood of 0 "
        "infinite mass: as q_eps shrinks to a point, the prior's density grows as fast.",
    ),
)
