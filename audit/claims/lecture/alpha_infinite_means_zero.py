"""The lecture: as alpha -> oo, theta -> 0, alpha theta^2 -> 0, q becomes a delta at 0, and the weight can go. For which losses?

theta_alpha is the best mean at fixed alpha, the only reading under which theta depends on alpha. With u = 1/(2 alpha) and the
best scale r(u): alpha theta^2 = r^2 and theta^2 = 2u r^2. r(0)^2 is the best variance of N(0, r^2): 0 for a strictly convex
loss, 1/3 for (1 - w^2)^2, 2/pi for two points seen through |w|; nothing at all for data that ignore w.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims import losses
from audit.claims.lecture import SOURCE
from audit.claims.losses import FLAT, GAUSSIAN, LOGISTIC, QUARTIC, RELU, best_scale, u
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.parametrisation import MODELS

PLACE = "alpha to infinity"
ALPHAS = (Fraction(10**3), Fraction(10**6), Fraction(10**9))
BITS = 96
NEAR = 100
"""The quantities are analytic in u = 1/(2 alpha), with first coefficients below 10: within 100/alpha of their limits."""
SMALL, NEARLY_ALL = Fraction(1, 10), Fraction(999, 1000)
CONVEX = (GAUSSIAN, LOGISTIC)
COERCIVE = (*CONVEX, QUARTIC, RELU)
ALL = (*COERCIVE, FLAT)


@dataclass(frozen=True)
class Tends:
    """alpha^power theta_alpha^2 -> the limit of each named loss, as alpha -> oo."""

    power: int
    limits: tuple[tuple[str, sp.Expr], ...]


def each(names: tuple[str, ...], limit: sp.Expr = sp.S.Zero) -> tuple[tuple[str, sp.Expr], ...]:
    """The same limit for all."""
    return tuple((name, limit) for name in names)


def by_closed_form(variant: Variant, _: Setting) -> Evidence:
    """The limit at u -> 0+ of (2u)^(1 - power) r(u)^2, r the best scale in closed form."""
    where, seen = "alpha -> oo", []
    for name, stated in variant.form.limits:
        scale = best_scale(name)
        if scale is None:
            return evidence_of(Proof(False, f"{name}: every theta is as good, at each alpha"), where)
        limit = sp.limit((2 * u) ** (1 - variant.form.power) * scale**2, u, 0, "+")
        if not reduces_to_zero(limit - stated):
            return evidence_of(Proof(False, f"{name}: the limit is {limit}, not {stated}"), where)
        seen.append(f"{name}: {limit}")
    return evidence_of(Proof(True, "; ".join(seen)), where)


def at_large_alpha(variant: Variant, _: Setting) -> Evidence:
    """alpha = 10^3, 10^6, 10^9 in balls: within 100/alpha of the limit, or certified to stay away at 10^9."""
    form, where, count = variant.form, "alpha = 10^3, 10^6, 10^9", 0
    for name, stated in form.limits:
        for alpha in ALPHAS:
            count += 1
            squared = losses.squared_scale(name, alpha, BITS)
            if squared is None:
                flat = f"{name}: the loss is {losses.LOSSES[name].loss} at every theta"
                return Evidence(Method.SYMBOLIC, Outcome.FAILS, where, points=count, witness=flat)
            with precision(BITS):
                value = squared * ball(alpha) ** (form.power - 1)
                off = abs(value - in_balls(stated, {}, BITS))
                near = NEAR * ball(alpha) ** -1
                inside, outside = bool(off < near), bool(off > near)
            if outside:
                words = f"{name}: alpha^{form.power} theta^2 is {shown(value)} at alpha = {float(alpha):g}"
                return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
            if not inside:
                return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=count, prec_bits=BITS)


@dataclass(frozen=True)
class Mass:
    """As alpha -> oo, q(|w| < 1/10) -> 1 for each named loss at its best theta: q tends to the delta at 0."""

    names: tuple[str, ...]


def by_characteristic_function(variant: Variant, _: Setting) -> Evidence:
    """E e^(itw) = exp(i t theta - t^2 alpha theta^2/2) -> exp(-t^2 V/2): a delta exactly for V = lim alpha theta^2 = 0."""
    where = "alpha -> oo"
    for name in variant.form.names:
        scale = best_scale(name)
        if scale is None:
            words = f"{name}: theta = 1 is as good as any, and N(1, alpha) spreads over the line"
            return evidence_of(Proof(False, words), where)
        mean, variance = (sp.limit(x, u, 0, "+") for x in (sp.sqrt(2 * u) * scale, scale**2))
        if mean != 0 or variance != 0:
            return evidence_of(Proof(False, f"{name}: q tends to N({mean}, {variance})"), where)
    return evidence_of(Proof(True, "E e^(itw) -> 1 for every t"), where)


def by_mass(variant: Variant, _: Setting) -> Evidence:
    """At least P(|w| < 1/10) at alpha = 10^9, in balls; |theta| < 10^-4 there, so that the half-width is 1/10 - 10^-4."""
    where, alpha = "alpha = 10^9", ALPHAS[-1]
    for count, name in enumerate(variant.form.names, start=1):
        squared = losses.squared_scale(name, alpha, BITS)
        with precision(BITS):
            variance = ball(alpha) if squared is None else squared
            if squared is not None and not squared < ball(alpha) / 10**8:
                return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
            most = (ball(SMALL) / (2 * variance).sqrt()).erf()
            least = (ball(SMALL - Fraction(1, 10**4)) / (2 * variance).sqrt()).erf()
            # The mass of an interval of fixed length is largest where it is centred at the mean.
            far, close = bool(most < ball(NEARLY_ALL)), bool(least > ball(NEARLY_ALL))
        if far:
            words = f"{name}: q(|w| < 1/10) is at most {shown(most)} at alpha = 10^9"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
        if not close:
            return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(variant.form.names), prec_bits=BITS)


@dataclass(frozen=True)
class Removal:
    """Setting the weight to 0 changes the mean loss by nothing: in the limit, or at a given alpha."""

    names: tuple[str, ...]
    alpha: Fraction | None = None


def by_limit_of_the_loss(variant: Variant, _: Setting) -> Evidence:
    """l(0) - E l at the best scale, in closed form; for the logistic loss |l(w) - l(0)| <= |w|, whose mean tends to 0."""
    form = variant.form
    where = "alpha -> oo" if form.alpha is None else f"alpha = {form.alpha}"
    for name in form.names:
        if name == LOGISTIC:
            continue
        change = losses.cost_of_removal(name)
        left = sp.limit(change, u, 0, "+") if form.alpha is None else change.subs(u, 1 / (2 * sp.Rational(form.alpha)))
        if not reduces_to_zero(left):
            words = f"{name}: without the weight the loss is {sp.simplify(left)} larger"
            return evidence_of(Proof(False, words), where)
    square = (1 + 2 * u) * (best_scale(LOGISTIC) or sp.oo) ** 2
    known = True if form.alpha is None and sp.limit(square, u, 0, "+") == 0 else None
    return evidence_of(Proof(known, "l(0) - E l -> 0; logistic: E w^2 -> 0"), where)


def by_value(variant: Variant, _: Setting) -> Evidence:
    """rho = 1: l(0) - e(u) of `audit.parametrisation`; (E w^2)^(1/2) for the logistic loss; in balls at alpha = 10^9."""
    form = variant.form
    alpha, slack = (ALPHAS[-1], Fraction(NEAR, 10**6)) if form.alpha is None else (form.alpha, Fraction(0))
    for count, name in enumerate(form.names, start=1):
        if name == FLAT:
            continue
        with precision(BITS):
            point = 1 / (2 * ball(alpha))
            if name == LOGISTIC:
                squared = losses.squared_scale(name, alpha, BITS)
                change = arb(0, 1 if squared is None else (squared * (1 + 2 * point)).sqrt().upper())
            else:
                change = in_balls(losses.at_zero(name), {}, BITS) - MODELS[name].value(point)
            inside, outside = bool(abs(change) <= ball(slack)), bool(abs(change) > ball(slack))
        if outside:
            words = f"{name}: removal raises the loss by {shown(change)} at alpha = {float(alpha):g}"
            return Evidence(Method.BALL, Outcome.FAILS, "losses", points=count, witness=words)
        if not inside:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "losses", points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, "losses", points=len(form.names), prec_bits=BITS)


LEFT = ((QUARTIC, sp.Rational(1, 3)), (RELU, 2 / sp.pi))
FIXED = "theta_alpha minimises the mean loss at fixed alpha; the KL does not move it"
SET = "linear regression, one logistic observation, (1 - w^2)^2, two points seen through |w|, data that ignore w"
CLAIMS = (
    Claim(
        id="alpha_infinite_means_zero.theta",
        source=SOURCE,
        place=PLACE,
        covers=("L16",),
        title="alpha to infinity sends theta to zero",
        statement=r"$\theta_\alpha\to0$ as $\alpha\to\infty$.",
        hypotheses=(FIXED, SET, "the conditional form: the loss depends on the weight"),
        variants=(
            Variant("printed", Role.PRINTED, r"\theta_\alpha\to0", Tends(0, each(ALL))),
            Variant("not_flat", Role.CONDITIONAL, r"l\ne\mathrm{const}", Tends(0, each(COERCIVE))),
            Variant("to_one", Role.MUTANT, r"\theta_\alpha\to\hat w", Tends(0, ((GAUSSIAN, sp.S.One),))),
            Variant("faster", Role.MUTANT, r"\alpha\theta_\alpha\to0", Tends(2, each((GAUSSIAN,)))),
            Variant("logistic_half", Role.MUTANT, r"\alpha\theta_\alpha\to1", Tends(2, ((LOGISTIC, sp.S.One),))),
        ),
        checks=(by_closed_form, at_large_alpha),
        expected=Verdict.CONDITIONAL,
        derivation="theta = 1/(1 + alpha) for linear regression; exactly 2/alpha for a logistic observation, since then "
        "q(w) sigma(-w) is even; in general theta^2 = 2u r(u)^2 with r bounded.",
        consequence="A weight that the data ignore has the largest alpha, and keeps the theta it has.",
        depends=("s1_kl_independent_of_theta.independent",),
    ),
    Claim(
        id="alpha_infinite_means_zero.variance",
        source=SOURCE,
        place=PLACE,
        covers=("L17",),
        title="and the variance to zero",
        statement=r"$\alpha\theta_\alpha^2\to0$ as $\alpha\to\infty$.",
        hypotheses=(FIXED, SET, "the conditional form: a strictly convex loss, here the two of them"),
        variants=(
            Variant("printed", Role.PRINTED, r"\alpha\theta_\alpha^2\to0", Tends(1, each(ALL[:-1]))),
            Variant("convex", Role.CONDITIONAL, r"l''>0", Tends(1, each(CONVEX))),
            Variant("also_relu", Role.MUTANT, r"l''>0\ \mathrm{or\ ReLU}", Tends(1, each((GAUSSIAN, RELU)))),
            Variant("also_flat", Role.MUTANT, r"l''\ge0", Tends(1, each((*CONVEX, FLAT)))),
            Variant("squared", Role.MUTANT, r"\alpha^2\theta_\alpha^2\to0", Tends(2, each(CONVEX))),
        ),
        checks=(by_closed_form, at_large_alpha),
        expected=Verdict.CONDITIONAL,
        derivation="N(0, V) with the least mean loss has V = 0 where the loss is strictly convex: dE/dV = E l''/2 > 0. For "
        "linear regression alpha theta^2 = alpha/(1 + alpha)^2, for a logistic observation 4/alpha.",
        changes_conclusion=True,
        consequence="For an even loss with two wells the weight keeps a positive variance however large alpha is.",
        depends=("alpha_infinite_means_zero.theta", "s4_additive_minima.introduces"),
    ),
    Claim(
        id="alpha_infinite_means_zero.even_losses",
        source=SOURCE,
        place=PLACE,
        covers=("L17",),
        title="the variance that is left for two even losses",
        statement=r"$\alpha\theta_\alpha^2\to1/3$ for $(1-w^2)^2$, and $\to2/\pi$ for two points seen through $|w|$.",
        hypotheses=(FIXED, "the source is silent on losses that are not convex"),
        variants=(
            Variant("two_wells", Role.CONDITIONAL, r"1/3,\ 2/\pi", Tends(1, LEFT)),
            Variant("half", Role.MUTANT, r"1/2", Tends(1, ((QUARTIC, sp.Rational(1, 2)),))),
            Variant("one_over_pi", Role.MUTANT, r"1/\pi", Tends(1, ((RELU, 1 / sp.pi),))),
            Variant("two_thirds", Role.MUTANT, r"0.636", Tends(1, ((RELU, sp.Rational(636, 1000)),))),
        ),
        checks=(by_closed_form, at_large_alpha),
        expected=Verdict.CONDITIONAL,
        derivation="The least mean loss under N(0, V): 1 - 2V + 3V^2 at V = 1/3; V/2 - sqrt(2V/pi) at V = 2/pi.",
        depends=("alpha_infinite_means_zero.variance",),
    ),
    Claim(
        id="alpha_infinite_means_zero.delta",
        source=SOURCE,
        place=PLACE,
        covers=("L18",),
        title="q becomes a delta function at zero",
        statement=r"$N(\theta_\alpha,\alpha\theta_\alpha^2)\to\delta_0$ as $\alpha\to\infty$.",
        hypotheses=(
            FIXED,
            SET,
            "weak convergence",
            "the conditional form: a strictly convex loss, here the two of them",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall l", Mass(ALL)),
            Variant("convex", Role.CONDITIONAL, r"l''>0", Mass(CONVEX)),
            Variant("quartic_only", Role.MUTANT, r"(1-w^2)^2", Mass((QUARTIC,))),
            Variant("all_but_quartic", Role.MUTANT, r"\mathrm{convex\ or\ ReLU}", Mass((*CONVEX, RELU))),
            Variant("flat_too", Role.MUTANT, r"l''\ge0", Mass((*CONVEX, FLAT))),
        ),
        checks=(by_characteristic_function, by_mass),
        expected=Verdict.CONDITIONAL,
        derivation="A Gaussian tends to the delta at 0 exactly if mean and variance tend to 0.",
        changes_conclusion=True,
        consequence="Where q tends to the delta its divergence tends to the finite KL(u = 0); that of the delta is infinite.",
        depends=("alpha_infinite_means_zero.theta", "alpha_infinite_means_zero.variance"),
    ),
    Claim(
        id="alpha_infinite_means_zero.removal",
        source=SOURCE,
        place=PLACE,
        covers=("L19",),
        title="the weight can simply be removed",
        statement=r"Setting the weight to 0 leaves the mean loss as it is.",
        hypotheses=(
            FIXED,
            SET,
            "in the limit alpha -> oo",
            "the conditional form: a convex loss, strictly or constant",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"l(0)=\lim\mathbb E\,l", Removal(ALL)),
            Variant("convex", Role.CONDITIONAL, r"l''>0\ \mathrm{or}\ l=\mathrm{const}", Removal((*CONVEX, FLAT))),
            Variant("even", Role.MUTANT, r"l(w)=l(-w)", Removal((RELU,))),
            Variant("quartic", Role.MUTANT, r"(1-w^2)^2", Removal((QUARTIC, FLAT))),
            Variant("at_finite_alpha", Role.MUTANT, r"\alpha=10^6", Removal((GAUSSIAN,), ALPHAS[1])),
        ),
        checks=(by_limit_of_the_loss, by_value),
        expected=Verdict.CONDITIONAL,
        derivation="E l -> l(0) where q tends to the delta at 0 and E w^2 stays bounded. For (1 - w^2)^2/2 the loss rises from "
        "1/3 to 1/2, for two points seen through |w| from 1 - 1/pi to 1.",
        changes_conclusion=True,
        consequence="At a finite alpha removal costs something: rho/(2(1 + alpha)) for linear regression of signal to noise rho.",
        depends=("alpha_infinite_means_zero.delta",),
    ),
)
