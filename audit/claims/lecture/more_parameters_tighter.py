"""The lecture: more variational parameters only bring q closer to the true posterior. Closer, if there is one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.elbo import Decomposition, conjugate, kl, log_z, pointwise
from audit.claims.lecture import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.cover import positive_on
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import ball as core

theta, target = sp.symbols("theta_1 theta_2", real=True), sp.symbols("w_1 w_2", real=True)
alpha = sp.symbols("alpha_1 alpha_2", positive=True)
scale = sp.symbols("s_1 s_2", positive=True)
penalty = sp.Function("k")
"""The divergence as a function of u = 1/(2 alpha); for the inclusion of the families any function does."""
APART, ALIKE = (Fraction(1, 2), Fraction(10)), (Fraction(3), Fraction(3))
"""Signal to noise rho = s w^2 of two weights: one weak and one strong, or both the same."""
GUESS = {Fraction(1, 2): Fraction(0), Fraction(10): Fraction("2.85"), Fraction(3): Fraction("0.53")}
"""u near the minimum for each rho; any u gives an upper bound of the minimum."""
FAR = Fraction(200)
"""From u = 200 on the divergence alone is above 3."""
BITS = 64


@dataclass(frozen=True)
class Order:
    """For two weights, min over individual alphas + gap <= min over a shared alpha; with `reverse`, <= the other way."""

    gap: Fraction
    reverse: bool = False


def objective(i: int, noise: sp.Expr) -> sp.Expr:
    """Of one weight with a Gaussian observation: (s/2)((theta - w)^2 + alpha theta^2) + k(1/(2 alpha))."""
    data = scale[i] / 2 * ((theta[i] - target[i]) ** 2 + noise * theta[i] ** 2)
    return data + penalty(1 / (2 * noise))


def inclusion(variant: Variant, setting: Setting) -> Evidence:
    """The shared family is the individual one at alpha_1 = alpha_2, whose minimum is then not larger, for every data set.

    For equal weights both have the same minimum, so that no gap > 0 holds for all.
    """
    form, where = variant.form, "every data set of two weights"
    if form.reverse:
        return in_balls(variant, setting)
    individual = sum(objective(i, alpha[i]) for i in (0, 1))
    shared = sum(objective(i, alpha[0]) for i in (0, 1))
    included = sp.expand(individual.subs(alpha[1], alpha[0]) - shared) == 0
    if form.gap <= 0:
        words = "at alpha_1 = alpha_2 the individual objective is the shared one: its minimum is not larger"
        return evidence_of(Proof(included or None, words), where)
    same = {scale[1]: scale[0], target[1]: target[0], theta[1]: theta[0]}
    doubled = sp.expand(shared.subs(same) - 2 * objective(0, alpha[0])) == 0
    words = "equal weights: both minima are twice that of one weight, a gap of 0"
    return evidence_of(Proof(False if doubled else None, words), where)


def profile(rho: Fraction, u: arb) -> arb:
    """The objective of one weight, minimised over theta = w/(1 + alpha): rho/(2(1 + 2u)) + excess(u), u = 1/(2 alpha)."""
    return ball(rho) / (2 * (1 + 2 * u)) + core.excess(u, BITS)


def exceeds(rhos: tuple[Fraction, ...], bound: arb) -> bool:
    """sum_i rho_i/(2(1 + 2u)) + excess(u) > bound for every u >= 0: the first part falls in u, the other rises."""

    def slack(middle: Fraction, half: Fraction) -> arb:
        with precision(BITS):
            low, high = ball(middle - half), ball(middle + half)
            data = sum((ball(rho) / (2 * (1 + 2 * high)) for rho in rhos), arb(0))
            return data + len(rhos) * core.excess(low, BITS) - bound

    with precision(BITS):
        far = len(rhos) * core.excess(ball(FAR), BITS) > bound
    return bool(far) and positive_on(slack, Fraction(0), FAR, widest=FAR).holds is True


def reached(rhos: tuple[Fraction, ...]) -> arb:
    """A value of the individual objective, at u near the minimum for each weight: not below its minimum."""
    with precision(BITS):
        return sum((profile(rho, ball(GUESS[rho])) for rho in rhos), arb(0))


def in_balls(variant: Variant, _: Setting) -> Evidence:
    """Certified bounds of both minima, for weights apart and alike; the constant KL(0) left out."""
    form = variant.form
    apart_value, alike_value = reached(APART), reached(ALIKE)
    better = exceeds(APART, apart_value + ball(form.gap))
    words = f"rho = (1/2, 10): individual alphas reach {shown(apart_value)}, a shared one stays above"
    if form.reverse and better:
        return Evidence(Method.BALL, Outcome.FAILS, "two pairs of weights", points=2, witness=words)
    with precision(BITS):
        half = (alike_value - ball(form.gap)) / 2
    if form.gap > 0 and exceeds(ALIKE[:1], half):
        words = (
            f"rho = (3, 3): a shared alpha reaches {shown(alike_value)}, individual ones are less than {form.gap} below"
        )
        return Evidence(Method.BALL, Outcome.FAILS, "two pairs of weights", points=2, witness=words)
    outcome = Outcome.HOLDS if better and form.gap == 0 else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, "two pairs of weights", points=2, summary=words)


CLAIMS = (
    Claim(
        id="more_parameters_tighter.objective",
        source=SOURCE,
        place="an alpha for each weight",
        covers=("L12",),
        title="individual alphas make the optimum no worse",
        statement=r"With an $\alpha$ for each weight in place of a shared one, the best value of the objective is at least as "
        r"good, whatever the data.",
        hypotheses=(
            "'only tighter' is read as: not worse",
            "two weights, each with a Gaussian observation; the inclusion of the families holds for any likelihood",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\min_{\alpha_1,\alpha_2}F\le\min_\alpha F", Order(Fraction(0))),
            Variant("always_better", Role.MUTANT, r"\dots+0.01\le\dots", Order(Fraction(1, 100))),
            Variant("better_by_one", Role.MUTANT, r"\dots+1\le\dots", Order(Fraction(1))),
            Variant("reverse", Role.MUTANT, r"\ge", Order(Fraction(0), reverse=True)),
        ),
        checks=(inclusion, in_balls),
        expected=Verdict.PROVED,
        derivation="alpha_1 = alpha_2 gives the shared family back, and a minimum over more is not larger. For rho = (1/2, 10) "
        "it is smaller, for equal weights the same.",
    ),
    Claim(
        id="more_parameters_tighter.closer_to_posterior",
        source=SOURCE,
        place="why optimise over alpha; an alpha for each weight",
        covers=("L04", "L12"),
        title="a larger objective brings q closer to the true posterior",
        statement=r"The objective is $\log Z-\mathrm{KL}(q\|p(\cdot|Y))$, so that each gain in it is a gain in closeness to the "
        r"true posterior.",
        hypotheses=(
            "q has finite expectations of log L, log p and log q",
            "printed: the prior of the lecture, log-uniform, here with two logistic observations",
            "the conditional form: 0 < Z < oo",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\log Z-\mathrm{KL},\ p=C/|w|", Decomposition(log_z - kl, False)),
            Variant("proper_posterior", Role.CONDITIONAL, r"0<Z<\infty", Decomposition(log_z - kl, True)),
            Variant("farther", Role.MUTANT, r"\log Z+\mathrm{KL}", Decomposition(log_z + kl, True)),
            Variant("half", Role.MUTANT, r"\log Z-\tfrac12\mathrm{KL}", Decomposition(log_z - kl / 2, True)),
        ),
        checks=(pointwise, conjugate),
        expected=Verdict.CONDITIONAL,
        derivation="log Z does not depend on q. With Z = oo there is no posterior: posteriors that are cut off reach any value "
        "of the objective, and no Gaussian q is nearer to it than another.",
        changes_conclusion=True,
        consequence="More parameters raise the pseudo objective, and bring q closer to nothing.",
        depends=("more_parameters_tighter.objective", "s1_elbo.decomposition", "s1_elbo.unbounded"),
    ),
)
