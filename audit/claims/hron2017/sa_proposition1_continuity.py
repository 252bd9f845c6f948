"""Appendix A, proof of Proposition 1: r and delta come from continuity, for each value of the other weights anew."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.at_points import PREC_BITS, Sets, balls_at, grid, mpmath_at
from audit.claims.forms import Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown

PLACE = "appendix A, proof of Proposition 1"
r, gap, delta, v = sp.symbols("r g delta v", positive=True)
eps = r + gap
"""The value of the likelihood at w = 0, above r."""
AT: Sets = {r: points.SIGMA, gap: points.ALPHA}


def by_sign(form: Inequality) -> Proof:
    """large - small has the sign that its letters r, g > 0 give it."""
    difference = sp.expand(form.large - form.small)
    holds = difference.is_nonnegative if not form.strict else difference.is_positive
    return Proof(True if holds else None, f"|L(w) - L(0)| < t gives L(w) > L(0) - t, and L(0) - t - r = {difference}")


@dataclass(frozen=True)
class Uniform:
    """For L(w, v) = sigma(v w) and 0 < r < 1/2: L > r for |w| < `delta`, for all v > 0, where `delta` may name v and r."""

    delta: sp.Expr


def bound_on(level: sp.Expr) -> sp.Expr:
    """sigma(v w) > r exactly for w > -log((1 - r)/r)/v."""
    return sp.log((1 - level) / level) / v


LEVELS = tuple(sp.Rational(n, 100) for n in (7, 23, 41))
"""Values of r below L(0) = 1/2."""


def by_inversion(variant: Variant, _: Setting) -> Evidence:
    """sigma(v w) > r if and only if v w > -log((1 - r)/r): delta must not exceed log((1 - r)/r)/v, for every v > 0."""
    form, domain = variant.form, "every v > 0, 0 < r < 1/2"
    for level in LEVELS:
        quotient = sp.simplify(form.delta.subs(r, level) / bound_on(level))
        if quotient.free_symbols:
            limit = sp.limit(quotient, v, sp.oo)
            words = f"at r = {level}, v -> oo, delta is {limit} times the largest that continuity allows"
            return Evidence(Method.SYMBOLIC, Outcome.FAILS if limit > 1 else Outcome.UNDECIDED, domain, witness=words)
        if quotient > 1:
            words = f"at r = {level} and every v, delta is {quotient} times the largest that continuity allows"
            return Evidence(Method.SYMBOLIC, Outcome.FAILS, domain, witness=words)
    words = "delta log((1 - r)/r)/v is exact: L = r at w = -delta, and L increases in w"
    whole = sp.simplify(form.delta / bound_on(r)) in (1, sp.S.Half)
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, domain, whole_domain=whole, summary=words)


def in_balls_at_values(variant: Variant, setting: Setting) -> Evidence:
    """L at w = -9/10 delta against r, for v up to 10^12."""
    form, asked = variant.form, grid({v: (*points.POSITIVE, Fraction(10**12))}, Setting(setting.seed))
    for values in asked:
        for level in LEVELS:
            w = -sp.Rational(9, 10) * form.delta.subs(r, level)
            value, bound = in_balls(1 / (1 + sp.exp(-v * w)), values, PREC_BITS), in_balls(level, {}, PREC_BITS)
            if value < bound:
                words = f"at v = {float(values[v]):.4g}, r = {level}, w = -0.9 delta: L = {shown(value)} < r"
                return Evidence(Method.BALL, Outcome.FAILS, "points in v, r", points=len(asked), witness=words)
            if not value > bound:
                return Evidence(Method.BALL, Outcome.UNDECIDED, "points in v, r", points=len(asked))
    return Evidence(Method.BALL, Outcome.HOLDS, "points in v, r", points=len(asked), prec_bits=PREC_BITS)


CLAIMS = (
    Claim(
        id="sa_proposition1_continuity.for_fixed_others",
        source=SOURCE,
        place=PLACE,
        covers=("P71",),
        title="near w = 0 the likelihood exceeds any r below its value there",
        statement=r"For fixed other weights, $L(0)=\epsilon>r>0$ and continuity give a $\delta>0$ with $L(w)>r$ for "
        r"$|w|<\delta$: use the tolerance $t=\epsilon-r$ in the definition of continuity.",
        hypotheses=(
            "the other weights are fixed",
            "L is continuous at w = 0",
            "0 < r < epsilon, written epsilon = r + g, g > 0",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"t=\epsilon-r", Inequality(r, eps - gap, strict=False)),
            Variant("whole", Role.MUTANT, r"t=\epsilon", Inequality(r, eps - eps, strict=False)),
            Variant("double", Role.MUTANT, r"t=2(\epsilon-r)", Inequality(r, eps - 2 * gap, strict=False)),
            Variant(
                "near",
                Role.MUTANT,
                r"t=1.01(\epsilon-r)",
                Inequality(r, eps - gap * sp.Rational(101, 100), strict=False),
            ),
        ),
        checks=(proved_by(by_sign, "0 < r < epsilon", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="|L(w) - epsilon| < epsilon - r implies L(w) > r.",
    ),
    Claim(
        id="sa_proposition1_continuity.one_delta_for_all",
        source=SOURCE,
        place=PLACE,
        covers=("P71", "P73"),
        title="one r and one delta for all values of the other weights",
        statement=r"The display takes $r$ and $A=(-\delta,\delta)$ out of the integral over the other weights. For "
        r"$L(w,v)=1/(1+e^{-vw})$ no $\delta$ serves all $v$; $\delta(v)=\log\frac{1-r}{r}/v$ serves each.",
        hypotheses=("L(w, v) = sigma(v w), v > 0, with L(0, v) = 1/2 > r", "delta = 1 stands for any constant"),
        variants=(
            Variant("printed", Role.PRINTED, r"\delta\text{ without }v", Uniform(sp.S.One)),
            Variant("of_v", Role.CORRECTED, r"\delta(v)=\log\tfrac{1-r}{r}/v", Uniform(bound_on(r))),
            Variant("double", Role.MUTANT, r"\delta=2\log\tfrac{1-r}{r}/v", Uniform(2 * bound_on(r))),
            Variant("root", Role.MUTANT, r"\delta=\log\tfrac{1-r}{r}/\sqrt v", Uniform(bound_on(r) * sp.sqrt(v))),
        ),
        checks=(by_inversion, in_balls_at_values),
        expected=Verdict.ERRATUM,
        derivation="sigma(v w) > r iff w > -log((1 - r)/r)/v, which tends to 0 as v grows. The inner integral is infinite for "
        "each v whatever delta(v) > 0 is, so that Z = oo follows all the same.",
        consequence="None: int_0^delta dw/w = oo for every delta > 0.",
        depends=("sa_proposition1_bound.inner_integral",),
    ),
)
