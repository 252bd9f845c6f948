"""The lecture: compression above 200 at the same accuracy, possible only by this method. What a small network says, and algebra.

For the last sentence: in a linear Gaussian model, rho/2 ((mu - 1)^2 + sigma^2) + K with rho = s what^2, the rule keeps a weight
where its minimum has log alpha below the cut, and then pays rho/2 ((mu - 1)^2 + sigma^2) of data term. Thresholding what at the
same rho keeps the same weights, without noise, and pays nothing for them; both pay rho/2 for a removed one. Along the
stationary points mu = 1/(1 + alpha), sigma^2 = alpha mu^2 in units of what:

    rho/2 ((mu - 1)^2 + sigma^2) = rho/2 alpha/(1 + alpha) > 0        for every alpha > 0
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.lecture import SOURCE
from audit.claims.proofs import evidence_of
from audit.claims.small_networks import Cell, Compression, Gain, by_networks
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.exact import bits_of
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.parametrisation.penalty import penalty_of
from audit.parametrisation.points import stationary
from audit.parametrisation.profile import GAUSSIAN

PLACE = "the pictures of the result"
BITS = bits_of(30)
EXACT, NONE = Cell("exact", hidden=80), Cell("none", hidden=80)
ALL_OVER, POINT = 200.0, -0.01
alpha, rho, theta = sp.symbols("alpha rho theta", positive=True)
DATA_TERM = rho / 2 * ((theta - 1) ** 2 + alpha * theta**2)
"""rho/2 E (w - 1)^2 for w ~ N(theta, alpha theta^2), in units of what; the KL does not depend on theta."""


@dataclass(frozen=True)
class OnlyWay:
    """No rule without noise keeps the same weights as the cut on log alpha at a data term no larger, with this penalty."""

    kl: str
    cut: Fraction
    rhos: tuple[Fraction, ...]


def by_algebra(variant: Variant, _: Setting) -> Evidence:
    """The data term of a kept weight less that of the threshold rule, which is 0, by SymPy: its sign for every alpha > 0."""
    at = {theta: 1 / (1 + alpha)}
    stationary_there = reduces_to_zero(sp.simplify(sp.diff(DATA_TERM, theta).subs(at)))
    cost = sp.factor(sp.simplify(DATA_TERM.subs(at)))
    words = f"thresholding pays 0 for every kept weight, the noisy minimum {cost}"
    proved = stationary_there and cost.is_positive
    return evidence_of(Proof(False if proved else None, words), "every alpha > 0 and rho > 0")


def by_minima(variant: Variant, _: Setting) -> Evidence:
    """The certified minimum at each rho: is it kept, and what is its data term? In balls."""
    form: OnlyWay = variant.form
    penalty, where = penalty_of(form.kl), f"rho = {', '.join(str(value) for value in form.rhos)}"
    for at in form.rhos:
        for point in stationary(GAUSSIAN, penalty, at, BITS).points or ():
            with precision(BITS):
                a = 1 / (2 * point.u)
                mean = 1 / (1 + a)
                cost = ball(at) / 2 * ((mean - 1) ** 2 + a * mean**2)
                if a.log() < ball(form.cut) and cost > 0:
                    words = f"at rho = {at} both keep the weight: alpha = {shown(a)}, data term {shown(cost)} against 0"
                    return Evidence(Method.BALL, Outcome.FAILS, where, points=len(form.rhos), witness=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=len(form.rhos))


TWO = (Fraction(2), Fraction(9))
CLAIMS = (
    Claim(
        id="compression.without_loss",
        source=SOURCE,
        place=PLACE,
        covers=("L23", "L24"),
        title="compression above 200, at the accuracy of the base line",
        statement="The network is compressed more than 200 times, and its accuracy is at most one point below that of "
        "the same network trained without noise.",
        hypotheses=(
            "weights over weights with log alpha <= 3; biases are not counted",
            "100 inputs of which one matters, 80 hidden units, 200 observations, the exact KL in (mu, log sigma^2), six seeds",
            "without noise the network overfits here (accuracy below 0.7), which makes the second half of the claim an easy one",
            "the networks and images of the source are not trained here",
        ),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r">200,\ \ge-1\%",
                (Compression(EXACT, ALL_OVER), Gain(EXACT, NONE, POINT)),
            ),
            Variant("thousands", Role.MUTANT, r">2000", (Compression(EXACT, 2000.0),)),
            Variant("base_line", Role.MUTANT, r"\text{no noise: }>200", (Compression(NONE, ALL_OVER),)),
            Variant(
                "by_half", Role.MUTANT, r"\text{gains }60\%", (Compression(EXACT, ALL_OVER), Gain(EXACT, NONE, 0.6))
            ),
        ),
        checks=(by_networks,),
        expected=Verdict.SUPPORTED,
        derivation="99 of 100 inputs carry nothing, and of 80 units a few are enough: how far a network can be compressed says "
        "how redundant it was. In a linear model, where no weight can stand in for another, three in ten "
        "weights without effect are kept (pruning_rule.null_weights): 3.4 times, on average, is the most.",
        depends=("pruning_rule.null_weights",),
        time_limit_s=300.0,
    ),
    Claim(
        id="compression.only_by_dropout",
        source=SOURCE,
        place=PLACE,
        covers=("L25",),
        title="only this method makes such compression possible",
        statement="No rule without noise in the weights removes the same weights at a data term no larger.",
        hypotheses=(
            "one weight of a linear Gaussian model, at its minimum with log alpha below the cut",
            "'only became possible' is read as a statement on methods, not on the order of publications",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"K,\ \log\alpha\le3", OnlyWay("exact", Fraction(3), TWO)),
            Variant("molchanov", Role.MUTANT, r"K_M,\ \log\alpha\le3", OnlyWay("molchanov2017", Fraction(3), TWO)),
            Variant("lower_cut", Role.MUTANT, r"K,\ \log\alpha\le1", OnlyWay("exact", Fraction(1), TWO)),
            Variant("strong", Role.MUTANT, r"K,\ \rho=40", OnlyWay("exact", Fraction(3), (Fraction(40),))),
        ),
        checks=(by_algebra, by_minima),
        expected=Verdict.REFUTED,
        derivation="Keep what where rho = s what^2 exceeds the cut of pruning_rule.null_weights, and 0 elsewhere: the "
        "same weights, and a data term smaller by rho/2 alpha/(1 + alpha) for each that is kept.",
        consequence="The sparsity is that of a threshold on a signal-to-noise ratio; noise in training is one way to find it.",
        depends=("pruning_rule.null_weights",),
    ),
)
