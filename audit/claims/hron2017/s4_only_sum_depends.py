"""Section 4: which part of (1) depends on the parameters, and why the penalty is minimal at u = 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra, proved_by, termwise
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, shown, u

PLACE = "section 4"
AT = {u: points.U}
PSI_HALF = sp.digamma(HALF)
SUM = series(sp.digamma(HALF + k))
TOTAL = sp.exp(-u) * SUM


@dataclass(frozen=True)
class Part:
    """In eq. (1) everything but this part is free of u: e^-u sum / part does not depend on u."""

    part: sp.Expr


def rest_is_constant(form: Part) -> Proof:
    """Divide the dependent term of (1) by the part; is a letter u left?"""
    rest = sp.simplify(TOTAL / form.part)
    return Proof(True if u not in rest.free_symbols else None, f"the other factors are {rest}")


def rest_at_points(variant: Variant, _: Setting) -> Evidence:
    """The quotient at several u, in balls, compared with the first."""
    rest = [in_balls(TOTAL / variant.form.part, {u: value}) for value in points.U]
    for value, other in zip(points.U, rest, strict=True):
        if apart(other, rest[0]):
            words = f"the other factors are {shown(rest[0])} at u = {float(points.U[0]):g}, {shown(other)} at {float(value):g}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(rest), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=len(rest))


@dataclass(frozen=True)
class Inference:
    """From c(0) <= top and c(k) >= bottom for k >= 1: u -> e^-u sum_k c(k) u^k/k! is minimal at u = 0."""

    top: sp.Expr
    bottom: sp.Expr


def by_splitting(form: Inference) -> Proof:
    """f(u) - f(0) = c(0) (e^-u - 1) + e^-u sum_{k >= 1} c(k) u^k/k!: both parts are >= 0 if c(0) <= 0 and c(k) >= 0."""
    if form.top.is_nonpositive and form.bottom.is_nonnegative:
        return Proof(True, "f(u) - f(0) = c(0)(e^-u - 1) + e^-u sum_{k>=1} c(k) u^k/k!, both parts >= 0")
    return Proof(None, "one of the two parts may be negative")


def by_extreme_sequence(variant: Variant, _: Setting) -> Evidence:
    """The extreme sequences that the hypotheses allow (up to 10 and down to -10 where they set no bound), in balls."""
    form = variant.form
    top = min(form.top, sp.Integer(10))
    bottom = max(form.bottom, sp.Integer(-10))
    sequences = ((top, max(bottom, sp.S.One)), (top, bottom), (top - 3, bottom))
    for first, others in sequences:
        f = sp.exp(-u) * (first + others * (sp.exp(u) - 1))
        for value in points.U:
            gain = in_balls(f - first, {u: value})
            if gain < 0:
                words = f"c(0) = {first}, c(k) = {others}: f({float(value):g}) - f(0) = {shown(gain)} < 0"
                return Evidence(Method.BALL, Outcome.FAILS, "extreme sequences", points=3, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "extreme sequences", points=len(sequences) * len(points.U))


@dataclass(frozen=True)
class Path:
    """Along (mu(t), sigma(t)), t -> oo, u = mu^2/(2 sigma^2) tends to 0."""

    mu: sp.Expr
    sigma: sp.Expr


T, MU_0 = sp.Symbol("t", positive=True), sp.Symbol("mu_0", real=True)


def limit_of_u(form: Path) -> Proof:
    """The limit of u by SymPy."""
    limit = sp.limit(form.mu**2 / (2 * form.sigma**2), T, sp.oo)
    return Proof(bool(limit == 0), f"u -> {limit} along mu = {form.mu}, sigma = {form.sigma}")


def far_out(variant: Variant, _: Setting) -> Evidence:
    """u at t = 10^12, in balls."""
    form, values = variant.form, {T: Fraction(10**12), MU_0: Fraction(-23, 10)}
    at = in_balls(form.mu**2 / (2 * form.sigma**2), values)
    if at > arb(10) ** -20:
        return Evidence(Method.BALL, Outcome.FAILS, "t = 1e12", points=1, witness=f"u = {shown(at)} at t = 1e12")
    return Evidence(Method.BALL, Outcome.HOLDS, "t = 1e12", points=1)


def kl_increases(variant: Variant, _: Setting) -> Evidence:
    """mpmath: the two sides of the inequality at points."""
    small, large = (
        [in_mpmath(side, {u: value}, 30) for value in points.U] for side in (variant.form.small, variant.form.large)
    )
    for value, a, b in zip(points.U, small, large, strict=True):
        if not a < b:
            words = f"at u = {float(value):g}: {float(a):.6g} < {float(b):.6g} is false"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in u", points=len(small), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in u", points=len(small))


CLAIMS = (
    Claim(
        id="s4_only_sum_depends.only_the_sum",
        source=SOURCE,
        place=PLACE,
        covers=("P48",),
        title="what depends on the parameters",
        statement=r"In (1) only the infinite sum $\sum_k\frac{u^k}{k!}\psi(\frac12+k)$ depends on $\mu$ and $\sigma$.",
        hypotheses=("u > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\sum_k\tfrac{u^k}{k!}\psi(\tfrac12+k)", Part(SUM)),
            Variant("with_factor", Role.CORRECTED, r"e^{-u}\sum_k\tfrac{u^k}{k!}\psi(\tfrac12+k)", Part(TOTAL)),
            Variant("wrong_factor", Role.MUTANT, r"e^{u}\sum", Part(sp.exp(u) * SUM)),
            Variant("factor_only", Role.MUTANT, r"e^{-u}", Part(sp.exp(-u))),
        ),
        checks=(proved_by(rest_is_constant, "u > 0", rest_at_points), rest_at_points),
        expected=Verdict.ERRATUM,
        derivation="The sum stands behind a factor e^-u, which depends on u as well.",
        consequence="The argument for the minimum that follows needs a repair; its conclusion stands.",
    ),
    Claim(
        id="s4_only_sum_depends.first_summand",
        source=SOURCE,
        place=PLACE,
        covers=("P49",),
        title="the first summand",
        statement=r"The summand $k=0$ of the part of (1) that depends on the parameters is the constant $\psi(\frac12)$.",
        hypotheses=("u > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(\tfrac12)", Equality(sp.exp(-u) * PSI_HALF, PSI_HALF)),
            Variant(
                "decaying",
                Role.CORRECTED,
                r"e^{-u}\psi(\tfrac12)",
                Equality(sp.exp(-u) * coefficients(SUM).at(0), sp.exp(-u) * PSI_HALF),
            ),
            Variant(
                "growing", Role.MUTANT, r"e^{u}\psi(\tfrac12)", Equality(sp.exp(-u) * PSI_HALF, sp.exp(u) * PSI_HALF)
            ),
            Variant("psi_3_2", Role.MUTANT, r"\psi(\tfrac32)", Equality(sp.exp(-u) * PSI_HALF, sp.digamma(3 * HALF))),
        ),
        checks=(by_algebra("u > 0", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.ERRATUM,
        derivation="With its factor the summand is e^-u psi(1/2): it rises from psi(1/2) = -1.9635... to 0.",
    ),
    Claim(
        id="s4_only_sum_depends.inference",
        source=SOURCE,
        place=PLACE,
        covers=("P51",),
        title="non-negative summands imply a minimum at 0",
        statement=r"If $c_k\ge0$ for $k\ge1$, then $u\mapsto e^{-u}\sum_kc_ku^k/k!$ is minimal at $u=0$.",
        hypotheses=("as printed: nothing about c_0", "needed: c_0 <= 0, as psi(1/2) is"),
        variants=(
            Variant("printed", Role.PRINTED, r"c_k\ge0,\ k\ge1", Inference(sp.oo, sp.S.Zero)),
            Variant("negative_first", Role.CONDITIONAL, r"c_0\le0,\ c_k\ge0", Inference(sp.S.Zero, sp.S.Zero)),
            Variant("positive_first", Role.MUTANT, r"c_0\le1,\ c_k\ge0", Inference(sp.S.One, sp.S.Zero)),
            Variant("any_others", Role.MUTANT, r"c_0\le0", Inference(sp.S.Zero, -sp.oo)),
        ),
        checks=(proved_by(by_splitting, "u >= 0", by_extreme_sequence), by_extreme_sequence),
        expected=Verdict.CONDITIONAL,
        derivation="c_0 = 10, c_k = 1 gives 1 + 9 e^-u, which decreases. With c_0 <= 0, e^-u c_0 >= c_0.",
        consequence="psi(1/2) < 0 is the missing hypothesis; with it the conclusion of the paper stands.",
    ),
    Claim(
        id="s4_only_sum_depends.minimum_at_zero",
        source=SOURCE,
        place=PLACE,
        covers=("P51",),
        title="the penalty is minimal at u = 0",
        statement=r"$\mathrm{KL}(u)>\mathrm{KL}(0)$ for every $u>0$.",
        hypotheses=("u > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{KL}(u)>\mathrm{KL}(0)", Inequality(PSI_HALF, TOTAL)),
            Variant("maximal", Role.MUTANT, r"\mathrm{KL}(u)<\mathrm{KL}(0)", Inequality(TOTAL, PSI_HALF)),
            Variant("psi_3_2", Role.MUTANT, r"e^{-u}\sum>\psi(\tfrac32)", Inequality(sp.digamma(3 * HALF), TOTAL)),
        ),
        checks=(termwise("u > 0", AT, 1, times=sp.exp(u)), balls_at(AT), kl_increases),
        expected=Verdict.PROVED,
        derivation="e^u (KL(u) - KL(0)) = 1/2 sum_k u^k/k! (psi(1/2 + k) - psi(1/2)), and psi increases.",
        depends=("s4_remark1_series.equation_1",),
    ),
    Claim(
        id="s4_only_sum_depends.where",
        source=SOURCE,
        place=PLACE,
        covers=("P52",),
        title="u = 0 means mu = 0 and/or sigma^2 -> oo",
        statement=r"$\sigma^2\to\infty$ brings $u$ to $0$.",
        hypotheses=("as printed: nothing about mu", "needed: mu fixed, or mu/sigma -> 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma\to\infty", Path(T, T)),
            Variant("mu_fixed", Role.CONDITIONAL, r"\sigma\to\infty,\ \mu\text{ fixed}", Path(MU_0, T)),
            Variant("mu_faster", Role.MUTANT, r"\mu=\sigma^2", Path(T**2, T)),
            Variant("sigma_fixed", Role.MUTANT, r"\mu\to\infty,\ \sigma\text{ fixed}", Path(T, sp.S.One)),
        ),
        checks=(proved_by(limit_of_u, "the path"), far_out),
        expected=Verdict.CONDITIONAL,
        derivation="Along mu = sigma = t, u = 1/2 for every t. The infimum is attained exactly on mu = 0.",
        consequence="None for the paper, which has fixed means in mind.",
    ),
)
