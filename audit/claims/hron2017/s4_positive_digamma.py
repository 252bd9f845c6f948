"""Section 4: psi(1/2 + k) > 0 for k >= 1."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import HALF, k, positive_for_all, shown

TERMS = 80
"""Values of k that balls and mpmath visit besides the proof."""


@dataclass(frozen=True)
class Positive:
    """c(k) > 0 for every k >= start."""

    c: sp.Expr
    start: int


def by_induction(variant: Variant, setting: Setting) -> Evidence:
    """The first value in balls, the differences by exact algebra: psi(x + 1) = psi(x) + 1/x."""
    proof = positive_for_all(variant.form.c, variant.form.start)
    if proof.holds is None:
        return in_ball_values(variant, setting)
    return evidence_of(proof, f"every k >= {variant.form.start}")


def in_mpmath_values(variant: Variant, setting: Setting) -> Evidence:
    """The first values in mpmath."""
    form, count = variant.form, 20 if setting.quick else TERMS
    for value in range(form.start, form.start + count):
        at = in_mpmath(form.c.subs(k, value), {}, 30)
        if not at > 0:
            return Evidence(
                Method.PRECISE, Outcome.FAILS, "k", points=count, witness=f"at k = {value}: {float(at):.6g}"
            )
    return Evidence(Method.PRECISE, Outcome.HOLDS, f"{form.start} <= k < {form.start + count}", points=count)


def in_ball_values(variant: Variant, setting: Setting) -> Evidence:
    """The first values in balls."""
    form, count = variant.form, 20 if setting.quick else TERMS
    for value in range(form.start, form.start + count):
        at = in_balls(form.c.subs(k, value), {})
        if not at > 0:
            outcome = Outcome.FAILS if at <= 0 else Outcome.UNDECIDED
            return Evidence(Method.BALL, outcome, "k", points=count, witness=f"at k = {value}: {shown(at)}")
    return Evidence(Method.BALL, Outcome.HOLDS, f"{form.start} <= k < {form.start + count}", points=count)


CLAIMS = (
    Claim(
        id="s4_positive_digamma.every_k",
        source=SOURCE,
        place="section 4",
        covers=("P50",),
        title="the digamma function is positive at 3/2, 5/2, ...",
        statement=r"$\psi(\tfrac12+k)>0$ for every integer $k\ge1$.",
        hypotheses=("k is an integer, k >= 1",),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(\tfrac12+k)>0,\ k\ge1", Positive(sp.digamma(k + HALF), 1)),
            Variant("from_zero", Role.MUTANT, r"\psi(\tfrac12+k)>0,\ k\ge0", Positive(sp.digamma(k + HALF), 0)),
            Variant("late", Role.MUTANT, r"15-k>0,\ k\ge1", Positive(15 - k, 1)),
            Variant("shifted", Role.MUTANT, r"\psi(k-\tfrac12)>0,\ k\ge1", Positive(sp.digamma(k - HALF), 1)),
        ),
        checks=(by_induction, in_ball_values, in_mpmath_values),
        expected=Verdict.PROVED,
        derivation="psi(3/2) = 2 - gamma - 2 log 2 = 0.0364... is positive in balls, and psi(x + 1) - psi(x) = 1/x > 0.",
    ),
)
