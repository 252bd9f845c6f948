"""Section 2, Proposition 1: what it needs to be true, counterexamples to its literal reading, and where it is silent."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import sympy as sp

from audit.claims.divergence import Ends, by_leading, by_witnesses, constant
from audit.claims.hron2017 import SOURCE
from audit.claims.joint_posteriors import (
    EXAMPLES,
    at_one_value,
    ball_mass,
    bounded_on_a_set,
    exact_mass,
    limit_at_zero,
    on_a_set,
)
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.posterior import propriety

PLACE = "section 2, Proposition 1"
BOUND = "sa_proposition1_bound.inner_integral"
C, r, d, eps, x, MASS = sp.symbols("C r delta varepsilon x m", positive=True)
DIGITS = 20


class Where(StrEnum):
    """For which values of the other weights the likelihood is bounded near w = 0."""

    POINT = "one value of the other weights"
    SET = "a set of values of positive prior mass"


@dataclass(frozen=True)
class Hypothesis:
    """likelihood >= r |w|^power for 0 < |w| < delta (0 < w < delta if one-sided), with r > 0; <= r if `above`.

    What is said to follow is that the posterior under log-uniform priors is improper.
    """

    where: Where
    power: sp.Rational = sp.S.Zero
    one_sided: bool = False
    above: bool = False


def lower_bound(form: Hypothesis) -> sp.Expr:
    """m int C r |w|^(power - 1) dw in the extended reals: m = 0 for one value, and 0 * oo = 0 as in integration.

    Tonelli: for each v in the set the inner integral is at least this limit, however small r and delta are there.
    """
    if form.where is Where.POINT or form.above:
        return sp.S.Zero
    sides = 1 if form.one_sided else 2
    inner = sp.limit(sides * sp.integrate(C * r * x ** (form.power - 1), (x, eps, d)), eps, 0, "+")
    return MASS * inner


def met_by(form: Hypothesis, name: str) -> bool:
    """Does an example meet the hypothesis? Certified, so that False may also mean that nothing was certified."""
    if form.above:
        return bounded_on_a_set(name)
    test = at_one_value if form.where is Where.POINT else on_a_set
    return test(name, form.power, form.one_sided)


def by_tonelli(variant: Variant, _: Setting) -> Evidence:
    """An infinite lower bound proves it for every likelihood; if the bound is finite, an exact finite Z refutes it."""
    form, domain = variant.form, "every likelihood that meets the hypothesis"
    bound = lower_bound(form)
    if bound == sp.oo:
        return evidence_of(Proof(True, f"Z >= {bound}: for each v of the set the integral over w is infinite"), domain)
    for name in EXAMPLES:
        z = exact_mass(name)
        if z is not None and met_by(form, name):
            return evidence_of(Proof(False, f"the bound is {bound}; '{name}' meets the hypothesis and Z = {z}"), domain)
    return evidence_of(Proof(None, f"the bound is {bound}, from which nothing follows"), domain)


def by_examples(variant: Variant, _: Setting) -> Evidence:
    """Likelihoods of two weights: those that meet the hypothesis must not have a finite mass, enclosed by balls."""
    form, domain, met = variant.form, "five likelihoods of two weights", 0
    for name in EXAMPLES:
        if not met_by(form, name):
            continue
        met += 1
        z = ball_mass(name)
        if z is not None:
            words = f"'{name}' meets the hypothesis, and Z = {shown(z, 12)}"
            return Evidence(Method.BALL, Outcome.FAILS, domain, points=met, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=met, summary=f"{met} of them meet it, all are improper")


@dataclass(frozen=True)
class Silent:
    """Proposition 1 does not apply at w = 0 to a likelihood whose mass is infinite at exactly these ends."""

    ends: Ends

    @property
    def applies(self) -> bool:
        """Are the limits of the likelihood at 0+ and 0- equal and positive?"""
        likelihood = constant(self.ends.likelihood)
        limits = {limit_at_zero(likelihood, side) for side in (1, -1)}
        first = limits.pop()
        return not limits and first is not None and bool(first > 0)


def silent_exactly(variant: Variant, setting: Setting) -> Evidence:
    """The limits at 0 from both sides, then the exact leading terms at each end."""
    return _unless_it_applies(variant, setting, Method.SYMBOLIC)


def silent_in_balls(variant: Variant, setting: Setting) -> Evidence:
    """The same limits, then certified bounds at each end."""
    return _unless_it_applies(variant, setting, Method.BALL)


def _unless_it_applies(variant: Variant, setting: Setting, method: Method) -> Evidence:
    form = variant.form
    if form.applies:
        words = "the likelihood has one positive limit at w = 0, so that the proposition applies"
        return Evidence(method, Outcome.FAILS, "w = 0", points=1, witness=words)
    check = by_leading if method is Method.SYMBOLIC else by_witnesses
    return check(Variant(variant.name, variant.role, variant.latex, form.ends), setting)


@dataclass(frozen=True)
class Moments:
    """A posterior on the interval (low, high) that is log-uniform there, with its normaliser and its mean."""

    z: str
    mean: str
    low: str = "1/2"
    high: str = "1"


def integrated(variant: Variant, _: Setting) -> Evidence:
    """int 1/w and int w/w over the interval, by SymPy."""
    form, (low, high) = variant.form, (constant(variant.form.low), constant(variant.form.high))
    z = sp.integrate(1 / x, (x, low, high))
    for name, exact, stated in (("Z", z, form.z), ("the mean", (high - low) / z, form.mean)):
        if sp.simplify(exact - constant(stated)) != 0:
            words = f"{name} is {exact}, not {stated}"
            return evidence_of(Proof(False, words), "one posterior")
    return evidence_of(Proof(True, f"Z = {z}, mean = {(high - low) / z}"), "one posterior")


def enclosed(variant: Variant, _: Setting) -> Evidence:
    """The decision on the step likelihood, and balls for its normaliser and mean."""
    form = variant.form
    step = f"Piecewise((1, w>{form.low} and w<={form.high}), (0, True))"
    found = propriety("1/abs(w)", step, digits=DIGITS).normaliser
    domain, prec_bits = "one posterior", 67
    if found is None or found.mean is None:
        return Evidence(Method.BALL, Outcome.UNDECIDED, domain, points=1)
    for name, ball, stated in (("Z", found.Z, form.z), ("the mean", found.mean, form.mean)):
        if apart(ball, in_balls(constant(stated), {})):
            words = f"{name} is {shown(ball, 12)}, not {stated}"
            return Evidence(Method.BALL, Outcome.FAILS, domain, points=1, prec_bits=prec_bits, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=1, prec_bits=prec_bits, summary="the enclosures agree")


ROOT = sp.Rational(1, 10)
STEP = "Piecewise((1, w>0), (0, True))"
CLASS = "Piecewise((1, 2*w>1 and w<=1), (0, True))"
LATE = "Piecewise((1, 2*w>1), (0, True))"
COSINE = "(1-cos(w))*exp(-w**2/2)"
BATCH = "normal_pdf(1, sign(w), 1)"
CLAIMS = (
    Claim(
        id="s2_proposition1.hypothesis",
        source=SOURCE,
        place=PLACE,
        covers=("P17",),
        title="continuity and positivity at w = 0 imply an improper posterior",
        statement=r"If for one value of the other weights the likelihood is continuous in $w$ and positive at $w=0$, then "
        r"$Z=\infty$; the conditional forms ask it on a set $S$ of values, $\int_Sp(\mathbf W\setminus w)>0$.",
        hypotheses=(
            "log-uniform priors on all weights, not necessarily on those other than w in the conditional forms",
            "the likelihood is measurable and not negative",
            "conditional: for each value in S there are r, delta > 0 with likelihood >= r for 0 < |w| < delta, on one side of "
            "0 at least; r and delta may depend on the value. Joint continuity at one point with w = 0 gives such an S",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\exists\,v:\ L(0,v)>0", Hypothesis(Where.POINT)),
            Variant("positive_mass", Role.CONDITIONAL, r"\liminf_{w\to0}L>0\text{ on }S", Hypothesis(Where.SET)),
            Variant(
                "one_sided",
                Role.CONDITIONAL,
                r"\liminf_{w\to0+}L>0\text{ on }S",
                Hypothesis(Where.SET, one_sided=True),
            ),
            Variant("vanishing", Role.MUTANT, r"L\ge r|w|^{1/10}\text{ on }S", Hypothesis(Where.SET, ROOT)),
            Variant("bounded_above", Role.MUTANT, r"L\le r\text{ on }S", Hypothesis(Where.SET, above=True)),
            Variant("one_point_right", Role.MUTANT, r"L(0+,v)>0", Hypothesis(Where.POINT, one_sided=True)),
        ),
        checks=(by_tonelli, by_examples),
        expected=Verdict.CONDITIONAL,
        derivation="For L = |v| exp(-((v-1)/w)^2 - w^2) the section at v = 1 is exp(-w^2), but the integral of L/|v| over v is "
        "sqrt(pi) |w| exp(-w^2), so that Z = pi. On a set of positive mass each inner integral is infinite, and so is theirs.",
        consequence="The usual likelihoods are jointly continuous, and for them the proposition holds.",
        depends=(BOUND,),
    ),
    Claim(
        id="s2_proposition1.not_necessary",
        source=SOURCE,
        place=PLACE,
        covers=("P17",),
        title="likelihoods to which the proposition does not apply, with either outcome",
        statement="Where the likelihood jumps or vanishes at 0, the posterior may be improper at 0 or elsewhere, or proper.",
        hypotheses=("one weight with the log-uniform prior",),
        variants=(
            Variant("step", Role.CONDITIONAL, r"1\{w>0\}", Silent(Ends(STEP, ("0+", "oo"), (("0+", "1"),)))),
            Variant("late_step", Role.CONDITIONAL, r"1\{2w>1\}", Silent(Ends(LATE, ("oo",)))),
            Variant("two_steps", Role.CONDITIONAL, r"1\{2w>1,\ w\le1\}", Silent(Ends(CLASS, ()))),
            Variant("cosine", Role.CONDITIONAL, r"(1-\cos w)e^{-w^2/2}", Silent(Ends(COSINE, ()))),
            Variant(
                "sign", Role.CONDITIONAL, r"\varphi(1-\mathrm{sign}\,w)", Silent(Ends(BATCH, ("-oo", "0-", "0+", "oo")))
            ),
            Variant("step_proper", Role.MUTANT, r"1\{w>0\}:\ Z<\infty\text{ at }0", Silent(Ends(STEP, ("oo",)))),
            Variant("late_improper", Role.MUTANT, r"1\{2w>1\}\text{ at }0", Silent(Ends(LATE, ("0+", "oo")))),
            Variant("logistic", Role.MUTANT, r"1/(1+e^{-w})", Silent(Ends("sigmoid(w)", ("0-", "0+", "oo")))),
        ),
        checks=(silent_exactly, silent_in_balls),
        expected=Verdict.CONDITIONAL,
        derivation="Only the lower limits of the likelihood at 0+ and 0- count: one of them positive gives infinite mass there; "
        "a likelihood of order |w|^a, a > 0, gives finite mass.",
    ),
    Claim(
        id="s2_proposition1.proper_steps",
        source=SOURCE,
        place=PLACE,
        covers=("P17",),
        title="a threshold unit with both classes seen has a proper posterior",
        statement=r"With labels $1\{wx>1\}$ and the data $(2,1),(1,0)$ the posterior is log-uniform on $(\frac12,1]$: "
        r"$Z=\log2$, with mean $1/(2\log2)$.",
        hypotheses=("one weight with the prior 1/|w|", "labels without noise"),
        variants=(
            Variant("log_2", Role.CONDITIONAL, r"Z=\log2,\ 1/(2\log2)", Moments("log(2)", "1/(2*log(2))")),
            Variant("mean", Role.MUTANT, r"\text{mean }3/4", Moments("log(2)", "3/4")),
            Variant("both_signs", Role.MUTANT, r"Z=2\log2", Moments("2*log(2)", "1/(2*log(2))")),
            Variant("near", Role.MUTANT, r"Z=0.6931471", Moments("6931471/10000000", "1/(2*log(2))")),
        ),
        checks=(integrated, enclosed),
        expected=Verdict.CONDITIONAL,
        derivation="2w > 1 and w <= 1 leave 1/w on (1/2, 1].",
    ),
)
