"""Appendix A: sum_k u^k/k!/(1/2 + k) converges, by comparison with 2 + Ei(u) - gamma - log u."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.hron2017.s4_positive_digamma import Positive, by_induction, in_ball_values, in_mpmath_values
from audit.claims.proofs import by_equation, evidence_of, termwise
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, shown, u

AT = {u: points.U}
SERIES = series(1 / (k + HALF))
LARGER = 2 + series(1 / k, start=1)
CLOSED = 2 + sp.Ei(u) - sp.EulerGamma - sp.log(u)
TINY, NEAR = "1e-20", "1e-15"
"""So close to u = 0 all three expressions are within 1e-15 of their values there: they are Lipschitz with constant < 3."""


@dataclass(frozen=True)
class AtZero:
    """At u = 0 the series has the value `value`, and the bound has the limit `limit`."""

    series: sp.Expr
    bound: sp.Expr
    value: sp.Expr
    limit: sp.Expr


def exactly_at_zero(variant: Variant, _: Setting) -> Evidence:
    """The summand of k = 0, and SymPy's limit of the bound."""
    form = variant.form
    value, limit = coefficients(form.series).at(0), sp.limit(form.bound, u, 0, "+")
    found = f"the series is {value} at 0 and the bound tends to {limit}"
    gaps = (value - form.value, limit - form.limit)
    if all(reduces_to_zero(gap) for gap in gaps):
        return evidence_of(Proof(True, found), "u = 0")
    apart = any(ball < 0 or ball > 0 for ball in (in_balls(gap, {}) for gap in gaps))
    return evidence_of(Proof(False if apart else None, found), "u = 0")


def balls_near_zero(variant: Variant, _: Setting) -> Evidence:
    """Both at u = 1e-20, in balls, where they may differ by 1e-15 from the stated values."""
    form = variant.form
    for expression, stated in ((form.series, form.value), (form.bound, form.limit)):
        distance = abs(in_balls(expression - stated, {u: TINY}, 256))
        if distance > in_balls(sp.Rational(NEAR), {}):
            words = f"at u = {TINY} it is {shown(distance)} away from {stated}"
            return Evidence(Method.BALL, Outcome.FAILS, f"u = {TINY}", points=2, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, f"u = {TINY}", points=2, prec_bits=256)


def claim(name: str, title: str, statement: str, derivation: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared = {"source": SOURCE, "place": "appendix A, convergence of the derivative", "covers": ("P95",)}
    shared |= {"hypotheses": ("u > 0",), "expected": Verdict.PROVED}
    name = f"sa_derivative_bound.{name}"
    return Claim(id=name, title=title, statement=statement, derivation=derivation, **{**shared, **more})


SIDES = (balls_at(AT), mpmath_at(AT))
CLAIMS = (
    claim(
        "absolute_values",
        "the summands are their own absolute values",
        r"$\sum_{k\ge0}\big|\frac{u^k}{k!}\frac1{1/2+k}\big|=\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}$ for $u\ge0$.",
        "u^k/k! >= 0 and 1/(1/2 + k) > 0 for every k >= 0.",
        hypotheses=("u >= 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\tfrac1{1/2+k}>0,\ k\ge0", Positive(1 / (k + HALF), 0)),
            Variant("minus_half", Role.MUTANT, r"\tfrac1{k-1/2}>0,\ k\ge0", Positive(1 / (k - HALF), 0)),
            Variant("alternating", Role.MUTANT, r"\tfrac{(-1)^k}{1/2+k}>0", Positive((-1) ** k / (k + HALF), 0)),
        ),
        checks=(by_induction, in_ball_values, in_mpmath_values),
    ),
    claim(
        "bound",
        "1/(1/2 + k) replaced by 1/k",
        r"For $u>0$, $\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}<2+\sum_{k\ge1}\frac{u^k}{k!}\frac1k$.",
        "Termwise: 1/(1/2) = 2, and 1/(1/2 + k) < 1/k for k >= 1. Strict for u > 0; at u = 0 both sides are 2.",
        variants=(
            Variant("printed", Role.PRINTED, r"2+\sum_{k\ge1}\tfrac{u^k}{k!}\tfrac1k", Inequality(SERIES, LARGER)),
            Variant("one", Role.MUTANT, r"1+\sum_{k\ge1}\tfrac{u^k}{k!}\tfrac1k", Inequality(SERIES, LARGER - 1)),
            Variant(
                "next",
                Role.MUTANT,
                r"2+\sum_{k\ge1}\tfrac{u^k}{k!}\tfrac1{k+1}",
                Inequality(SERIES, 2 + series(1 / (k + 1), start=1)),
            ),
        ),
        checks=(termwise("u > 0", AT, start=1), *SIDES),
    ),
    claim(
        "summed_form",
        "the bound in closed form",
        r"$2+\sum_{k\ge1}\frac{u^k}{k!}\frac1k=2+\mathrm{Ei}(u)-\gamma-\log|u|$.",
        "u y' = e^u - 1 on both sides, and both tend to 2 at 0+.",
        variants=(
            Variant("printed", Role.PRINTED, r"2+\mathrm{Ei}(u)-\gamma-\log|u|", Equality(LARGER, CLOSED)),
            Variant("without_2", Role.MUTANT, r"\mathrm{Ei}(u)-\gamma-\log|u|", Equality(LARGER, CLOSED - 2)),
            Variant(
                "plus_log", Role.MUTANT, r"2+\mathrm{Ei}(u)-\gamma+\log|u|", Equality(LARGER, CLOSED + 2 * sp.log(u))
            ),
        ),
        checks=(by_equation("u > 0", AT, growth=0), *SIDES),
        depends=("sa_reciprocal_series.identity",),
    ),
    claim(
        "at_zero",
        "convergence at u = 0",
        r"At $u=0$ the series $\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}$ converges, to $2$, which is the limit of the bound.",
        "With 0^0 = 1 only the summand of k = 0 is left. The bound tends to 2 too, so that the inequality is strict for u > 0 "
        "only; the paper states it on (0, infinity).",
        hypotheses=("u = 0", "0^0 = 1"),
        variants=(
            Variant("printed", Role.PRINTED, "2", AtZero(SERIES, CLOSED, sp.Integer(2), sp.Integer(2))),
            Variant("one", Role.MUTANT, "1", AtZero(SERIES, CLOSED, sp.S.One, sp.Integer(2))),
            Variant("room_left", Role.MUTANT, r"2<2+\gamma", AtZero(SERIES, CLOSED, sp.Integer(2), 2 + sp.EulerGamma)),
        ),
        checks=(exactly_at_zero, balls_near_zero),
    ),
)
