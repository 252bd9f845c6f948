"""Section 2, after Proposition 1: the usual networks meet its assumptions, so that every data set gives infinite mass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

import sympy as sp

from audit.claims.divergence import LOG_UNIFORM, Ends, by_leading, by_witnesses
from audit.claims.hron2017 import SOURCE
from audit.claims.joint_posteriors import limit_at_zero, w
from audit.claims.proofs import evidence_of
from audit.claims.structure import continuous, positive
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.posterior import Propriety, density_of, improper_along, propriety

PLACE = "section 2, after Proposition 1"
h, s, v, w2, v2 = sp.symbols("h s v w2 v2", real=True)
others = sp.Symbol("T", nonnegative=True)
"""The sum of exp(logit) over other classes."""
p = sp.Symbol("p", positive=True)
"""The likelihood of the observations so far."""
TINY = sp.Rational(1, 2**60)
JUMP = Fraction(1, 100)
"""A continuous likelihood of slope below 10 moves by less than 2^-56 between -TINY and TINY."""
BOX = {v: ("0.3", "0.7"), w2: ("-0.4", "0.2"), v2: ("-0.6", "-0.1")}

Function = Callable[[sp.Expr], sp.Expr]
ACTIVATIONS: Mapping[str, Function] = {
    "ReLU": lambda t: sp.Max(t, 0),
    "logistic": lambda t: 1 / (1 + sp.exp(-t)),
    "tanh": sp.tanh,
    "step": lambda t: sp.Piecewise((1, t > 0), (0, True)),
    "batch norm, eps = 0": sp.sign,
}
HEADS: Mapping[str, Function] = {
    "Gaussian": lambda f: sp.exp(-((1 - f) ** 2) / 2) / sp.sqrt(2 * sp.pi),
    "Categorical": lambda f: sp.exp(f) / (sp.exp(f) + others),
    "label without noise": lambda f: sp.Piecewise((1, 2 * f > 1), (0, True)),
}


@dataclass(frozen=True)
class Networks:
    """Each network of these activations with one of these likelihoods is continuous and positive in all its weights."""

    activations: tuple[str, ...]
    heads: tuple[str, ...]

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Every activation with every likelihood."""
        return tuple(product(self.activations, self.heads))


def by_induction(variant: Variant, _: Setting) -> Evidence:
    """For any width, depth and number of classes: each step of the construction keeps continuity, the last positivity.

    A unit adds w h to the sum s of those before it; the activation is applied; the likelihood is applied to the output.
    """
    domain, pairs = "every width, depth, number of classes, all weights and inputs", variant.form.pairs
    for activation, head in pairs:
        unit, last = ACTIVATIONS[activation](s + w * h), HEADS[head](s + w * h)
        if continuous(unit) and continuous(last) and positive(last):
            continue
        found = _broken(activation, head)
        return evidence_of(Proof(False if found else None, found or f"open: {activation}, {head}"), domain)
    words = f"{len(pairs)} pairs: every step is continuous by structure, and each likelihood is positive"
    return evidence_of(Proof(True, words), domain)


def _broken(activation: str, head: str) -> str:
    """Exact limits at w = 0 of a network of one unit, v = 1: apart or zero; empty if neither."""
    likelihood = HEADS[head](ACTIVATIONS[activation](w)).subs(others, 1)
    right, left = (limit_at_zero(likelihood, side) for side in (1, -1))
    if right != left:
        return f"{activation}, {head}: as w -> 0 the likelihood tends to {left} from below and {right} from above"
    return f"{activation}, {head}: the likelihood is 0 at w = 0" if right == 0 else ""


def in_balls_on_boxes(variant: Variant, _: Setting) -> Evidence:
    """One and two hidden units: no jump at 0, and likelihood >= r > 0 near w = 0 times a box of the other weights."""
    domain, count = "one and two hidden units, a weight of each layer", 0
    for activation, head in variant.form.pairs:
        for likelihood, along in _small(activation, head):
            count += 1
            jump = _jump(likelihood, along)
            if jump:
                words = f"{activation}, {head}: {jump}"
                return Evidence(Method.BALL, Outcome.FAILS, domain, points=count, witness=words)
            box = {**BOX, w: ("0.2", "0.5")}
            free = {letter: box[letter] for letter in likelihood.free_symbols - {along}}
            if improper_along(likelihood, along, free) is None:
                return Evidence(Method.BALL, Outcome.UNDECIDED, domain, points=count)
    words = f"{count} boxes on which the likelihood is bounded below"
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=count, summary=words)


def _small(activation: str, head: str) -> list[tuple[sp.Expr, sp.Symbol]]:
    act, likelihood = ACTIVATIONS[activation], HEADS[head]
    one, two = v * act(w), v * act(w) + v2 * act(w2 - sp.Rational(3, 5) * w)
    deep = v * act(w2 * act(w) + v2)
    nets = [(one, w), (one, v), (two, w), (two, v2), (deep, w)]
    return [(likelihood(net).subs(others, sp.exp(-net) + 1), along) for net, along in nets]


def _jump(likelihood: sp.Expr, along: sp.Symbol) -> str:
    """What balls see at along = TINY and -TINY, the others at 1 (exactly): values far apart, or 0."""
    at = dict.fromkeys(likelihood.free_symbols - {along}, sp.S.One)
    sides = [in_balls(likelihood.subs({**at, along: sign * TINY}), {}) for sign in (-1, 1)]
    if abs(sides[0] - sides[1]) > in_balls(sp.Rational(JUMP), {}):
        return f"the likelihood jumps from {shown(sides[0])} to {shown(sides[1])} at {along} = 0"
    return f"the likelihood is 0 around {along} = 0" if any(side == 0 for side in sides) else ""


@dataclass(frozen=True)
class DataSets:
    """Whatever the data, the posterior with these factors of one observation is improper at w = 0."""

    factors: tuple[str, ...]
    prior: str = LOG_UNIFORM


DATA: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "none": {},
    "threshold": {"x": ("2", "1"), "y": ("1", "-1")},
    "input 0": {"x": ("0", "0"), "y": ("1", "1")},
    "one thrice": {"x": ("1.3", "1.3", "1.3"), "y": ("1", "1", "1")},
    "contradictory": {"x": ("2", "2"), "y": ("1", "-1")},
    "mixed": {"x": ("-2", "-0.7", "0.4", "1.9", "0.4"), "y": ("-1", "1", "-1", "1", "1")},
}


def for_every_data_set(variant: Variant, _: Setting) -> Evidence:
    """The empty product is 1; a factor keeps it continuous and positive; the prior alone has infinite mass at 0."""
    form, domain = variant.form, "every finite data set, the empty one included"
    shown_by_structure = all(continuous(p * _factor(f)) and positive(p * _factor(f)) for f in form.factors)
    prior = {
        report.end.name: report.exact and report.exact.integrable for report in _decided("1", "none", form.prior).ends
    }
    if shown_by_structure and prior.get("0-") is False and prior.get("0+") is False:
        return evidence_of(
            Proof(True, "each product of factors is continuous and positive, the empty one is 1"), domain
        )
    found = _finite_around_zero(form, Method.SYMBOLIC)
    return evidence_of(Proof(False if found else None, found or "the structure does not show it"), domain)


def on_data_sets(variant: Variant, _: Setting) -> Evidence:
    """Certified minorants on both sides of 0 for named data sets."""
    form, domain, count = variant.form, "six data sets", len(DATA) * len(variant.form.factors)
    found = _finite_around_zero(form, Method.BALL)
    if found:
        return Evidence(Method.BALL, Outcome.FAILS, domain, points=count, witness=found)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=count)


def _finite_around_zero(form: DataSets, method: Method) -> str:
    """A data set for which the mass around 0 is finite; empty if there is none."""
    for factor, name in product(form.factors, DATA):
        seen = {}
        for report in _decided(factor, name, form.prior).ends:
            by = report.exact if method is Method.SYMBOLIC else report.certified
            seen[report.end.name] = by is not None and by.integrable
        if seen.get("0-", True) and seen.get("0+", True):
            return f"data '{name}', prior {form.prior}, {factor}: the mass around 0 is finite"
    return ""


@cache
def _decided(factor: str, name: str, prior: str) -> Propriety:
    data = DATA[name]
    return propriety(prior, factor, data=data, digits=0) if data else propriety(prior, digits=0)


def _factor(text: str) -> sp.Expr:
    return density_of("1", text, parameters="x,y").product


USUAL, NOISY = ("ReLU", "logistic", "tanh"), ("Gaussian", "Categorical")
FACTORS = ("sigmoid(y*x*w)", "normal_pdf(y, Max(0, x*w), 1)", "normal_pdf(y, tanh(x*w), 1)")
LABEL = "Piecewise((1, y*(x*w-1)>0), (0, True))"
NORMED = "normal_pdf(1, w/sqrt(w**2+1/1000), 1)"
CLAIMS = (
    Claim(
        id="s2_standard_architectures.continuous_and_positive",
        source=SOURCE,
        place=PLACE,
        covers=("P18",),
        title="the usual networks have a likelihood that is continuous and positive in all weights",
        statement="ReLU or logistic networks with a Gaussian or Categorical likelihood meet the assumptions of Proposition 1.",
        hypotheses=(
            "the activations are continuous: no step units, no normalisation by an unprotected standard deviation",
            "the noise has a positive density, the class probabilities are a softmax",
            "finitely many units; inputs and targets finite",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{ReLU, logistic, tanh}", Networks(USUAL, NOISY)),
            Variant("step", Role.MUTANT, r"\text{and step units}", Networks((*USUAL, "step"), NOISY)),
            Variant(
                "noise_free", Role.MUTANT, r"\text{labels without noise}", Networks(USUAL, ("label without noise",))
            ),
            Variant("batch_norm", Role.MUTANT, r"\text{batch norm}", Networks(("batch norm, eps = 0",), NOISY)),
        ),
        checks=(by_induction, in_balls_on_boxes),
        figure="s2_standard_architectures",
        expected=Verdict.PROVED,
        derivation="Sums, products and compositions of continuous functions are continuous; exp is positive, and so are "
        "quotients and products of positive functions.",
        depends=("s2_proposition1.hypothesis",),
    ),
    Claim(
        id="s2_standard_architectures.every_data_set",
        source=SOURCE,
        place=PLACE,
        covers=("P19",),
        title="the posterior is improper for every data set, not only for non-degenerate ones",
        statement="Under such a model the posterior is improper whatever the data are, none at all included.",
        hypotheses=(
            "the likelihood is a product of one positive continuous factor an observation",
            "a finite data set",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall\,\text{data}:\ Z=\infty", DataSets(FACTORS)),
            Variant("threshold", Role.MUTANT, r"1\{y(xw-1)>0\}", DataSets((LABEL,))),
            Variant("normal_prior", Role.MUTANT, r"N(0,1)", DataSets(FACTORS, "exp(-w**2/2)")),
            Variant("root", Role.MUTANT, r"C/\sqrt{|w|}", DataSets(FACTORS, "1/sqrt(abs(w))")),
        ),
        checks=(for_every_data_set, on_data_sets),
        expected=Verdict.PROVED,
        derivation="Proposition 1 uses nothing of the data but that the likelihood is continuous and positive. 'Non-degenerate' "
        "and 'generally' are not needed.",
        consequence="The statement is stronger than printed.",
        depends=("s2_standard_architectures.continuous_and_positive",),
    ),
    Claim(
        id="s2_standard_architectures.without_the_assumption",
        source=SOURCE,
        place=PLACE,
        covers=("P18",),
        title="units that do not meet the assumption, with either outcome",
        statement="Batch normalisation without a protected denominator makes the likelihood jump at 0 and the posterior "
        "improper all the same; a threshold label without noise may make it proper.",
        hypotheses=("one weight with the prior 1/|w|", "batch norm of the inputs 1 and -1: w/sqrt(w^2 + eps)"),
        variants=(
            Variant(
                "eps_zero",
                Role.CONDITIONAL,
                r"\varepsilon=0",
                Ends("normal_pdf(1, sign(w), 1)", ("-oo", "0-", "0+", "oo")),
            ),
            Variant("eps_positive", Role.CONDITIONAL, r"\varepsilon=10^{-3}", Ends(NORMED, ("-oo", "0-", "0+", "oo"))),
            Variant(
                "labels",
                Role.CONDITIONAL,
                r"1\{2w>1\}1\{w\le1\}",
                Ends("Piecewise((1, 2*w>1), (0, True))*Piecewise((1, w<=1), (0, True))", ()),
            ),
            Variant(
                "jump_is_proper",
                Role.MUTANT,
                r"\varepsilon=0:\ Z<\infty\text{ at }0",
                Ends("normal_pdf(1, sign(w), 1)", ()),
            ),
            Variant("one_label", Role.MUTANT, r"1\{2w>1\}:\ Z<\infty", Ends("Piecewise((1, 2*w>1), (0, True))", ())),
        ),
        checks=(by_leading, by_witnesses),
        expected=Verdict.CONDITIONAL,
        derivation="Only the lower limits of the likelihood at 0+ and 0- count.",
    ),
)
