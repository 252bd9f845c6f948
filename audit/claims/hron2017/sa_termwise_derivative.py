"""Appendix A: the derivative of e^-u sum_k u^k/k! psi(1/2 + k), line by line, up to the Dawson integral."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import arb

from audit.claims.at_points import balls_at, matches_core, mpmath_at, named
from audit.claims.convergence import Entire, ratio_test, terms_halve
from audit.claims.derivatives import Derivative, by_coefficients, mean_value, mpmath_derivative
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_series, evidence_of
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball_of_mpf
from audit.numerics.evaluate import in_balls
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, equal_for_all, k, shown, u
from audit.pseudo_kl import ball, precise

PLACE = "appendix A, derivative of equation (1)"
AT = {u: points.U}
C = sp.Symbol("C", positive=True)


@dataclass(frozen=True)
class ValueAtZero:
    """d function/du at u = 0 is `value`, with 0^0 = 1."""

    function: sp.Expr
    value: sp.Expr


def by_first_coefficients(variant: Variant, _: Setting) -> Evidence:
    """The derivative of e^-u sum_k c(k) u^k/k! at 0 is c(1) - c(0), exactly."""
    c = coefficients(sp.expand(variant.form.function * sp.exp(u)))
    return evidence_of(equal_for_all(c.at(1) - c.at(0), variant.form.value), "u = 0")


def twice_the_core(method: Method, slope: Callable[[int], Any]) -> Check:
    """The value at 0 against twice the slope of the core there."""

    @named(f"twice_the_{method}_slope")
    def check(variant: Variant, _: Setting) -> Evidence:
        stated, computed = in_balls(variant.form.value, {}), slope(0)
        computed = 2 * (computed if isinstance(computed, arb) else ball_of_mpf(computed))
        if apart(stated, computed):
            words = f"{shown(stated)} is not {shown(computed)}, twice the slope of the core"
            return Evidence(method, Outcome.FAILS, "u = 0", points=1, witness=words)
        return Evidence(method, Outcome.HOLDS, "u = 0", points=1)

    return check


def at(c: sp.Expr, start: int = 0, shift: int = 0) -> sp.Expr:
    """e^-u sum_{k >= start} c u^(k-shift)/(k-shift)!, term by term in the paper's order."""
    return sp.exp(-u) * series(c, start, shift)


PSI, PSI_0, PSI_1 = sp.digamma(k + HALF), sp.digamma(HALF), sp.digamma(sp.Rational(3, 2))
NEXT, RECIPROCAL = sp.digamma(k + 3 * HALF), 1 / (k + HALF)
WHOLE = at(PSI)
SPLIT = sp.exp(-u) * PSI_0 + at(PSI, 1)
LINE_2 = -sp.exp(-u) * PSI_0 + at(PSI, 1, 1) - at(PSI, 1)
LINE_3 = sp.exp(-u) * (PSI_1 - PSI_0) + at(NEXT, 1) - at(PSI, 1)
LINE_4 = 2 * sp.exp(-u) + at(RECIPROCAL, 1)
LINE_5 = at(RECIPROCAL)
EQUATION_1 = -sp.log(2 * sp.pi * sp.E) / 2 - sp.log(C) + (sp.log(2) + WHOLE) / 2
EQUAL = (by_series("every coefficient, u >= 0", AT, times=sp.exp(u)), balls_at(AT), mpmath_at(AT))
DERIVED = (by_coefficients, mean_value(AT), mpmath_derivative(AT))


def step(
    name: str, covers: tuple[str, ...], title: str, statement: str, derivation: str, *variants: Variant, **more: Any
) -> Claim:
    """One equality of the chain; `more` may replace the checks."""
    more = {"checks": EQUAL, **more}
    return Claim(
        id=f"sa_termwise_derivative.{name}",
        source=SOURCE,
        place=PLACE,
        covers=covers,
        title=title,
        statement=statement,
        hypotheses=("u >= 0", "0^0 = 1"),
        variants=variants,
        expected=Verdict.PROVED,
        derivation=derivation,
        **more,
    )


def printed(latex: str, form: Any) -> Variant:
    """The variant as the paper prints it."""
    return Variant("printed", Role.PRINTED, latex, form)


def mutant(name: str, latex: str, form: Any) -> Variant:
    """A broken variant."""
    return Variant(name, Role.MUTANT, latex, form)


CLAIMS = (
    step(
        "split",
        ("P89",),
        "the first summand apart",
        r"$e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\psi(\tfrac12+k)=e^{-u}\psi(\tfrac12)+e^{-u}\sum_{k\ge1}\frac{u^k}{k!}"
        r"\psi(\tfrac12+k)$, and so do the derivatives agree.",
        "The summand of k = 0 is psi(1/2).",
        printed(r"e^{-u}\psi(\tfrac12)+e^{-u}\sum_{k\ge1}", Equality(WHOLE, SPLIT)),
        mutant("from_two", r"\sum_{k\ge2}", Equality(WHOLE, sp.exp(-u) * PSI_0 + at(PSI, 2))),
        mutant("psi_three_halves", r"e^{-u}\psi(\tfrac32)+\dots", Equality(WHOLE, sp.exp(-u) * PSI_1 + at(PSI, 1))),
    ),
    step(
        "termwise",
        ("P88",),
        "the series may be differentiated term by term",
        r"$\sum_k\frac{u^k}{k!}\psi(\tfrac12+k)$ has infinite radius of convergence, hence its derivative is the sum of the "
        r"derivatives of its terms, for every $u$.",
        "0 < psi(k + 3/2) < 2 psi(k + 1/2) for k >= 2, so that the ratio of two terms is below 2u/(k + 1), which tends to 0.",
        printed(r"\sum_k\tfrac{u^k}{k!}\psi(\tfrac12+k)", Entire(PSI, 1 / sp.factorial(k))),
        mutant("without_factorial", r"\sum_k u^k\psi(\tfrac12+k)", Entire(PSI, sp.S.One)),
        mutant("geometric", r"\sum_k(u/3)^k\psi(\tfrac12+k)", Entire(PSI, sp.Rational(1, 3) ** k)),
        checks=(ratio_test, terms_halve),
    ),
    step(
        "line2",
        ("P88", "P89"),
        "the product rule and the derivatives of the terms",
        r"$\frac{d}{du}\Big(e^{-u}\psi(\tfrac12)+e^{-u}\sum_{k\ge1}\frac{u^k}{k!}\psi(\tfrac12+k)\Big)=-e^{-u}\psi(\tfrac12)+"
        r"e^{-u}\sum_{k\ge1}\frac{u^{k-1}}{(k-1)!}\psi(\tfrac12+k)-e^{-u}\sum_{k\ge1}\frac{u^k}{k!}\psi(\tfrac12+k)$.",
        "With c(k) the coefficients of u^k/k!, (e^-u E)' = e^-u (E' - E) has c(k+1) - c(k), for every k.",
        printed(r"-e^{-u}\psi(\tfrac12)+\dots", Derivative(SPLIT, LINE_2)),
        mutant("no_minus", r"e^{-u}\psi(\tfrac12)+\dots", Derivative(SPLIT, LINE_2 + 2 * sp.exp(-u) * PSI_0)),
        mutant(
            "no_product_rule",
            r"-e^{-u}\psi(\tfrac12)+e^{-u}\sum_{k\ge1}\tfrac{u^{k-1}}{(k-1)!}\psi(\tfrac12+k)",
            Derivative(SPLIT, -sp.exp(-u) * PSI_0 + at(PSI, 1, 1)),
        ),
        checks=DERIVED,
        depends=("sa_termwise_derivative.termwise",),
    ),
    step(
        "line3",
        ("P90",),
        "the index of the first series is shifted",
        r"The right side of line 2 equals $e^{-u}\big(\psi(\tfrac32)-\psi(\tfrac12)\big)+e^{-u}\sum_{k\ge1}\frac{u^k}{k!}"
        r"\psi(\tfrac32+k)-e^{-u}\sum_{k\ge1}\frac{u^k}{k!}\psi(\tfrac12+k)$.",
        "The summand k = 1 of the first series is psi(3/2); k + 1 for k in the others.",
        printed(r"e^{-u}(\psi(\tfrac32)-\psi(\tfrac12))+\dots", Equality(LINE_2, LINE_3)),
        mutant("first_dropped", r"-e^{-u}\psi(\tfrac12)+\dots", Equality(LINE_2, LINE_3 - sp.exp(-u) * PSI_1)),
        mutant(
            "not_shifted",
            r"\sum_{k\ge1}\tfrac{u^k}{k!}\psi(\tfrac12+k)",
            Equality(LINE_2, LINE_3 - at(NEXT, 1) + at(PSI, 1)),
        ),
    ),
    step(
        "line4",
        ("P91",),
        "the recurrence of psi in every summand",
        r"The line before equals $2e^{-u}+e^{-u}\sum_{k\ge1}\frac{u^k}{k!}\frac1{1/2+k}$.",
        "psi(x + 1) - psi(x) = 1/x at x = 1/2 and at x = 1/2 + k.",
        printed(r"2e^{-u}+e^{-u}\sum_{k\ge1}\tfrac{u^k}{k!}\tfrac1{1/2+k}", Equality(LINE_3, LINE_4)),
        mutant("half", r"\tfrac12e^{-u}+\dots", Equality(LINE_3, LINE_4 - 3 * sp.exp(-u) / 2)),
        mutant("three_halves", r"\tfrac1{3/2+k}", Equality(LINE_3, 2 * sp.exp(-u) + at(1 / (k + 3 * HALF), 1))),
        depends=("sa_digamma_identities.recurrence",),
    ),
    step(
        "line5",
        ("P91",),
        "the first summand joins the series",
        r"$2e^{-u}+e^{-u}\sum_{k\ge1}\frac{u^k}{k!}\frac1{1/2+k}=e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}$.",
        "2 = 1/(1/2 + 0).",
        printed(r"e^{-u}\sum_{k\ge0}\tfrac{u^k}{k!}\tfrac1{1/2+k}", Equality(LINE_4, LINE_5)),
        mutant("counted_twice", r"2e^{-u}+e^{-u}\sum_{k\ge0}", Equality(LINE_4, 2 * sp.exp(-u) + LINE_5)),
        mutant("whole_numbers", r"\tfrac1{1+k}", Equality(LINE_4, at(1 / (k + 1)))),
    ),
    step(
        "value_at_zero",
        ("P93",),
        "the derivative of the series at u = 0",
        r"At $u=0$ the derivative of $e^{-u}\sum_k\frac{u^k}{k!}\psi(\tfrac12+k)$ is $2$.",
        "It is c(1) - c(0) = psi(3/2) - psi(1/2) = 2.",
        printed("2", ValueAtZero(WHOLE, sp.Integer(2))),
        mutant("one", "1", ValueAtZero(WHOLE, sp.S.One)),
        mutant("psi", r"\psi(\tfrac32)", ValueAtZero(WHOLE, PSI_1)),
        checks=(
            by_first_coefficients,
            twice_the_core(Method.BALL, ball.slope),
            twice_the_core(Method.PRECISE, precise.slope),
        ),
    ),
    step(
        "halved",
        ("P94",),
        "in equation (1) the series is halved",
        r"$\frac{d}{du}\mathrm{KL}=\tfrac12e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}$, for KL as in equation (1).",
        "Only the series depends on u, and equation (1) holds half of it.",
        printed(r"\tfrac12e^{-u}\sum_k", Derivative(EQUATION_1.subs(C, 1), LINE_5 / 2)),
        mutant("whole", r"e^{-u}\sum_k", Derivative(EQUATION_1.subs(C, 1), LINE_5)),
        mutant("quarter", r"\tfrac14e^{-u}\sum_k", Derivative(EQUATION_1.subs(C, 1), LINE_5 / 4)),
        checks=(*DERIVED, *matches_core("slope")),
    ),
)
