"""The evidence lower bound: its decomposition as data, checked under the integral, in a conjugate model, by masses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.posteriors import Posterior, finite, in_words
from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics import points
from audit.numerics.ball import apart, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import density_of, truncated_masses
from audit.pseudo_kl import ball as core

log_z, kl = sp.symbols("log_Z KL", real=True)
L, p, q, Z = sp.symbols("L p q Z", positive=True)
y, m = sp.symbols("y m", real=True)
v, tau2, prior2 = sp.symbols("v tau2 lambda2", positive=True)
TWO_CLASSES = "sigmoid(w)*sigmoid(-w)"
"""Two logistic observations, one of each class."""
CUTS = (Fraction(1, 10**30), Fraction(1, 10**300))
BITS = 96
AT = {y: points.MU, m: points.SIGMA, v: points.ALPHA, tau2: points.POSITIVE, prior2: points.SIGMA}
LOG_UNIFORM = Posterior("1/abs(w)", TWO_CLASSES, proper=True)


@dataclass(frozen=True)
class Decomposition:
    """E_q log L - KL(q || p) = value(log Z, KL(q || posterior)); with `normalised`, for 0 < Z < oo only."""

    value: sp.Expr
    normalised: bool


def pointwise(variant: Variant, _: Setting) -> Evidence:
    """Under the expectation: log L - log(q/p) against the value at log Z and log(q/(p L/Z)), for all positive numbers."""
    form, where = variant.form, "every q with finite expectations"
    if not form.normalised:
        infinite = finite(LOG_UNIFORM, Method.SYMBOLIC) is False
        words = f"Z = oo, and no posterior: {in_words(LOG_UNIFORM, Method.SYMBOLIC)}"
        return evidence_of(Proof(False if infinite else None, words), where)
    stated = form.value.subs({log_z: sp.log(Z), kl: sp.log(q * Z / (p * L))})
    difference = sp.expand_log(sp.log(L) - sp.log(q / p) - stated)
    if reduces_to_zero(difference):
        return evidence_of(Proof(True, "log L - log(q/p) = log Z - log(q Z/(p L)), for all L, p, q, Z > 0"), where)
    off = in_balls(difference, {L: "0.7", p: "1.9", q: "0.37", Z: "2.6"}, BITS)
    words = f"at L, p, q, Z = 0.7, 1.9, 0.37, 2.6 the integrands differ by {shown(off)}"
    return evidence_of(Proof(False if apart(off, arb(0)) else None, words), where)


def normal_kl(mean: sp.Expr, variance: sp.Expr, other_mean: sp.Expr, other: sp.Expr) -> sp.Expr:
    """KL(N(mean, variance) || N(other_mean, other))."""
    return (sp.log(other / variance) + (variance + (mean - other_mean) ** 2) / other - 1) / 2


def log_normal(x: sp.Expr, variance: sp.Expr) -> sp.Expr:
    """log N(x; 0, variance)."""
    return -(x**2) / (2 * variance) - sp.log(2 * sp.pi * variance) / 2


def conjugate(variant: Variant, _: Setting) -> Evidence:
    """w ~ N(0, lambda2), y ~ N(w, tau2), q = N(m, v): both sides in closed form, in balls.

    For Z = oo: the truncated posterior has ELBO log M(a, 1/a), which passes what any Gaussian q can reach.
    """
    form = variant.form
    if not form.normalised:
        reached, best = log_masses("1/abs(w)")[0], gaussian_bound()
        words = (
            f"the ELBO of a truncated posterior is {shown(reached)}, of a Gaussian q at most {shown(best)}; no log Z"
        )
        outcome = Outcome.FAILS if reached > best else Outcome.UNDECIDED
        return Evidence(Method.BALL, outcome, "two logistic observations", points=1, witness=words)
    elbo = log_normal(y - m, tau2) - v / (2 * tau2) - normal_kl(m, v, sp.S.Zero, prior2)
    posterior2 = 1 / (1 / prior2 + 1 / tau2)
    gap = normal_kl(m, v, posterior2 * y / tau2, posterior2)
    stated = form.value.subs({log_z: log_normal(y, prior2 + tau2), kl: gap})
    for i in range(4):
        given = {letter: at[i] for letter, at in AT.items()}
        left, right = in_balls(elbo, given, BITS), in_balls(stated, given, BITS)
        if apart(left, right):
            words = f"at y = {float(given[y]):g}, m = {float(given[m]):g}: {shown(left)}, not {shown(right)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in y, m, v and the scales", points=4, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in y, m, v and the scales", points=4, prec_bits=BITS)


def log_masses(prior: str) -> list[arb]:
    """log M(a, 1/a) at the cuts: the ELBO of the posterior truncated there."""
    density = density_of(prior, TWO_CLASSES)
    masses = [truncated_masses(density, (cut, 1 / cut), digits=12)[-1] for cut in CUTS]
    with precision(BITS):
        return [mass.log() for mass in masses]


def gaussian_bound() -> arb:
    """No Gaussian q reaches more: E_q log L <= log sup L = -2 log 2, and KL(q || 1/|w|) >= KL at u = 0."""
    with precision(BITS):
        return -2 * arb.const_log2() - core.kl_at(arb(0))
