"""Section 4: differential entropy as a pseudo KL divergence from Lebesgue measure."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import mpmath
import sympy as sp
from flint import acb, arb

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, reduces_to_zero, shown

SIGMA = sp.Symbol("sigma", positive=True)
BITS = 100
WIDTH = 16
"""Quadrature runs over 16 standard deviations on each side; the rest is below 10^-50."""
AGREE = Fraction(1, 10**18)
ENTROPY = sp.log(2 * sp.pi * sp.E * SIGMA**2) / 2


@dataclass(frozen=True)
class PseudoKL:
    """KL(q || Lebesgue) = int q log q = sign * h(q), with h(q) = entropy the differential entropy of q = N(mu, sigma^2)."""

    sign: int
    entropy: sp.Expr


@cache
def exact_integral() -> sp.Expr:
    """int q log q dw for w = mu + sigma z: log q is -z^2/2 - 1/2 log(2 pi sigma^2), and E 1 and E z^2 are integrated."""
    z = sp.Symbol("z", real=True)
    density = sp.exp(-(z**2) / 2) / sp.sqrt(2 * sp.pi)
    one, square = (sp.integrate(power * density, (z, -sp.oo, sp.oo)) for power in (1, z**2))
    return -square / 2 - one * sp.log(2 * sp.pi * SIGMA**2) / 2


def by_integration(form: PseudoKL) -> Proof:
    """int q log(q/1) dw by exact integration, for every mu and sigma."""
    difference = sp.expand_log(sp.expand(exact_integral() - form.sign * form.entropy), force=True)
    return Proof(reduces_to_zero(sp.simplify(difference)) or None, f"int q log q dw = {exact_integral()} = -h(q)")


def in_balls_by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """int q log q by rigorous quadrature over 16 standard deviations; the tails add at most 300 e^-128."""
    for sigma in points.SIGMA:
        with precision(BITS):
            scale = ball(sigma)

            def integrand(z: acb, scale: arb = scale) -> acb:
                log_q = -z * z / 2 - (2 * acb.pi()).log() / 2 - scale.log()
                return (-z * z / 2).exp() / (2 * acb.pi()).sqrt() * log_q

            direct = integrate(integrand, arb(-WIDTH), arb(WIDTH), BITS) + arb(0, (300 * arb(-128).exp()).upper())
            stated = variant.form.sign * in_balls(variant.form.entropy, {SIGMA: sigma}, BITS)
        if apart(direct, stated):
            words = f"at sigma = {float(sigma):g}: int q log q = {shown(direct)}, stated {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in sigma", points=len(points.SIGMA), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in sigma", points=len(points.SIGMA), prec_bits=BITS)


def in_mpmath_by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """int q log q in w itself, with a negative mean, by mpmath.quad."""
    for mean, sigma in zip(points.MU, points.SIGMA, strict=True):
        with mpmath.workdps(30):
            mu, s = (mpmath.mpf(x.numerator) / x.denominator for x in (mean, sigma))
            cuts = [mu + s * j for j in (-16, -6, 0, 6, 16)]
            direct = mpmath.quad(lambda w, mu=mu, s=s: mpmath.npdf(w, mu, s) * mpmath.log(mpmath.npdf(w, mu, s)), cuts)
            stated = variant.form.sign * mpmath.mpf(str(variant.form.entropy.subs(SIGMA, sp.Rational(sigma)).evalf(30)))
        if abs(direct - stated) > float(AGREE):
            words = f"at sigma = {float(sigma):g}: {mpmath.nstr(direct, 8)}, stated {mpmath.nstr(stated, 8)}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in mu, sigma", points=4, witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in mu, sigma", points=4)


CLAIMS = (
    Claim(
        id="s4_entropy.pseudo_kl_from_lebesgue",
        source=SOURCE,
        place="section 4",
        covers=("P62",),
        title="entropy as a pseudo KL from Lebesgue measure",
        statement=r"With Lebesgue measure in place of a prior, $\int q\log q\,dw=-h(q)$: the differential entropy is the "
        r"pseudo divergence up to its sign, so that penalising the divergence rewards entropy.",
        hypotheses=(
            "q = N(mu, sigma^2)",
            "'quantifies' is read as: determines, with the sign that the definition gives",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{KL}(q\|\mathrm{Leb})=-h(q)", PseudoKL(-1, ENTROPY)),
            Variant("plus_sign", Role.MUTANT, r"\mathrm{KL}(q\|\mathrm{Leb})=+h(q)", PseudoKL(1, ENTROPY)),
            Variant(
                "without_e",
                Role.MUTANT,
                r"h=\tfrac12\log(2\pi\sigma^2)",
                PseudoKL(-1, sp.log(2 * sp.pi * SIGMA**2) / 2),
            ),
        ),
        checks=(
            proved_by(by_integration, "mu real, sigma > 0", in_balls_by_quadrature),
            in_balls_by_quadrature,
            in_mpmath_by_quadrature,
        ),
        expected=Verdict.PROVED,
        derivation="int q log q = -1/2 log(2 pi sigma^2) - 1/2 = -1/2 log(2 pi e sigma^2).",
        consequence="Read as an equality without the sign, the sentence would be false.",
    ),
)
