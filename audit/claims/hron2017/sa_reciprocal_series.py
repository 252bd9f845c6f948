"""Appendix A: sum_{k>=1} u^k/(k! k) = Ei(u) - gamma - log u, which the paper takes from the literature."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_equation
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points
from audit.numerics.series import series
from audit.numerics.symbolic import k, u

AT = {u: points.U}
LEFT = series(1 / k, start=1)
CLOSED = sp.Ei(u) - sp.EulerGamma - sp.log(u)

CLAIMS = (
    Claim(
        id="sa_reciprocal_series.identity",
        source=SOURCE,
        place="appendix A, identities",
        covers=("P69",),
        title="the exponential series of the reciprocals",
        statement=r"For $u>0$, $\sum_{k\ge1}\frac{u^k}{k!\,k}=\mathrm{Ei}(u)-\gamma-\log|u|$.",
        hypotheses=("u > 0", "Ei(u) as a Cauchy principal value, see sa_exponential_integral"),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathrm{Ei}(u)-\gamma-\log|u|", Equality(LEFT, CLOSED)),
            Variant(
                "plus_gamma",
                Role.MUTANT,
                r"\mathrm{Ei}(u)+\gamma-\log|u|",
                Equality(LEFT, CLOSED + 2 * sp.EulerGamma),
            ),
            Variant(
                "argument_minus_u",
                Role.MUTANT,
                r"\gamma+\log|u|-\mathrm{Ei}(-u)",
                Equality(LEFT, sp.EulerGamma + sp.log(u) - sp.Ei(-u)),
            ),
            Variant(
                "next_reciprocal",
                Role.MUTANT,
                r"\sum_{k\ge1}\frac{u^k}{k!\,(k+1)}",
                Equality(series(1 / (k + 1), start=1), CLOSED),
            ),
        ),
        checks=(by_equation("u > 0", AT, growth=0), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="u y' = e^u - 1 on both sides: k c(k) = 1 for every k >= 1 on the left, Ei'(u) = e^u/u on the right. "
        "Both sides tend to 0 at 0+.",
        depends=("sa_exponential_integral.definition",),
    ),
)
