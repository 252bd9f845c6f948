"""Section 4: u in the multiplicative parametrisation. The paper prints 1/alpha; it is 1/(2 alpha)."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import by_algebra
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import shown
from audit.pseudo_kl import ball

theta = sp.Symbol("theta", nonzero=True, real=True)
alpha = sp.Symbol("alpha", positive=True)
AT = {theta: points.MU, alpha: points.ALPHA}
U = theta**2 / (2 * alpha * theta**2)


def same_kl(variant: Variant, _: Setting) -> Evidence:
    """KL(N(theta, alpha theta^2)) computed from mu and sigma against KL at the variant's u, in balls."""
    count = 0
    for root in points.SIGMA:
        count += 1
        noise = root**2
        stated = ball.kl_at(in_balls(variant.form.right, {alpha: noise}))
        for mean in points.MU:
            direct = ball.kl(mean, root * abs(mean))
            if apart(stated, direct):
                words = f"KL at alpha = {float(noise):.6g} is {shown(direct)}, not {shown(stated)}"
                return Evidence(Method.BALL, Outcome.FAILS, "points in theta, alpha", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in theta, alpha", points=count * len(points.MU))


CLAIMS = (
    Claim(
        id="s4_u_alpha.printed_value",
        source=SOURCE,
        place="section 4",
        covers=("P55",),
        title="u in the multiplicative parametrisation",
        statement=r"With $\mu=\theta$ and $\sigma^2=\alpha\theta^2$, the argument $u=\mu^2/(2\sigma^2)$ equals $1/\alpha$.",
        hypotheses=("theta != 0", "alpha > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"u = 1/\alpha", Equality(U, 1 / alpha)),
            Variant("halved", Role.CORRECTED, r"u = 1/(2\alpha)", Equality(U, 1 / (2 * alpha))),
            Variant("doubled", Role.MUTANT, r"u = 2/\alpha", Equality(U, 2 / alpha)),
            Variant("inverted", Role.MUTANT, r"u = \alpha/2", Equality(U, alpha / 2)),
        ),
        checks=(by_algebra("theta != 0, alpha > 0", AT), balls_at(AT), mpmath_at(AT), same_kl),
        expected=Verdict.ERRATUM,
        derivation="theta^2 cancels in theta^2/(2 alpha theta^2); the factor 2 of u = mu^2/(2 sigma^2) stays.",
        consequence="The direction (u falls as alpha grows) stands; every number computed from u = 1/alpha changes, "
        "the sparsification threshold of a linear Gaussian model by a factor 2.",
    ),
)
