"""Remark 1: KL(N(mu, sigma^2) || C/|w|) has the closed form of eq. (1), for every u = mu^2/(2 sigma^2) >= 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.at_points import balls_at, matches_core
from audit.claims.definition import (
    against_definition,
    ball_kl,
    double_kl,
    mpmath_definition,
    precise_kl,
    scipy_definition,
    symbolic_kl,
)
from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import DEFAULT_BITS, apart
from audit.numerics.ball import ball as to_ball
from audit.numerics.evaluate import in_balls
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, shown, u
from audit.pseudo_kl import ball, symbolic

PLACE = "section 4, Remark 1"
PSI = sp.digamma(HALF + k)
MU, SIGMA = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
U = MU**2 / (2 * SIGMA**2)
AT_MU_SIGMA = {MU: (Fraction(0), *points.MU), SIGMA: points.SIGMA}
SMALL_U = tuple(Fraction(x) for x in ("0.07", "1.3", "3.9"))
TERMS = 120
"""Terms of a power series at u <= 4: 4^120/120! is below 10^-126."""


def closed_form(constant: sp.Expr, sign: int, c: sp.Expr) -> Equality:
    """The definition, as the checks compute it, equals constant - log C + 1/2 (log 2 +- e^-u sum u^k/k! c(k))."""
    right = constant - sp.log(symbolic.c) + (sp.log(2) + sign * sp.exp(-u) * series(c)) / 2
    return Equality(sp.Symbol("KL"), right)


def by_mixture(form: Equality) -> Proof:
    """E log q - E log p, with eps^2 a Poisson(u) mixture of chi^2_(1+2k) and E log chi^2_nu = psi(nu/2) + log 2."""
    entropy = -sp.log(2 * sp.pi * sp.E * SIGMA**2) / 2
    mean_log = sp.log(SIGMA**2) + sp.log(2) + sp.exp(-u) * series(PSI)
    definition = entropy - sp.log(symbolic.c) + mean_log / 2
    difference = coefficients(sp.expand(sp.expand_log((definition - form.right) * sp.exp(u), force=True)))
    zero = all(map(reduces_to_zero, (*difference.first, difference.general)))
    return Proof(zero or None, "Poisson mixture of chi^2 and E log chi^2_nu: the same coefficient of u^k/k!, every k")


@dataclass(frozen=True)
class PowerSeries:
    """excess(u) = sum_{n >= 1} a(n) u^n, entire: the ratio of successive coefficients tends to 0."""

    a: sp.Expr


def partial_sums(variant: Variant, _: Setting) -> Evidence:
    """The first terms, in balls, against the excess: beyond TERMS at u <= 4 they add less than 10^-100."""
    coefficient = [in_balls(variant.form.a.subs(symbolic.n, i), {}) for i in range(1, TERMS)]
    for point in SMALL_U:
        total = sum((a * to_ball(point) ** i for i, a in enumerate(coefficient, 1)), arb(0)) + arb(0, arb(10) ** -100)
        for exact in (ball.excess(point), in_balls(symbolic.excess(), {u: point})):
            if not apart(total, exact):
                continue
            words = f"at u = {float(point):g} the series gives {shown(total)}, the excess is {shown(exact)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(SMALL_U), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=len(SMALL_U), prec_bits=DEFAULT_BITS)


def entire(form: PowerSeries) -> Proof:
    """The coefficients are those of (1), and their ratio tends to 0."""
    lemma = symbolic.difference_is_proved()
    m = sp.Symbol("n", integer=True, positive=True)
    given, derived = form.a.subs(symbolic.n, m), symbolic.psi_series_coefficient(m) / 2
    same = lemma.holds and all(
        sp.simplify(sp.gammasimp(given / other)) == 1 for other in (derived, symbolic.excess_coefficient(m))
    )
    ratio = sp.factor(sp.expand_func(sp.gammasimp(given.subs(m, m + 1) / given)))
    if same and sp.limit(sp.Abs(ratio), m, sp.oo) == 0:
        return Proof(True, f"a(n+1)/a(n) = {ratio} -> 0: entire in u, by the n-th difference of psi")
    return Proof(None, f"the ratio of successive coefficients is {ratio}")


def sign_of_square(form: Inequality) -> Proof:
    """The assumptions on the letters (mu real, sigma > 0) decide the sign."""
    difference = form.large - form.small
    decided = difference.is_positive if form.strict else difference.is_nonnegative
    return Proof(decided or None, f"{difference} has that sign for every real mu and sigma > 0")


N = symbolic.n
TRUE_A = (-1) ** (N - 1) / (2 * N * symbolic.rising(HALF, N))

CLAIMS = (
    Claim(
        id="s4_remark1_series.equation_1",
        source=SOURCE,
        place=PLACE + ", eq. (1)",
        covers=("P38",),
        title="the pseudo KL in closed form",
        statement=r"For $q=N(\mu,\sigma^2)$, $p(w)=C/|w|$ and $u=\mu^2/(2\sigma^2)$, the divergence is "
        r"$-\frac12\log(2\pi e)-\log C+\frac12\bigl(\log2+e^{-u}\sum_k\frac{u^k}{k!}\psi(\frac12+k)\bigr)$.",
        hypotheses=("mu real", "sigma > 0", "C > 0", "KL with respect to a sigma-finite measure: it may be negative"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{eq. (1)}", Equality(sp.Symbol("KL"), symbolic.equation_1())),
            Variant("minus_sum", Role.MUTANT, r"-e^{-u}\sum", closed_form(-sp.log(2 * sp.pi * sp.E) / 2, -1, PSI)),
            Variant("without_2", Role.MUTANT, r"-\tfrac12\log(\pi e)", closed_form(-sp.log(sp.pi * sp.E) / 2, 1, PSI)),
            Variant(
                "psi_1", Role.MUTANT, r"\psi(1+k)", closed_form(-sp.log(2 * sp.pi * sp.E) / 2, 1, sp.digamma(1 + k))
            ),
        ),
        checks=(
            proved_by(by_mixture, "u >= 0, C > 0", against_definition),
            against_definition,
            mpmath_definition,
            scipy_definition,
            symbolic_kl,
            ball_kl,
            precise_kl,
            double_kl,
            *matches_core("equation_1"),
        ),
        expected=Verdict.PROVED,
        derivation="E log q = -1/2 log(2 pi e sigma^2). w^2 = sigma^2 eps^2 with eps^2 non-central chi^2, a Poisson(u) "
        "mixture of chi^2_(1+2k); E log chi^2_nu = psi(nu/2) + log 2. Sum and expectation may be exchanged since "
        "E|log chi^2_(1+2k)| grows linearly in k. sigma cancels.",
        depends=("sa_noncentral_mixture.density", "sa_log_chi2_moment.value"),
    ),
    Claim(
        id="s4_remark1_series.analytical_expression",
        source=SOURCE,
        place="section 4",
        covers=("P37",),
        title="an analytical expression exists",
        statement=r"As a function of $u$ the divergence is entire: "
        r"$\mathrm{KL}(u)-\mathrm{KL}(0)=\sum_{n\ge1}\frac{(-1)^{n-1}}{2n\,(1/2)_n}u^n$ converges for every $u$.",
        hypotheses=("u >= 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"a_n=\frac{(-1)^{n-1}}{2n(1/2)_n}", PowerSeries(TRUE_A)),
            Variant("same_signs", Role.MUTANT, r"a_n=\frac{1}{2n(1/2)_n}", PowerSeries(TRUE_A * (-1) ** (N - 1))),
            Variant("without_n", Role.MUTANT, r"a_n=\frac{(-1)^{n-1}}{2(1/2)_n}", PowerSeries(TRUE_A * N)),
        ),
        checks=(proved_by(entire, "u >= 0", partial_sums), partial_sums),
        expected=Verdict.PROVED,
        derivation="e^-u sum c(k) u^k/k! = sum (Delta^n c)(0) u^n/n!, Delta psi(x) = 1/x and "
        "Delta^n (1/x) = (-1)^n n!/(x)_(n+1), by induction. The ratio of successive coefficients is of order 1/n.",
    ),
    Claim(
        id="s4_remark1_series.domain",
        source=SOURCE,
        place=PLACE,
        covers=("P40",),
        title="u is never negative",
        statement=r"$u=\mu^2/(2\sigma^2)\ge0$ for every real $\mu$ and every $\sigma>0$, and $0$ is attained.",
        hypotheses=("mu real", "sigma > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\mu^2/(2\sigma^2)\ge0", Inequality(sp.S.Zero, U, strict=False)),
            Variant("positive", Role.MUTANT, r"\mu^2/(2\sigma^2)>0", Inequality(sp.S.Zero, U)),
            Variant("no_square", Role.MUTANT, r"\mu/(2\sigma^2)\ge0", Inequality(sp.S.Zero, U / MU, strict=False)),
        ),
        checks=(proved_by(sign_of_square, "mu real, sigma > 0", AT_MU_SIGMA), balls_at(AT_MU_SIGMA)),
        expected=Verdict.PROVED,
        derivation="A square over a positive number; 0 at mu = 0.",
    ),
)
