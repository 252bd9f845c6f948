"""Structured Bayesian pruning in float32: Z = Phi(r) - Phi(l) underflows, log Z is -oo and the KL NaN, in the range of its code.

l = (a - mu)/sigma, r = (b - mu)/sigma with a = -20, b = 0; mu is clipped to [-20, 5], log sigma to [-20, 5]. Let Phi be rounded
correctly to float32. Then Z is 0 as soon as Phi(r) < 2^-150, that is r < -14.2. And where r >= -t, t <= 14, it is positive:
l <= 0 and l <= r - d, d = 20 e^-5 = 0.1347...; rounding is monotone, so that fl Phi(r) > fl Phi(l) follows from a gap of more
than one spacing of floats:

    r >= 0    Phi(r) - Phi(min(0, r - d)) >= Phi(0) - Phi(-d) > 0.05, and the spacing at 1 is 2^-23
    r < 0     Phi(r - d)/Phi(r) increases with r (Phi is log-concave), so that the gap is at least (1 - q(s)) Phi(r) for r <= s,
              q(s) = Phi(s - d)/Phi(s), and the spacing at most max(2^-23 Phi(r), 2^-149)

With s = 0 this is enough while (1 - q(0)) Phi(r) > 2^-149, and for -t <= r <= -10, where floats end, with s = -10.
The difference of two neighbouring floats is a float; the other terms, (l phi(l) - r phi(r))/(2 Z), are then finite as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from flint import arb

from audit.claims.floating_point import rounded, tiny
from audit.claims.practice import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.symbolic import Proof, shown

PLACE = "the KL of structured Bayesian pruning in public code, in float32"
A, B = Fraction(-20), Fraction(0)
CLIP_MU, CLIP_LOG_SIGMA = (Fraction(-20), Fraction(5)), (Fraction(-20), Fraction(5))
BITS = 256
DEEP = Fraction(-10)
"""Below it Phi < 2^-76: the subnormal numbers, from Phi < 2^-126 on, lie there."""
FLAT = 40
FIRST = (Fraction(1, 10), Fraction(-5))
"""mu and log sigma: near the values from which training starts."""
F32 = np.float32


@dataclass(frozen=True)
class Positive:
    """Z > 0 in float32 wherever mu <= b + t sigma (everywhere, without t), in the clipped range; `lowest`: of mu."""

    t: Fraction | None
    lowest: Fraction = CLIP_MU[0]


def phi(x: arb) -> arb:
    """Phi(x) = erfc(-x/sqrt 2)/2."""
    return (-x / arb(2).sqrt()).erfc() / 2


def ends(mu: Fraction, log_sigma: Fraction) -> tuple[arb, arb]:
    """l and r as balls."""
    sigma = ball(log_sigma).exp()
    return ball(A - mu) / sigma, ball(B - mu) / sigma


def normaliser(mu: Fraction, log_sigma: Fraction) -> np.float32:
    """Z as float32 computes it from correctly rounded Phi."""
    left, right = (rounded_phi(end) for end in ends(mu, log_sigma))
    return F32(right - left)


def rounded_phi(x: arb) -> np.float32:
    """Phi in float32; beyond 40 sigma it rounds to 0 and 1, for 1 - Phi(40) = Phi(-40) < 2^-150."""
    if x < -FLAT or x > FLAT:
        return F32(x > 0)
    return F32(rounded(phi(x), np.float32))


def by_monotony(variant: Variant, _: Setting) -> Evidence:
    """The proof of the docstring for t <= 14 and mu >= a; or the certified point at which Z is 0."""
    form, where = variant.form, "the clipped range of mu and log sigma"
    if form.t is not None and form.lowest >= A:
        with precision(BITS):
            d = ball(B - A) * (-ball(CLIP_LOG_SIGMA[1])).exp()
            middle = phi(ball(0)) - phi(-d)
            near, deep = (1 - phi(ball(s) - d) / phi(ball(s)) for s in (Fraction(0), DEEP))
            spacing = ball(tiny(np.float32))
            relative = ball(Fraction(1, 2**23))
            last = phi(-ball(form.t))
            steps = (
                middle > 2 * relative,
                near > 2 * relative,
                near * phi(ball(DEEP)) > spacing,
                deep * last > spacing,
                last > spacing,
            )
        if all(steps):
            words = f"1 - q(0) = {shown(near, 4)}, 1 - q(-10) = {shown(deep, 4)}, Phi(-{form.t}) = {shown(last, 4)} > 2^-149"
            return Evidence(Method.BALL, Outcome.HOLDS, where, True, prec_bits=BITS, summary=words)
    found = at_points(variant, Setting())
    return found if found.outcome is Outcome.FAILS else evidence_of(Proof(None, "a gap was not shown"), where)


def at_points(variant: Variant, _: Setting) -> Evidence:
    """Z at points of the range, with the exact KL beside it where Z is 0; Phi in balls, rounded as float32 would."""
    form: Positive = variant.form
    visited = [
        (mu, log_sigma) for mu, log_sigma in POINTS if form.lowest <= mu <= CLIP_MU[1] and _near(form, mu, log_sigma)
    ]
    for mu, log_sigma in visited:
        with precision(BITS):
            if normaliser(mu, log_sigma) <= 0:
                words = (
                    f"at mu = {float(mu):g}, log sigma = {float(log_sigma):g} Z = {shown(exact_z(mu, log_sigma), 4)} is 0 in "
                    f"float32, so that the KL, {shown(exact_kl(mu, log_sigma), 8)}, is NaN"
                )
                return Evidence(Method.BALL, Outcome.FAILS, "points of the range", points=len(visited), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points of the range", points=len(visited), prec_bits=BITS)


def _near(form: Positive, mu: Fraction, log_sigma: Fraction) -> bool:
    """mu <= b + t sigma, in balls."""
    with precision(BITS):
        return form.t is None or bool(ball(mu - B) <= ball(form.t) * ball(log_sigma).exp())


def exact_z(mu: Fraction, log_sigma: Fraction) -> arb:
    """Z by erfc on the side of the nearer end: no cancellation."""
    left, right = ends(mu, log_sigma)
    return phi(right) - phi(left) if right + left < 0 else phi(-left) - phi(-right)


def exact_kl(mu: Fraction, log_sigma: Fraction) -> arb:
    """log(b - a) - log sigma - log(2 pi e)/2 - log Z - (l phi(l) - r phi(r))/(2 Z)."""
    left, right = ends(mu, log_sigma)
    z, root = exact_z(mu, log_sigma), (2 * arb.pi()).sqrt()
    edges = (left * (-(left**2) / 2).exp() - right * (-(right**2) / 2).exp()) / root / (2 * z)
    return ball(B - A).log() - ball(log_sigma) - (2 * arb.pi() * arb(1).exp()).log() / 2 - z.log() - edges


MUS = (Fraction(-43, 2), *(Fraction(k, 20) for k in (-400, -140, -2, 0, 1, 74, 100)))
LOG_SIGMAS = (Fraction(5), Fraction(1, 2), Fraction(-1), Fraction(-27, 10), Fraction(-6), Fraction(-9))
DEVIATIONS = (Fraction("13.9"), Fraction("14.3"), Fraction("14.9"))
POINTS = (
    FIRST,
    *((t / 5, Fraction("-1.609437912")) for t in DEVIATIONS),
    *((mu, log_sigma) for mu in MUS for log_sigma in LOG_SIGMAS),
)
"""mu = t sigma with sigma = 1/5, nearly, for three t; and a grid."""
CLAIMS = (
    Claim(
        id="float32_sbp.normaliser",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the normaliser of the truncated noise in float32",
        statement=r"In float32 $Z=\Phi(r)-\Phi(l)>0$, so that the KL is a number, for all $\mu\in[-20,5]$ and "
        r"$\log\sigma\in[-20,5]$, to which the code clips them.",
        hypotheses=(
            "Phi is rounded correctly; a = -20, b = 0",
            "the conditional form: mu at most 14 sigma above b = 0",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\mu\le5", Positive(None)),
            Variant("fourteen_sigma", Role.CONDITIONAL, r"\mu\le14\sigma", Positive(Fraction(14))),
            Variant("fifteen_sigma", Role.MUTANT, r"\mu\le15\sigma", Positive(Fraction(15))),
            Variant("as_in_float64", Role.MUTANT, r"\mu\le38\sigma", Positive(Fraction(38))),
            Variant("left_end_too", Role.MUTANT, r"\mu\ge-22", Positive(Fraction(14), Fraction(-22))),
        ),
        checks=(by_monotony, at_points),
        expected=Verdict.CONDITIONAL,
        derivation="Phi(-14.8) = 4e-50 is below half the least float32, 2^-150: Z = 0, log Z = -oo, and -log Z less a quotient "
        "by 2 Z is oo - oo. log_ndtr or erfcx keep it (audit implementation --prior truncated).",
        consequence="Noise whose mean passes b by 15 sigma, as log sigma = -5 makes 0.1, turns loss and gradients into NaN.",
    ),
)
