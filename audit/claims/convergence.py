"""Power series that converge everywhere: the ratio test, exact, and the ratios of terms at points."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
import sympy as sp

from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics import points
from audit.numerics.evaluate import in_mpmath
from audit.numerics.symbolic import Proof, k, positive_for_all


@dataclass(frozen=True)
class Entire:
    """sum_k c(k) g(k) u^k converges for every u; c varies slowly, g(k+1)/g(k) is rational in k."""

    c: sp.Expr
    g: sp.Expr


def ratio_test(variant: Variant, _: Setting) -> Evidence:
    """0 < c(k) and c(k+1) < 2 c(k) for k >= 2, so that the ratio of two terms is below 2u g(k+1)/g(k); its limit is 0."""
    form, domain = variant.form, "every u >= 0"
    for sign in (form.c, 2 * form.c - form.c.subs(k, k + 1)):
        found = positive_for_all(sign, 2)
        if not found.holds:
            return evidence_of(Proof(None, f"{sign}: {found.words}"), domain)
    ratio = sp.limit(sp.combsimp(form.g.subs(k, k + 1) / form.g), k, sp.oo)
    if ratio == 0:
        return evidence_of(Proof(True, "the terms fall faster than any geometric series, for every u"), domain)
    rising = positive_for_all(form.c.subs(k, k + 1) - form.c, 2)
    words = f"g(k+1)/g(k) tends to {ratio} and c increases: the terms grow without bound for large u"
    return evidence_of(Proof(False if rising.holds else None, words), domain)


def terms_halve(variant: Variant, setting: Setting) -> Evidence:
    """From k = 4u + 16 on each term is at most half of the one before, at points of u and the next hundred k, in mpmath."""
    term = variant.form.c * variant.form.g
    for point in points.U:
        first = int(4 * point) + 16
        for index in range(first, first + 100, 33):
            now, then = (in_mpmath(term.subs(k, index + j), {}, 30) for j in (0, 1))
            if not abs(then) * mpmath.mpf(float(point)) <= abs(now) / 2:
                words = f"at u = {float(point):.6g} the term of k = {index + 1} is more than half of the one before"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in u", points=len(points.U), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in u, 100 terms each", points=len(points.U))
