"""Appendix A, proof of Remark 2: the gradient is positive, so that the KL strictly increases in u."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy as sp
from flint import arb_poly

from audit.claims.at_points import PREC_BITS, balls_at, matches_core, mpmath_at
from audit.claims.derivatives import Derivative, by_coefficients, mean_value, mpmath_derivative
from audit.claims.forms import Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of, termwise
from audit.errors import CheckError
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, positive_for_all, shown, u
from audit.pseudo_kl import ball

AT = {u: points.U}
KL = (sp.exp(-u) * series(sp.digamma(k + HALF)) + sp.log(2)) / 2 - sp.log(2 * sp.pi * sp.E) / 2
SLOPE = sp.exp(-u) * series(1 / (k + HALF)) / 2
WRONG = sp.exp(-u) * series(1 / (k - HALF)) / 2
END = Fraction(40)
"""Balls cover [0, END], the proved tail the rest."""
LIPSCHITZ, SLACK = sp.Rational(2, 3), Fraction(1, 10**9)
"""|KL''| = sum_k e^-u u^k/k! 2/((2k + 1)(2k + 3)) <= 2/3, its first coefficient; the slack makes the bound strict."""
CELL_BITS, COEFFICIENTS, SMALLEST = 40, 140, Fraction(1, 2**20)
"""Enough for values of 0.01 at least: e^-40 40^140/140! is below 1e-30."""
TERMS = 30
"""Summands k < 30 that balls visit."""


@dataclass(frozen=True)
class Summands:
    """c(k) u^k/k! > 0 for every k >= 0 and u > 0; at u = 0 for every k, or for k = 0 only."""

    c: sp.Expr
    every_k_at_zero: bool


def summands_exactly(variant: Variant, _: Setting) -> Evidence:
    """u^k/k! > 0 for u > 0, so the sign is that of c(k); at u = 0 the power is 0^0 = 1 or 0."""
    form = variant.form
    proof = positive_for_all(form.c)
    if proof.holds and form.every_k_at_zero:
        at_zero = [form.c.subs(k, i) * sp.S.Zero**i for i in range(2)]
        if not at_zero[1] > 0:
            proof = Proof(False, f"at u = 0 the summand of k = 1 is {at_zero[1]}, and so are all after it")
    elif proof.holds:
        proof = Proof(True, f"c(k): {proof.words}; at u = 0 the summand of k = 0 is {form.c.subs(k, 0)}")
    return evidence_of(proof, "every k >= 0, every u > 0, and u = 0")


def summands_in_balls(variant: Variant, _: Setting) -> Evidence:
    """The first thirty summands at points of u, and at 0."""
    form, visited = variant.form, [(point, TERMS) for point in points.U]
    for point, count in [*visited, (Fraction(0), TERMS if form.every_k_at_zero else 1)]:
        for index in range(count):
            value = in_balls(form.c * u**k / sp.factorial(k), {u: point, k: index}, PREC_BITS)
            if value <= 0:
                words = f"at u = {float(point):.6g} the summand of k = {index} is {shown(value)}"
                return Evidence(Method.BALL, Outcome.FAILS, "points in u, k < 30", points=TERMS, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u, k < 30", points=TERMS * (len(visited) + 1))


def positive_coefficients(variant: Variant, _: Setting) -> Evidence:
    """KL' = e^-u sum d(k) u^k/k! with d > 0, for u >= 0; a positive derivative and the mean value theorem."""
    derived = by_coefficients(variant, Setting())
    if derived.outcome is not Outcome.HOLDS:
        return derived
    proof = positive_for_all(_coefficient(variant.form))
    return evidence_of(Proof(proof.holds, f"KL' > 0: every coefficient is {proof.words}"), "u >= 0")


def _coefficient(form: Derivative) -> sp.Expr:
    """d(k) of KL' = e^-u sum_k d(k) u^k/k!, one expression for every k >= 0. Raises CheckError where it takes more."""
    d = coefficients(sp.expand(form.right * sp.exp(u)))
    if d.first:
        raise CheckError(f"the first coefficients of {form.right} are apart: {d.first}")
    return d.general


def covered_by_balls(variant: Variant, _: Setting) -> Evidence:
    """[0, 40] in cells, value at the middle +- (2/3) half the width; beyond, 2u KL' >= 1 - e^-u, by coefficients.

    The value is that of the first coefficients, a lower bound since the others are positive. Nothing here uses that KL'
    decreases; KL'' = e^-u sum (d(k+1) - d(k)) u^k/k! lies in [-2/3, 0].
    """
    for point in points.U:
        stated, core = in_balls(variant.form.right, {u: point}, PREC_BITS), ball.slope(point, PREC_BITS)
        if stated < core or stated > core:
            words = f"at u = {float(point):.6g} the derivative is {shown(core)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(points.U), witness=words)
    d = _coefficient(variant.form)
    drop = d - d.subs(k, k + 1)
    needed = (d, drop, LIPSCHITZ + sp.Rational(SLACK) - drop, d - 1 / (2 * (k + 1)))
    if not all(positive_for_all(sp.together(c)).holds for c in needed):
        return Evidence(Method.BALL, Outcome.UNDECIDED, "u >= 0", points=1)
    count = _cells(d)
    words = f"{count} cells cover [0, {END}], and KL' >= (1 - e^-u)/(2u) beyond"
    outcome = Outcome.HOLDS if count else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, "u >= 0", count > 0, count, CELL_BITS, summary=words)


def _cells(d: sp.Expr) -> int:
    """How many cells, each with e^-u sum d(k) u^k/k! > 0, cover [0, END]; 0 where one gets too small."""
    step, low, count = Fraction(1, 2), Fraction(0), 0
    with precision(CELL_BITS):
        terms = arb_poly([in_balls(d.subs(k, i) / sp.factorial(i), {}, CELL_BITS) for i in range(COEFFICIENTS)])
        while low < END and step > SMALLEST:
            middle = to_ball(low + step / 2)
            if (-middle).exp() * terms(middle) > to_ball((Fraction(LIPSCHITZ.p, LIPSCHITZ.q) + SLACK) * step / 2):
                low, count, step = low + step, count + 1, 2 * step
            else:
                step /= 2
    return count if low >= END else 0


def claim(name: str, covers: str, title: str, statement: str, derivation: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared = {"source": SOURCE, "place": "appendix A, proof of Remark 2", "covers": (covers,)}
    shared |= {"hypotheses": ("u >= 0", "0^0 = 1"), "expected": Verdict.PROVED}
    name = f"sa_remark2.{name}"
    return Claim(id=name, title=title, statement=statement, derivation=derivation, **{**shared, **more})


POSITIVE = 1 / (k + HALF)
CLAIMS = (
    claim(
        "derivative_form",
        "P98",
        "the gradient as a series",
        r"$\nabla_u\mathrm{KL}=\tfrac12e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}$.",
        "psi(3/2 + k) - psi(1/2 + k) = 1/(1/2 + k) in every coefficient of e^u times the derivative.",
        variants=(
            Variant(
                "printed", Role.PRINTED, r"\tfrac12e^{-u}\sum_k\tfrac{u^k}{k!}\tfrac1{1/2+k}", Derivative(KL, SLOPE)
            ),
            Variant("not_halved", Role.MUTANT, r"e^{-u}\sum_k\tfrac{u^k}{k!}\tfrac1{1/2+k}", Derivative(KL, 2 * SLOPE)),
            Variant("minus_half", Role.MUTANT, r"\tfrac1{k-1/2}", Derivative(KL, WRONG)),
        ),
        checks=(by_coefficients, mean_value(AT), mpmath_derivative(AT), *matches_core("slope")),
        depends=("sa_termwise_derivative.termwise",),
    ),
    claim(
        "positive",
        "P98",
        "the gradient is positive",
        r"$\tfrac12e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}>0$ for $u\ge0$.",
        "Every coefficient is positive, the first one included, so that the sum is positive at u = 0 too.",
        variants=(
            Variant("printed", Role.PRINTED, r"0<\tfrac12e^{-u}\sum_k", Inequality(sp.S.Zero, SLOPE)),
            Variant("minus_half", Role.MUTANT, r"0<\sum_k\tfrac{u^k}{k!}\tfrac1{k-1/2}", Inequality(sp.S.Zero, WRONG)),
            Variant("above_one", Role.MUTANT, r"1<\tfrac12e^{-u}\sum_k", Inequality(sp.S.One, SLOPE)),
        ),
        checks=(termwise("u >= 0", AT, start=0, times=sp.exp(u)), balls_at(AT), mpmath_at(AT)),
    ),
    claim(
        "each_summand",
        "P99",
        "each summand of the gradient is positive",
        r"$\frac{u^k}{k!}\frac1{1/2+k}>0$ for every $k\ge0$ and every $u\in[0,\infty)$.",
        "For u > 0 each factor is positive. At u = 0 the power u^k is 1 for k = 0 and 0 for every k >= 1.",
        variants=(
            Variant("printed", Role.PRINTED, r"u\in[0,\infty),\ k\ge0", Summands(POSITIVE, True)),
            Variant("first_at_zero", Role.CORRECTED, r"u>0,\ k\ge0;\quad u=0,\ k=0", Summands(POSITIVE, False)),
            Variant("minus_half", Role.MUTANT, r"\tfrac1{k-1/2}", Summands(1 / (k - HALF), False)),
            Variant("digamma", Role.MUTANT, r"\psi(\tfrac12+k)", Summands(sp.digamma(k + HALF), False)),
        ),
        checks=(summands_exactly, summands_in_balls),
        expected=Verdict.ERRATUM,
        consequence="None for Remark 2: at u = 0 the summand of k = 0 is 2, so that the sum is positive there too.",
    ),
    claim(
        "strictly_increasing",
        "P100",
        "the pseudo KL strictly increases",
        r"KL as in equation (1) is strictly increasing for $u\in[0,\infty)$.",
        "KL' > 0 on [0, infinity), by coefficients and, apart from that, by balls on [0, 40] and KL' >= (1 - e^-u)/(2u) "
        "beyond; KL(b) - KL(a) = (b - a) KL'(c) for some c between.",
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{KL}'>0", Derivative(KL, SLOPE)),
            Variant("negated", Role.MUTANT, r"(-\mathrm{KL})'>0", Derivative(-KL, -SLOPE)),
            Variant("minus_half", Role.MUTANT, r"\sum_k\tfrac{u^k}{k!}\tfrac1{k-1/2}", Derivative(KL, WRONG)),
        ),
        checks=(positive_coefficients, covered_by_balls),
        depends=("sa_remark2.derivative_form",),
    ),
)
