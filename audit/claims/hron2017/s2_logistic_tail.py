"""Section 2, displayed chain: the tail of one logistic observation, step by step as printed, and the tails of networks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp
from flint import acb, arb

from audit.claims.at_points import PREC_BITS, Sets, grid
from audit.claims.divergence import Ends, by_leading, by_witnesses
from audit.claims.hron2017 import SOURCE
from audit.claims.labels import Labels, by_labels, labels_in_balls, labels_in_mpmath, sigma, x, y, z
from audit.claims.proofs import proved_by
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, shown
from audit.posterior import density_of, truncated_mass

C, k, b, w = sp.symbols("C k b w", positive=True)
REACH = sp.Symbol("q", positive=True)
"""b = k (1 + q)."""
AT: Sets = {k: points.POSITIVE, REACH: points.ALPHA, C: points.SIGMA}


@dataclass(frozen=True)
class Bound:
    """int of C sigma(w)/w over [k, b] is greater than (or equal to, if not strict) that of C lower/w; b = oo if not finite."""

    lower: sp.Expr
    finite: bool
    strict: bool


def by_monotony(form: Bound) -> Proof:
    """sigma(w) > lower for w > k, as sigma' > 0 and sigma(k) >= lower; of two infinite integrals neither is greater."""
    slope = sp.diff(sigma(w), w)
    start = sp.simplify(sigma(k) - form.lower)
    if not form.finite and form.strict and sp.limit(form.lower.subs(k, 1) * sp.log(b), b, sp.oo) == sp.oo:
        return Proof(False, "the integrals are oo and oo, and oo > oo is false")
    if slope.is_positive and (start == 0 or start.is_positive):
        return Proof(True, "sigma(w) > sigma(k) for every w > k, so that the integrands are ordered")
    return Proof(None, f"sigma(k) exceeds the lower bound by {start}, of no proved sign")


def bound_in_balls(variant: Variant, setting: Setting) -> Evidence:
    """Certified masses of [k, b] at points; of [k, oo) a certified divergent minorant on both sides."""
    form, asked = variant.form, grid(AT, setting)
    if not form.finite:
        tail = by_witnesses(Variant("tail", Role.PRINTED, "", Ends("sigmoid(w)", ("0-", "0+", "oo"))), setting)
        positive = all(in_balls(form.lower, {k: values[k]}, PREC_BITS) > 0 for values in asked)
        outcome = Outcome.UNDECIDED
        if tail.outcome is Outcome.HOLDS and positive:
            outcome = Outcome.FAILS if form.strict else Outcome.HOLDS
        words = "both tails have certified minorants c/w with c > 0: oo > oo is false"
        return Evidence(Method.BALL, outcome, "points in k", points=len(asked), witness=words)
    density = density_of("1/w", "sigmoid(w)", support="0,oo")
    for values in asked:
        low, high = values[k], values[k] * (1 + values[REACH])
        with precision(PREC_BITS):
            mass, bound = truncated_mass(density, low, high), in_balls(form.lower, {k: low}) * ball(high / low).log()
        if mass < bound:
            words = f"over [{float(low):.4g}, {float(high):.4g}] the mass is {shown(mass)}, the bound {shown(bound)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in k, b", points=len(asked), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in k, b", points=len(asked), prec_bits=PREC_BITS)


@dataclass(frozen=True)
class Antiderivative:
    """int_k^b C sigma(k)/w dw = value, which tends to oo with b."""

    value: sp.Expr


def by_calculus(form: Antiderivative) -> Proof:
    """The derivative in b, the value at b = k, and the limit."""
    slope = sp.simplify(sp.diff(form.value, b) - C * sigma(k) / b)
    start, limit = sp.simplify(form.value.subs(b, k)), sp.limit(form.value.subs({k: 1, C: 1}), b, sp.oo)
    if slope == 0 and start == 0 and limit == sp.oo:
        return Proof(True, "d/db is the integrand at b, the value at b = k is 0, the limit oo")
    return Proof(None, f"d/db is off by {slope}, the value at b = k is {start}, the limit {limit}")


def antiderivative_in_balls(variant: Variant, setting: Setting) -> Evidence:
    """Rigorous quadrature in w at points."""
    asked = grid(AT, setting)
    for values in asked:
        low, high = values[k], values[k] * (1 + values[REACH])
        with precision(PREC_BITS):
            scale = acb(ball(values[C]) * in_balls(sigma(k), {k: low}, PREC_BITS))
            direct = _of_reciprocal(scale, ball(low), ball(high))
            stated = in_balls(variant.form.value, {k: low, b: high, C: values[C]}, PREC_BITS)
        if apart(direct, stated):
            words = (
                f"over [{float(low):.4g}, {float(high):.4g}] the integral is {shown(direct)}, stated {shown(stated)}"
            )
            return Evidence(Method.BALL, Outcome.FAILS, "points in k, b, C", points=len(asked), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in k, b, C", points=len(asked), prec_bits=PREC_BITS)


def _of_reciprocal(scale: acb, low: arb, high: arb) -> arb:
    return integrate(lambda w: scale / w, low, high, PREC_BITS)


def each(check: Check) -> Check:
    """A check of one posterior, for forms that are several of them."""

    def of_all(variant: Variant, setting: Setting) -> Evidence:
        seen = [check(Variant(variant.name, variant.role, "", ends), setting) for ends in variant.form]
        failed = next((e for e in seen if e.outcome is not Outcome.HOLDS), None)
        if failed is not None:
            return failed
        total = sum(e.points or 0 for e in seen)
        words = f"{len(seen)} likelihoods; {seen[0].summary}"
        return Evidence(seen[0].method, Outcome.HOLDS, "every end", whole_domain=True, points=total, summary=words)

    of_all.__name__ = f"each_{getattr(check, '__name__', 'check')}"
    return of_all


def network(output: str, rates: dict[str, str]) -> Ends:
    """y = 1 seen through N(output, 1): the ends with infinite mass, and the rate at each."""
    return Ends(f"normal_pdf(1, {output}, 1)", tuple(rates), tuple(rates.items()))


def claim(name: str, covers: tuple[str, ...], title: str, statement: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared = {"source": SOURCE, "place": "section 2, displayed chain", "covers": covers, "expected": Verdict.PROVED}
    return Claim(id=f"s2_logistic_tail.{name}", title=title, statement=statement, **{**shared, **more})


PHI0, PHI1, PHI2 = "1/sqrt(2*pi)", "exp(-1/2)/sqrt(2*pi)", "exp(-2)/sqrt(2*pi)"
PHI_HALF = "exp(-1/8)/sqrt(2*pi)"
RELU = network("Max(w, 0)", {"-oo": PHI1, "0-": PHI1, "0+": PHI1})
TANH = network("tanh(w)", {"-oo": PHI2, "0-": PHI1, "0+": PHI1, "oo": PHI0})
SIGMOID = network("sigmoid(w)", {"-oo": PHI1, "0-": PHI_HALF, "0+": PHI_HALF, "oo": PHI0})
RIGHT = Ends("sigmoid(w)", ("0-", "0+", "oo"), (("oo", "1"),))
LEFT = Ends("sigmoid(-w)", ("-oo", "0-", "0+"), (("-oo", "1"),))
LINEAR = Ends("normal_pdf(1, w, 1)", ("0-", "0+", "oo"))
SIDES = (by_leading, by_witnesses)
VALUE = C * sigma(k) * sp.log(b / k)
CLAIMS = (
    claim(
        "likelihood",
        ("P21",),
        "the logistic likelihood as printed lacks the label",
        r"$p(y\mid x,w)=1/(1+e^{-xw})$ for the label $y$.",
        hypotheses=(
            "y in {-1, 1}",
            "x, w real",
            "the label 1 has probability 1/(1 + exp(-x w)), as the example uses it",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"1/(1+e^{-xw})", Labels(sigma(x * z))),
            Variant("with_label", Role.CORRECTED, r"1/(1+e^{-yxw})", Labels(sigma(y * x * z))),
            Variant("other_class", Role.MUTANT, r"1/(1+e^{yxw})", Labels(sigma(-y * x * z))),
            Variant("indicator", Role.MUTANT, r"\tfrac{1+y}{2}\sigma(xw)", Labels((1 + y) / 2 * sigma(x * z))),
            Variant("squared", Role.MUTANT, r"\sigma(yxw)\text{ with }y^2", Labels(sigma(y**2 * x * z))),
        ),
        checks=(proved_by(by_labels, "all x, w", labels_in_balls), labels_in_balls, labels_in_mpmath),
        expected=Verdict.ERRATUM,
        derivation="Without y the two labels have the same probability, and sum to 2 sigma(x w). For y = 1 both forms agree.",
        consequence="None: the example sees y = 1 alone.",
    ),
    claim(
        "strict_bound",
        ("P22",),
        "the strict inequality between two infinite integrals",
        r"$\int_{[k,\infty)}\frac C{|w|}\sigma(w)\,dw>\int_{[k,\infty)}\frac C{|w|}\sigma(k)\,dw$.",
        hypotheses=("k > 0", "C > 0", "corrected: >= on [k, oo), or > on [k, b] with b finite"),
        variants=(
            Variant("printed", Role.PRINTED, r">\text{ on }[k,\infty)", Bound(sigma(k), finite=False, strict=True)),
            Variant(
                "at_least", Role.CORRECTED, r"\ge\text{ on }[k,\infty)", Bound(sigma(k), finite=False, strict=False)
            ),
            Variant("bounded", Role.CORRECTED, r">\text{ on }[k,b]", Bound(sigma(k), finite=True, strict=True)),
            Variant(
                "double", Role.MUTANT, r"\sigma(2k)\text{ on }[k,b]", Bound(sigma(2 * k), finite=True, strict=True)
            ),
            Variant("one", Role.MUTANT, r"1\text{ on }[k,b]", Bound(sp.S.One, finite=True, strict=True)),
            Variant("half", Role.MUTANT, r">\tfrac12\sigma(k)", Bound(sigma(k) / 2, finite=False, strict=True)),
        ),
        checks=(proved_by(by_monotony, "k > 0, b > k", bound_in_balls), bound_in_balls),
        expected=Verdict.ERRATUM,
        derivation="sigma increases, so that the integrands are ordered and the integrals are >=; both are infinite. Over "
        "[1, 10^12] the masses are 27.4503... and 20.1998...",
        consequence="None: that the left side is infinite follows from >=.",
    ),
    claim(
        "antiderivative",
        ("P23",),
        "the bound integrates to a logarithm, which is unbounded",
        r"$\int_{[k,b]}\frac C{|w|}\sigma(k)\,dw=C\sigma(k)(\log b-\log k)\to\infty$.",
        hypotheses=("k > 0", "C > 0", "log|w| at infinity is the limit b -> oo"),
        variants=(
            Variant("printed", Role.PRINTED, r"C\sigma(k)\log(b/k)", Antiderivative(VALUE)),
            Variant("at_zero", Role.MUTANT, r"\tfrac C2\log(b/k)", Antiderivative(C * sp.log(b / k) / 2)),
            Variant("gap", Role.MUTANT, r"C\sigma(k)\log(1+b-k)", Antiderivative(C * sigma(k) * sp.log(1 + b - k))),
            Variant("minus_one", Role.MUTANT, r"\dots-10^{-5}C", Antiderivative(VALUE - C / 10**5)),
        ),
        checks=(proved_by(by_calculus, "k > 0, b >= k", antiderivative_in_balls), antiderivative_in_balls),
        derivation="d/db log b = 1/b, and log b is unbounded.",
    ),
    claim(
        "right_tail",
        ("P20", "P23"),
        "one logistic observation: infinite mass in the right tail",
        r"For $(x,y)=(1,1)$, $\int_{[k,\infty)}\frac1{|w|}\sigma(w)\,dw=\infty$, at the rate 1 per $\log b$.",
        hypotheses=("one weight with the prior 1/|w|", "k > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma(w):\ +\infty", RIGHT),
            Variant("left", Role.MUTANT, r"\sigma(w):\ -\infty", Ends("sigmoid(w)", LEFT.diverges)),
            Variant("finite", Role.MUTANT, r"\text{finite tails}", Ends("sigmoid(w)", ("0-", "0+"))),
            Variant("half", Role.MUTANT, r"\text{rate }\tfrac12", Ends("sigmoid(w)", RIGHT.diverges, (("oo", "1/2"),))),
        ),
        figure="s2_logistic_tail",
        checks=SIDES,
        derivation="sigma(w) >= sigma(k) on [k, oo), or exactly sigma -> 1.",
        depends=("s2_logistic_tail.antiderivative",),
    ),
    claim(
        "left_tail",
        ("P24",),
        "the mirror image: infinite mass in the left tail",
        r"For $(x,y)=(-1,1)$, $\int_{(-\infty,-k]}\frac1{|w|}\sigma(-w)\,dw=\infty$.",
        hypotheses=("one weight with the prior 1/|w|", "k > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma(-w):\ -\infty", LEFT),
            Variant("right", Role.MUTANT, r"\sigma(-w):\ +\infty", Ends("sigmoid(-w)", RIGHT.diverges)),
            Variant("both", Role.MUTANT, r"\sigma(-w):\ \pm\infty", Ends("sigmoid(-w)", ("-oo", "0-", "0+", "oo"))),
            Variant("same_data", Role.MUTANT, r"(x,y)=(-1,-1)", Ends("sigmoid(-w*(-1))", LEFT.diverges)),
        ),
        checks=SIDES,
        derivation="w -> -w turns sigma(-w)/|w| into sigma(w)/|w|.",
        depends=("s2_logistic_tail.right_tail",),
    ),
    claim(
        "network_tails",
        ("P20",),
        "networks with bounded or half-dead activations have infinite mass in the tails too",
        r"For $y=1$ seen through $N(h(w),1)$ the mass per $\log b$ tends to $L(\infty)+L(-\infty)$: $\varphi(1)$ for ReLU, "
        r"$\varphi(0)+\varphi(2)$ for tanh, $\varphi(0)+\varphi(1)$ for the logistic activation.",
        hypotheses=("one hidden weight with the prior 1/|w|, all others fixed at 1", "one observation y = 1 at x = 1"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{ReLU, tanh, logistic}", (RIGHT, RELU, TANH, SIGMOID)),
            Variant(
                "relu_right", Role.MUTANT, r"\text{ReLU}:\ +\infty", (RIGHT, Ends(RELU.likelihood, LINEAR.diverges))
            ),
            Variant(
                "tanh_rate",
                Role.MUTANT,
                r"2\varphi(2)",
                (RIGHT, Ends(TANH.likelihood, TANH.diverges, (("oo", PHI2),))),
            ),
            Variant("linear", Role.MUTANT, r"N(w,1)", (RIGHT, LINEAR)),
        ),
        checks=(each(by_leading), each(by_witnesses)),
        derivation="dM/dlog b = L(b) + L(-b), whose limit is not 0 where the activation has finite limits.",
    ),
)
