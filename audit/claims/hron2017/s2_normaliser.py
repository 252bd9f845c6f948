"""Section 2: the normaliser of a proper posterior, an integral over all D weights, is finite."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import sympy as sp
from flint import arb

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, finite, in_words
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.symbolic import Proof, shown
from audit.posterior import density_of, truncated_mass

EXAMPLES = (
    Posterior("1/(1+w**2)", "sigmoid(w)", proper=True),
    Posterior("1/(1+w**2)", "w**2*exp(-w**2)", proper=True),
    Posterior("1/abs(w)", "sigmoid(w)", proper=False),
    Posterior("1", "1/(1+abs(w))", proper=False),
)
POSITIVE = sp.Symbol("Z", positive=True, finite=True)
VALUES = (sp.S.Zero, POSITIVE, sp.oo)
"""What int L p may be: 0, a positive number, infinite."""
SHAPES = (((1, 2), (2,), (2, 1)), ((2, 3), (3,), (3, 1), (1,)), ((3, 2), (2, 2)))
"""Three small networks: the shapes of their weight matrices and biases."""
EDGES = ("1e-12", "1e12")


@dataclass(frozen=True)
class Allowed:
    """If a posterior is proper, its Z is one of `values`; with `suffices`, each of these makes it proper."""

    values: frozenset[sp.Expr]
    suffices: bool = False


@dataclass(frozen=True)
class Dimension:
    """The normaliser of a network with arrays of these shapes is an integral over R^D, D = count(shapes)."""

    biases: bool = True
    layers: int = 0
    extra: int = 0

    def count(self, shapes: tuple[tuple[int, ...], ...]) -> int:
        """The D that is claimed: all entries, without biases, or of some layers only."""
        kept = [shape for shape in shapes if self.biases or len(shape) > 1]
        return sum(int(sp.prod(shape)) for shape in kept[self.layers :]) + self.extra


def can_be_normalised(mass: sp.Expr) -> bool:
    """Is there a constant c > 0 with c Z = 1, in the extended reals?"""
    return bool(mass.is_positive and mass.is_finite)


def for_every_z(variant: Variant, _: Setting) -> Evidence:
    """The three cases of Z >= 0: a constant c > 0 with c Z = 1 exists for 0 < Z < oo alone."""
    form, where = variant.form, "0 <= Z <= oo"
    for value in VALUES:
        proper, allowed = can_be_normalised(value), value in form.values
        if proper and not allowed:
            return evidence_of(Proof(False, f"Z = {value}: c = 1/Z normalises it"), where)
        if allowed and not proper and (form.suffices or value is sp.oo):
            return evidence_of(Proof(False, f"Z = {value}: c Z = {value} for every c > 0"), where)
    return evidence_of(
        Proof(True, "c Z = 1 with c > 0 is solved by c = 1/Z for 0 < Z < oo, and by no c for 0 or oo"), where
    )


def by_decision(variant: Variant, _: Setting) -> Evidence:
    """Four densities, decided by balls: those of finite mass can be normalised and no others; L = 0 gives Z = 0."""
    form = variant.form
    for stated in EXAMPLES:
        found = finite(stated, Method.BALL)
        if found is None:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "densities", points=len(EXAMPLES), summary=stated.prior)
        mass = POSITIVE if found else sp.oo
        if (mass in form.values) is not found:
            words = f"{in_words(stated, Method.BALL)}; it {'is' if found else 'is not'} proper"
            return Evidence(Method.BALL, Outcome.FAILS, "densities", points=len(EXAMPLES), witness=words)
    if form.suffices and sp.S.Zero in form.values:
        words = "a likelihood that is 0 everywhere has Z = 0, and no posterior"
        return Evidence(Method.BALL, Outcome.FAILS, "densities", points=len(EXAMPLES) + 1, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "densities", points=len(EXAMPLES) + 1)


def entries(shapes: tuple[tuple[int, ...], ...]) -> list[sp.Symbol]:
    """One symbol for each weight of the network."""
    return [
        sp.Symbol(f"w_{i}_{'_'.join(map(str, place))}", real=True)
        for i, shape in enumerate(shapes)
        for place in product(*(range(size) for size in shape))
    ]


def by_scaling(variant: Variant, _: Setting) -> Evidence:
    """w -> c w for all weights: the prior has c^-1 for each weight, dW has c^D; with every weight the product is 1."""
    c = sp.Symbol("c", positive=True)
    for shapes in SHAPES:
        weights, claimed = entries(shapes), variant.form.count(shapes)
        prior = sp.Mul(*(1 / sp.Abs(weight) for weight in weights))
        scaled = prior.subs({weight: c * weight for weight in weights}, simultaneous=True) * c**claimed
        factor = sp.simplify(scaled / prior)
        if factor != 1:
            words = f"{len(weights)} weights, D = {claimed}: scaled by c the measure gets the factor {factor}, not 1"
            return evidence_of(Proof(False, words), "three networks")
    return evidence_of(
        Proof(True, "the measure p(W) dW is invariant under w -> c w in D = all weights"), "three networks"
    )


def by_masses(variant: Variant, _: Setting) -> Evidence:
    """One logistic observation of each weight: the truncated mass is that of one weight to the power D, log(b/a)^D."""
    one = truncated_mass(density_of("1/abs(w)", "sigmoid(w)"), *EDGES)
    for shapes in SHAPES:
        weights, claimed = entries(shapes), variant.form.count(shapes)
        with precision(64):
            seen = arb(1)
            for _ in weights:
                seen *= one
            stated = (ball(EDGES[1]) / ball(EDGES[0])).log() ** claimed
            if apart(seen.log(), stated.log()):
                words = f"{len(weights)} weights: log of the mass is {shown(seen.log())}, not {shown(stated.log())}"
                return Evidence(Method.BALL, Outcome.FAILS, "networks", points=len(SHAPES), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "networks", points=len(SHAPES))


FINITE = frozenset({sp.S.Zero, POSITIVE})
CLAIMS = (
    Claim(
        id="s2_normaliser.finite",
        source=SOURCE,
        place="section 2",
        covers=("P15",),
        title="the normaliser of a proper posterior is finite",
        statement=r"If $p(\mathbf Y|\mathbf W)p(\mathbf W)/Z$ is a probability density then $Z<\infty$.",
        hypotheses=("prior and likelihood are nowhere negative", "necessary, not sufficient: Z > 0 is needed as well"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{proper}\Rightarrow Z<\infty", Allowed(FINITE)),
            Variant("sufficient", Role.MUTANT, r"Z<\infty\Rightarrow\text{proper}", Allowed(FINITE, suffices=True)),
            Variant("infinite", Role.MUTANT, r"Z\le\infty", Allowed(FINITE | {sp.oo})),
            Variant("zero", Role.MUTANT, r"Z=0", Allowed(frozenset({sp.S.Zero}))),
        ),
        checks=(for_every_z, by_decision),
        expected=Verdict.PROVED,
        derivation="c Z = 1 has a solution c > 0 exactly for 0 < Z < oo.",
    ),
    Claim(
        id="s2_normaliser.dimension",
        source=SOURCE,
        place="section 2",
        covers=("P16",),
        title="the integral runs over all D weights",
        statement=r"$Z$ is an integral over $\mathbb R^D$ with one factor $C/|w|$ of the prior for each of its $D$ weights, "
        r"biases included.",
        hypotheses=(
            "each entry of each array is a weight of its own, with the log-uniform prior",
            "three small networks",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"D=\sum_l\prod\mathrm{shape}_l", Dimension()),
            Variant("no_biases", Role.MUTANT, r"\text{without biases}", Dimension(biases=False)),
            Variant("last_layers", Role.MUTANT, r"\text{without the first layer}", Dimension(layers=1)),
            Variant("one_more", Role.MUTANT, r"D+1", Dimension(extra=1)),
        ),
        checks=(by_scaling, by_masses),
        expected=Verdict.PROVED,
        derivation="Under w -> c w the prior is multiplied by c^-1 for each weight and dW by c^D.",
    ),
)
