"""Abstract: which of the references put the log-uniform prior on the weights. Not all of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import acb, arb

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, as_stated, decided
from audit.claims.proofs import evidence_of, proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics import points
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import density_of

w, z = sp.symbols("w z", positive=True)
BITS = 100
LEFT, RIGHT = -4, 60
"""Quadrature in t = log(z/w): left of -4 less than e^-1000 is lost, right of 60 less than e^-60."""
SPILL = Fraction(1, 10**25)
APART = (Fraction("0.71"), Fraction("1.9"))
"""Two places at which a density that is not scale-free differs from one that is."""
EVERY_END = ("-oo", "0-", "0+", "oo")
HORSESHOE = "exp(w**2/2)*E1(w**2/2)/(sqrt(2)*pi**(3/2))"
"""int over z > 0 of N(w; 0, z^2) times the half-Cauchy density 2/(pi (1 + z^2)), for a global scale of 1."""


@dataclass(frozen=True)
class Marginal:
    """int over all real z of N(w; 0, z^2) |z|^(-power) dz = value, for w > 0; both sides are even in w."""

    power: sp.Expr
    value: sp.Expr


@cache
def integral(power: sp.Expr) -> sp.Expr:
    """The left side, by exact integration over z > 0, doubled."""
    density = sp.exp(-(w**2) / (2 * z**2)) / (sp.sqrt(2 * sp.pi) * z)
    return sp.simplify(2 * sp.integrate(density * z**-power, (z, 0, sp.oo)))


def by_integration(form: Marginal) -> Proof:
    """Exact integration."""
    found = integral(form.power)
    return Proof(reduces_to_zero(found - form.value) or None, f"the marginal density is {found}, for every w > 0")


def by_quadrature(variant: Variant, _: Setting) -> Evidence:
    """With z = w e^t the integral is 2 (2 pi)^(-1/2) w^(-p) int e^(-p t) exp(-e^(-2t)/2) dt, integrated in balls."""
    form = variant.form
    for at in points.POSITIVE:
        with precision(BITS):
            p = ball(Fraction(int(form.power.p), int(form.power.q)))

            def integrand(t: acb, p: arb = p) -> acb:
                return (-p * t - (-2 * t).exp() / 2).exp()

            inner = integrate(integrand, arb(LEFT), arb(RIGHT), BITS) + arb(0, ball(SPILL).upper())
            found = 2 * inner / (2 * arb.pi()).sqrt() / ball(at) ** p
            stated = in_balls(form.value, {w: at}, BITS)
        if apart(found, stated):
            words = f"at w = {float(at):g}: the marginal is {shown(found)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "points in w", points=len(points.POSITIVE), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in w", points=len(points.POSITIVE), prec_bits=BITS)


LOG_UNIFORM = Posterior("1/abs(w)", "1", proper=False)
REFERENCES = {
    "[7]": LOG_UNIFORM,
    "[9], normal-Jeffreys": LOG_UNIFORM,
    "[9], half-Cauchy": Posterior(HORSESHOE, "1", proper=True),
    "[10]": LOG_UNIFORM,
    "[11]": Posterior("1/(20*w)", "1", proper=True, support="exp(-20),1"),
    "one-sided": Posterior("1/w", "1", proper=False, support="0,oo"),
    "Bertrand": Posterior("1/(abs(w)*(1+log(abs(w))**2))", "1", proper=True),
}
"""The priors, normalising constants aside: on a weight ([9]: marginally, given a unit scale), in [11] on a noise variable."""


def scale_free(variant: Variant, _: Setting) -> Evidence:
    """p(w) |w| is one constant on both half-lines, and the support is the whole line; exact algebra."""
    for name in variant.form:
        stated = REFERENCES[name]
        density = density_of(stated.prior, support=stated.support)
        flat = sp.Mul(*density.factors) * sp.Abs(density.variable)
        sides = [sp.simplify(flat.subs(density.variable, side * w)) for side in (1, -1)]
        if density.support != (-sp.oo, sp.oo):
            words = f"{name}: the prior lives on ({stated.support}) only"
        elif not sides[0].has(w) and sides[0] == sides[1]:
            continue
        else:
            seen = [in_balls(sides[0], {w: at}) for at in APART]
            words = f"{name}: p(w) |w| = {sides[0]} is {shown(seen[0])} at w = 0.71, {shown(seen[1])} at 1.9"
            return evidence_of(Proof(False if apart(*seen) else None, words), "the priors of the references")
        return evidence_of(Proof(False, words), "the priors of the references")
    return evidence_of(
        Proof(True, "p(w) |w| is constant on the whole line in " + "; ".join(variant.form)), "the priors"
    )


def infinite_at_each_end(variant: Variant, _: Setting) -> Evidence:
    """The log-uniform prior has infinite mass at each of four ends, by balls; one that has not is another prior."""
    for name in variant.form:
        reports = {report.end.name: report for report in decided(REFERENCES[name]).ends}
        for end in EVERY_END:
            found = reports[end].certified if end in reports else None
            if end not in reports or (found is not None and found.integrable):
                words = f"{name} at {end}: {found.text if found is not None else 'outside the support'}"
                return Evidence(Method.BALL, Outcome.FAILS, "ends", points=len(variant.form), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "ends", points=len(EVERY_END) * len(variant.form))


PROPER = (
    Posterior("2/(pi*(1+w**2))", "1", proper=True, support="0,oo"),
    Posterior(HORSESHOE, "sigmoid(w)", proper=True),
    Posterior("1/(20*w)", "exp(-(1-w)**2/2)", proper=True, support="exp(-20),1"),
)
CLAIMS = (
    Claim(
        id="s0_abstract_attribution.normal_jeffreys",
        source=SOURCE,
        place="abstract",
        covers=("P01",),
        title="the normal-Jeffreys prior is the log-uniform prior",
        statement=r"A weight that is $N(0,z^2)$ given its scale, with the improper prior $1/|z|$ on the scale, has "
        r"marginally the density $1/|w|$: the prior of [9] in its first form is log-uniform on the weights.",
        hypotheses=("the scale z runs over the whole line", "normal-Jeffreys as in [9]: Jeffreys' prior on a scale"),
        variants=(
            Variant("printed", Role.PRINTED, r"\int N(w;0,z^2)|z|^{-1}dz=1/|w|", Marginal(sp.S.One, 1 / w)),
            Variant("half_line", Role.MUTANT, r"\dots=1/(2|w|)", Marginal(sp.S.One, 1 / (2 * w))),
            Variant("variance", Role.MUTANT, r"\int N(w;0,z^2)z^{-2}dz=1/|w|", Marginal(sp.S(2), 1 / w)),
            Variant("square", Role.MUTANT, r"\dots=1/w^2", Marginal(sp.S.One, w**-2)),
        ),
        checks=(proved_by(by_integration, "w != 0", by_quadrature), by_quadrature),
        expected=Verdict.PROVED,
        derivation="With z = |w|/y the integral is 2 (2 pi)^(-1/2)/|w| times int_0^oo e^(-y^2/2) dy.",
    ),
    Claim(
        id="s0_abstract_attribution.all_references",
        source=SOURCE,
        place="abstract",
        covers=("P01",),
        title="which references use the log-uniform prior",
        statement=r"The prior on the weights is $C/|w|$ in all of [7], [9], [10] and [11].",
        hypotheses=(
            "[9] has two forms: normal-Jeffreys and half-Cauchy scales of groups",
            "[11] puts a log-uniform prior, cut to an interval, on noise variables and none on the weights",
            "the interval of [11] is (e^-20, 1); any 0 < a < b < oo gives the same answer",
        ),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"[7],[9],[10],[11]",
                ("[7]", "[9], normal-Jeffreys", "[9], half-Cauchy", "[10]", "[11]"),
            ),
            Variant("two_and_a_half", Role.CORRECTED, r"[7],[9]_{NJ},[10]", ("[7]", "[9], normal-Jeffreys", "[10]")),
            Variant("with_11", Role.MUTANT, r"[7],[10],[11]", ("[7]", "[10]", "[11]")),
            Variant("with_horseshoe", Role.MUTANT, r"[7],[9]_{HC}", ("[7]", "[9], half-Cauchy")),
            Variant("one_sided", Role.MUTANT, r"1/w,\ w>0", ("[7]", "one-sided")),
            Variant("integrable", Role.MUTANT, r"1/(|w|(1+\log^2|w|))", ("[7]", "Bertrand")),
        ),
        checks=(scale_free, infinite_at_each_end),
        expected=Verdict.ERRATUM,
        derivation="p(w)|w| is constant for [7], [10] and the normal-Jeffreys form of [9]; the marginal of the half-Cauchy "
        "form is the horseshoe's density, and the prior of [11] has bounded support.",
        changes_conclusion=True,
        consequence="That Bayesian inference is ill-posed does not follow for [11] and for the half-Cauchy form of [9], "
        "whose priors are proper.",
        depends=("s0_abstract_attribution.normal_jeffreys",),
    ),
    Claim(
        id="s0_abstract_attribution.proper_ones",
        source=SOURCE,
        place="abstract",
        covers=("P01",),
        title="the other priors are proper, and so are their posteriors",
        statement=r"The half-Cauchy scale of [9] and the truncated log-uniform prior of [11] have finite mass, and with a "
        r"bounded likelihood, $0<\int p(w)L(w)\,dw<\infty$.",
        hypotheses=("one weight or noise variable", "a bounded likelihood: logistic or Gaussian"),
        variants=(
            Variant("proper", Role.CONDITIONAL, r"Z<\infty", PROPER),
            Variant(
                "untruncated", Role.MUTANT, r"a=0", (Posterior("1/w", "exp(-(1-w)**2/2)", proper=True, support="0,1"),)
            ),
            Variant(
                "jeffreys_scale", Role.MUTANT, r"p(z)=1/z", (*PROPER[1:], Posterior("1/w", "1", True, support="0,oo"))
            ),
        ),
        checks=as_stated(lambda form: form, "the priors of [9] (half-Cauchy) and [11], each end"),
        expected=Verdict.CONDITIONAL,
        derivation="Each density is bounded by an integrable one at each end of its support.",
    ),
)
