"""Section 3: noise on the inputs of a layer is noise on the rows of its weights, w_i = s_i theta_i."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.support import row_noise

x, m, n, weight, other, theta, phi, t, r = sp.symbols("x m n W V theta phi t r", real=True)
alpha = sp.Symbol("alpha", positive=True)
TERM_AT = {x: points.MU, m: points.SIGMA, n: points.POSITIVE, weight: points.MU[::-1]}
PAIR_AT = {x: points.MU, r: points.MU[::-1], weight: points.POSITIVE, alpha: points.ALPHA}
LAW_AT = {theta: points.MU, phi: points.MU[::-1], alpha: points.ALPHA}


def masked(entry: sp.Expr) -> Equality:
    """(x o m) W = x M: the term of input j in output k, for a matrix M with this entry in row j and column k.

    m stands for the variable of input j, n for that of another input: the k-th, where there are as many.
    """
    return Equality((x * m) * weight, x * entry)


def shared(covariance: sp.Expr) -> Equality:
    """Cov of an output at two data points x and r, term of input j, against that of one random matrix for both.

    `covariance` is the covariance of the two variables that multiply input j.
    """
    return Equality(covariance * x * r * weight**2, alpha * x * r * weight**2)


def second_cumulants() -> sp.Expr:
    """The covariance of two entries of s theta, from log E e^(s (t theta + r phi)), s ~ N(1, alpha)."""
    along = t * theta + r * phi
    return sp.diff(along + alpha * along**2 / 2, t, r)


@dataclass(frozen=True)
class Covariance(Equality):
    """The covariance of the entries theta and phi of one row is `right`."""


def covariance(entry: sp.Expr) -> Covariance:
    """Of two entries of a row, theta and phi."""
    return Covariance(second_cumulants(), entry)


def by_rank(variant: Variant, _: Setting) -> Evidence:
    """The entries of Sigma for rows of three weights, against the variances that `audit.support` takes for its rank 1."""
    rows = [(points.MU[0], points.MU[2], points.POSITIVE[1]), points.POSITIVE[:3]]
    count = 0
    for row in rows:
        for noise in points.ALPHA:
            for mean, variance in zip(row, row_noise(list(row), noise).gaussian().variances, strict=True):
                count += 1
                stated = variant.form.right.subs(
                    {theta: sp.Rational(mean), phi: sp.Rational(mean), alpha: sp.Rational(noise)}
                )
                if stated != sp.Rational(int(variance.p), int(variance.q)):
                    words = f"theta = {mean}, alpha = {noise}: the variance is {variance}, not {stated}"
                    return Evidence(Method.SYMBOLIC, Outcome.FAILS, "rows", points=count, witness=words)
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, "rows of three weights, exact", points=count)


CLAIMS = (
    Claim(
        id="s3_row_noise.row",
        source=SOURCE,
        place="section 3",
        covers=("P28",),
        title="noise on inputs is noise on rows",
        statement=r"$(x\circ m)W=x\,\mathrm{diag}(m)W$: multiplying input $j$ by $m_j$ multiplies row $j$ of $W$ by it.",
        hypotheses=("a layer is x W, with x a row; for W x, as in torch.nn.Linear, read columns for rows",),
        variants=(
            Variant("printed", Role.PRINTED, r"M_{jk}=m_jW_{jk}", masked(m * weight)),
            Variant("column", Role.MUTANT, r"M_{jk}=m_kW_{jk}", masked(n * weight)),
            Variant("both", Role.MUTANT, r"M_{jk}=m_jm_kW_{jk}", masked(m * n * weight)),
            Variant("square", Role.MUTANT, r"M_{jk}=m_j^2W_{jk}", masked(m**2 * weight)),
        ),
        checks=(by_algebra("every x, m, W: term by term", TERM_AT), balls_at(TERM_AT), mpmath_at(TERM_AT)),
        expected=Verdict.PROVED,
        derivation="Output k is a sum over j of x_j m_j W_jk, whatever the number of inputs and outputs.",
    ),
    Claim(
        id="s3_row_noise.one_matrix",
        source=SOURCE,
        place="section 3",
        covers=("P28",),
        title="one random weight matrix",
        statement="A layer with noise on its inputs is a layer with random weights.",
        hypotheses=(
            "independent noise variables of variance alpha for the inputs, drawn anew for each data point, as dropout does",
            "the conditional form: for each data point by itself, or with the same variables for all of them",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{Cov}(m_j,m_j')=0", shared(sp.S.Zero)),
            Variant("same_variables", Role.CONDITIONAL, r"\mathrm{Cov}(m_j,m_j')=\alpha", shared(alpha)),
            Variant("moment", Role.MUTANT, r"\mathrm{Cov}(m_j,m_j')=1+\alpha", shared(1 + alpha)),
            Variant("half", Role.MUTANT, r"\mathrm{Cov}(m_j,m_j')=\alpha/2", shared(alpha / 2)),
        ),
        checks=(by_algebra("every x, r, W, alpha", PAIR_AT), balls_at(PAIR_AT), mpmath_at(PAIR_AT)),
        expected=Verdict.CONDITIONAL,
        derivation="With one matrix for two data points x and r, an output has the covariance alpha sum_j x_j r_j W_jk^2; with "
        "variables of their own it is 0. A sum over data points of expected log-likelihoods does not see the difference.",
        consequence="The objective is that of a random matrix; the network that is trained, over a batch, is not a sample of it.",
    ),
    Claim(
        id="s3_row_noise.law",
        source=SOURCE,
        place="section 3",
        covers=("P29",),
        title="the law of a row",
        statement=r"$w_i=s_i\theta_i$, $s_i\sim N(1,\alpha)$, has the law $N(\theta_i,\alpha\theta_i\theta_i^\top)$.",
        hypotheses=("alpha > 0", "theta_i any real vector"),
        variants=(
            Variant("printed", Role.PRINTED, r"\Sigma_{jk}=\alpha\theta_j\theta_k", covariance(alpha * theta * phi)),
            Variant(
                "deviation", Role.MUTANT, r"\Sigma_{jk}=\alpha^2\theta_j\theta_k", covariance(alpha**2 * theta * phi)
            ),
            Variant(
                "moment", Role.MUTANT, r"\Sigma_{jk}=(1+\alpha)\theta_j\theta_k", covariance((1 + alpha) * theta * phi)
            ),
            Variant(
                "modulus", Role.MUTANT, r"\Sigma_{jk}=\alpha|\theta_j|\theta_k", covariance(alpha * sp.Abs(theta) * phi)
            ),
        ),
        checks=(by_algebra("theta, phi real, alpha > 0", LAW_AT), balls_at(LAW_AT), by_rank),
        expected=Verdict.PROVED,
        derivation="log E e^(s t.theta) = t.theta + alpha (t.theta)^2/2 is the cumulant generating function of that Gaussian; "
        "the coefficient of t_j t_k holds two entries only, so that the width of the row does not matter.",
        figure="s3_row_noise",
    ),
)
