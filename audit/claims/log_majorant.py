"""Poisson sums of E|log chi^2_{1+2k}| are finite: an explicit majorant, so that sum and mean may be exchanged."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.claims.at_points import PREC_BITS, grid
from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.series import series
from audit.numerics.symbolic import HALF, Proof, k, positive_for_all, shown, u


@dataclass(frozen=True)
class Majorant:
    """sum_k e^-u u^k/k! E[v + v^-power/(power e)] <= total, v ~ chi^2_{1+2k}; the mean bounds that of |log v|."""

    power: sp.Rational
    total: sp.Expr


def by_moments(variant: Variant, _: Setting) -> Evidence:
    """|log v| <= v + v^-p/(p e), and the mean of the right side under chi^2_nu is nu + 2^-p Gamma(nu/2-p)/(p e Gamma(nu/2)).

    For v >= 1, log v < v. For v < 1 put s = v^p: s log s >= -1/e, since s log s + 1/e vanishes with its derivative at
    s = 1/e and has the second derivative 1/s > 0. The gamma quotient decreases in nu, so that nu = 1 bounds all.
    """
    p, s, domain = variant.form.power, sp.Symbol("s", positive=True), "every u >= 0"
    gap = s * sp.log(s) + 1 / sp.E
    touches = [sp.simplify(f.subs(s, 1 / sp.E)) for f in (gap, sp.diff(gap, s))]
    if touches != [0, 0] or not sp.diff(gap, s, 2).is_positive:
        return evidence_of(Proof(None, "s log s >= -1/e was not proved"), domain)
    if not p < HALF:
        return evidence_of(
            Proof(False, f"E v^-{p} is infinite under chi^2_1, where v^(-1/2) is in the density"), domain
        )
    if not positive_for_all(1 - (k + HALF - p) / (k + HALF)).holds:
        return evidence_of(Proof(None, "the gamma quotient does not decrease"), domain)
    room = sp.expand(variant.form.total - (1 + 2 * u) - mean_at_one(p))
    if room == 0 or (room.is_polynomial(u) and all(in_balls(a, {}) >= 0 for a in sp.Poly(room, u).coeffs())):
        return evidence_of(
            Proof(True, f"the sum of the means is at most {variant.form.total}, which is finite"), domain
        )
    return in_moments(variant, Setting())


def in_moments(variant: Variant, setting: Setting) -> Evidence:
    """The sum of the means in balls, at points of u."""
    p, visited = variant.form.power, grid({u: points.U}, setting)
    if not p < HALF:
        words = f"the summand of k = 0 has Gamma({HALF - p}), a pole"
        return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(visited), witness=words)
    means = series(1 + 2 * k + mean_at_one(p) * sp.gamma(k + HALF - p) / sp.gamma(k + HALF) / _ratio(p))
    for values in visited:
        total, stated = (in_balls(e, values, PREC_BITS) for e in (sp.exp(-u) * means, variant.form.total))
        if total > stated:
            words = f"at u = {float(values[u]):.6g} the sum is {shown(total)}, above {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in u", points=len(visited), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in u", points=len(visited), prec_bits=PREC_BITS)


def _ratio(p: sp.Rational) -> sp.Expr:
    return sp.gamma(HALF - p) / sp.gamma(HALF)


def mean_at_one(p: sp.Rational) -> sp.Expr:
    """E v^-p/(p e) under chi^2_1."""
    return _ratio(p) / (2**p * p * sp.E)
