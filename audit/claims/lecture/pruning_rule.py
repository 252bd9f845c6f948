"""The lecture: weights whose alpha exceeds a large threshold are removed. What log alpha > 3 means, and what removal costs.

    log alpha > 3    |mu|/sigma < e^(-3/2) = 0.2231...,   u < e^-3/2

In a linear Gaussian model s/2 ((mu - what)^2 + sigma^2) + K, what is an estimate with the standard error s^(-1/2), so that rho
= s what^2 is the square of its z-score, and the weight is pruned where rho < R(u): about one standard error.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.descents import ADD, MULT
from audit.claims.lecture import SOURCE
from audit.claims.losses import GAUSSIAN, QUARTIC
from audit.claims.proofs import evidence_of
from audit.claims.pruning_progress import Progress, by_draws, by_other_draws
from audit.claims.pruning_shares import (
    BITS,
    CUT,
    Cost,
    NullShare,
    by_cells,
    by_counts,
    by_error_function,
    by_formula,
)
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown

MEANS, BESIDE = (Fraction("-2.3"), Fraction("0.17")), (Fraction("2.9"), Fraction("3.1"))
c = sp.Symbol("c", real=True)


@dataclass(frozen=True)
class Rule:
    """log alpha > c exactly where |mu|/sigma < ratio, and where u < u_cut; expressions in c."""

    ratio: sp.Expr
    u_cut: sp.Expr


def by_algebra(variant: Variant, _: Setting) -> Evidence:
    """sigma^2 = alpha mu^2, u = mu^2/(2 sigma^2): both sides decrease in alpha; their values at alpha = e^c are the bounds."""
    form: Rule = variant.form
    alpha, mu = sp.exp(c), sp.Symbol("mu", positive=True)
    sigma = sp.sqrt(alpha) * mu
    for name, value, stated in (
        ("|mu|/sigma", mu / sigma, form.ratio),
        ("u", mu**2 / (2 * sigma**2), form.u_cut),
    ):
        if not reduces_to_zero(sp.simplify(value - stated)):
            off = in_balls(sp.simplify(value - stated).subs(c, CUT), {})
            known = False if off > 0 or off < 0 else None
            return evidence_of(
                Proof(known, f"at log alpha = 3 {name} is {shown(in_balls(value.subs(c, CUT), {}))}"), "c"
            )
    return evidence_of(Proof(True, f"|mu|/sigma = {form.ratio}, u = {form.u_cut}"), "every c")


def at_weights(variant: Variant, _: Setting) -> Evidence:
    """Weights just above and below log alpha = 3, in balls: is each on the side of both bounds that is stated?"""
    form, count = variant.form, 0
    for mean in MEANS:
        for log_alpha in BESIDE:
            count += 1
            with precision(BITS):
                mu, sigma = ball(mean), (ball(log_alpha) / 2).exp() * ball(abs(mean))
                seen = (abs(mu) / sigma, mu**2 / (2 * sigma**2))
                bounds = [in_balls(bound.subs(c, CUT), {}, BITS) for bound in (form.ratio, form.u_cut)]
            for value, bound in zip(seen, bounds, strict=True):
                wrong = value > bound if log_alpha > CUT else value < bound
                if wrong:
                    words = f"log alpha = {float(log_alpha):g}: {shown(value)} is on the wrong side of {shown(bound)}"
                    return Evidence(Method.BALL, Outcome.FAILS, "weights", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "weights", points=count, prec_bits=BITS)


MODEL = "one weight of a linear Gaussian model, s/2 ((mu - what)^2 + sigma^2) + K, at its minimum"
SHARES = (("exact", "0.7021"), ("molchanov2017", "0.7108"), ("kingma2015", "0"))
RHOS = (0.3, 0.9, 1.5, 4.0)
ROOT, HALF_INVERSE = sp.exp(-c / 2), sp.exp(-c) / 2
CLAIMS = (
    Claim(
        id="pruning_rule.signal_to_noise",
        source=SOURCE,
        place="the procedure",
        covers=("L21",),
        title="what a threshold on alpha says of a weight",
        statement=r"$\log\alpha>c$ exactly where $|\mu|/\sigma<e^{-c/2}$, and where $u<e^{-c}/2$; $e^{-3/2}=0.2231\ldots$",
        hypotheses=("the source names no threshold; public code takes log alpha = 3", "u = 1/(2 alpha)"),
        variants=(
            Variant("ratio", Role.CONDITIONAL, r"e^{-c/2},\ e^{-c}/2", Rule(ROOT, HALF_INVERSE)),
            Variant("squared", Role.MUTANT, r"e^{-c},\ e^{-c}/2", Rule(sp.exp(-c), HALF_INVERSE)),
            Variant("as_printed_by_hron", Role.MUTANT, r"e^{-c/2},\ e^{-c}", Rule(ROOT, sp.exp(-c))),
            Variant("inverted", Role.MUTANT, r"e^{c/2},\ e^{-c}/2", Rule(sp.exp(c / 2), HALF_INVERSE)),
            Variant("near", Role.MUTANT, r"e^{-c/2}+1/40", Rule(ROOT + sp.Rational(1, 40), HALF_INVERSE)),
        ),
        checks=(by_algebra, at_weights),
        expected=Verdict.CONDITIONAL,
        derivation="|mu|/sigma = alpha^(-1/2), decreasing: the rule cuts at a signal to noise of the weight itself.",
    ),
    Claim(
        id="pruning_rule.null_weights",
        source=SOURCE,
        place="the procedure",
        covers=("L21",),
        title="a weight is kept beyond about one standard error",
        statement=r"The rule removes a weight where $\rho=s\hat w^2<1.0839\ldots$ (exact KL), $1.1238\ldots$ (Molchanov), never "
        r"with Kingma's cubic on $\alpha\le1$; of weights without effect, $\hat w\sim N(0,1/s)$, it removes the shares "
        r"$0.7021\ldots$, $0.7108\ldots$ and $0$.",
        hypotheses=(MODEL, "log alpha > 3", "the source gives no number; decimals are cut off"),
        variants=(
            Variant("share", Role.CONDITIONAL, r"0.7021,\ 0.7108,\ 0", NullShare(SHARES)),
            Variant("one", Role.MUTANT, r"0.6826,\ 0.7108,\ 0", NullShare((("exact", "0.6826"), *SHARES[1:]))),
            Variant("same", Role.MUTANT, r"0.7021,\ 0.7021,\ 0", NullShare((SHARES[0], ("molchanov2017", "0.7021")))),
            Variant("near", Role.MUTANT, r"0.7022,\ 0.7108,\ 0", NullShare((("exact", "0.7022"), *SHARES[1:]))),
            Variant(
                "unclipped", Role.MUTANT, r"0.7021,\ 0.7108,\ 0.7", NullShare((*SHARES[:2], ("kingma2015", "0.7")))
            ),
        ),
        checks=(by_error_function, by_counts),
        expected=Verdict.CONDITIONAL,
        derivation="R(u) increases, so that log alpha > 3 exactly for rho < R(e^-3/2); rho is the square of a z-score, and "
        "P(z^2 < r) = erf(sqrt(r/2)). AIC keeps a weight from z^2 = 2 on: this rule is more liberal.",
        consequence="Three in ten weights without effect are kept; a high compression is not explained by the threshold alone.",
        depends=("pruning_rule.signal_to_noise",),
        figure="pruning_rule",
    ),
    Claim(
        id="pruning_rule.cost",
        source=SOURCE,
        place="the procedure",
        covers=("L21",),
        title="removing a weight at the cut costs a fortieth of a nat",
        statement="In the end all weights whose alpha exceeds the threshold can be removed: the data term stays as it is.",
        hypotheses=(MODEL, "log alpha > 3, the exact KL", "the conditional form allows 0.0257036 nats a weight"),
        variants=(
            Variant("printed", Role.PRINTED, r"0", Cost(GAUSSIAN, Fraction(0))),
            Variant("bounded", Role.CONDITIONAL, r"\le0.0257036", Cost(GAUSSIAN, Fraction(257036, 10**7))),
            Variant("near", Role.MUTANT, r"\le0.0257", Cost(GAUSSIAN, Fraction(257, 10**4))),
            Variant("lower_cut", Role.MUTANT, r"\log\alpha>2", Cost(GAUSSIAN, Fraction(257036, 10**7), Fraction(2))),
            Variant("every_loss", Role.MUTANT, r"(1-w^2)^2:\ \le\rho/8", Cost(QUARTIC, Fraction(1, 8))),
        ),
        checks=(by_cells, by_formula),
        expected=Verdict.CONDITIONAL,
        derivation="rho/2 - rho/(2(1 + 2u)) with rho = R(u) is u (1 + 2u) K'(u), which increases from 0 to 0.02570... at the "
        "cut. For (1 - w^2)^2 it is rho/6 at u = 0, whatever the threshold.",
        changes_conclusion=False,
        consequence="Costs add up: a million pruned weights of independent linear models cost up to 25 704 nats together.",
        depends=("alpha_infinite_means_zero.removal", "pruning_rule.null_weights"),
    ),
    Claim(
        id="pruning_rule.progress",
        source=SOURCE,
        place="the procedure",
        covers=("L22",),
        title="as training progresses more and more weights go",
        statement=r"From spread starts, gradient flow in $(\theta,\log\alpha)$ has ever more weights with $\log\alpha>3$, at "
        r"$t=1$, $10$, $100$, $1000$, $10^4$; in the end those with $\rho$ below the cut.",
        hypotheses=(
            MODEL,
            "300 weights each of rho = 0.3, 0.9, 1.5 and 4; theta ~ N(0, 1), log alpha ~ U(-6, 2) at t = 0",
            "the networks of the source are not trained here",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"(\theta,\log\alpha),\ 2/5", Progress(MULT, "A", RHOS, 0.4)),
            Variant("additive", Role.MUTANT, r"(\mu,\log\sigma^2),\ \sigma\ll1", Progress(ADD, "B", RHOS, 0.4)),
            Variant("every_weight", Role.MUTANT, r"3/5", Progress(MULT, "A", RHOS, 0.6)),
            Variant("above_the_cut", Role.MUTANT, r"\rho>1.084", Progress(MULT, "A", RHOS[2:], 0.4)),
        ),
        checks=(by_draws, by_other_draws),
        expected=Verdict.SUPPORTED,
        derivation="log alpha rises for ever where rho <= 1. From small noise in the additive form it is the other way round: "
        "nearly all weights are sparse at first, and those with rho above the cut come back.",
        depends=("pruning_rule.null_weights",),
    ),
)
