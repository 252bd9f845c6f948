"""Section 1 (proved in section 4): the objective favours a high variance relative to the mean."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import ball, precise

alpha = sp.Symbol("alpha", positive=True)
ASKED = sorted((*points.ALPHA, Fraction(1), Fraction(10**4), Fraction(10**9)))
"""alpha = sigma^2/mu^2, the variance relative to the squared mean."""


@dataclass(frozen=True)
class Decreasing:
    """alpha -> KL(u(alpha)) decreases strictly on (0, oo)."""

    u: sp.Expr


def by_chain_rule(form: Decreasing) -> Proof:
    """dKL/dalpha = slope(u) u'(alpha), and slope > 0."""
    derivative = sp.factor(sp.diff(form.u, alpha))
    return Proof(True if derivative.is_negative else None, f"dKL/dalpha = slope(u) ({derivative}), and slope(u) > 0")


def in_balls_at_alpha(variant: Variant, _: Setting) -> Evidence:
    """KL at successive alpha, in balls."""
    values = [ball.excess(in_balls(variant.form.u, {alpha: value})) for value in ASKED]
    for i in range(1, len(ASKED)):
        if values[i] >= values[i - 1]:
            ends = f"{float(ASKED[i - 1]):g} to {float(ASKED[i]):g}"
            words = f"from alpha = {ends} KL rises by {shown(values[i] - values[i - 1])}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=len(ASKED), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in alpha", points=len(ASKED))


def in_mpmath_at_alpha(variant: Variant, _: Setting) -> Evidence:
    """KL at successive alpha, in mpmath."""
    exact = [Fraction(str(variant.form.u.subs(alpha, sp.Rational(value)))) for value in ASKED]
    values = [precise.excess(value, 20) for value in exact]
    for i in range(1, len(ASKED)):
        if values[i] >= values[i - 1]:
            words = f"KL does not fall from alpha = {float(ASKED[i - 1]):g} to {float(ASKED[i]):g}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in alpha", points=len(ASKED), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in alpha", points=len(ASKED))


CLAIMS = (
    Claim(
        id="s4_high_variance.decreasing_in_alpha",
        source=SOURCE,
        place="section 1",
        covers=("P10",),
        title="high variance relative to the mean is favoured",
        statement=r"The divergence of $N(\theta,\alpha\theta^2)$ decreases strictly in $\alpha$ on all of $(0,\infty)$.",
        hypotheses=("theta != 0", r"'alpha >> 0' is read as: the larger, the better"),
        variants=(
            Variant("printed", Role.PRINTED, r"\alpha\mapsto\mathrm{KL}(1/(2\alpha))", Decreasing(1 / (2 * alpha))),
            Variant("increasing", Role.MUTANT, r"\alpha\mapsto\mathrm{KL}(\alpha/2)", Decreasing(alpha / 2)),
            Variant("bounded", Role.MUTANT, r"u=\alpha+1/\alpha", Decreasing(alpha + 1 / alpha)),
        ),
        checks=(proved_by(by_chain_rule, "alpha > 0", in_balls_at_alpha), in_balls_at_alpha, in_mpmath_at_alpha),
        expected=Verdict.PROVED,
        derivation="d/dalpha KL(1/(2 alpha)) = -slope(u)/(2 alpha^2) < 0.",
        depends=("s4_u_alpha.printed_value", "s4_unique_minimum.strictly_increasing"),
    ),
)
