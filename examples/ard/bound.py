"""The ARD bound: the KL of N(mu, sigma^2) to N(0, s^2) at its best s^2 is 1/2 log(1 + 1/alpha), alpha = sigma^2/mu^2."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.proofs import by_algebra
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points

SOURCE = "ard"
mu, sigma, s, alpha = sp.symbols("mu sigma s alpha", positive=True)
WEIGHTS = {mu: points.POSITIVE, sigma: points.SIGMA}
KL = (sp.log(s**2 / sigma**2) + (sigma**2 + mu**2) / s**2 - 1) / 2
BOUND = sp.log(1 + 1 / alpha) / 2


def falls_by(slope: sp.Expr, argument: sp.Expr = alpha) -> Equality:
    """d/dlog alpha of the bound is `slope`; without the factor alpha it is d/dalpha."""
    return Equality(argument * sp.diff(BOUND, alpha), slope)


def at_scale(square: sp.Expr) -> Equality:
    """The KL with s^2 = `square` is the bound."""
    return Equality(KL.subs(s, sp.sqrt(square)), BOUND.subs(alpha, sigma**2 / mu**2))


CLAIMS = (
    Claim(
        id="bound.best_scale",
        source=SOURCE,
        place="equation (1)",
        covers=(),
        title="the KL to the best Gaussian",
        statement=r"With $s^2=\mu^2+\sigma^2$, $\mathrm{KL}(N(\mu,\sigma^2)\|N(0,s^2))=\frac12\log(1+1/\alpha)$.",
        hypotheses=("mu != 0, by symmetry mu > 0", "sigma > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"s^2=\mu^2+\sigma^2", at_scale(mu**2 + sigma**2)),
            Variant("no_mean", Role.MUTANT, r"s^2=\sigma^2", at_scale(sigma**2)),
            Variant("only_mean", Role.MUTANT, r"s^2=\mu^2", at_scale(mu**2)),
            Variant(
                "near",
                Role.MUTANT,
                r"s^2=\mu^2+\tfrac{11}{10}\sigma^2",
                at_scale(mu**2 + sp.Rational(11, 10) * sigma**2),
            ),
        ),
        checks=(by_algebra("mu > 0, sigma > 0", WEIGHTS), balls_at(WEIGHTS), mpmath_at(WEIGHTS)),
        expected=Verdict.PROVED,
        derivation="The two last terms cancel, and s^2/sigma^2 = 1 + mu^2/sigma^2.",
    ),
    Claim(
        id="bound.slope",
        source=SOURCE,
        place="below equation (1)",
        covers=(),
        title="how it falls with log alpha",
        statement=r"$\partial/\partial\log\alpha$ of $\frac12\log(1+1/\alpha)$ is $-\frac1{2(1+\alpha)}$.",
        hypotheses=("alpha > 0",),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"-1/(2(1+\alpha))",
                falls_by(-1 / (2 * (1 + alpha))),
            ),
            Variant("sign", Role.MUTANT, r"+1/(2(1+\alpha))", falls_by(1 / (2 * (1 + alpha)))),
            Variant(
                "by_alpha",
                Role.MUTANT,
                r"\partial/\partial\alpha",
                falls_by(-1 / (2 * (1 + alpha)), sp.S.One),
            ),
        ),
        checks=(
            by_algebra("alpha > 0", {alpha: points.ALPHA}),
            balls_at({alpha: points.ALPHA}),
            mpmath_at({alpha: points.ALPHA}),
        ),
        expected=Verdict.PROVED,
        derivation="log(1 + 1/alpha) = log(1 + alpha) - log alpha.",
        depends=("bound.best_scale",),
    ),
)
