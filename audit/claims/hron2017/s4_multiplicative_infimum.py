"""Section 4: in (theta, alpha) the optimum of the penalty is only approached, as alpha -> oo."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import ball, precise

alpha = sp.Symbol("alpha", positive=True)
FAR = tuple(Fraction(10**e) for e in (2, 6, 12))
"""alpha on the way to infinity."""


@dataclass(frozen=True)
class OnlyApproached:
    """alpha -> KL(u(alpha)) stays above KL(0) for every alpha > 0 and tends to it as alpha -> oo."""

    u: sp.Expr


def by_monotonicity(form: OnlyApproached) -> Proof:
    """KL increases strictly in u >= 0, so: u(alpha) > 0 everywhere, and u(alpha) -> 0."""
    limit = sp.limit(form.u, alpha, sp.oo)
    if form.u.is_positive and limit == 0:
        return Proof(
            True, f"u = {form.u} > 0 for every alpha > 0, u -> 0 as alpha -> oo, and KL increases strictly in u"
        )
    return Proof(None, f"u = {form.u}, with limit {limit} as alpha -> oo")


def excess_in_balls(variant: Variant, _: Setting) -> Evidence:
    """KL(u) - KL(0) at alpha on both sides of 1 is positive, and below 2/alpha far out."""
    asked = (*points.ALPHA, Fraction(1), Fraction(7, 3))
    for value in asked:
        at = ball.excess(in_balls(variant.form.u, {alpha: value}))
        if not at > 0:
            outcome = Outcome.FAILS if at <= 0 else Outcome.UNDECIDED
            words = f"at alpha = {float(value):.6g} the penalty is at its minimum"
            return Evidence(Method.BALL, outcome, "points in alpha", points=len(asked), witness=words)
    for value in FAR:
        at = ball.excess(in_balls(variant.form.u, {alpha: value}))
        if at > in_balls(2 / alpha, {alpha: value}):
            words = f"at alpha = {float(value):g} KL is still {shown(at)} above its minimum"
            return Evidence(Method.BALL, Outcome.FAILS, "points in alpha", points=len(asked) + len(FAR), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in alpha", points=len(asked) + len(FAR))


def excess_in_mpmath(variant: Variant, _: Setting) -> Evidence:
    """The same in mpmath."""
    for value in (*points.ALPHA, Fraction(1), *FAR):
        exact = Fraction(str(sp.Rational(variant.form.u.subs(alpha, sp.Rational(value)))))
        at = precise.excess(exact, 20)
        if not at > 0 or (value in FAR and at > 2 / float(value)):
            words = f"KL - KL(0) = {float(at):.6g} at alpha = {float(value):g}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "points in alpha", points=8, witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in alpha", points=8)


CLAIMS = (
    Claim(
        id="s4_multiplicative_infimum.approached",
        source=SOURCE,
        place="section 4",
        covers=("P56",),
        title="the optimum is only approached",
        statement=r"In the multiplicative parametrisation the infimum of the divergence over $\alpha>0$ is $\mathrm{KL}(0)$; "
        r"no $\alpha$ attains it, and $\alpha\to\infty$ approaches it.",
        hypotheses=("theta != 0", "u = 1/alpha as printed; with the right 1/(2 alpha) the conclusion is the same"),
        variants=(
            Variant("printed", Role.PRINTED, r"u=1/\alpha", OnlyApproached(1 / alpha)),
            Variant(
                "attained",
                Role.MUTANT,
                r"u=(\alpha-1)^2/(2\alpha^3)",
                OnlyApproached((alpha - 1) ** 2 / (2 * alpha**3)),
            ),
            Variant("other_end", Role.MUTANT, r"u=\alpha/2", OnlyApproached(alpha / 2)),
        ),
        checks=(proved_by(by_monotonicity, "alpha > 0", excess_in_balls), excess_in_balls, excess_in_mpmath),
        expected=Verdict.PROVED,
        derivation="u = 1/alpha is positive for every alpha, tends to 0, and KL increases strictly in u; so with 1/(2 alpha).",
        depends=("s4_u_alpha.printed_value", "s4_unique_minimum.strictly_increasing"),
    ),
)
