"""Code that averages the KL over the n weights where the ELBO has the sum: E_q log L - KL/n is a bound of nothing.

For a, b > 0 and a proper prior p,    a E_q log L - b KL(q||p) = b log Z_(a/b) - b KL(q||p L^(a/b)/Z_(a/b)),    Z_t = E_p L^t,

so that its supremum is b log Z_(a/b). For a = 1, b = 1/n that is log (E_p L^n)^(1/n) > log E_p L = log Z by Lyapunov, for
every L that is not constant. n times the objective is the ELBO of the likelihood L^n: each observation counted n times.
With the log-uniform prior, rho E + K/n has the minima of n rho E + K: the thresholds in rho fall to 1/n.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy as sp

from audit.claims.elbo import L, Z, log_normal, normal_kl, p, q
from audit.claims.practice import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.parametrisation import MODELS, PENALTIES, Penalty, pruning_cut, stationary

PLACE = "objectives that divide the sum of the KL terms by the number of weights"
n = sp.Symbol("n", integer=True, positive=True)
y, m = sp.symbols("y m", real=True)
v, tau2, prior2 = sp.symbols("v tau2 lambda2", positive=True)
COUNTS = (2, 3, 50)
MODEL = {y: Fraction("1.3"), tau2: Fraction("0.6"), prior2: Fraction("2.1")}
"""y ~ N(w, tau2), w ~ N(0, lambda2), one weight and n of them alike."""
TRIED = tuple((Fraction(a), Fraction(b)) for a, b in (("-0.7", "0.3"), ("0.9", "1.9"), ("1.1", "0.05")))
BITS = 96


@dataclass(frozen=True)
class Bound:
    """data E_q log L - kl KL(q || p) <= log E_p L^power for every q, every L and every n >= 1, and some q attains it."""

    data: sp.Expr
    kl: sp.Expr
    power: sp.Expr


def log_evidence(power: sp.Expr) -> sp.Expr:
    """log E_p L^power in the Gaussian model: N(y; w, tau2)^t is (2 pi tau2)^((1 - t)/2) t^(-1/2) N(y; w, tau2/t)."""
    return log_normal(y, prior2 + tau2 / power) + (1 - power) / 2 * sp.log(2 * sp.pi * tau2) - sp.log(power) / 2


def by_supremum(variant: Variant, _: Setting) -> Evidence:
    """The supremum is kl log Z_(data/kl), by the pointwise identity; it is log Z_power where kl = 1 and data = power.

    Otherwise a Gaussian model in which it lies above, or away, is the witness.
    """
    form, where = variant.form, "every q with finite expectations, every proper prior and likelihood, n >= 1"
    tilted = p * L ** (form.data / form.kl) / Z
    identity = form.data * sp.log(L) - form.kl * sp.log(q / p) - form.kl * (sp.log(Z) - sp.log(q / tilted))
    if not reduces_to_zero(sp.simplify(sp.expand_log(identity, force=True))):
        return evidence_of(Proof(None, "the pointwise identity was not shown"), where)
    if sp.simplify(form.kl - 1) == 0 and sp.simplify(form.data - form.power) == 0:
        return evidence_of(Proof(True, "the supremum is log E_p L^power, at q = p L^power/Z"), where)
    for count in COUNTS:
        data, kl, power = (x.subs(n, count) for x in (form.data, form.kl, form.power))
        best = in_balls((kl * log_evidence(data / kl)), MODEL, BITS)
        stated = in_balls(log_evidence(power), MODEL, BITS)
        if apart(best, stated):
            words = f"n = {count}: the supremum over q is {shown(best)}, not {shown(stated)}"
            return evidence_of(Proof(False, words), where, Method.BALL)
    return evidence_of(Proof(None, "no model tells the two apart"), where)


def by_gaussian(variant: Variant, _: Setting) -> Evidence:
    """n weights with an observation each, at Gaussian q in closed form: below the bound, and at it for the tilted posterior.

    For n alike both sides are n times those of one weight. No q above and the best one below is no attained bound either.
    """
    form, where, visited = variant.form, "Gaussian q, n = 1, 2, 3, 50", 0
    value = form.data * (log_normal(y - m, tau2) - v / (2 * tau2)) - form.kl * normal_kl(m, v, sp.S.Zero, prior2)
    strength = form.data / form.kl
    spread = 1 / (1 / prior2 + strength / tau2)
    best = {m: spread * strength * y / tau2, v: spread}
    for count in (1, *COUNTS):
        bound = in_balls(log_evidence(form.power.subs(n, count)), MODEL, BITS)
        attained = in_balls(value.subs(best, simultaneous=True).subs(n, count), MODEL, BITS)
        others = [in_balls(value.subs(n, count), {**MODEL, m: a, v: b}, BITS) for a, b in TRIED]
        visited += 1 + len(others)
        above = next((x for x in (attained, *others) if x > bound), None)
        if above is not None and apart(above, bound):
            words = f"n = {count}: a Gaussian q reaches {shown(above)}, above the bound {shown(bound)} for each weight"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=visited, witness=words)
        if attained < bound:
            words = f"n = {count}: the best q reaches {shown(attained)}, below {shown(bound)}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=visited, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=visited, prec_bits=BITS)


@dataclass(frozen=True)
class Cut:
    """With K/n in place of K, linear regression has a minimum, and one with log alpha < 3, from rho = factor times before."""

    factor: sp.Expr


def averaged(count: int) -> Penalty:
    """K/n, with its derivatives."""
    exact = PENALTIES["exact"]
    return replace(
        exact,
        value=lambda u: exact.value(u) / count,
        slope=lambda u: exact.slope(u) / count,
        curvature=lambda u: exact.curvature(u) / count,
        bend=lambda u: exact.bend(u) / count,
        far=lambda u: exact.far(u) / count,
        far_bend=lambda u: exact.far_bend(u) / count,
        slope_at_zero=Fraction(1, count),
    )


def by_scaling(variant: Variant, _: Setting) -> Evidence:
    """rho e' + K'/n = 0 solved for rho, for an unspecified e and K: the ratio to the solution for K alone, for every n."""
    where = "every rho, n >= 1"
    slope, decline, rho = sp.symbols("K1 D rho", positive=True)
    (before,), (after,) = (sp.solve(weight * slope - rho * decline, rho) for weight in (sp.S.One, 1 / n))
    ratio = sp.simplify(after / before)
    if reduces_to_zero(ratio - variant.form.factor):
        return evidence_of(
            Proof(True, f"R(u) = K'/D becomes R(u)/n for every u: each threshold is multiplied by {ratio}"), where
        )
    at = variant.form.factor.subs(n, 2), ratio.subs(n, 2)
    words = f"n = 2: each threshold is multiplied by {at[1]}, not by {at[0]}"
    return evidence_of(Proof(False if at[0] != at[1] else None, words), where)


def by_threshold(variant: Variant, _: Setting) -> Evidence:
    """The pruning cut with K/n in balls, and whether a stationary point is there 2 % below and above the stated threshold.

    The search ends where K'/n outweighs the data term, that is with n times the tail of the model.
    """
    where, model = "n = 2, 3, 50", MODELS["gaussian"]
    for position, count in enumerate(COUNTS, start=1):
        factor = variant.form.factor.subs(n, count)
        with precision(BITS):
            seen = pruning_cut(model, averaged(count), bits=BITS)
            stated = in_balls(factor, {}, BITS) * pruning_cut(model, PENALTIES["exact"], bits=BITS)
        if apart(seen, stated):
            words = f"n = {count}: log alpha > 3 up to rho = {shown(seen)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, where, points=position, witness=words)
        exact, wide = Fraction(int(factor.p), int(factor.q)), replace(model, tail=model.tail * count)
        found = [
            stationary(wide, averaged(count), exact * side, 40).points for side in (Fraction("0.98"), Fraction("1.02"))
        ]
        if any(points is None for points in found) or [len(points or ()) for points in found] != [0, 1]:
            return Evidence(Method.BALL, Outcome.UNDECIDED, where, points=position)
    return Evidence(Method.BALL, Outcome.HOLDS, where, points=len(COUNTS), prec_bits=BITS)


ONE = sp.S.One
CLAIMS = (
    Claim(
        id="mean_for_sum.bound",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="with the mean of the KL terms the objective is still an ELBO",
        statement=r"$\mathbb E_q\log L-\frac1n\mathrm{KL}(q\|p)$ is a lower bound of $\log Z$, attained by a posterior.",
        hypotheses=("a proper prior, so that there is a Z to bound", "n >= 1 weights; with n = 1 nothing changes"),
        variants=(
            Variant("printed", Role.PRINTED, r"\mathbb E\log L-\frac1n\mathrm{KL}\le\log Z", Bound(ONE, 1 / n, ONE)),
            Variant(
                "n_times", Role.CORRECTED, r"n\,\mathbb E\log L-\mathrm{KL}\le\log\mathbb E_pL^n", Bound(n, ONE, n)
            ),
            Variant("tempered", Role.MUTANT, r"\frac1n\mathrm{KL},\ \log\mathbb E_pL^n", Bound(ONE, 1 / n, n)),
            Variant("n_data", Role.MUTANT, r"n\,\mathbb E\log L-\mathrm{KL}\le\log Z", Bound(n, ONE, ONE)),
            Variant("almost", Role.MUTANT, r"(1-\frac1{n+1})\mathrm{KL}\le\log Z", Bound(ONE, n / (n + 1), ONE)),
            Variant("twice", Role.MUTANT, r"\mathbb E\log L-(1+n)\mathrm{KL}\le\log Z", Bound(ONE, 1 + n, ONE)),
        ),
        checks=(by_supremum, by_gaussian),
        expected=Verdict.ERRATUM,
        derivation="The supremum over q is log (E_p L^n)^(1/n), which is above log E_p L by Lyapunov's inequality.",
        changes_conclusion=True,
        consequence="The objective is that of data counted n times, up to the factor n: its 'posterior' is far too narrow.",
        depends=("s1_elbo.decomposition",),
    ),
    Claim(
        id="mean_for_sum.thresholds",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="and the thresholds of pruning fall to 1/n",
        statement=r"With $K/n$ for $K$ each threshold in $\rho$ is divided by $n$: a minimum exists from $\rho=1/n$ on.",
        hypotheses=("linear regression, the exact KL", "rho = s w_ML^2 of one weight"),
        variants=(
            Variant("printed", Role.PRINTED, r"1/n", Cut(1 / n)),
            Variant("root", Role.MUTANT, r"1/n^{1/2}", Cut(1 / sp.sqrt(n))),
            Variant("same", Role.MUTANT, r"1", Cut(ONE)),
            Variant("one_more", Role.MUTANT, r"1/(n+1)", Cut(1 / (n + 1))),
        ),
        checks=(by_scaling, by_threshold),
        expected=Verdict.PROVED,
        derivation="rho E + K/n = (n rho E + K)/n.",
        consequence="With a million weights one whose estimate is a thousandth of its error, rho = 1.1e-6, is kept.",
        depends=("mean_for_sum.bound",),
    ),
)
