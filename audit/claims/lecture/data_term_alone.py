"""The lecture: optimised alone, the first term ends at alpha = 0, a delta at the maximum-likelihood weight. When?

    E_q l >= min l, with equality exactly for q on the minimisers of l = -log L.

So the optimum is a delta where there is one minimiser, w_ML. N(w_ML, alpha w_ML^2) is that delta for alpha = 0 only if w_ML is
not 0; at w_ML = 0 zero variance says nothing of alpha. On l = s w^2/2 the gradient flow of E = s/2 theta^2 (1 + alpha) keeps
(1 + alpha)^2 - theta^2/2, and stops at some alpha > 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import sympy as sp

from audit.claims import losses
from audit.claims.data_flow import Ends, Kept, along_the_flow, runs_end, runs_keep_it
from audit.claims.lecture import SOURCE
from audit.claims.losses import (
    FLAT,
    GAUSSIAN,
    LOGISTIC,
    ORIGIN,
    QUARTIC,
    alpha,
    loss_of,
    mean_of,
    minimisers,
    mu,
    u,
    v,
    w,
)
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.parametrisation import MODELS, minima

PLACE = "the first term alone"
theta = sp.Symbol("theta", real=True)
BITS = 96
AT = tuple(
    (Fraction(m), Fraction(s)) for m, s in (("-0.7", "0.3"), ("0.4", "1.9"), ("1.1", "0.02"), ("2.6", "5"), ("40", "1"))
)
"""(mu, sigma^2) of the Gaussians that are tried."""
NOISE = Fraction("1.7")


@dataclass(frozen=True)
class Delta:
    """For each loss, E_q l is least exactly for q = the delta at the stated weight (oo: none is finite)."""

    cases: tuple[tuple[str, sp.Expr], ...]


def by_minimisers(variant: Variant, _: Setting) -> Evidence:
    """Is the stated weight the only minimiser? l - l(w_ML) >= 0 with equality only there integrates to the same for q."""
    where = "every q with a finite mean loss"
    for name, stated in variant.form.cases:
        found = minimisers(name)
        if found != sp.FiniteSet(stated):
            least = "no weight" if found is sp.S.EmptySet else str(found)
            return evidence_of(Proof(False, f"{name}: the loss is least at {least}, not only at {stated}"), where)
        gap = sp.factor(loss_of(name).loss - loss_of(name).loss.subs(w, stated))
        if not gap.is_nonnegative:
            return evidence_of(Proof(None, f"{name}: the sign of {gap} is open"), where)
    return evidence_of(Proof(True, "l - l(w_ML) >= 0, and 0 only at w_ML"), where)


def by_means(variant: Variant, _: Setting) -> Evidence:
    """Some q below the stated delta, or another delta as good; else every Gaussian that is tried lies above, in balls.

    Without a closed mean: E log(1 + e^-w) < E e^-w = e^(-mu + v/2).
    """
    where, count = "q = N(mu, v), and deltas", 0
    for name, stated in variant.form.cases:
        place = min(stated, sp.Integer(20))
        for mean, spread in AT:
            count += 1
            with precision(BITS):
                if name == LOGISTIC:
                    value = (-ball(mean) + ball(spread) / 2).exp()
                else:
                    value = in_balls(mean_of(name), {mu: mean, v: spread}, BITS)
                best = in_balls(loss_of(name).loss.subs(w, place), {}, BITS)
            if value <= best:
                words = f"{name}: the mean loss is {shown(value)} or less at N({mean}, {spread}), {shown(best)} at w = {place}"
                return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
        for other in (-stated, stated / 2, stated + 1):
            gap = loss_of(name).loss.subs(w, other) - loss_of(name).loss.subs(w, stated)
            if other != stated and not gap.is_positive:
                words = f"{name}: the loss at {other} is {gap} larger than at {stated}"
                return Evidence(Method.SYMBOLIC, Outcome.FAILS, where, points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=count, prec_bits=BITS)


@dataclass(frozen=True)
class Noise:
    """Each (theta, alpha >= 0) that makes the mean loss least, for each loss, has the stated alpha."""

    losses: tuple[str, ...]
    alpha: sp.Expr = sp.S.Zero


def by_zero_variance(variant: Variant, _: Setting) -> Evidence:
    """The optimum is theta = w_ML with alpha theta^2 = 0, for one minimiser w_ML; solved for alpha >= 0."""
    form, where, free = variant.form, "theta real, alpha >= 0", sp.Symbol("a", nonnegative=True)
    for name in form.losses:
        found = minimisers(name)
        if found is sp.S.Reals:
            return evidence_of(Proof(False, f"{name}: every (theta, alpha) is optimal"), where)
        if not isinstance(found, sp.FiniteSet) or len(found) != 1:
            return evidence_of(Proof(None, f"{name}: the minimisers are {found}"), where)
        variance = free * next(iter(found)) ** 2
        if variance == 0:
            return evidence_of(Proof(False, f"{name}: theta = 0 is optimal, of zero variance, at every alpha"), where)
        if sp.solve(variance, free) != [form.alpha]:
            return evidence_of(Proof(False, f"{name}: the variance {variance} is zero for a = 0"), where)
    return evidence_of(Proof(True, "alpha w_ML^2 = 0 with w_ML != 0: alpha = 0"), where)


def by_profile(variant: Variant, _: Setting) -> Evidence:
    """Exact: the least mean loss over theta at the stated alpha is min l; at alpha = 1.7 it is more."""
    form, where = variant.form, "alpha stated, and 1.7"
    for count, name in enumerate(form.losses, start=1):
        values = []
        for noise in (sp.sympify(form.alpha), sp.Rational(NOISE)):
            mean = mean_of(name).subs({mu: theta, v: noise * theta**2}, simultaneous=True)
            places = sp.solve(sp.diff(mean, theta), theta) if mean.free_symbols else [sp.S.Zero]
            values.append(min(mean.subs(theta, place) for place in places if place.is_real))
        least = loss_of(name).loss.subs(w, sp.S.One if name == GAUSSIAN else sp.S.Zero)
        if values[0] != least or values[1] == least:
            words = f"{name}: the least mean loss is {values[0]} at alpha = {form.alpha} and {values[1]} at 1.7, "
            return Evidence(Method.SYMBOLIC, Outcome.FAILS, where, points=count, witness=words + f"min l = {least}")
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, where, points=len(form.losses))


@dataclass(frozen=True)
class Weighted:
    """(rho, weight, alpha > 0) for the optimum of rho E + weight KL, E that of linear regression with w_ML = 1."""

    cases: tuple[tuple[Fraction, Fraction, bool], ...]


def by_slopes(variant: Variant, _: Setting) -> Evidence:
    """Phi = rho e(u) + weight K(u) as u -> oo, alpha -> 0, with 2u K' -> 1: the limit of 2u Phi' is weight - rho lim 2u (-e').

    Where it is positive the end alpha = 0 is repelling. Without K, e' < 0 for every u drives alpha to 0, if rho > 0.
    """
    where, scale = "each (rho, weight), every alpha", losses.best_scale(GAUSSIAN)
    decline = -sp.factor(sp.diff(losses.along(GAUSSIAN).subs(losses.r, scale), u))
    for rho, weight, positive in variant.form.cases:
        if weight == rho == 0:
            return evidence_of(Proof(False, "rho = 0 without the second term: every alpha is optimal"), where)
        end = sp.Rational(weight) - sp.limit(2 * u * sp.Rational(rho) * decline, u, sp.oo)
        if not (end.is_positive or (weight == 0 and decline.is_positive)):
            return evidence_of(Proof(None, f"2u dF/du -> {end}"), where)
        if positive is not bool(end.is_positive):
            return evidence_of(Proof(False, f"rho = {rho}, weight {weight}: 2u dF/du -> {end} as alpha -> 0"), where)
    return evidence_of(Proof(True, "2u K' -> 1 and 2u D -> 0 as alpha -> 0, where D = -e' > 0 for every u"), where)


def by_count(variant: Variant, _: Setting) -> Evidence:
    """All minima by `audit.parametrisation`; without the second term, the profile of the data term at falling alpha."""
    where, model = "each (rho, weight)", MODELS[GAUSSIAN]
    for count, (rho, weight, positive) in enumerate(variant.form.cases, start=1):
        if weight > 0:
            found = minima(rho / weight, GAUSSIAN, parametrisation="multiplicative", digits=10)
            ends = [end.where for end in found.boundary if end.attracts]
            told = all(point.coordinates["alpha"] > 0 for point in found.points or ()) and "alpha -> 0" not in ends
            words = f"{len(found.points or ())} minimum, ends that attract: {', '.join(ends) or 'none'}"
        else:
            with precision(BITS):
                values = [ball(rho) * model.value(ball(u)) for u in (Fraction(1, 2), Fraction(50), Fraction(10**6))]
            told = not all(after < before for before, after in pairwise(values))
            words = f"the data term is {', '.join(shown(value) for value in values)} at alpha = 1, 0.01, 5e-7"
        if told is not positive:
            words = f"rho = {rho}, weight {weight}: {words}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(variant.form.cases))


ONE = sp.S.One
INVARIANT = (1 + alpha) ** 2 - theta**2 / 2
UNIQUE = Delta(((GAUSSIAN, ONE), (ORIGIN, sp.S.Zero)))
EVERY = Delta(((GAUSSIAN, ONE), (LOGISTIC, sp.oo), (QUARTIC, ONE), (FLAT, ONE)))
ONLY = (Fraction(0), Fraction(1))
SIGNAL = tuple((Fraction(x), y, y > 0) for x in ("1/2", "4", "90") for y in ONLY)
CLAIMS = (
    Claim(
        id="data_term_alone.delta",
        source=SOURCE,
        place=PLACE,
        covers=("L07", "P47"),
        title="the first term is largest for the delta at the maximum-likelihood weight",
        statement=r"$\mathbb E_q\log L\le\log L(w_{ML})$, with equality exactly for $q=\delta_{w_{ML}}$: for linear regression, "
        "$(1-w^2)^2$, one logistic observation, and data that ignore $w$.",
        hypotheses=(
            "the four losses named",
            "the conditional form: a maximum-likelihood weight exists and is the only one",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall l", EVERY),
            Variant("one_minimiser", Role.CONDITIONAL, r"\exists!\,w_{ML}", UNIQUE),
            Variant("half_way", Role.MUTANT, r"w_{ML}/2", Delta(((GAUSSIAN, ONE / 2),))),
            Variant("other_sign", Role.MUTANT, r"-w_{ML}", Delta(((GAUSSIAN, -ONE),))),
            Variant("one_of_two", Role.MUTANT, r"l=(1-w^2)^2", Delta(((QUARTIC, ONE),))),
            Variant("separable", Role.MUTANT, r"l=\log(1+e^{-w})", Delta(((LOGISTIC, sp.oo),))),
        ),
        checks=(by_minimisers, by_means),
        expected=Verdict.CONDITIONAL,
        derivation="log L <= max log L under the expectation. In the family sigma^2 > 0 the supremum is approached only.",
        consequence="One logistic observation has no maximum-likelihood weight: the supremum 0 is approached as theta -> oo.",
    ),
    Claim(
        id="data_term_alone.zero_alpha",
        source=SOURCE,
        place=PLACE,
        covers=("L06", "L08"),
        title="a delta means zero variance, and zero variance means zero alpha",
        statement=r"At each maximum of the first term over $(\theta,\alpha)$, $\alpha=0$.",
        hypotheses=("linear regression, the scale of w free", "the conditional form: one w_ML, and it is not 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\alpha\theta^2=0\Rightarrow\alpha=0", Noise((GAUSSIAN, ORIGIN))),
            Variant("not_zero", Role.CONDITIONAL, r"w_{ML}\ne0", Noise((GAUSSIAN,))),
            Variant("zero", Role.MUTANT, r"w_{ML}=0", Noise((ORIGIN,))),
            Variant("ignored", Role.MUTANT, r"l=\mathrm{const}", Noise((FLAT,))),
            Variant("one", Role.MUTANT, r"\alpha=1/100", Noise((GAUSSIAN,), ONE / 100)),
        ),
        checks=(by_zero_variance, by_profile),
        expected=Verdict.CONDITIONAL,
        derivation="The optimum has alpha w_ML^2 = 0.",
        consequence="A weight whose best value is 0, or that the data ignore, keeps whatever alpha it has.",
        depends=("data_term_alone.delta",),
    ),
    Claim(
        id="data_term_alone.both_terms",
        source=SOURCE,
        place=PLACE,
        covers=("L09",),
        title="alpha is not zero only if both terms are optimised",
        statement=r"$\alpha>0$ at the optimum of both terms, $\alpha=0$ at that of the first alone.",
        hypotheses=("linear regression, the exact KL, rho = s w_ML^2", "the conditional form: rho > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\rho\ge0", Weighted((*SIGNAL, (Fraction(0), ONLY[0], False)))),
            Variant("not_zero", Role.CONDITIONAL, r"\rho>0", Weighted(SIGNAL)),
            Variant("never_zero", Role.MUTANT, r"\alpha>0,\ 0", Weighted(((Fraction(4), ONLY[0], True),))),
            Variant("always_zero", Role.MUTANT, r"\alpha=0,\ 1", Weighted(((Fraction(4), ONLY[1], False),))),
            Variant("a_little", Role.MUTANT, r"\alpha=0,\ 1/100", Weighted(((Fraction(4), ONLY[1] / 100, False),))),
        ),
        checks=(by_slopes, by_count),
        expected=Verdict.CONDITIONAL,
        derivation="As alpha -> 0 the KL grows as log(1/alpha)/2, and the data term stays finite.",
        depends=("data_term_alone.zero_alpha", "s4_remark1_gradient.positive_u", "fitted_constant.limit"),
    ),
    Claim(
        id="data_term_alone.descent",
        source=SOURCE,
        place=PLACE,
        covers=("L06",),
        title="gradient descent on the first term alone ends at alpha = 0",
        statement=r"From every start the gradient flow of the first term reaches $\alpha=0$.",
        hypotheses=("linear regression, w_ML = 1.3", "twelve starts, alpha from 1 to 3"),
        variants=(
            Variant("printed", Role.PRINTED, r"w_{ML}=1.3", Ends(Fraction("1.3"))),
            Variant("zero", Role.MUTANT, r"w_{ML}=0", Ends(Fraction(0))),
            Variant("small", Role.MUTANT, r"w_{ML}=1/10", Ends(Fraction("0.1"))),
            Variant("elsewhere", Role.MUTANT, r"\alpha=1/100", Ends(Fraction("1.3"), Fraction("0.01"))),
        ),
        checks=(runs_end,),
        expected=Verdict.SUPPORTED,
        derivation="alpha' = -s theta^2/2. 'Quickly' is read as 30/s units of time, which is too little for w_ML = 1/10.",
        depends=("data_term_alone.zero_alpha",),
    ),
    Claim(
        id="data_term_alone.kept_alpha",
        source=SOURCE,
        place=PLACE,
        covers=("L06", "L08"),
        title="where descent stops if the maximum-likelihood weight is 0",
        statement=r"For $w_{ML}=0$ the flow keeps $(1+\alpha)^2-\theta^2/2$: it stops at "
        r"$\alpha=\sqrt{(1+\alpha_0)^2-\theta_0^2/2}-1$ where that is positive.",
        hypotheses=("loss s w^2/2", "the source is silent on w_ML = 0"),
        variants=(
            Variant("kept", Role.CONDITIONAL, r"(1+\alpha)^2-\theta^2/2", Kept(INVARIANT)),
            Variant("no_half", Role.MUTANT, r"(1+\alpha)^2-\theta^2", Kept(INVARIANT - theta**2 / 2)),
            Variant("plus", Role.MUTANT, r"(1+\alpha)^2+\theta^2/2", Kept(INVARIANT + theta**2)),
            Variant("no_one", Role.MUTANT, r"\alpha^2-\theta^2/2", Kept(INVARIANT - 1 - 2 * alpha)),
        ),
        checks=(along_the_flow, runs_keep_it),
        expected=Verdict.CONDITIONAL,
        derivation="theta' = -s theta (1 + alpha), alpha' = -s theta^2/2; theta falls at least as e^(-s t).",
        depends=("data_term_alone.zero_alpha",),
    ),
)
