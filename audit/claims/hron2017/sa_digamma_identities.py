"""Appendix A: psi(x + 1) = psi(x) + 1/x and psi(k + 1) = H_k - gamma, from the functional equation of Gamma."""

from __future__ import annotations

import mpmath
import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import FIRST, Proof, k, shown

x = sp.Symbol("x", positive=True)
AT = {x: points.POSITIVE}
GAMMA = sp.Function("Gamma")
"""A letter, of which nothing is known but Gamma(x + 1) = x Gamma(x): SymPy's own rules for psi have no hand in this."""
WHOLE = (0, 1, 2, 3, 7, 19, 40)
"""Where the sums 1 + 1/2 + ... + 1/k are added up as fractions."""


def shifted_psi(expression: sp.Expr, base: sp.Expr) -> sp.Expr:
    """Every psi(base + n) as d/dx log(x (x + 1) ... (x + n - 1) Gamma(x)) at x = base, for whole n >= 0."""

    def psi(order: sp.Expr, argument: sp.Expr) -> sp.Expr:
        n = sp.expand(argument - base)
        if order != 0 or not n.is_Integer or n < 0:
            return sp.Function("psi")(argument)
        risen = sp.prod([x + j for j in range(int(n))])
        return sp.diff(sp.log(risen * GAMMA(x)), x).subs(x, base).doit()

    return expression.replace(sp.polygamma, psi)


def from_functional_equation(form: Equality) -> Proof:
    """psi = (log Gamma)' and Gamma(x + 1) = x Gamma(x): differentiate the logarithm."""
    difference = sp.simplify(shifted_psi(form.left - form.right, x))
    if difference == 0:
        return Proof(True, "the derivative of log Gamma(x + 1) = log x + log Gamma(x)")
    return Proof(None, f"the derivative of log Gamma(x + 1) = log x + log Gamma(x) leaves {difference}")


def by_induction(form: Equality) -> Proof:
    """psi(1) = -gamma, and both sides grow by 1/(k + 1) from k to k + 1."""
    difference = form.left - form.right
    start = difference.subs(k, 0)
    step = shifted_psi(difference.subs(k, k + 1) - difference, k + 1)
    step = sp.simplify(step.replace(sp.harmonic, _harmonic))
    if start == 0 and step == 0:
        return Proof(True, "equal at k = 0, where psi(1) = -gamma, and the same step 1/(k+1) for every k >= 0")
    for value in range(FIRST):
        at = in_balls(difference, {k: value})
        if at < 0 or at > 0:
            return Proof(False, f"at k = {value} the two sides differ by {shown(at)}")
    return Proof(None, f"the difference is {start} at k = 0 and changes by {step}")


def _harmonic(n: sp.Expr) -> sp.Expr:
    """H_(k+j) = H_k + 1/(k+1) + ... + 1/(k+j), which is the definition."""
    j = int(n - k)
    return sp.Function("H")(k) + sum(1 / (k + i) for i in range(1, j + 1)) if j >= 0 else sp.harmonic(n)


def added_up(variant: Variant, setting: Setting) -> Evidence:
    """Arb's psi against the sum of fractions, at whole k."""
    for value in WHOLE:
        left, right = in_balls(variant.form.left, {k: value}), in_balls(variant.form.right.subs(k, value), {})
        if left < right or left > right:
            words = f"at k = {value}: {shown(left)} = {shown(right)} is false"
            return Evidence(Method.BALL, Outcome.FAILS, "whole k", points=len(WHOLE), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "whole k", points=len(WHOLE))


def added_up_in_mpmath(variant: Variant, setting: Setting) -> Evidence:
    """mpmath's psi against the sum of fractions, at whole k."""
    for value in WHOLE:
        left, right = in_mpmath(variant.form.left, {k: value}), in_mpmath(variant.form.right.subs(k, value), {})
        if abs(left - right) > mpmath.mpf(10) ** -30:
            words = f"at k = {value}: {mpmath.nstr(left, 8)} against {mpmath.nstr(right, 8)}"
            return Evidence(Method.PRECISE, Outcome.FAILS, "whole k", points=len(WHOLE), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "whole k", points=len(WHOLE))


PSI, HARMONIC = sp.digamma(x), sp.digamma(k + 1)
H = sp.harmonic(k)

CLAIMS = (
    Claim(
        id="sa_digamma_identities.recurrence",
        source=SOURCE,
        place="appendix A, identities",
        covers=("P65",),
        title="the recurrence of the digamma function",
        statement=r"$\psi(x+1)=\psi(x)+1/x$ for $x>0$.",
        hypotheses=("x > 0", "psi is the logarithmic derivative of Gamma"),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(x+1)=\psi(x)+1/x", Equality(sp.digamma(x + 1), PSI + 1 / x)),
            Variant("minus", Role.MUTANT, r"\psi(x+1)=\psi(x)-1/x", Equality(sp.digamma(x + 1), PSI - 1 / x)),
            Variant(
                "next", Role.MUTANT, r"\psi(x+1)=\psi(x)+\tfrac1{x+1}", Equality(sp.digamma(x + 1), PSI + 1 / (x + 1))
            ),
            Variant("two_steps", Role.MUTANT, r"\psi(x+2)=\psi(x)+1/x", Equality(sp.digamma(x + 2), PSI + 1 / x)),
        ),
        checks=(proved_by(from_functional_equation, "x > 0", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="psi = (log Gamma)'; differentiate log Gamma(x + 1) = log x + log Gamma(x).",
    ),
    Claim(
        id="sa_digamma_identities.harmonic",
        source=SOURCE,
        place="appendix A, identities",
        covers=("P66",),
        title="the digamma function at whole numbers",
        statement=r"$\psi(k+1)=H_k-\gamma$ for every integer $k\ge0$, with $H_0=0$.",
        hypotheses=("k is an integer, k >= 0", "gamma = -psi(1)"),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(k+1)=H_k-\gamma", Equality(HARMONIC, H - sp.EulerGamma)),
            Variant("plus_gamma", Role.MUTANT, r"\psi(k+1)=H_k+\gamma", Equality(HARMONIC, H + sp.EulerGamma)),
            Variant("two_ahead", Role.MUTANT, r"\psi(k+2)=H_k-\gamma", Equality(sp.digamma(k + 2), H - sp.EulerGamma)),
            Variant(
                "next_sum",
                Role.MUTANT,
                r"\psi(k+1)=H_{k+1}-\gamma",
                Equality(HARMONIC, sp.harmonic(k + 1) - sp.EulerGamma),
            ),
        ),
        checks=(proved_by(by_induction, "every k >= 0"), added_up, added_up_in_mpmath),
        expected=Verdict.PROVED,
        derivation="Induction: psi(1) = -gamma, and by the recurrence at x = k + 1 the left side grows by 1/(k + 1) from k to "
        "k + 1, as H_k does.",
        depends=("sa_digamma_identities.recurrence",),
    ),
)
