"""The regulariser is replaced by a smooth function: how close, how smooth, and whether smoothness is a reason to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import mpmath
import sympy as sp
from flint import arb, ctx

from audit.claims.lecture import SOURCE
from audit.claims.proofs import proved_by
from audit.claims.smoothness import LOG, Order, by_parts, by_power, by_quotients, by_two_values, sigmoid
from audit.errors import AuditError
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, precision
from audit.numerics.ball import ball as to_ball
from audit.numerics.evaluate import dawson, in_balls
from audit.numerics.symbolic import Proof, k, shown, u
from audit.parametrisation.approximation_error import largest_error
from audit.pseudo_kl import ball, precise, published

PLACE = "the second term of the ELBO, before its maximum"
DIGITS = 30
AT = tuple(Fraction(x) for x in ("0.03", "0.42", "1.6", "37", "0.17"))
U = tuple(Fraction(x) for x in ("0.31", "1.7", "5.9"))
TERMS, BITS = 200, 256
"""At u = 5.9 the terms reach 100 and are below 10^-100 from the 150th on."""


@dataclass(frozen=True)
class Close:
    """|approximation + constant - (KL(0) - KL)| < within, for every alpha > 0."""

    approximation: published.Approximation
    constant: sp.Expr
    within: Fraction


def by_supremum(variant: Variant, _: Setting) -> Evidence:
    """The certified supremum over all alpha against the stated bound; where there is none, an alpha that exceeds it."""
    form: Close = variant.form
    within = to_ball(form.within)
    try:
        found = largest_error(form.approximation, "kl", 9, lambda: in_balls(form.constant, {}, ctx.prec))
    except AuditError as error:
        return _at_points(form, str(error))
    words = f"the largest error is {shown(found.value, 6)}, at alpha = {shown(found.alpha, 6)}"
    if found.value > within:
        return Evidence(Method.BALL, Outcome.FAILS, "alpha > 0", points=found.cells, witness=words)
    outcome = Outcome.HOLDS if found.value < within else Outcome.UNDECIDED
    whole = outcome is Outcome.HOLDS
    return Evidence(Method.BALL, outcome, "alpha > 0", whole_domain=whole, points=found.cells, summary=words)


def _at_points(form: Close, why: str) -> Evidence:
    """An alpha at which the bound is exceeded, where the supremum was not found."""
    for value in AT:
        stated = published.negative_kl(form.approximation, value) + in_balls(form.constant, {})
        off = abs(stated + ball.excess(1 / (2 * value)))
        if off > to_ball(form.within):
            words = f"at alpha = {float(value):g} the error is {shown(off)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=len(AT), witness=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, "alpha > 0", points=len(AT), summary=why)


def by_mpmath(variant: Variant, _: Setting) -> Evidence:
    """The printed formula and the exact value in mpmath, at points."""
    form: Close = variant.form
    for value in AT:
        with mpmath.workdps(DIGITS):
            k1, k2, k3 = (mpmath.mpf(text) for text in form.approximation.constants.values())
            a, constant = mpmath.mpf(value.numerator) / value.denominator, mpmath.mpf(sp.N(form.constant, DIGITS))
            stated = k1 / (1 + mpmath.exp(-k2 - k3 * mpmath.log(a))) - mpmath.log(1 + 1 / a) / 2 - k1 + constant
            off = abs(stated + precise.excess(1 / (2 * value), DIGITS))
            far = off > mpmath.mpf(form.within.numerator) / form.within.denominator
        if far:
            words = f"at alpha = {float(value):g} the error is {mpmath.nstr(off, 5)}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in alpha", points=len(AT), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in alpha", points=len(AT))


def solves_the_equation(ratio: sp.Expr) -> Proof:
    """Slope = sum a_k u^k, a_0 = 1, with a_(k+1)/a_k = ratio: 2 (k+1) a_(k+1) + a_(k+1) + 2 a_k = 0, and ratio -> 0.

    The equation 2u g' + (1 + 2u) g = 1 of g = D(sqrt u)/sqrt u is derived from D' = 1 - 2x D.
    """
    g = dawson(sp.sqrt(u)) / sp.sqrt(u)
    left = sp.simplify(2 * u * g.diff(u) + (1 + 2 * u) * g - 1)
    if left != 0:
        return Proof(None, f"the equation of the slope leaves {left}")
    rest = sp.factor((2 * k + 3) * ratio + 2)
    if rest != 0:
        at = next(n for n in range(TERMS) if rest.subs(k, n) != 0)
        return Proof(False, f"at k = {at} the equation of the slope leaves {rest.subs(k, at)} a_k")
    if sp.limit(ratio, k, sp.oo) != 0:
        return Proof(None, f"the ratio tends to {sp.limit(ratio, k, sp.oo)}")
    return Proof(
        True,
        "the coefficients solve the equation of eq. (3), and their ratio tends to 0: the series converges for all u",
    )


def by_sums(variant: Variant, _: Setting) -> Evidence:
    """200 terms against the core's slope, and their integral against its excess, in balls."""
    ratios = [in_balls(variant.form, {k: n}, BITS) for n in range(TERMS)]
    for value in U:
        with precision(BITS):
            term, slope, excess, x = arb(1), arb(0), arb(0), to_ball(value)
            for n, ratio in enumerate(ratios):
                slope, excess = slope + term, excess + term * x / (n + 1)
                term = term * ratio * x
            rest = arb(0, (2 * abs(term)).upper())
            pairs = ((slope + rest, ball.slope(value, BITS)), (excess + rest * x, ball.excess(value, BITS)))
        if any(_differs(one, other) for one, other in pairs):
            words = f"at u = {float(value):g} the sum is {shown(pairs[0][0])}, the slope {shown(pairs[0][1])}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(U), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=len(U), prec_bits=BITS)


def _differs(one: arb, other: arb) -> bool:
    """The sum is separated from the value, or its terms have grown so that nothing is left of it."""
    return bool(one.rad() > 1) or apart(one, other)


def constants(**changed: str) -> published.Approximation:
    """The sigmoid approximation with other constants."""
    right = published.MOLCHANOV_2017
    return replace(right, constants={**right.constants, **changed})


K3 = sp.Rational(published.MOLCHANOV_2017.constants["k3"])
CLOSE = Close(published.MOLCHANOV_2017, sp.S.Zero, Fraction("0.0094"))
SIGMOID = sigmoid()
RATIO = -2 / (2 * k + 3)
WITHIN = r"|A+KL-KL(0)|<"

CLAIMS = (
    Claim(
        id="smooth_approximation.close",
        source=SOURCE,
        place=PLACE,
        covers=("L13",),
        title="the regulariser is close to a simple function",
        statement=r"The sigmoid approximation of $-KL$ is within $0.0094$ of $KL(0)-KL$ for every $\alpha>0$.",
        hypotheses=("the approximation is that of Molchanov et al. 2017, constants as printed there",),
        variants=(
            Variant("printed", Role.PRINTED, WITHIN + "0.0094", CLOSE),
            Variant("closer", Role.MUTANT, WITHIN + "0.0093", replace(CLOSE, within=Fraction("0.0093"))),
            Variant("k3_sign", Role.MUTANT, "-k_3", replace(CLOSE, approximation=constants(k3="-1.48695"))),
            Variant("k2_digits", Role.MUTANT, "k_2=1.78320", replace(CLOSE, approximation=constants(k2="1.78320"))),
            Variant("without_k1", Role.MUTANT, "A+k_1", replace(CLOSE, constant=sp.Rational("0.63576"))),
        ),
        checks=(by_supremum, by_mpmath),
        expected=Verdict.PROVED,
        derivation="Branch and bound with balls over log alpha, both ends included.",
        depends=("s4_dawson_replaces_approximations.error_of_molchanov2017",),
    ),
    Claim(
        id="smooth_approximation.differentiable",
        source=SOURCE,
        place=PLACE,
        covers=("L13",),
        title="the approximation is smooth in alpha",
        statement=r"The sigmoid approximation is analytic in $\alpha>0$, so differentiable any number of times.",
        hypotheses=("alpha > 0", "constants as printed, no clip"),
        variants=(
            Variant("printed", Role.PRINTED, published.MOLCHANOV_2017.latex, SIGMOID),
            Variant("clipped", Role.MUTANT, r"\min(\log\alpha,0)", sigmoid(sp.Min(LOG, 0))),
            Variant("modulus", Role.MUTANT, r"s(k_2+k_3|\log\alpha|)", sigmoid(sp.Abs(LOG))),
            Variant("small_kink", Role.MUTANT, r"A+10^{-6}|\log\alpha|", SIGMOID + sp.Abs(LOG) / 10**6),
        ),
        checks=(proved_by(by_parts, "alpha > 0"), by_quotients),
        expected=Verdict.PROVED,
        derivation="Built from exp, log, sums and quotients, with positive denominators and arguments of log.",
    ),
    Claim(
        id="smooth_approximation.exact_is_smooth",
        source=SOURCE,
        place=PLACE,
        covers=("L13",),
        title="the exact regulariser is smooth as well",
        statement=r"$KL$ is an entire function of $u=\mu^2/(2\sigma^2)=1/(2\alpha)$: analytic in $\alpha>0$, and in $\mu$ and "
        r"$\sigma^2>0$ with $\mu=0$ included. Smoothness is no reason to approximate it.",
        hypotheses=("the log-uniform prior", "sigma^2 > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"a_{k+1}/a_k=-2/(2k+3)", RATIO),
            Variant("sign", Role.MUTANT, r"a_{k+1}/a_k=2/(2k+3)", -RATIO),
            Variant("shifted", Role.MUTANT, r"a_{k+1}/a_k=-2/(2k+1)", -2 / (2 * k + 1)),
            Variant("finite_radius", Role.MUTANT, r"a_{k+1}/a_k=-2(k+1)/(2k+3)", RATIO * (k + 1)),
        ),
        checks=(proved_by(solves_the_equation, "every complex u"), by_sums),
        expected=Verdict.PROVED,
        derivation="The slope of eq. (3) solves 2u g' + (1 + 2u) g = 1 with g(0) = 1; the quotients of its coefficients tend to "
        "0. KL is its integral.",
        consequence="What the approximation offers is a formula without a special function.",
        depends=("s4_remark1_gradient.positive_u",),
    ),
    Claim(
        id="smooth_approximation.at_mu_zero",
        source=SOURCE,
        place=PLACE,
        covers=("L13",),
        title="smooth in mu and sigma^2?",
        statement=r"As a function of $(\mu,\sigma^2)$, the approximation is smooth at $\mu=0$. It has two continuous derivatives "
        r"there and no third: it starts as $-\frac12\log(1+\mu^2/\sigma^2)-c|\mu|^{2k_3}$, $2k_3=2.9739$.",
        hypotheses=(
            "smooth is read in the coordinates of the additive form, of which the lecture does not speak",
            "constants as printed",
            "the conditional form: two derivatives are meant",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"C^\infty", Order(K3, None)),
            Variant("twice", Role.CONDITIONAL, r"C^2,\ \text{not}\ C^3", Order(K3, 2)),
            Variant("thrice", Role.MUTANT, r"C^3", Order(K3, 3)),
            Variant("once", Role.MUTANT, r"C^1,\ \text{not}\ C^2", Order(K3, 1)),
        ),
        checks=(by_power, by_two_values),
        expected=Verdict.CONDITIONAL,
        derivation="y = (mu^2/sigma^2)^k3 is the only part that is not analytic; 2 < 2 k3 < 3.",
        consequence="The Hessian at mu = 0 is that of the exact KL; a third derivative grows as |mu|^-0.026 there.",
        depends=("smooth_approximation.exact_is_smooth",),
    ),
)
