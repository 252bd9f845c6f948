"""Appendix A: sum_{k>=1} u^k H_k/k! = e^u (gamma + log u - Ei(-u)), which the paper takes from the literature."""

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
LEFT = series(sp.harmonic(k), start=1)
CLOSED = sp.exp(u) * (sp.EulerGamma + sp.log(u) - sp.Ei(-u))

CLAIMS = (
    Claim(
        id="sa_harmonic_series.identity",
        source=SOURCE,
        place="appendix A, identities",
        covers=("P68",),
        title="the exponential series of the harmonic numbers",
        statement=r"For $u>0$, $\sum_{k\ge1}\frac{u^k}{k!}H_k=e^u\big(\gamma+\log|u|-\mathrm{Ei}(-u)\big)$.",
        hypotheses=("u > 0", "Ei is the function with Ei'(x) = e^x/x and Ei(x) - gamma - log|x| -> 0 at 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"e^u(\gamma+\log|u|-\mathrm{Ei}(-u))", Equality(LEFT, CLOSED)),
            Variant(
                "without_gamma",
                Role.MUTANT,
                r"e^u(\log|u|-\mathrm{Ei}(-u))",
                Equality(LEFT, sp.exp(u) * (sp.log(u) - sp.Ei(-u))),
            ),
            Variant(
                "argument_u",
                Role.MUTANT,
                r"e^u(\gamma+\log|u|-\mathrm{Ei}(u))",
                Equality(LEFT, sp.exp(u) * (sp.EulerGamma + sp.log(u) - sp.Ei(u))),
            ),
            Variant(
                "shifted_harmonic",
                Role.MUTANT,
                r"\sum_{k\ge1}\frac{u^k}{k!}H_{k+1}",
                Equality(series(sp.harmonic(k + 1), start=1), CLOSED),
            ),
        ),
        checks=(by_equation("u > 0", AT, growth=1), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="Both sides solve u (y' - y) = e^u - 1: on the left k (H_k - H_{k-1}) = 1 for every k >= 1, on the right "
        "d/du Ei(-u) = e^-u/u. Two solutions differ by a multiple of e^u, and both tend to 0 at 0+.",
    ),
)
