"""Where the two lie: below z = 1/alpha, and the ARD form of a complex weight, log(1 + z), below the exact one."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Inequality
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points

from .complex_kl import EXACT, alpha
from .monotone import by_rising

SOURCE = "ard"
z = sp.Symbol("z", positive=True)
AT = {z: points.POSITIVE}
ARD, OF_Z = sp.log(1 + z), EXACT.subs(alpha, 1 / z)
CHECKS = (by_rising(z, "z > 0", AT), balls_at(AT), mpmath_at(AT))

CLAIMS = (
    Claim(
        id="order.ard_below_exact",
        source=SOURCE,
        place="the remark on bounds",
        covers=(),
        title="the ARD form is the smaller one",
        statement=r"$\log(1+1/\alpha)<\gamma-\log\alpha-\mathrm{Ei}(-1/\alpha)$ for every $\alpha>0$.",
        hypotheses=("z = 1/alpha > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\log(1+z)<\gamma+\log z-\mathrm{Ei}(-z)", Inequality(ARD, OF_Z)),
            Variant("turned", Role.MUTANT, r">", Inequality(OF_Z, ARD)),
            Variant("doubled", Role.MUTANT, r"2\log(1+z)<\dots", Inequality(2 * ARD, OF_Z)),
        ),
        checks=CHECKS,
        expected=Verdict.PROVED,
        derivation="Both vanish at z = 0, and (1 - e^-z)/z > 1/(1 + z) because e^z > 1 + z.",
        depends=("complex_kl.closed_form", "bound.best_scale"),
    ),
    Claim(
        id="order.below_z",
        source=SOURCE,
        place="the remark on bounds",
        covers=(),
        title="both are below 1/alpha",
        statement=r"$\gamma-\log\alpha-\mathrm{Ei}(-1/\alpha)<1/\alpha$ for every $\alpha>0$.",
        hypotheses=("z = 1/alpha > 0",),
        variants=(
            Variant("printed", Role.PRINTED, r"\gamma+\log z-\mathrm{Ei}(-z)<z", Inequality(OF_Z, z)),
            Variant("half", Role.MUTANT, r"<z/2", Inequality(OF_Z, z / 2)),
            Variant("turned", Role.MUTANT, r">z", Inequality(z, OF_Z)),
        ),
        checks=CHECKS,
        expected=Verdict.PROVED,
        derivation="The derivative of the left side is (1 - e^-z)/z < 1.",
        depends=("complex_kl.closed_form",),
    ),
)
