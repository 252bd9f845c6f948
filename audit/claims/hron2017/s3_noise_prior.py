"""Section 3: with a prior on the noise s only, the KL does not see theta; the expected likelihood does: it adds a ridge."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra, evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import Answer, Propriety, propriety

y, x1, x2, theta1, theta2, s1, s2, s, theta, m = sp.symbols("y x1 x2 theta1 theta2 s1 s2 s theta m", real=True)
alpha, v = sp.symbols("alpha v", positive=True)
OTHERS = dict(zip((x2, theta2, y), ((point,) for point in points.POSITIVE), strict=False))
RIDGE_AT = {x1: points.MU, theta1: points.MU[::-1], alpha: points.ALPHA[1:2], **OTHERS}
KL_AT = {theta: points.MU, alpha: points.ALPHA, m: points.MU[:2], v: points.POSITIVE[:2]}


def expectation(e: sp.Expr) -> sp.Expr:
    """E of a polynomial of degree 2 in independent s1, s2 ~ N(1, alpha): E s = 1, E s^2 = 1 + alpha."""
    polynomial = sp.Poly(sp.expand(e), s1, s2)
    moments = {0: sp.S.One, 1: sp.S.One, 2: 1 + alpha}
    return sp.Add(*(c * moments[i] * moments[j] for (i, j), c in polynomial.terms()))


def penalty(e: sp.Expr) -> Equality:
    """What the noise adds to the squared error of one observation with two inputs.

    The expectation is of degree 2 in s, so that no term holds more than two inputs, and a data set adds up its observations:
    two inputs and one observation stand for all numbers of both.
    """
    noisy = expectation((y - x1 * s1 * theta1 - x2 * s2 * theta2) ** 2)
    return Equality(sp.expand(noisy - (y - x1 * theta1 - x2 * theta2) ** 2), e)


def ridge(factor: sp.Expr) -> sp.Expr:
    """factor (x1^2 theta1^2 + x2^2 theta2^2)."""
    return factor * (x1**2 * theta1**2 + x2**2 * theta2**2)


@dataclass(frozen=True)
class PushedForward:
    """KL(q || p) of w = theta s: q = N(theta, alpha theta^2), p normal with this mean and variance, s ~ N(m, v) a priori."""

    mean: sp.Expr
    variance: sp.Expr

    @property
    def right(self) -> sp.Expr:
        """KL between the two normals."""
        spread = alpha * theta**2
        return (sp.log(self.variance / spread) + (spread + (theta - self.mean) ** 2) / self.variance - 1) / 2


KL_OF_S = (sp.log(v / alpha) + (alpha + (1 - m) ** 2) / v - 1) / 2
"""KL(N(1, alpha) || N(m, v)): theta does not enter."""


def free_of_theta(variant: Variant, _: Setting) -> Evidence:
    """The KL of w = theta s equals that of s, for theta > 0 and theta < 0; a difference that varies with theta refutes it."""
    where = "theta != 0, alpha, v > 0, m real"
    for sign in (1, -1):
        size = sp.Symbol("r", positive=True)
        off = sp.simplify(sp.expand_log(variant.form.right.subs(theta, sign * size) - KL_OF_S, force=True))
        if not reduces_to_zero(off):
            values = {size: Fraction("2.3"), alpha: Fraction("0.42"), m: Fraction("0.17"), v: Fraction("1.9")}
            seen = in_balls(off, values)
            known = False if seen > 0 or seen < 0 else None
            return evidence_of(Proof(known, f"theta = {sign * 2.3}: KL of w minus KL of s is {shown(seen)}"), where)
    return evidence_of(Proof(True, "KL(q(W) || p(W)) = KL(q(s) || p(s)), in which theta does not occur"), where)


def at_thetas(variant: Variant, setting: Setting) -> Evidence:
    """The same in balls at points."""
    both = Variant(variant.name, variant.role, variant.latex, Equality(KL_OF_S, variant.form.right))
    return balls_at(KL_AT)(both, setting)


@dataclass(frozen=True)
class Posterior:
    """p(s | data) is proper for every bounded positive likelihood, under each of these priors, given up to a constant."""

    priors: tuple[str, ...]


PROPER = ("normal_pdf(s,1,1)", "1/(1+s**2)", "exp(-abs(s-1))")
LIKELIHOODS = ("sigmoid(2*s)", "sigmoid(2*s)*sigmoid(-0.7*s)", "normal_pdf(1.3,2*s,1)")
"""Of labels and of a real observation, for theta x = 2 and -0.7."""


@cache
def decided(prior: str, likelihood: str) -> Propriety:
    """The posterior of the noise variable s."""
    return propriety(prior, likelihood, variable="s", digits=0)


def finite_prior(variant: Variant, _: Setting) -> Evidence:
    """A likelihood below M gives at most M times the mass of the prior; infinite mass around 0 stays, where L(0) > 0."""
    for prior in variant.form.priors:
        found = decided(prior, "1")
        if found.verdict is Answer.UNDECIDED:
            return evidence_of(Proof(None, found.reason), "every bounded likelihood")
        if found.verdict is Answer.IMPROPER:
            seen = decided(prior, LIKELIHOODS[0])
            proved = False if seen.verdict is Answer.IMPROPER else None
            words = f"p(s) = {prior}, p(y = 1 | s) = {LIKELIHOODS[0]}: {seen.reason}"
            return evidence_of(Proof(proved, words), "every bounded likelihood")
    return evidence_of(Proof(True, "finite mass of the prior, both engines"), "every bounded likelihood")


def by_likelihoods(variant: Variant, _: Setting) -> Evidence:
    """Each prior with three likelihoods, by both engines."""
    asked = list(product(variant.form.priors, LIKELIHOODS))
    for prior, likelihood in asked:
        found = decided(prior, likelihood)
        if found.verdict is Answer.UNDECIDED:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "posteriors of s", points=len(asked), summary=found.reason)
        if found.verdict is Answer.IMPROPER:
            words = f"p(s) = {prior}, likelihood {likelihood}: {found.reason}"
            return Evidence(Method.BALL, Outcome.FAILS, "posteriors of s", points=len(asked), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "posteriors of s", points=len(asked))


@dataclass(frozen=True)
class Errors:
    """Of a linear model under this noise, ten times as many theta as observations: intervals that must lie above a number.

    Names of `contrast` with a sign: +1 for above, -1 for below. "gap" is test minus train error, against 0; "over_decay" the
    test error over that of weight decay of equal trace, "no_noise_over" that of no noise over this one's at p = n, against 1.
    """

    sides: tuple[tuple[str, int], ...]


AGAINST = {"gap": 0.0, "over_decay": 1.0, "no_noise_over": 1.0}
SEEDS = 20
SEED_RANGE = 2**31
"""NumPy takes seeds up to 2^32."""


@cache
def measured(first: int) -> dict[str, tuple[float, float]]:
    """The ends of the intervals of the median over seeds, on data with a known truth (NumPy only)."""
    from audit.experiments.row_noise_regression import contrast, synthetic

    found = contrast(synthetic(), range(first, first + SEEDS))
    return {name: (interval.low, interval.high) for name, interval in found.items()}


def by_experiment(variant: Variant, setting: Setting) -> Evidence:
    """The median over seeds, each with a split and features of its own, between two order statistics (95 %)."""
    told = measured(setting.seed % SEED_RANGE)
    known, words = [], []
    for name, side in variant.form.sides:
        (low, high), bar = told[name], AGAINST[name]
        above = 1 if low > bar else -1 if high < bar else 0
        known.append(None if above == 0 else above == side)
        words.append(f"{name}: median in [{low:.3g}, {high:.3g}], against {bar:g}")
    outcome = Outcome.FAILS if False in known else Outcome.UNDECIDED if None in known else Outcome.HOLDS
    said = "; ".join(words)
    domain = f"400 random features, 40 observations, alpha = 1/2, {SEEDS} seeds"
    witness = said if outcome is Outcome.FAILS else None
    return Evidence(Method.EXPERIMENT, outcome, domain, points=SEEDS, witness=witness, summary=said)


CLAIMS = (
    Claim(
        id="s3_noise_prior.kl_free_of_theta",
        source=SOURCE,
        place="section 3",
        covers=("P34",),
        title="the KL of the noise does not see theta",
        statement=r"With a prior on $s$ only, the divergence is $KL(q(s)\|p(s))$, without $\theta$ in it; for $\theta\ne0$ it "
        r"is that of $w=s\theta$ from the prior that $p(s)$ induces on $w$.",
        hypotheses=(
            "s ~ N(m, v) a priori; a bijection s -> theta s keeps any KL, normal or not",
            "theta != 0, alpha > 0",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"p(w)=N(\theta m,\theta^2v)", PushedForward(theta * m, theta**2 * v)),
            Variant("prior_on_w", Role.MUTANT, r"p(w)=N(m,v)", PushedForward(m, v)),
            Variant("mean_only", Role.MUTANT, r"p(w)=N(\theta m,v)", PushedForward(theta * m, v)),
            Variant(
                "modulus", Role.MUTANT, r"p(w)=N(|\theta|m,\theta^2v)", PushedForward(sp.Abs(theta) * m, theta**2 * v)
            ),
        ),
        checks=(free_of_theta, at_thetas),
        expected=Verdict.PROVED,
        derivation="The Jacobian |theta| cancels in the quotient of the two densities.",
    ),
    Claim(
        id="s3_noise_prior.unregularised",
        source=SOURCE,
        place="section 3",
        covers=("P34",),
        title="theta is not regularised",
        statement=r"With a prior on $s$ only, nothing in the objective penalises $\theta$: in a linear model the noise adds "
        r"$0$ to the squared error $|y-X\theta|^2$.",
        hypotheses=(
            "y = X diag(s) theta + Gaussian noise, s_j ~ N(1, alpha) independent, alpha fixed",
            "the conditional form: the KL does not, the expected likelihood does",
        ),
        variants=(
            Variant("printed", Role.PRINTED, "0", penalty(ridge(sp.S.Zero))),
            Variant("ridge", Role.CONDITIONAL, r"\alpha\sum_j|X_j|^2\theta_j^2", penalty(ridge(alpha))),
            Variant("decay", Role.MUTANT, r"\alpha|\theta|^2", penalty(alpha * (theta1**2 + theta2**2))),
            Variant("deviation", Role.MUTANT, r"\alpha^2\sum_j|X_j|^2\theta_j^2", penalty(ridge(alpha**2))),
            Variant("moment", Role.MUTANT, r"(1+\alpha)\sum_j|X_j|^2\theta_j^2", penalty(ridge(1 + alpha))),
        ),
        checks=(by_algebra("every X, y, theta, alpha > 0", RIDGE_AT), balls_at(RIDGE_AT), mpmath_at(RIDGE_AT)),
        expected=Verdict.CONDITIONAL,
        derivation="E s_j s_k = 1 + alpha [j = k]. The minimiser solves (X'X + alpha diag(X'X)) theta = X'y: a ridge regression "
        "in the scale of the inputs, unique where no column of X is zero.",
        changes_conclusion=True,
        consequence="theta is regularised by the data term, as long as alpha > 0. The penalty is not a prior: it grows with the "
        "data, vanishes with alpha, and says nothing of a column that is zero in training.",
        depends=("s3_noise_prior.kl_free_of_theta",),
    ),
    Claim(
        id="s3_noise_prior.valid_posterior",
        source=SOURCE,
        place="section 3",
        covers=("P35",),
        title="a valid posterior for s",
        statement="With a prior on s only, the ELBO approximates a valid posterior of s.",
        hypotheses=("a bounded likelihood, positive at s = 0", "the conditional form: p(s) is proper"),
        variants=(
            Variant("printed", Role.PRINTED, r"p(s)=C/|s|,\dots", Posterior(("1/abs(s)", *PROPER))),
            Variant("proper", Role.CONDITIONAL, r"\int p(s)\,ds<\infty", Posterior(PROPER)),
            Variant("root", Role.MUTANT, r"p(s)=|s|^{-1/2},\dots", Posterior(("1/sqrt(abs(s))", *PROPER))),
            Variant("flat", Role.MUTANT, r"p(s)=1,\dots", Posterior(("1", *PROPER))),
        ),
        checks=(finite_prior, by_likelihoods),
        expected=Verdict.CONDITIONAL,
        derivation="A likelihood below M gives a proper prior at most the mass M. C/|s| is the prior of the papers in question, "
        "and s -> L(s theta) is continuous and positive at 0: Proposition 1 applies to s.",
        changes_conclusion=True,
        consequence="Moving the log-uniform prior from the weights to the noise leaves the posterior improper.",
        depends=("s2_proposition1.hypothesis",),
    ),
    Claim(
        id="s3_noise_prior.overfitting",
        source=SOURCE,
        place="section 3",
        covers=("P36",),
        title="many theta over-fit",
        statement="A large number of parameters theta without a prior can over-fit significantly: the test error lies above the "
        "training error, and above that of weight decay of equal trace.",
        hypotheses=("least squares on random features, alpha = 1/2; the mean network, s = 1, predicts",),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"\mathrm{test}>\mathrm{train},\mathrm{decay}",
                Errors((("gap", 1), ("over_decay", 1))),
            ),
            Variant("underfits", Role.MUTANT, r"\mathrm{test}<\mathrm{train}", Errors((("gap", -1),))),
            Variant("as_decay", Role.MUTANT, r"\mathrm{noise}<\mathrm{decay}", Errors((("over_decay", -1),))),
            Variant("no_gain", Role.MUTANT, r"\mathrm{no\ noise}<\mathrm{noise}", Errors((("no_noise_over", -1),))),
        ),
        checks=(by_experiment,),
        expected=Verdict.SUPPORTED,
        derivation="With more features than observations the ridge of the noise is too weak to keep the training error up.",
        consequence="The noise is a ridge: at as many theta as observations, least squares without it errs many times as much. "
        "Features that are rarely active go almost unpenalised; there weight decay of equal trace does better.",
        depends=("s3_noise_prior.unregularised",),
        figure="s3_noise_prior",
    ),
    Claim(
        id="s3_noise_prior.either_or",
        source=SOURCE,
        place="abstract",
        covers=("P02",),
        title="an infinite objective or a high risk of over-fitting",
        statement="Correlated weight noise gives either an infinite objective or a high risk of over-fitting.",
        hypotheses=("the two readings of section 3: a prior on the weights, or on the noise",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="The first half is a theorem for all layers but those of one output. The second is a risk, which the claims "
        "named here measure: the noise is itself a ridge.",
        bears_on=("s3_degenerate_support.infinite", "s3_noise_prior.unregularised", "s3_noise_prior.overfitting"),
        interpretive=True,
    ),
)
