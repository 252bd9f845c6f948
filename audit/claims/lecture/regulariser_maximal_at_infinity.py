"""The regulariser -KL grows with alpha, and its supremum is the limit alpha -> oo: approached, never reached."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.lecture import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import ball

PLACE = "the second term of the ELBO"
alpha = sp.Symbol("alpha", positive=True)
AT = tuple(Fraction(x) for x in ("0.03", "0.42", "1", "1.6", "37", "1e4", "1e9"))
U = 1 / (2 * alpha)


@dataclass(frozen=True)
class Grows:
    """alpha -> -KL(u(alpha)) increases strictly on alpha > 0."""

    u: sp.Expr


@dataclass(frozen=True)
class Largest:
    """sup over alpha of -KL is its limit -KL(0) as alpha -> oo; `reached`: some finite alpha has that value."""

    u: sp.Expr
    reached: bool


def by_slope(variant: Variant, _: Setting) -> Evidence:
    """d(-KL)/d alpha = -slope(u) u'(alpha) with slope > 0: the sign of -u'."""
    change = sp.factor(-sp.diff(variant.form.u, alpha))
    if change.is_positive:
        return evidence_of(Proof(True, f"d(-KL)/d alpha = slope(u) times {change}, slope > 0 by eq. (3)"), "alpha > 0")
    value = next((x for x in AT if change.subs(alpha, sp.Rational(x)) < 0), None)
    known = None if value is None else False
    return evidence_of(
        Proof(known, f"d(-KL)/d alpha = slope(u) times {change}, negative at alpha = {value}"), "alpha > 0"
    )


def by_values(variant: Variant, _: Setting) -> Evidence:
    """-KL in balls at increasing alpha."""
    before = None
    for value in AT:
        now = ball.excess(in_balls(variant.form.u, {alpha: value}))
        if before is not None and now > before:
            words = f"KL - KL(0) is {shown(before)} before alpha = {float(value):g}, and {shown(now)} there"
            return Evidence(Method.BALL, Outcome.FAILS, "increasing alpha", points=len(AT), witness=words)
        if before is not None and not now < before:
            return Evidence(Method.BALL, Outcome.UNDECIDED, "increasing alpha", points=len(AT))
        before = now
    return Evidence(Method.BALL, Outcome.HOLDS, "increasing alpha", points=len(AT))


def by_limit(variant: Variant, _: Setting) -> Evidence:
    """u -> 0 as alpha -> oo, and u = 0 has a solution exactly if the value is reached; KL increases strictly in u."""
    form = variant.form
    limit, zeros = sp.limit(form.u, alpha, sp.oo), sp.solve(sp.Eq(sp.numer(sp.together(form.u)), 0), alpha)
    if limit != 0:
        return evidence_of(Proof(False, f"u -> {limit} as alpha -> oo"), "alpha > 0")
    if bool(zeros) is not form.reached:
        where = f"alpha = {zeros[0]}" if zeros else "no finite alpha"
        return evidence_of(Proof(False, f"u = {form.u} is 0 at {where}"), "alpha > 0")
    proved = form.u.is_nonnegative or form.u.is_positive
    return evidence_of(Proof(True if proved else None, f"u = {form.u} >= 0, and u -> 0"), "alpha > 0")


def by_gap(variant: Variant, _: Setting) -> Evidence:
    """The gap to the supremum, KL(u) - KL(0), at finite alpha: positive everywhere, and small far out."""
    form = variant.form
    gaps = [ball.excess(in_balls(form.u, {alpha: value})) for value in AT]
    least = next((x for x, gap in zip(AT, gaps, strict=True) if gap <= 0), None)
    if not form.reached and least is not None:
        words = f"alpha = {least} reaches the supremum"
        return Evidence(Method.BALL, Outcome.FAILS, "alpha", points=len(AT), witness=words)
    if form.reached and all(gap > 0 for gap in gaps):
        words = f"alpha = 1e9 is still {shown(gaps[-1])} below the supremum"
        return Evidence(Method.BALL, Outcome.FAILS, "alpha", points=len(AT), witness=words)
    if gaps[-1] > arb(1) / 10**6:
        words = f"at alpha = 1e9 the gap is {shown(gaps[-1])}"
        return Evidence(Method.BALL, Outcome.FAILS, "alpha", points=len(AT), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "alpha", points=len(AT))


CLAIMS = (
    Claim(
        id="regulariser_maximal_at_infinity.encourages",
        source=SOURCE,
        place=PLACE,
        covers=("L15",),
        title="the second term encourages large alpha",
        statement=r"$-KL$ increases strictly with $\alpha$, for every fixed $\theta\ne0$.",
        hypotheses=("the exact KL from the log-uniform prior", "theta != 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"u=1/(2\alpha)", Grows(U)),
            Variant("inverse", Role.MUTANT, r"u=\alpha/2", Grows(alpha / 2)),
            Variant("turning", Role.MUTANT, r"u=(\alpha-1)^2/(2\alpha)", Grows((alpha - 1) ** 2 / (2 * alpha))),
        ),
        checks=(by_slope, by_values),
        expected=Verdict.PROVED,
        derivation="d(-KL)/d alpha = slope(u)/(2 alpha^2).",
        depends=("s4_remark1_gradient.positive_u",),
    ),
    Claim(
        id="regulariser_maximal_at_infinity.largest",
        source=SOURCE,
        place=PLACE,
        covers=("L14",),
        title="the regulariser is largest as alpha goes to infinity",
        statement=r"$\sup_\alpha-KL=\lim_{\alpha\to\infty}-KL$; read as a maximum that is achieved, it fails.",
        hypotheses=("theta != 0", "the corrected form: a supremum, which no alpha attains"),
        variants=(
            Variant("printed", Role.PRINTED, r"\max_\alpha", Largest(U, True)),
            Variant("supremum", Role.CORRECTED, r"\sup_\alpha", Largest(U, False)),
            Variant("at_one", Role.MUTANT, r"u=(\alpha-1)^2/\alpha^3", Largest((alpha - 1) ** 2 / alpha**3, False)),
            Variant("other_end", Role.MUTANT, r"u=\alpha/2", Largest(alpha / 2, False)),
        ),
        checks=(by_limit, by_gap),
        expected=Verdict.ERRATUM,
        derivation="u = 1/(2 alpha) is positive and tends to 0; KL increases strictly in u.",
        consequence="There is no best alpha for this term alone; in (mu, sigma^2) the value is reached, at mu = 0.",
        depends=("regulariser_maximal_at_infinity.encourages", "s4_multiplicative_infimum.approached"),
    ),
)
