"""Appendix A: the comparison that bounds sum_k u^k/k! psi(1/2 + k). Its last form is printed 2 gamma too small."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.convergence import Entire, ratio_test, terms_halve
from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017 import SOURCE
from audit.claims.hron2017.s4_positive_digamma import Positive, by_induction, in_ball_values, in_mpmath_values
from audit.claims.proofs import by_equation, by_series, proved_by, termwise
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import ball_of_mpf, rational_ends
from audit.numerics.bracket import bracket, decimals
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, positive_for_all, reduces_to_zero, shown, u

PLACE = "appendix A, comparison test"
AT = {u: points.U}
GAMMA = sp.EulerGamma
PSI, PSI_0 = sp.digamma(k + HALF), sp.digamma(HALF)
H, EI = sp.harmonic(k), sp.exp(u) * (sp.log(u) - sp.Ei(-u))
SUM = series(PSI)
WITH_PSI = PSI_0 + series(sp.digamma(k + 1), start=1)
WITH_H = PSI_0 + series(H - GAMMA, start=1)
SUMMED = PSI_0 + sp.exp(u) * (GAMMA + sp.log(u) - sp.Ei(-u)) - GAMMA * (sp.exp(u) - 1)
PRINTED, CORRECTED = PSI_0 - GAMMA + EI, PSI_0 + GAMMA + EI
GAP = series(sp.digamma(k + 1) - PSI, start=1)
"""h(u) = sum_{k>=1} u^k/k! (psi(1 + k) - psi(1/2 + k)), what the comparison adds."""
END_DIGITS = 24
"""u* is enclosed to so many decimals."""


def same_or_offset(form: Equality) -> Proof:
    """left - right reduces to 0, or to a constant that is not 0, which refutes the equality for every u."""
    difference = sp.expand(form.left - form.right)
    if reduces_to_zero(difference):
        return Proof(True, "both sides reduce to the same expression")
    if u not in difference.free_symbols:
        at = in_balls(difference, {})
        return Proof(
            False if at > 0 or at < 0 else None, f"the right side is off by {difference} = {shown(at)} for every u"
        )
    return Proof(None, f"algebra leaves {difference}")


def by_gap(form: Inequality) -> Proof:
    """small < CORRECTED + constant is h(u) + constant > 0, and h increases from h(0) = 0.

    CORRECTED is the sum with psi(1 + k) by the equalities of the chain, each a claim of its own. With a constant < 0 the
    inequality is false exactly on (0, u*], h(u*) = -constant.
    """
    constant = sp.expand(form.large - CORRECTED)
    rising = positive_for_all(coefficients(GAP).general, 1)
    if form.small != SUM or u in constant.free_symbols or not rising.holds:
        return Proof(None, f"not of the form h(u) + constant: {constant}")
    value = in_balls(constant, {})
    if constant == 0 or value > 0:
        return Proof(True, f"h(u) > 0 for every u > 0, coefficient by coefficient: {rising.words}")
    if not value < 0:
        return Proof(None, f"the sign of {constant} is open")
    ends = [decimals(end, END_DIGITS) for end in end_of_failure(-constant)]
    return Proof(False, f"false exactly for 0 < u <= u*, {ends[0]} < u* < {ends[1]}")


def end_of_failure(level: sp.Expr) -> tuple[Fraction, Fraction]:
    """Decimals low < u* < high with h(low) < level < h(high), certified. Raises PrecisionError if balls do not show it."""
    with mpmath.workdps(40):
        start = mpmath.findroot(_gap_in_mpmath(level), mpmath.mpf("1.7"))
        near = rational_ends(ball_of_mpf(start))[0]
    return bracket(lambda point: in_balls(GAP - level, {u: point}), near, END_DIGITS)


def _gap_in_mpmath(level: sp.Expr) -> Callable[[mpmath.mpf], mpmath.mpf]:
    target, steps = in_mpmath(level, {}), range(1, 90)
    terms = [(mpmath.psi(0, 1 + n) - mpmath.psi(0, n + mpmath.mpf(1) / 2)) / mpmath.factorial(n) for n in steps]
    return lambda x: sum(term * x**n for term, n in zip(terms, steps, strict=True)) - target


def claim(name: str, covers: str, title: str, statement: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared = {
        "source": SOURCE,
        "place": PLACE,
        "covers": (covers,),
        "hypotheses": ("u > 0",),
        "expected": Verdict.PROVED,
    }
    return Claim(id=f"sa_comparison_bound.{name}", title=title, statement=statement, **{**shared, **more})


SIDES = (balls_at(AT), mpmath_at(AT))
CLAIMS = (
    claim(
        "first_bound",
        "P84",
        "psi(1/2 + k) replaced by psi(1 + k)",
        r"For $u>0$, $\sum_{k\ge0}\frac{u^k}{k!}\psi(\tfrac12+k)<\psi(\tfrac12)+\sum_{k\ge1}\frac{u^k}{k!}\psi(1+k)$.",
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"\psi(\tfrac12)+\sum_{k\ge1}\tfrac{u^k}{k!}\psi(1+k)",
                Inequality(SUM, WITH_PSI),
            ),
            Variant("reversed", Role.MUTANT, r"\text{the sides exchanged}", Inequality(WITH_PSI, SUM)),
            Variant(
                "quarter",
                Role.MUTANT,
                r"\psi(\tfrac12)+\sum_{k\ge1}\tfrac{u^k}{k!}\psi(\tfrac14+k)",
                Inequality(SUM, PSI_0 + series(sp.digamma(k + sp.Rational(1, 4)), start=1)),
            ),
        ),
        checks=(termwise("u > 0", AT, start=1), *SIDES),
        derivation="Termwise: psi(1 + k) - psi(1/2 + k) decreases in k to 0, so it is positive for every k >= 1. At u = 0 both "
        "sides are psi(1/2), so that the inequality is strict for u > 0 only.",
    ),
    claim(
        "harmonic_form",
        "P84",
        "psi(1 + k) written as H_k - gamma",
        r"$\psi(\tfrac12)+\sum_{k\ge1}\frac{u^k}{k!}\psi(1+k)=\psi(\tfrac12)+\sum_{k\ge1}\frac{u^k}{k!}(H_k-\gamma)$.",
        variants=(
            Variant("printed", Role.PRINTED, r"\sum_{k\ge1}\tfrac{u^k}{k!}(H_k-\gamma)", Equality(WITH_PSI, WITH_H)),
            Variant(
                "plus_gamma",
                Role.MUTANT,
                r"\sum_{k\ge1}\tfrac{u^k}{k!}(H_k+\gamma)",
                Equality(WITH_PSI, PSI_0 + series(H + GAMMA, start=1)),
            ),
            Variant("from_zero", Role.MUTANT, r"\sum_{k\ge0}", Equality(WITH_PSI, PSI_0 + series(H - GAMMA))),
        ),
        checks=(by_series("every coefficient, u >= 0", AT), *SIDES),
        derivation="psi(k + 1) = H_k - gamma in every summand.",
        depends=("sa_digamma_identities.harmonic",),
    ),
    claim(
        "summed_form",
        "P85",
        "the bound in closed form",
        r"$\psi(\tfrac12)+\sum_{k\ge1}\frac{u^k}{k!}(H_k-\gamma)=\psi(\tfrac12)+e^u(\gamma+\log|u|-\mathrm{Ei}(-u))"
        r"-\gamma(e^u-1)$.",
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(\tfrac12)+e^u(\dots)-\gamma(e^u-1)", Equality(WITH_H, SUMMED)),
            Variant("minus_gamma_e_u", Role.MUTANT, r"\dots-\gamma e^u", Equality(WITH_H, SUMMED - GAMMA)),
            Variant(
                "ei_plus", Role.MUTANT, r"\dots-\mathrm{Ei}(u)", Equality(WITH_H, SUMMED.subs(sp.Ei(-u), sp.Ei(u)))
            ),
        ),
        checks=(by_equation("u > 0", AT, growth=1), *SIDES),
        derivation="Both sides have the same u (y' - y), coefficient by coefficient, and the limit psi(1/2) at 0+.",
        depends=("sa_harmonic_series.identity",),
    ),
    claim(
        "last_form",
        "P85",
        "the bound simplified",
        r"The closed form of the bound equals $\psi(\tfrac12)-\gamma+e^u(\log|u|-\mathrm{Ei}(-u))$.",
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"\psi(\tfrac12)-\gamma+e^u(\log|u|-\mathrm{Ei}(-u))",
                Equality(SUMMED, PRINTED),
            ),
            Variant("plus_gamma", Role.CORRECTED, r"\psi(\tfrac12)+\gamma+\dots", Equality(SUMMED, CORRECTED)),
            Variant("no_gamma", Role.MUTANT, r"\psi(\tfrac12)+\dots", Equality(SUMMED, PSI_0 + EI)),
            Variant(
                "ei_plus",
                Role.MUTANT,
                r"\psi(\tfrac12)+\gamma+e^u(\log|u|-\mathrm{Ei}(u))",
                Equality(SUMMED, CORRECTED.subs(sp.Ei(-u), sp.Ei(u))),
            ),
        ),
        checks=(proved_by(same_or_offset, "u > 0", AT), *SIDES),
        expected=Verdict.ERRATUM,
        derivation="gamma e^u cancels and gamma stays with the sign +: what is printed is 2 gamma too small for every u.",
        consequence="The inequality with the printed last form is false for small u (see bound_by_last_form); that the "
        "series converges is not affected.",
    ),
    claim(
        "bound_by_last_form",
        "P85",
        "the series is below the last form of the bound",
        r"For every $u>0$, $\sum_{k\ge0}\frac{u^k}{k!}\psi(\tfrac12+k)<\psi(\tfrac12)-\gamma+e^u(\log|u|-\mathrm{Ei}(-u))$.",
        variants=(
            Variant("printed", Role.PRINTED, r"\dots<\psi(\tfrac12)-\gamma+\dots", Inequality(SUM, PRINTED)),
            Variant("plus_gamma", Role.CORRECTED, r"\dots<\psi(\tfrac12)+\gamma+\dots", Inequality(SUM, CORRECTED)),
            Variant(
                "two_gamma_less", Role.MUTANT, r"\dots<\psi(\tfrac12)-2\gamma+\dots", Inequality(SUM, PRINTED - GAMMA)
            ),
            Variant(
                "without_log",
                Role.MUTANT,
                r"\dots<\psi(\tfrac12)+\gamma-e^u\mathrm{Ei}(-u)",
                Inequality(SUM, CORRECTED - sp.exp(u) * sp.log(u)),
            ),
        ),
        checks=(proved_by(by_gap, "u > 0", AT), *SIDES),
        expected=Verdict.ERRATUM,
        derivation="The corrected bound exceeds the series by h(u) = sum_{k>=1} u^k/k! (psi(1+k) - psi(1/2+k)), which increases "
        "from 0 to infinity; the printed one by h(u) - 2 gamma. So the printed inequality is false exactly on (0, u*], "
        "h(u*) = 2 gamma, u* = 1.69974...",
        consequence="The comparison test still gives convergence; the printed bound must not be used below u*.",
        depends=(
            "sa_comparison_bound.harmonic_form",
            "sa_comparison_bound.summed_form",
            "sa_comparison_bound.last_form",
        ),
    ),
    claim(
        "nonnegative_summands",
        "P86",
        "the summands from k = 1 on are not negative",
        r"$\frac{u^k}{k!}\psi(\tfrac12+k)\ge0$ for $u\ge0$ and every $k\ge1$, so that no absolute value is needed.",
        hypotheses=("u >= 0", "k >= 1"),
        variants=(
            Variant("printed", Role.PRINTED, r"\psi(\tfrac12+k)>0,\ k\ge1", Positive(PSI, 1)),
            Variant("from_zero", Role.MUTANT, r"k\ge0", Positive(PSI, 0)),
            Variant("shifted", Role.MUTANT, r"\psi(k-\tfrac14)", Positive(sp.digamma(k - sp.Rational(1, 4)), 1)),
        ),
        checks=(by_induction, in_ball_values, in_mpmath_values),
        derivation="u^k/k! >= 0, and psi(1/2 + k) > 0 for k >= 1.",
        depends=("s4_positive_digamma.every_k",),
    ),
    claim(
        "convergence",
        "P87",
        "the series converges for every u >= 0",
        r"$\sum_{k\ge0}\frac{u^k}{k!}\psi(\tfrac12+k)$ converges for every $u\in[0,\infty)$, $u=0$ included.",
        hypotheses=("u >= 0", "0^0 = 1"),
        variants=(
            Variant(
                "printed", Role.PRINTED, r"\sum_k\tfrac{u^k}{k!}\psi(\tfrac12+k)", Entire(PSI, 1 / sp.factorial(k))
            ),
            Variant("without_factorial", Role.MUTANT, r"\sum_k u^k\psi(\tfrac12+k)", Entire(PSI, sp.S.One)),
            Variant("geometric", Role.MUTANT, r"\sum_k(u/2)^k\psi(\tfrac12+k)", Entire(PSI, HALF**k)),
        ),
        checks=(ratio_test, terms_halve),
        derivation="0 < psi(k + 3/2) < 2 psi(k + 1/2) for k >= 2 by the recurrence, so that the ratio of two terms is below "
        "2u/(k + 1). At u = 0 only the summand of k = 0 is left.",
        depends=("s4_positive_digamma.every_k",),
    ),
)
