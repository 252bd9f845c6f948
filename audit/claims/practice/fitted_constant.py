"""The constant k1 = 0.63576 of the sigmoid approximation stands for (gamma + log 2)/2, a limit of the exact KL."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.practice import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import MOLCHANOV_2017

PLACE = "the approximation of KL in public code, after Molchanov et al. 2017, eq. (14)"
PREC_BITS = 128
AT = tuple(Fraction(10) ** k for k in (3, 5, 8))
"""u = 1/(2 alpha)."""
MOST = Fraction(51, 10)
"""|excess(u) - (log 4u + gamma)/2 + 1/(4u)| <= 5.1/u^2 for u >= 4: the bound of the core's asymptotic series with two terms."""
EXACT = (sp.EulerGamma + sp.log(2)) / 2


@dataclass(frozen=True)
class Constant:
    """-KL(alpha) + KL(oo) - 1/2 log alpha -> -value as alpha -> 0."""

    value: sp.Expr


@dataclass(frozen=True)
class Digits:
    """The constant, rounded to the digits that are printed."""

    text: str


def by_limit(variant: Variant, _: Setting) -> Evidence:
    """KL = -1/2 log(2 pi e alpha) + E log|1 + sqrt(alpha) z| -> -1/2 log(2 pi e alpha), against KL(u = 0) by eq. (1)."""
    at_zero = -sp.log(2 * sp.pi * sp.E) / 2 + (sp.log(2) + sp.digamma(sp.Rational(1, 2))) / 2
    exact = sp.simplify(sp.expand_log(-at_zero - sp.log(2 * sp.pi * sp.E) / 2))
    off = sp.simplify(variant.form.value - exact)
    if reduces_to_zero(off):
        return evidence_of(Proof(True, "KL(u = 0) + 1/2 log(2 pi e) = (log 2 + psi(1/2))/2"), "alpha -> 0")
    value = in_balls(off, {}, PREC_BITS)
    known = False if value > 0 or value < 0 else None
    return evidence_of(Proof(known, f"the constant is off by {shown(value)}"), "alpha -> 0")


def by_excess(variant: Variant, _: Setting) -> Evidence:
    """excess(u) - 1/2 log(2u) + 1/(4u) at large u, which lies within 5.1/u^2 of the constant."""
    stated = in_balls(variant.form.value, {}, PREC_BITS)
    for u in AT:
        with precision(PREC_BITS):
            seen = core.excess(u, PREC_BITS) - ball(2 * u).log() / 2 + 1 / (4 * ball(u))
            off, most = abs(seen - stated), ball(MOST / u**2)
        if off > most:
            words = f"at alpha = 1/(2 {float(u):g}) it is {shown(seen)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "alpha", points=len(AT), prec_bits=PREC_BITS, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "alpha", points=len(AT), prec_bits=PREC_BITS)


def to_its_digits(variant: Variant, _: Setting) -> Evidence:
    """Is the constant within half a unit of the last printed digit?"""
    text = variant.form.text
    unit = Fraction(1, 10 ** len(text.split(".")[1]))
    with precision(PREC_BITS):
        exact = (arb.const_euler() + arb.const_log2()) / 2
        off = ball(text) - exact
        holds, fails = abs(off) < ball(unit / 2), abs(off) > ball(unit / 2)
    if fails:
        words = f"the constant is {exact.str(12, radius=False)}, {text} is off by {shown(off)}"
        return Evidence(Method.BALL, Outcome.FAILS, "one number", whole_domain=True, witness=words)
    outcome = Outcome.HOLDS if holds else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, "one number", whole_domain=bool(holds), prec_bits=PREC_BITS)


CLAIMS = (
    Claim(
        id="fitted_constant.limit",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the constant that k1 stands for",
        statement=r"As $\alpha\to0$, $-KL(\alpha)+KL(\infty)-\frac12\log\alpha\to-\frac12(\gamma+\log2)$.",
        hypotheses=("the exact KL from the log-uniform prior",),
        variants=(
            Variant("printed", Role.PRINTED, r"(\gamma+\log2)/2", Constant(EXACT)),
            Variant("fitted", Role.MUTANT, "k_1", Constant(sp.Rational(MOLCHANOV_2017.constants["k1"]))),
            Variant("log_4", Role.MUTANT, r"(\gamma+\log4)/2", Constant((sp.EulerGamma + sp.log(4)) / 2)),
            Variant("minus_gamma", Role.MUTANT, r"(\log2-\gamma)/2", Constant((sp.log(2) - sp.EulerGamma) / 2)),
        ),
        checks=(by_limit, by_excess),
        expected=Verdict.PROVED,
        derivation="E log|1 + sqrt(alpha) z| -> 0 by dominated convergence; KL(oo) is eq. (1) at u = 0.",
        depends=("s4_remark1_series.equation_1",),
    ),
    Claim(
        id="fitted_constant.digits",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the printed digits of k1",
        statement=r"$k_1=0.63576$ is $(\gamma+\log2)/2$ to its five digits.",
        hypotheses=("k1 is read as the constant of the limit; it was fitted together with k2 and k3",),
        variants=(
            Variant("printed", Role.PRINTED, "0.63576", Digits(MOLCHANOV_2017.constants["k1"])),
            Variant("rounded", Role.CORRECTED, "0.63518", Digits("0.63518")),
            Variant("below", Role.MUTANT, "0.63517", Digits("0.63517")),
            Variant("above", Role.MUTANT, "0.63519", Digits("0.63519")),
        ),
        checks=(to_its_digits,),
        expected=Verdict.ERRATUM,
        derivation="(gamma + log 2)/2 = 0.6351814...",
        consequence="As alpha -> 0 the approximation stays 5.8e-4 away from the exact value: a constant, which no gradient sees.",
        depends=("fitted_constant.limit",),
    ),
)
