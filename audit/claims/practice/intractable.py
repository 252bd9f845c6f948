"""Docstrings of public code: "the true KL divergence is intractable". It has a closed form, and its gradient is one line.

    KL(N(theta, alpha theta^2) || C/|w|) = KL(0) + u 2F2(1, 1; 3/2, 2; -u),   dKL/du = D(sqrt u)/sqrt u,   u = 1/(2 alpha)

'Intractable' is read as: there is no way to compute it to a given accuracy, so that a fit or sampling has to stand in. The
witness is an enclosure as narrow as one likes of the closed form, in which the definition, integrated rigorously, lies too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.expectations import log_q, log_square
from audit.claims.practice import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import dawson, in_balls
from audit.numerics.exact import bits_of
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import Proof, equal_for_all, k, reduces_to_zero, shown, u
from audit.pseudo_kl import ball as core
from audit.pseudo_kl import symbolic

PLACE = "docstrings of public implementations of variational dropout"
ROOTS = tuple(Fraction(x) for x in ("0.37", "1.3", "2.6"))
"""sqrt(alpha)."""
MEANS = tuple(Fraction(x) for x in ("-2.3", "0.17", "1.9"))
BITS = 96


@dataclass(frozen=True)
class Intractable:
    """Nothing computes KL (`slope`: its derivative in u) to so many digits, at any alpha above a bound."""

    digits: int
    above: Fraction = Fraction(0)
    slope: bool = False


def roots(form: Intractable) -> list[Fraction]:
    """The sqrt(alpha) that are looked at: some above the bound."""
    shift = Fraction(0) if form.above == 0 else form.above
    return [root + shift for root in ROOTS]


def by_enclosure(variant: Variant, _: Setting) -> Evidence:
    """The core gives a ball with a relative radius below 10^-digits at each alpha; narrower than asked is a witness."""
    form, where = variant.form, "each alpha"
    bits = bits_of(form.digits)
    for count, root in enumerate(roots(form), start=1):
        point = 1 / (2 * root**2)
        value = core.slope(point, bits) if form.slope else core.kl_at(point, 1, bits)
        if value.rel_accuracy_bits() >= bits:
            name = "dKL/du" if form.slope else "KL"
            words = f"at alpha = {float(root**2):.4g} {name} = {value.str(20, radius=False)}..., "
            words += f"enclosed to {form.digits} digits"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, prec_bits=bits, witness=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=len(ROOTS))


def definition(mean: Fraction, root: Fraction) -> arb:
    """E log q(w) - E log(1/|w|) for w ~ N(mean, root^2 mean^2), by rigorous integration."""
    sigma = root * abs(mean)
    with precision(BITS):
        return log_q(sigma, BITS) + log_square(mean, sigma, BITS) / 2


def by_definition(variant: Variant, _: Setting) -> Evidence:
    """What the core encloses is the KL: the integral of the definition, or its difference quotient, meets it."""
    form, where, near = variant.form, "each alpha", Fraction(1, 10**6)
    for count, (root, mean) in enumerate(zip(roots(form), MEANS, strict=True), start=1):
        point = 1 / (2 * root**2)
        with precision(BITS):
            seen, stated = definition(mean, root), core.kl_at(point, 1, BITS)
            if form.slope:
                # u changes by the factor (1 + h)^2 with the mean at a fixed sigma; KL is concave in u.
                other = definition(mean * (1 + near), root / (1 + near))
                step = ball(point * ((1 + near) ** 2 - 1))
                seen = (other - seen) / step
                stated = core.slope(point, BITS).union(core.slope(point * (1 + near) ** 2, BITS))
        if seen.overlaps(stated) and seen.is_finite():
            words = f"at alpha = {float(root**2):.4g} the definition gives {shown(seen, 8)}, the closed form {shown(stated, 8)}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, prec_bits=BITS, witness=words)
    return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=len(ROOTS))


@dataclass(frozen=True)
class Closed:
    """KL(u) - KL(0) = value, a power series whose coefficients are known for every k, and dKL/du = slope."""

    value: sp.Expr
    slope: sp.Expr


def by_equation(variant: Variant, _: Setting) -> Evidence:
    """Three functions solve 2u y' + (1 + 2u) y = 1 and are finite at u = 0, so that they are one: the derivative of eq. (1), the
    derivative of the value, and the slope. Without a proof, the integrals look for a witness.
    """
    form, where = variant.form, "u > 0"
    proof = _one_solution(form)
    if proof.holds is None and (found := against_integrals(variant, Setting())).outcome is Outcome.FAILS:
        return found
    return evidence_of(proof, where)


def _one_solution(form: Closed) -> Proof:
    """y = e^-u sum s(k) u^k/k! solves it if (2k + 1) s(k) = 1, y = sum t(k) u^k/k! if (2k + 1) t(k) + 2k t(k - 1) = [k = 0]."""
    printed = coefficients(sp.expand(symbolic.excess() * sp.exp(u)))
    rate = (2 * k + 1) * (printed.general.subs(k, k + 1) - printed.general)
    if printed.first or not equal_for_all(rate, sp.S.One).holds or not reduces_to_zero(printed.at(0)):
        return Proof(None, "the derivative of eq. (1) does not solve the equation")
    stated = coefficients(form.value)
    slope = stated.general.subs(k, k + 1)
    step = sp.expand_power_exp((2 * k + 3) * slope.subs(k, k + 1) + 2 * (k + 1) * slope)
    if stated.first != (0,) or stated.at(1) != 1 or not reduces_to_zero(sp.expand_func(step)):
        return Proof(None, "the derivative of the value does not solve the equation")
    if not reduces_to_zero(2 * u * sp.diff(form.slope, u) + (1 + 2 * u) * form.slope - 1):
        return Proof(None, "the slope does not solve the equation")
    return Proof(
        True, "value' and slope solve 2u y' + (1 + 2u) y = 1, as the derivative of eq. (1) does, all finite at u = 0"
    )


def against_integrals(variant: Variant, _: Setting) -> Evidence:
    """KL(N(mean, sigma^2)) by rigorous integration less KL(0), against the value; difference quotients against the slope."""
    form, where, near = variant.form, "alpha, theta", Fraction(1, 10**8)
    for count, (root, mean) in enumerate(zip(ROOTS, MEANS, strict=True), start=1):
        point = 1 / (2 * root**2)
        with precision(BITS):
            seen = definition(mean, root) - core.kl_at_zero()
            stated = in_balls(form.value, {u: point}, BITS)
            rise = core.excess(point + near, BITS) - core.excess(point, BITS)
            steep, slope = rise / ball(near), in_balls(form.slope, {u: point}, BITS)
            off = abs(steep - slope)
        if apart(seen, stated):
            words = f"at alpha = {float(root**2):.4g} KL - KL(0) is {shown(seen, 8)}, not {shown(stated, 8)}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
        if off > ball(near):
            words = f"at alpha = {float(root**2):.4g} dKL/du is {shown(steep, 8)}, not {shown(slope, 8)}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(ROOTS), prec_bits=BITS)


def two_f_two(b: sp.Expr, sign: int = -1) -> sp.Expr:
    """u 2F2(1, 1; b, 2; sign u) = sum_{k >= 1} sign^(k-1) (k-1)!/(b)_(k-1) u^k/k!, by (1)_n = n! and (2)_n = (n+1)!."""
    return series(sp.Integer(sign) ** (k - 1) * sp.gamma(k) * sp.gamma(b) / sp.gamma(b + k - 1), start=1)


THREE_HALVES, ROOT = sp.Rational(3, 2), sp.sqrt(u)
ONE_LINE = dawson(ROOT) / ROOT
VALUE = two_f_two(THREE_HALVES)
CLAIMS = (
    Claim(
        id="intractable.closed_form",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the closed form, and a gradient of one line",
        statement=r"$\mathrm{KL}(u)-\mathrm{KL}(0)=u\,{}_2F_2(1,1;\tfrac32,2;-u)$ and "
        r"$d\,\mathrm{KL}/du=D_+(\sqrt u)/\sqrt u$ with $u=1/(2\alpha)$.",
        hypotheses=("the log-uniform prior", "theta != 0, alpha > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"u\,{}_2F_2(1,1;\tfrac32,2;-u)", Closed(VALUE, ONE_LINE)),
            Variant("half", Role.MUTANT, r"{}_2F_2(1,1;\tfrac12,2;-u)", Closed(two_f_two(sp.Rational(1, 2)), ONE_LINE)),
            Variant("sign", Role.MUTANT, r"{}_2F_2(1,1;\tfrac32,2;u)", Closed(two_f_two(THREE_HALVES, 1), ONE_LINE)),
            Variant("bare", Role.MUTANT, r"D_+(\sqrt u)", Closed(VALUE, dawson(ROOT))),
            Variant("argument", Role.MUTANT, r"D_+(u)/u", Closed(VALUE, dawson(u) / u)),
        ),
        checks=(by_equation, against_integrals),
        expected=Verdict.PROVED,
        derivation="All three solve 2u y' + (1 + 2u) y = 1, whose solutions differ by multiples of e^-u/sqrt(u).",
        depends=("s4_remark1_series.equation_1", "s4_remark1_gradient.positive_u"),
    ),
    Claim(
        id="intractable.cannot_be_computed",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the true KL divergence is intractable",
        statement=r"There is no way to compute $\mathrm{KL}(N(\theta,\alpha\theta^2)\|C/|w|)$ to a given accuracy.",
        hypotheses=(
            "'intractable' is read as: no way to fifty digits at some alpha",
            "the log-uniform prior, theta != 0",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{KL}", Intractable(50)),
            Variant("gradient", Role.MUTANT, r"d\,\mathrm{KL}/du", Intractable(50, slope=True)),
            Variant("large_alpha", Role.MUTANT, r"\alpha>25", Intractable(50, above=Fraction(5))),
            Variant("many_digits", Role.MUTANT, r"10^{-1000}", Intractable(1000)),
        ),
        checks=(by_enclosure, by_definition),
        expected=Verdict.REFUTED,
        derivation="The closed form in balls at three alpha, beside a rigorous integral of the definition.",
        consequence="No fit is needed for the second term. The expected log-likelihood still has to be sampled in general.",
        depends=("intractable.closed_form",),
    ),
)
