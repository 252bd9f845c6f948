"""Section 4: eq. (3) is enough for gradient-based optimisation, can be computed accurately, and so replaces fits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.accuracy import ARGUMENT_SQUARED, CORE, THROUGH_FLOAT32, to_forty_digits, within_ulps
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball as to_ball
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.pseudo_kl import ball, published

PLACE = "section 4, after eq. (3)"
PINNED_WITHIN = Fraction(1, 10**9)
"""Any other digit of a printed constant moves the error at one of the pinned alpha by more."""
MU, V = sp.Symbol("mu", real=True), sp.Symbol("v", positive=True)


@dataclass(frozen=True)
class FirstOrder:
    """Every partial derivative of E(mu, v) + K(mu^2/(2v)) needs of K only the multiple of K'(u) that is stated."""

    mu_factor: sp.Expr
    v_factor: sp.Expr


def needs_the_slope_only(form: FirstOrder) -> Proof:
    """Differentiate an unspecified objective; what is left after taking the stated multiples away is free of K."""
    data, kl, t = sp.Function("E")(MU, V), sp.Function("K"), sp.Symbol("t")
    inner = MU**2 / (2 * V)
    outer = kl(t).diff(t).subs(t, inner)
    for letter, factor in ((MU, form.mu_factor), (V, form.v_factor)):
        rest = ((data + kl(inner)).diff(letter) - outer * factor - data.diff(letter)).doit()
        if not reduces_to_zero(rest):
            return Proof(None, f"d/d{letter} contains K beyond the stated multiple of K'")
    return Proof(True, "for every data term E and every K, the gradient contains K only through K'(u)")


def step_of_descent(variant: Variant, _: Setting) -> Evidence:
    """The stated gradient against certified difference quotients of KL along mu and along v, in balls."""
    cases = ((Fraction(-7, 5), Fraction(9, 10)), (Fraction(3, 10), Fraction(11, 5)), (Fraction(21, 10), Fraction(1, 3)))
    step = Fraction(1, 10**20)
    for mean, spread in cases:
        at, slope = {MU: mean, V: spread}, ball.slope(mean**2 / (2 * spread), 300)
        moved = {"mu": (mean + step) ** 2 / (2 * spread), "v": mean**2 / (2 * (spread + step))}
        for name, factor in (("mu", variant.form.mu_factor), ("v", variant.form.v_factor)):
            change = (ball.kl_at(moved[name], 1, 300) - ball.kl_at(mean**2 / (2 * spread), 1, 300)) * step.denominator
            stated = slope * in_balls(factor, at, 300)
            if abs(change - stated) > arb(10) ** -15:
                words = (
                    f"d/d{name} at mu = {float(mean):g}, v = {float(spread):g}: {shown(change)}, not {shown(stated)}"
                )
                return Evidence(Method.BALL, Outcome.FAILS, "points in mu, v", points=len(cases), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in mu, v", points=len(cases), prec_bits=300)


@dataclass(frozen=True)
class Fit:
    """A published approximation of -KL, the constant that makes it comparable, and its largest error, bracketed.

    `pinned` has the error at other alpha, so that no digit of a printed constant can change unseen.
    """

    approximation: published.Approximation
    constant: sp.Expr
    at: Fraction
    low: Fraction
    high: Fraction
    pinned: dict[Fraction, Fraction]

    def error(self, alpha: Fraction) -> arb:
        """|approximation + constant - (KL(0) - KL)| at alpha, in balls."""
        stated = published.negative_kl(self.approximation, alpha, 80) + in_balls(self.constant, {}, 80)
        return abs(stated + ball.excess(1 / (2 * alpha), 80))


def largest_error(variant: Variant, setting: Setting) -> Evidence:
    """At least `low` at one alpha (certified), at most `high` on a grid of alpha that is uniform in its logarithm."""
    form, count = variant.form, 60 if setting.quick else 400
    top = 0.0 if form.approximation.alpha_max else 4.0
    grid = [Fraction(10.0 ** (-5 + (5 + top) * i / count)) for i in range(count + 1)]
    for alpha in (form.at, *grid):
        if form.error(alpha) > to_ball(form.high):
            words = (
                f"at alpha = {float(alpha):.6g} the error is {shown(form.error(alpha))}, above {float(form.high):.6g}"
            )
            return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=len(grid) + 1, witness=words)
    if not form.error(form.at) > to_ball(form.low):
        words = (
            f"at alpha = {float(form.at):.6g} the error is {shown(form.error(form.at))}, below {float(form.low):.6g}"
        )
        return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=1, witness=words)
    for alpha, value in form.pinned.items():
        if abs(form.error(alpha) - to_ball(value)) > to_ball(PINNED_WITHIN):
            words = f"at alpha = {float(alpha):g} the error is {shown(form.error(alpha), 8)}, not {float(value):.9f}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=1, witness=words)
    words = f"error {shown(form.error(form.at), 8)} at alpha = {float(form.at):.6g}, nowhere more on {len(grid)} points"
    return Evidence(Method.BALL, Outcome.HOLDS, "points in alpha", points=len(grid) + 1, summary=words)


def changed(approximation: published.Approximation, **constants: str) -> published.Approximation:
    """The same approximation with other constants."""
    return replace(approximation, constants={**approximation.constants, **constants})


KINGMA = Fit(
    published.KINGMA_2015,
    -(sp.log(2) + sp.EulerGamma) / 2,
    Fraction("0.12241"),
    Fraction("0.0403397"),
    Fraction("0.0403399"),
    {Fraction(3, 10): Fraction("0.0317730366"), Fraction(1): Fraction("0.0372134516")},
)
MOLCHANOV = Fit(
    published.MOLCHANOV_2017,
    sp.S.Zero,
    Fraction("0.0298734"),
    Fraction("0.00937456"),
    Fraction("0.00937458"),
    {Fraction(17, 100): Fraction("0.0043638590"), Fraction(17, 10): Fraction("0.0053799641")},
)


def fit_claim(name: str, form: Fit, wrong: dict[str, dict[str, str]]) -> Claim:
    """The claim about one published approximation."""
    mutants = (
        Variant(key, Role.MUTANT, key, replace(form, approximation=changed(form.approximation, **constants)))
        for key, constants in wrong.items()
    )
    return Claim(
        id=f"s4_dawson_replaces_approximations.error_of_{name}",
        source=SOURCE,
        place=PLACE,
        covers=("P46",),
        title=f"what eq. (3) replaces: {form.approximation.source}",
        statement=f"The approximation of the divergence in {form.approximation.source}, constants as printed there, is "
        f"off by {float(form.low):.6g} at $\\alpha={float(form.at):.6g}$, and by no more elsewhere.",
        hypotheses=("alpha > 0" + (", alpha <= 1" if form.approximation.alpha_max else ""), "constants as printed"),
        variants=(Variant("printed", Role.PRINTED, form.approximation.latex, form), *mutants),
        checks=(largest_error,),
        expected=Verdict.SUPPORTED,
        derivation="Balls at one alpha show the error; a grid of alpha shows no larger one. The supremum over all alpha "
        "is not certified here.",
    )


CLAIMS = (
    Claim(
        id="s4_dawson_replaces_approximations.first_order",
        source=SOURCE,
        place=PLACE,
        covers=("P46",),
        title="first-order optimisation needs eq. (3) only",
        statement=r"The gradient of $E(\mu,v)+\mathrm{KL}(\mu^2/(2v))$ contains the divergence only through its "
        r"derivative in $u$, eq. (3).",
        hypotheses=("E differentiable", "v = sigma^2 > 0", "at u = 0 the value 1 is taken for 0/0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\mu/v,\ -\mu^2/(2v^2)", FirstOrder(MU / V, -(MU**2) / (2 * V**2))),
            Variant("wrong_sign", Role.MUTANT, r"\mu/v,\ \mu^2/(2v^2)", FirstOrder(MU / V, MU**2 / (2 * V**2))),
            Variant(
                "wrong_power", Role.MUTANT, r"\mu^2/v,\ -\mu^2/(2v^2)", FirstOrder(MU**2 / V, -(MU**2) / (2 * V**2))
            ),
        ),
        checks=(proved_by(needs_the_slope_only, "mu real, v > 0", step_of_descent), step_of_descent),
        expected=Verdict.PROVED,
        derivation="The chain rule for an unspecified K.",
        depends=("s4_remark1_gradient.positive_u",),
    ),
    Claim(
        id="s4_dawson_replaces_approximations.accurate_implementations",
        source=SOURCE,
        place=PLACE,
        covers=("P45",),
        title="accurate implementations exist",
        statement=r"In float64, $D_+(\sqrt u)/\sqrt u$ by SciPy's Dawson integral is within 512 ulp, and the table "
        r"kernels of this package for excess, slope and curvature within 4 ulp, of the exact value; the integer sums of this "
        r"package are right to forty digits.",
        hypotheses=("0 <= u <= 1e308", "round to nearest"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{SciPy, table kernels, integer sums}", CORE),
            Variant("through_float32", Role.MUTANT, r"\text{float32 on the way}", THROUGH_FLOAT32),
            Variant("argument_u", Role.MUTANT, r"D_+(u)", ARGUMENT_SQUARED),
        ),
        checks=(within_ulps, to_forty_digits),
        expected=Verdict.SUPPORTED,
        derivation="Computed against balls at the edges of the format, at random u, and twice in each piece of the tables.",
    ),
    fit_claim("kingma2015", KINGMA, {"c1_digit": {"c1": "1.16415124"}, "c2_sign": {"c2": "1.50204118"}}),
    fit_claim("molchanov2017", MOLCHANOV, {"k2_digits": {"k2": "1.78320"}, "k3_sign": {"k3": "-1.48695"}}),
)
