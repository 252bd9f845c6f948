"""The exact KL of complex weights, gamma - log alpha - Ei(-1/alpha). A misprint is planted here: Ei(1/alpha) as printed."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.proofs import by_algebra
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points

SOURCE = "ard"
alpha = sp.Symbol("alpha", positive=True)
AT = {alpha: points.ALPHA[:3]}
SLOPE = -(1 - sp.exp(-1 / alpha))
MISPRINT = sp.EulerGamma - sp.log(alpha) - sp.Ei(1 / alpha)
EXACT = sp.EulerGamma - sp.log(alpha) - sp.Ei(-1 / alpha)


def falls_so(kl: sp.Expr) -> Equality:
    """d/dlog alpha of `kl` is -(1 - e^(-1/alpha))."""
    return Equality(alpha * sp.diff(kl, alpha), SLOPE)


CLAIMS = (
    Claim(
        id="complex_kl.closed_form",
        source=SOURCE,
        place="equation (2)",
        covers=(),
        title="the closed form for complex weights",
        statement=r"The KL to $C/|w|^2$ on the complex plane, whose derivative by $\log\alpha$ is $-(1-e^{-1/\alpha})$, is "
        r"$\gamma-\log\alpha-\mathrm{Ei}(1/\alpha)$.",
        hypotheses=("alpha > 0", "up to a constant, which the limit 0 as alpha -> oo fixes"),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"-\mathrm{Ei}(1/\alpha)",
                falls_so(MISPRINT),
            ),
            Variant("minus", Role.CORRECTED, r"-\mathrm{Ei}(-1/\alpha)", falls_so(EXACT)),
            Variant("plus", Role.MUTANT, r"+\mathrm{Ei}(-1/\alpha)", falls_so(EXACT + 2 * sp.Ei(-1 / alpha))),
            Variant(
                "of_alpha", Role.MUTANT, r"-\mathrm{Ei}(-\alpha)", falls_so(EXACT + sp.Ei(-1 / alpha) - sp.Ei(-alpha))
            ),
        ),
        checks=(by_algebra("alpha > 0", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.ERRATUM,
        derivation="Ei'(x) = e^x/x, so that only -Ei(-1/alpha) turns the pole of 1/alpha into 1 - e^(-1/alpha).",
        consequence="As printed the KL falls without bound as alpha -> 0.",
    ),
)
