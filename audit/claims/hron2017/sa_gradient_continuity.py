"""Appendix A: the gradient is continuous on [0, oo). The paper prints D(u)/sqrt u, it is D(sqrt u)/sqrt u."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp

from audit.claims.at_points import PREC_BITS, matches_core
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, hull, precision
from audit.numerics.evaluate import dawson, in_balls
from audit.numerics.symbolic import Proof, u

PLACE = "appendix A, continuity of the gradient"
ROOT = sp.sqrt(u)
THETA = sp.Symbol("vartheta", positive=True)
"""D(x)/x, which lies in [1 - 2 x^2/3, 1] for x >= 0: x - D(x) = int_0^x 2 t D(t) dt, and 0 <= D(t) <= t."""
X = sp.Symbol("x", positive=True)
"""sqrt u."""
X_MAX = Fraction(1, 2**20)
"""All u in (0, 2^-40]; every argument of D that occurs is below 2^-18 there, so that 1 - 2^-36 < D(x)/x <= 1."""
NEAR = Fraction(1, 2**15)
"""Values this near to the limit agree with it."""
FAR = Fraction(1, 4)
"""Values this far from the limit, on a whole interval (0, 2^-40], do not tend to it."""


@dataclass(frozen=True)
class Gradient:
    """d KL/du = right for u > 0, which is continuous there and tends to `limit` at 0+."""

    right: sp.Expr
    limit: sp.Expr


def exact_limit(variant: Variant, _: Setting) -> Evidence:
    """D(x) lies between x - 2 x^3/3 and x: where both give one limit, it is the limit."""
    bounds = (lambda x: x - 2 * x**3 / 3, lambda x: x)
    low, high = (sp.limit(variant.form.right.replace(dawson, bound), u, 0, "+") for bound in bounds)
    stated = variant.form.limit
    if low != high:
        return evidence_of(Proof(None, f"the limit at 0+ is between {low} and {high}"), "u >= 0")
    if low == stated:
        return evidence_of(Proof(True, f"continuous for u > 0, with the limit {stated} at 0+"), "u >= 0")
    words = f"the limit at 0+ is {low}, not {stated}"
    return evidence_of(Proof(False if (low - stated).is_nonzero else None, words), "u >= 0")


def near_zero(variant: Variant, _: Setting) -> Evidence:
    """All values on 0 < u <= 2^-40 in one ball: near the limit, or far from it."""
    in_root = variant.form.right.replace(dawson, lambda x: x * THETA).subs(u, X**2)
    with precision(PREC_BITS):
        theta = hull(ball(1 - Fraction(1, 2**36)), ball(1))
        values = in_balls(sp.powsimp(sp.expand(in_root)), {X: hull(ball(0), ball(X_MAX)), THETA: theta}, PREC_BITS)
        distance = abs(values - in_balls(variant.form.limit, {}, PREC_BITS))
    if distance > ball(FAR):
        words = f"for every u in (0, 2^-40] the value is more than {FAR} away from {variant.form.limit}"
        return Evidence(Method.BALL, Outcome.FAILS, "0 < u <= 2^-40", points=1, witness=words)
    outcome = Outcome.HOLDS if distance < ball(NEAR) else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, "0 < u <= 2^-40", points=1, prec_bits=PREC_BITS)


def claim(name: str, covers: str, title: str, statement: str, **more: Any) -> Claim:
    """A claim of this file, tried on the limit at 0 and against the slope of the core."""
    return Claim(
        id=f"sa_gradient_continuity.{name}",
        source=SOURCE,
        place=PLACE,
        covers=(covers,),
        title=title,
        statement=statement,
        hypotheses=("u >= 0",),
        checks=(exact_limit, near_zero, *matches_core("slope")),
        **more,
    )


TRUE = Gradient(dawson(ROOT) / ROOT, sp.S.One)
MUTANTS = (
    Variant("doubled", Role.MUTANT, r"2D_+(\sqrt u)/\sqrt u", Gradient(2 * dawson(ROOT) / ROOT, sp.S.One)),
    Variant("twice_the_root", Role.MUTANT, r"D_+(2\sqrt u)/\sqrt u", Gradient(dawson(2 * ROOT) / ROOT, sp.S.One)),
    Variant("undivided", Role.MUTANT, r"D_+(\sqrt u)", Gradient(dawson(ROOT), sp.S.One)),
)
CLAIMS = (
    claim(
        "continuous",
        "P96",
        "the gradient is continuous on [0, infinity)",
        r"The gradient, written $D_+(u)/\sqrt u$ for $u>0$, is continuous there and continues to $u=0$ with the value $1$.",
        variants=(
            Variant("printed", Role.PRINTED, r"D_+(u)/\sqrt u", Gradient(dawson(u) / ROOT, sp.S.One)),
            Variant("root", Role.CORRECTED, r"D_+(\sqrt u)/\sqrt u", TRUE),
            *MUTANTS,
        ),
        expected=Verdict.ERRATUM,
        derivation="A quotient of continuous functions with a denominator > 0 is continuous on (0, infinity), for either "
        "argument. But D(x) = x + O(x^3), so that D(u)/sqrt u = sqrt u + ... tends to 0, and D(sqrt u)/sqrt u to 1.",
        consequence="Cosmetic: the sentence goes on with the right argument, and the gradient is continuous on [0, infinity).",
    ),
    claim(
        "limit",
        "P97",
        "the limit of the gradient at 0",
        r"$\lim_{u\to0+}D_+(\sqrt u)/\sqrt u=1$, so that the gradient is continuous in $u$ on $[0,\infty)$.",
        variants=(Variant("printed", Role.PRINTED, r"\lim D_+(\sqrt u)/\sqrt u=1", TRUE), *MUTANTS),
        expected=Verdict.PROVED,
        derivation="x - 2 x^3/3 <= D(x) <= x for x >= 0, since D' = 1 - 2 x D and 0 <= D(x) <= x.",
    ),
)
