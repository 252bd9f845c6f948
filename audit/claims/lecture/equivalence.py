"""The lecture: Gaussian dropout as variational inference. As an optimisation over theta != 0 the two are the same.

    dropout maximises E log L(w) over theta, w = theta (1 + sqrt(alpha) eps);    the ELBO has -KL(1/(2 alpha)) besides

At theta = 0 there is no density and no ELBO; and for the usual
likelihoods there is no posterior that the ELBO could refer to.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.lecture import SOURCE
from audit.claims.posteriors import Posterior, as_stated
from audit.claims.proofs import evidence_of
from audit.claims.theta_free import Regulariser, alpha, at_the_maximiser, by_gradient, theta
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.support import absolute_continuity

PLACE = "Gaussian dropout and its ELBO"
eps = sp.symbols("epsilon_1 epsilon_2", real=True)
BITS = 96
MULTIPLICATIVE = (sp.sqrt(alpha[0]) * sp.Abs(theta[0]), sp.sqrt(alpha[1]) * sp.Abs(theta[1]))


@dataclass(frozen=True)
class SameOptimum:
    """For linear regression with each w_ML, the theta that dropout ends at has an ELBO, and it is the best there."""

    best: tuple[sp.Rational, ...]
    noise: sp.Rational


def dropout_ends_at(best: sp.Rational, noise: sp.Rational) -> sp.Expr:
    """The minimiser of E(theta, alpha theta^2) for the loss (w - best)^2/2: best/(1 + alpha)."""
    t = sp.Symbol("t", real=True)
    (place,) = sp.solve(sp.diff((t - best) ** 2 / 2 + noise * t**2 / 2, t), t)
    return place


def has_a_density(variant: Variant, _: Setting) -> Evidence:
    """N(theta, alpha theta^2) has a density exactly if its variance is not 0; without one its KL is infinite."""
    where = "each w_ML"
    for best in variant.form.best:
        place = dropout_ends_at(best, variant.form.noise)
        if variant.form.noise * place**2 == 0:
            reason = "theta = 0" if place == 0 else "alpha = 0"
            words = f"w_ML = {best}: dropout ends at {reason}, a point mass, which has no ELBO"
            return evidence_of(Proof(False, words), where)
    return evidence_of(Proof(True, "theta = w_ML/(1 + alpha) != 0, where both gradients agree"), where)


def finite_divergence(variant: Variant, _: Setting) -> Evidence:
    """`audit.support` on the law that dropout ends at: its dimension, and its divergence in a ball where there is one."""
    where = "each w_ML"
    for count, best in enumerate(variant.form.best, start=1):
        place, noise = (str(x) for x in (dropout_ends_at(best, variant.form.noise), variant.form.noise))
        found = absolute_continuity([place], noise)
        if found.infinite:
            words = f"w_ML = {best}, theta = {place}, alpha = {noise}: {found.reason}"
            return Evidence(Method.SYMBOLIC, Outcome.FAILS, where, points=count, witness=words)
        if found.kl is None or not found.kl.is_finite():
            return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(variant.form.best))


@dataclass(frozen=True)
class Family:
    """w = weights(theta, alpha, eps) for independent eps_i ~ N(0, 1) is N(theta_i, alpha_i theta_i^2), fully factorised."""

    weights: tuple[sp.Expr, sp.Expr]


def by_moments(variant: Variant, _: Setting) -> Evidence:
    """Affine in eps, hence jointly Gaussian; mean and covariance from E eps = 0 and E eps_i eps_j = [i = j]."""
    form, where = variant.form, "theta != 0, alpha > 0, two weights"
    parts = [[sp.diff(weight, e) for e in eps] for weight in form.weights]
    if any(part.has(*eps) for row in parts for part in row):
        return evidence_of(Proof(None, "not affine in eps"), where)
    for i, weight in enumerate(form.weights):
        mean = weight.subs(dict.fromkeys(eps, 0))
        if not reduces_to_zero(mean - theta[i]):
            return evidence_of(Proof(False, f"weight {i + 1} has the mean {mean}"), where)
        for j in (0, 1):
            covariance = sp.expand(sum(parts[i][k] * parts[j][k] for k in (0, 1)))
            if not reduces_to_zero(covariance - (alpha[i] * theta[i] ** 2 if i == j else 0)):
                return evidence_of(Proof(False, f"the covariance of weights {i + 1}, {j + 1} is {covariance}"), where)
    return evidence_of(Proof(True, "affine in eps, with mean theta_i and covariance diag(alpha_i theta_i^2)"), where)


def by_density(variant: Variant, _: Setting) -> Evidence:
    """prod phi(eps_i) = |det dw/d eps| prod N(w_i; theta_i, alpha_i theta_i^2) at points, in balls; exact for a zero det."""
    form, where = variant.form, "points"
    given = [{theta[0]: a, theta[1]: b, alpha[0]: c, alpha[1]: d, eps[0]: x, eps[1]: y} for a, b, c, d, x, y in POINTS]
    jacobian = sp.simplify(sp.Matrix(form.weights).jacobian(sp.Matrix(eps)).det())
    if jacobian == 0:
        words = "both weights move with one eps: they have no joint density"
        return Evidence(Method.SYMBOLIC, Outcome.FAILS, where, points=1, witness=words)
    log_normal = sum(
        -((weight - t) ** 2) / (2 * a * t**2) - sp.log(a * t**2) / 2 + e**2 / 2
        for weight, t, a, e in zip(form.weights, theta, alpha, eps, strict=True)
    )
    for count, at in enumerate(given, start=1):
        off = in_balls(log_normal + sp.log(jacobian**2) / 2, at, BITS)
        if apart(off, arb(0)):
            words = f"at theta_1 = {float(at[theta[0]]):g}, alpha_1 = {float(at[alpha[0]]):g} the densities differ by "
            words += f"the factor {shown(off.exp())}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(given), prec_bits=BITS)


POINTS = tuple(
    tuple(Fraction(x) for x in row.split())
    for row in ("-1.3 0.8 0.42 3.7 0.6 -1.1", "2.1 -0.4 0.05 1.9 -0.3 0.7", "0.3 1.6 2.2 0.6 1.4 0.2")
)


def posteriors(form: tuple[Posterior, ...]) -> tuple[Posterior, ...]:
    """The form is a tuple of posteriors already."""
    return form


def log_uniform(*likelihoods: str) -> tuple[Posterior, ...]:
    """Each with the log-uniform prior, said to be proper."""
    return tuple(Posterior("1/abs(w)", likelihood, proper=True) for likelihood in likelihoods)


def dropout(i: int, noise: sp.Expr, e: sp.Expr) -> sp.Expr:
    """theta_i (1 + noise e)."""
    return theta[i] * (1 + noise * e)


ONE, NOISE = sp.S.One, sp.Rational(7, 10)
NOT_ZERO = (sp.Rational(-13, 10), sp.Rational(1, 50))
ROOTS = (sp.sqrt(alpha[0]), sp.sqrt(alpha[1]))
HALFWAY = (sp.sqrt(alpha[0] * sp.Abs(theta[0])), sp.sqrt(alpha[1] * sp.Abs(theta[1])))
DROPOUT = (dropout(0, ROOTS[0], eps[0]), dropout(1, ROOTS[1], eps[1]))
ADDED = (theta[0] + ROOTS[0] * eps[0], theta[1] + ROOTS[1] * eps[1])
SWAPPED = (dropout(0, ROOTS[1], eps[0]), dropout(1, ROOTS[0], eps[1]))
VANISHING = ("abs(w)/(1+w**2)", "w**2*exp(-w**2)")
USUAL = log_uniform("sigmoid(w)", "exp(-(1-w)**2/2)", "sigmoid(w)*sigmoid(-w)")
CLAIMS = (
    Claim(
        id="equivalence.gradients",
        source=SOURCE,
        place=PLACE,
        covers=("L02",),
        title="Gaussian dropout and the ELBO have the same gradient in theta",
        statement=r"With the log-uniform prior and fixed $\alpha$, $\nabla_\theta\,\mathbb E_q\log L="
        r"\nabla_\theta(\mathbb E_q\log L-\mathrm{KL})$, with one $\alpha$ or one for each weight.",
        hypotheses=("every theta_i != 0", "alpha fixed", "E_q log L differentiable in theta, otherwise arbitrary"),
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma=\sqrt\alpha|\theta|,\ C/|w|", Regulariser(MULTIPLICATIVE, ONE)),
            Variant("power", Role.MUTANT, r"C|w|^{-1.01}", Regulariser(MULTIPLICATIVE, sp.Rational(101, 100))),
            Variant("fixed_variance", Role.MUTANT, r"\sigma=\sqrt\alpha", Regulariser(ROOTS, ONE)),
            Variant("root", Role.MUTANT, r"\sigma=\sqrt{\alpha|\theta|}", Regulariser(HALFWAY, ONE)),
            Variant(
                "second_only", Role.MUTANT, r"\sigma_2=\sqrt{\alpha_2}", Regulariser((MULTIPLICATIVE[0], ROOTS[1]), ONE)
            ),
        ),
        checks=(by_gradient, at_the_maximiser),
        expected=Verdict.PROVED,
        derivation="KL = K(1/(2 alpha)) for each weight.",
        depends=("s1_kl_independent_of_theta.independent", "s4_remark1_series.equation_1"),
    ),
    Claim(
        id="equivalence.optima",
        source=SOURCE,
        place=PLACE,
        covers=("L02",),
        title="so that dropout optimises the ELBO",
        statement=r"The $\theta$ at which Gaussian dropout ends is an optimum of the ELBO.",
        hypotheses=("linear regression", "the source is silent on theta = 0", "the conditional form: w_ML != 0"),
        variants=(
            Variant(
                "printed", Role.PRINTED, r"w_{ML}\in\mathbb R", SameOptimum((sp.Rational(-13, 10), sp.S.Zero), NOISE)
            ),
            Variant("not_zero", Role.CONDITIONAL, r"w_{ML}\ne0", SameOptimum(NOT_ZERO, NOISE)),
            Variant("zero", Role.MUTANT, r"w_{ML}=0", SameOptimum((sp.S.Zero,), NOISE)),
            Variant("no_noise", Role.MUTANT, r"\alpha=0", SameOptimum(NOT_ZERO, sp.S.Zero)),
        ),
        checks=(has_a_density, finite_divergence),
        expected=Verdict.CONDITIONAL,
        derivation="theta = w_ML/(1 + alpha). At theta = 0 q is a point mass, whose divergence from any density is infinite.",
        consequence="A weight that dropout sends to 0 leaves the domain of the ELBO.",
        depends=("equivalence.gradients", "s1_multiplicative_noise.density"),
    ),
    Claim(
        id="equivalence.inference",
        source=SOURCE,
        place=PLACE,
        covers=("L01",),
        title="and is variational Bayesian inference",
        statement=r"There is a posterior, $0<Z<\infty$, that the ELBO refers to.",
        hypotheses=(
            "one weight, the log-uniform prior",
            "printed: logistic and linear regression",
            "the conditional form: likelihoods that vanish at w = 0 and at infinity, as powers do",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma(w),\ N(1;w,1),\ \sigma(w)\sigma(-w)", USUAL),
            Variant("vanishing", Role.CONDITIONAL, r"|w|/(1+w^2),\ w^2e^{-w^2}", log_uniform(*VANISHING)),
            Variant("at_zero", Role.MUTANT, r"w^2/(1+w^2)", log_uniform("w**2/(1+w**2)")),
            Variant("at_infinity", Role.MUTANT, r"e^{-w^2}", log_uniform("exp(-w**2)")),
            Variant("second_class", Role.MUTANT, r"\sigma(w)\sigma(-w)", log_uniform("sigmoid(w)*sigmoid(-w)")),
        ),
        checks=as_stated(posteriors, "the likelihoods named"),
        expected=Verdict.CONDITIONAL,
        derivation="Z = int L(w)/|w| dw is infinite wherever L(0) > 0, and no other prior makes KL free of theta.",
        changes_conclusion=True,
        consequence="For the usual likelihoods dropout optimises a pseudo ELBO, which bounds nothing and refers to no posterior.",
        depends=(
            "s2_proposition1.hypothesis",
            "s0_improper_posterior.usual_models",
            "s1_kl_independent_of_theta.converse",
            "s1_elbo.decomposition",
        ),
    ),
    Claim(
        id="equivalence.family",
        source=SOURCE,
        place="an alpha for each weight",
        covers=("L10", "L11"),
        title="the variational family, with one alpha or one for each weight",
        statement=r"$w_{ij}=\theta_{ij}(1+\sqrt{\alpha_{ij}}\,\varepsilon_{ij})$ is $N(\theta_{ij},\alpha_{ij}\theta_{ij}^2)$, "
        "independent over all weights.",
        hypotheses=("independent eps_ij ~ N(0, 1)", "theta_ij != 0; one alpha for all is the case alpha_1 = alpha_2"),
        variants=(
            Variant("printed", Role.PRINTED, r"\theta(1+\sqrt\alpha\varepsilon)", Family(DROPOUT)),
            Variant(
                "shared_noise",
                Role.MUTANT,
                r"\varepsilon_1=\varepsilon_2",
                Family((DROPOUT[0], dropout(1, ROOTS[1], eps[0]))),
            ),
            Variant(
                "no_root",
                Role.MUTANT,
                r"\theta(1+\alpha\varepsilon)",
                Family((DROPOUT[0], dropout(1, alpha[1], eps[1]))),
            ),
            Variant("additive", Role.MUTANT, r"\theta+\sqrt\alpha\varepsilon", Family(ADDED)),
            Variant("swapped", Role.MUTANT, r"\alpha_1\leftrightarrow\alpha_2", Family(SWAPPED)),
        ),
        checks=(by_moments, by_density),
        expected=Verdict.PROVED,
        derivation="An affine image of independent standard normals.",
        depends=("s1_multiplicative_noise.law",),
    ),
    Claim(
        id="equivalence.possible_before",
        source=SOURCE,
        place="why not optimise over alpha",
        covers=("L05",),
        title="not possible before the Bayesian interpretation",
        statement="Optimising over alpha as well as theta was not possible before Gaussian dropout had its Bayesian reading.",
        hypotheses=("a statement on the history of a method",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="The first term alone does end at alpha = 0, as the lecture says; any term that grows as alpha falls prevents "
        "that, Bayesian or not, and this one belongs to no posterior for the usual models.",
        bears_on=(
            "data_term_alone.zero_alpha",
            "data_term_alone.both_terms",
            "s0_improper_posterior.usual_models",
            "compression.only_by_dropout",
        ),
        interpretive=True,
    ),
)
