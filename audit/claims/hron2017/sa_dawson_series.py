"""Appendix A: e^-u sum_k u^k/k!/(1/2 + k) = 2 D(sqrt u)/sqrt u, which the paper took from Wolfram Alpha."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import dawson
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, u

AT = {u: points.U}
ROOT = sp.sqrt(u)
DAWSON = 2 * dawson(ROOT) / ROOT


def by_differential_equation(form: Equality) -> Proof:
    """Both sides solve u y' + (u + 1/2) y = 1 and are bounded at 0.

    Left: with y = e^-u E, the equation says (u d/du + 1/2) E = e^u, and u d/du multiplies the coefficient of u^k by k;
    so it says (k + 1/2) c(k) = 1. Right: D' = 1 - 2 x D. The difference solves the homogeneous equation, is a multiple
    of u^(-1/2) e^-u, and is bounded, hence 0.
    """
    c = coefficients(sp.expand(form.left * sp.exp(u)))
    if not all(reduces_to_zero((k + HALF).subs(k, i) * c.at(i) - 1) for i in range(len(c.first))):
        return Proof(None, "the first coefficients do not satisfy (k + 1/2) c(k) = 1")
    if not reduces_to_zero((k + HALF) * c.general - 1):
        return Proof(None, "the coefficients do not satisfy (k + 1/2) c(k) = 1")
    y = form.right
    if not reduces_to_zero(sp.expand(u * sp.diff(y, u) + (u + HALF) * y - 1)):
        return Proof(None, "the right side does not satisfy u y' + (u + 1/2) y = 1")
    if not sp.limit(y.replace(dawson, lambda x: x), u, 0, "+").is_finite:
        return Proof(None, "the right side is not bounded at 0, where D(x) = x + O(x^3)")
    return Proof(True, "both sides solve u y' + (u + 1/2) y = 1 and are bounded at 0, for every power of u")


SERIES = sp.exp(-u) * series(1 / (HALF + k))

CLAIMS = (
    Claim(
        id="sa_dawson_series.identity",
        source=SOURCE,
        place="appendix A, proof of Remark 1",
        covers=("P92",),
        title="the last series of the gradient is the Dawson integral",
        statement=r"For $u>0$, $e^{-u}\sum_{k\ge0}\frac{u^k}{k!}\frac1{1/2+k}=\frac{2D_+(\sqrt u)}{\sqrt u}$.",
        hypotheses=("u > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"2D_+(\sqrt u)/\sqrt u", Equality(SERIES, DAWSON)),
            Variant("argument_u", Role.MUTANT, r"2D_+(u)/\sqrt u", Equality(SERIES, 2 * dawson(u) / ROOT)),
            Variant("without_2", Role.MUTANT, r"D_+(\sqrt u)/\sqrt u", Equality(SERIES, DAWSON / 2)),
            Variant(
                "shifted_series",
                Role.MUTANT,
                r"1/(3/2+k)",
                Equality(sp.exp(-u) * series(1 / (3 * HALF + k)), DAWSON),
            ),
        ),
        checks=(proved_by(by_differential_equation, "u > 0", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="Both sides solve u y' + (u + 1/2) y = 1; two solutions differ by a multiple of u^(-1/2) e^-u, and both "
        "are bounded at 0. The paper quotes Wolfram Alpha here; this is a proof for every coefficient.",
        consequence="Closes the second of the two steps that the paper only checked numerically.",
    ),
)
