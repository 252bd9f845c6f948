"""Is KL(N(theta, s^2) || C/|w|^p) free of theta, for s a function of theta and alpha? Two weights, by algebra and by balls.

From KL to 1/|w|, K(u) with u = theta^2/(2 s^2), and E log|w| = K(u) + log(2 pi e s^2)/2:

    KL to C/|w|^p = p K(u) + (p - 1)/2 log(2 pi e s^2) - log C,

free of theta exactly for p = 1 and s proportional to |theta|.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.losses import GAUSSIAN, mean_of, mu, v
from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.pseudo_kl import ball as core

theta = sp.symbols("theta_1 theta_2", real=True, nonzero=True)
alpha = sp.symbols("alpha_1 alpha_2", positive=True)
STEPS = tuple(Fraction(x) for x in ("-1/2", "-1/20", "-1/200", "1/200", "1/20", "1/2"))
"""Relative distances from the maximiser."""
NOISES, BEST = (Fraction("0.42"), Fraction("3.7")), (Fraction("-1.3"), Fraction("0.8"))
BITS = 96


@dataclass(frozen=True)
class Regulariser:
    """For two weights with standard deviations `spread` and the prior C |w|^-power, the second term is free of theta."""

    spread: tuple[sp.Expr, sp.Expr]
    power: sp.Rational


def by_gradient(variant: Variant, _: Setting) -> Evidence:
    """d/dtheta of p K(u) + (p - 1) log s: K'(u) du/dtheta and ds/dtheta; K' is unspecified, a ball for a witness."""
    form, where = variant.form, "theta != 0, alpha > 0, two weights; any data term"
    for t, a, spread in zip(theta, alpha, form.spread, strict=True):
        kernel = sp.Symbol("K1", positive=True)
        u = t**2 / (2 * spread**2)
        gradient = form.power * kernel * sp.diff(u, t) + (form.power - 1) * sp.diff(sp.log(spread**2), t) / 2
        if reduces_to_zero(gradient):
            continue
        at = {t: sp.Rational(-13, 10), a: sp.Rational(7, 10)}
        value = sp.simplify(gradient.subs(at).doit())
        slope = core.slope(in_balls(u.subs(at), {}, BITS), BITS)
        seen = in_balls(value, {kernel: slope}, BITS)
        words = f"at theta = -1.3, alpha = 0.7 the second term has the slope {shown(seen)} in theta"
        return evidence_of(Proof(False if apart(seen, arb(0)) else None, words), where)
    return evidence_of(
        Proof(True, "u and the rest are free of theta, so that both objectives have one gradient"), where
    )


def second_term(t: Fraction, noise: Fraction, form: Regulariser, i: int) -> arb:
    """p K(u) + (p - 1)/2 log(2 pi e s^2) at the current precision, for C = 1."""
    spread = in_balls(form.spread[i], {theta[i]: t, alpha[i]: noise}, BITS)
    power = in_balls(form.power, {}, BITS)
    entropy = (2 * arb.pi() * arb.const_e() * spread**2).log()
    return power * core.kl_at(ball(t) ** 2 / (2 * spread**2), 1, BITS) + (power - 1) / 2 * entropy


def at_the_maximiser(variant: Variant, _: Setting) -> Evidence:
    """Linear regression, strength 1: dropout is best at theta = best/(1 + alpha); no theta near by has a better ELBO."""
    count, where = 0, "neighbours of the maximiser"
    for i, (best, noise) in enumerate(zip(BEST, NOISES, strict=True)):

        def objective(t: Fraction, i: int = i, best: Fraction = best, noise: Fraction = noise) -> arb:
            """Of t = theta/best the mean loss is best^2 E(t, alpha t^2), whose minimum is t = 1/(1 + alpha)."""
            loss = ball(best**2) * in_balls(mean_of(GAUSSIAN), {mu: t, v: noise * t**2}, BITS)
            return loss + second_term(t * best, noise, variant.form, i)

        with precision(BITS):
            middle = objective(1 / (1 + noise))
            for step in STEPS:
                count += 1
                other = objective((1 + step) / (1 + noise))
                if other < middle:
                    words = (
                        f"w_ML = {float(best):g}, alpha = {float(noise):g}: a theta {float(step):+g} of the way off is "
                    )
                    words += f"better by {shown(middle - other)}"
                    return Evidence(Method.BALL, Outcome.FAILS, where, points=count, witness=words)
                if not other > middle:
                    return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=count, prec_bits=BITS)
