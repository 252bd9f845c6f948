"""Appendix A, proof of Proposition 1: the lower bound is infinite. The sign > stands between two infinities."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import acb, arb

from audit.claims.at_points import PREC_BITS, grid
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, shown

C, r, d, eps, w = sp.symbols("C r delta varepsilon w", positive=True)
MASS = sp.Symbol("m", positive=True)
"""int p(W without w) over the set where the likelihood exceeds r: positive, possibly infinite."""
AT = {C: points.POSITIVE, r: points.SIGMA, d: points.ALPHA}
CUT = Fraction(1, 10**3)
"""eps as a part of delta."""
EXCEEDED = (10, 1000, 10**6)
"""Bounds that balls show to be exceeded."""
LOG = 2 * C * r * sp.log(d / eps)


@dataclass(frozen=True)
class Inner:
    """int over eps < |w| < delta of C r |w|^(-power) is `truncated`, which has no finite limit as eps -> 0."""

    power: sp.Rational
    truncated: sp.Expr


@dataclass(frozen=True)
class Chain:
    """Z related to mass * int_A C r |w|^(-power) dw = oo, by > or >=, in the extended reals."""

    strict: bool
    power: sp.Rational
    mass: sp.Expr


def truncated(power: sp.Rational) -> sp.Expr:
    """int over eps < |w| < delta of C r |w|^(-power), both signs of w, by SymPy."""
    return sp.simplify(2 * sp.integrate(C * r * w ** (-power), (w, eps, d)))


def exactly(variant: Variant, _: Setting) -> Evidence:
    """The antiderivative, and its limit."""
    form = variant.form
    difference = sp.simplify(sp.expand_log(truncated(form.power) - form.truncated))
    if difference != 0:
        value = in_balls(difference, {C: 1, r: "0.7", d: 3, eps: "0.1"})
        proof = Proof(
            False if value > 0 or value < 0 else None, f"at C, r, d, eps = 1, 0.7, 3, 0.1: off by {shown(value)}"
        )
        return evidence_of(proof, "all C, r, delta > 0")
    limit = sp.limit(form.truncated, eps, 0, "+")
    words = f"the integral over eps < |w| < delta is {form.truncated}, which tends to {limit}"
    return evidence_of(Proof(limit == sp.oo, words), "all C, r, delta > 0")


def by_quadrature(variant: Variant, setting: Setting) -> Evidence:
    """Rigorous integration, w = e^y, at points; and eps = delta e^(-M/(C r)), where 2 M is due, exceeds each M."""
    form, visited = variant.form, grid(AT, setting)
    for values in visited:
        with precision(PREC_BITS):
            c, low, high = ball(values[C] * values[r]), ball(values[d] * CUT).log(), ball(values[d]).log()
            slope = acb(1) - acb(ball(Fraction(int(form.power.p), int(form.power.q))))
            value = 2 * c * _exponential(slope, low, high)
            stated = in_balls(form.truncated, {**values, eps: values[d] * CUT}, PREC_BITS)
        if value < stated or value > stated:
            words = f"at delta = {float(values[d]):.6g}: {shown(value)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in C, r, delta", points=len(visited), witness=words)
        for bound in EXCEEDED:
            with precision(PREC_BITS):
                cut = ball(values[d]) * (-ball(bound) / c).exp()
                reached = in_balls(form.truncated, {**values, eps: cut}, PREC_BITS)
            if reached < bound:
                words = f"with eps = delta e^(-{bound}/(C r)) the integral is {shown(reached)}, below {bound}"
                return Evidence(Method.BALL, Outcome.FAILS, "points in C, r, delta", points=len(visited), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in C, r, delta", points=len(visited), prec_bits=PREC_BITS)


def _exponential(a: acb, low: arb, high: arb) -> arb:
    return integrate(lambda y: (a * y).exp(), low, high, PREC_BITS)


def in_extended_reals(variant: Variant, _: Setting) -> Evidence:
    """The bound is mass * oo, with 0 * oo = 0 as in integration; Z >= oo is Z = oo; then the sign is tried on oo and oo."""
    form, domain = variant.form, "every positive mass, C, r, delta"
    inner = sp.limit(truncated(form.power), eps, 0, "+")
    bound = sp.S.Zero if form.mass == 0 else form.mass * inner
    if bound != sp.oo:
        words = f"the bound is {bound}, which is not infinite, so that nothing follows for Z"
        return evidence_of(Proof(False, words), domain)
    z = bound
    holds = bool(z > bound) if form.strict else bool(z >= bound)
    sign = ">" if form.strict else ">="
    words = f"Z = {z} {sign} {bound} is {str(holds).lower()}; c Z = {z} for every c > 0, never 1"
    return evidence_of(Proof(holds, words), domain)


ONE, ROOT = sp.S.One, sp.Rational(1, 2)
FINITE = 4 * C * r * (sp.sqrt(d) - sp.sqrt(eps))
CLAIMS = (
    Claim(
        id="sa_proposition1_bound.inner_integral",
        source=SOURCE,
        place="appendix A, proof of Proposition 1",
        covers=("P73",),
        title="the log-uniform prior has infinite mass around 0",
        statement=r"$\int_{(-\delta,\delta)}\frac{C}{|w|}\,r\,dw=Cr\cdot\infty=\infty$.",
        hypotheses=("C > 0", "r > 0", "delta > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"2Cr\log(\delta/\varepsilon)\to\infty", Inner(ONE, LOG)),
            Variant("one_side", Role.MUTANT, r"Cr\log(\delta/\varepsilon)", Inner(ONE, LOG / 2)),
            Variant("square_root", Role.MUTANT, r"\int C/\sqrt{|w|}=\infty", Inner(ROOT, FINITE)),
            Variant("wrong_power", Role.MUTANT, r"4Cr(\sqrt\delta-\sqrt\varepsilon)", Inner(ONE, FINITE)),
        ),
        checks=(exactly, by_quadrature),
        expected=Verdict.PROVED,
        derivation="Over eps < |w| < delta the integral is 2 C r log(delta/eps), which exceeds every bound M from "
        "eps = delta e^(-M/(C r)) on.",
    ),
    Claim(
        id="sa_proposition1_bound.strict_inequality",
        source=SOURCE,
        place="appendix A, proof of Proposition 1",
        covers=("P72", "P73", "P74"),
        title="the normaliser is infinite",
        statement=r"$Z>\int p(\mathbf W\setminus w)\big[\int_A\frac C{|w|}r\,dw\big]=\infty$, so that no multiple of the "
        "product of prior and likelihood is a probability density.",
        hypotheses=(
            "the likelihood exceeds r on A = (-delta, delta) for a set of the other weights of positive prior mass",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"Z>\infty", Chain(True, ONE, MASS)),
            Variant("not_strict", Role.CORRECTED, r"Z\ge\infty", Chain(False, ONE, MASS)),
            Variant("integrable_prior", Role.MUTANT, r"Z\ge\int m\,Cr/\sqrt{|w|}", Chain(False, ROOT, MASS)),
            Variant("null_set", Role.MUTANT, r"Z\ge0\cdot\infty", Chain(False, ONE, sp.S.Zero)),
        ),
        checks=(in_extended_reals,),
        expected=Verdict.ERRATUM,
        derivation="The integrands satisfy >= pointwise, so the integrals do; both are infinite, and infinity > infinity is "
        "false. That Z is infinite, which is what matters, follows from >=. The hypothesis on the other weights is needed: "
        "with a null set of them the bound is 0.",
        consequence="None: Z = infinity all the same.",
        depends=("sa_proposition1_bound.inner_integral",),
    ),
)
