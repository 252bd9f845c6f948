"""The lecture's first step: a log-uniform prior distribution over the weights. It is a measure, not a distribution."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

import sympy as sp

from audit.claims.lecture import SOURCE
from audit.claims.posteriors import Posterior, finite, in_words
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.symbolic import Proof, shown
from audit.posterior import density_of, truncated_mass

low, ratio = sp.symbols("a r", positive=True)
SHELLS = (
    (Fraction(1, 10**300), Fraction(1, 10)),
    (Fraction("0.31"), Fraction("1.7")),
    (Fraction("5.9"), Fraction(10**300)),
)


class Kind(StrEnum):
    """What the prior is said to be."""

    PROBABILITY = "a distribution: finite mass, hence mass 1 for one C"
    LOCALLY_FINITE = "a measure with finite mass on each bounded set"
    SCALE_INVARIANT = "a measure with mass 2 log(b/a) on each shell a < |w| < b, of infinite mass"


@dataclass(frozen=True)
class Assigned:
    """The factor of one weight in the factorised prior, and what it is said to be."""

    density: str
    kind: Kind


BOUNDED = "-1,1"


def _asked(form: Assigned) -> tuple[Posterior, bool]:
    """The posterior without data, and whether its mass has to be finite."""
    support = BOUNDED if form.kind is Kind.LOCALLY_FINITE else "-oo,oo"
    wanted = form.kind is not Kind.SCALE_INVARIANT
    return Posterior(form.density, "1", proper=wanted, support=support), wanted


def _by_mass(form: Assigned, method: Method) -> Proof:
    """Is the mass finite where it has to be, and infinite where that is claimed?"""
    stated, wanted = _asked(form)
    found = finite(stated, method)
    return Proof(None if found is None else found is wanted, in_words(stated, method))


def by_algebra(variant: Variant, _: Setting) -> Evidence:
    """Mass by exact expansions; the shell a < |w| < r a, r > 1, by its antiderivative."""
    form, proof = variant.form, _by_mass(variant.form, Method.SYMBOLIC)
    if proof.holds and form.kind is Kind.SCALE_INVARIANT:
        density = density_of(form.density)
        x = sp.Symbol("x", positive=True)
        side = [sp.Mul(*density.factors).subs(density.variable, sign * x) for sign in (1, -1)]
        mass = sum(sp.integrate(part, (x, low, ratio * low)) for part in side)
        same = sp.simplify(sp.expand_log(mass - 2 * sp.log(ratio), force=True)) == 0
        proof = Proof(same or None, f"a < |w| < r a has the mass {sp.simplify(mass)}, and the whole line oo")
    return evidence_of(proof, "the whole line, every shell")


def by_balls(variant: Variant, _: Setting) -> Evidence:
    """Mass by certified bounds at each end; three shells by rigorous integration."""
    form, proof = variant.form, _by_mass(variant.form, Method.BALL)
    if proof.holds is not True:
        return evidence_of(proof, "each end", Method.BALL)
    if form.kind is Kind.SCALE_INVARIANT:
        for a, b in SHELLS:
            seen = truncated_mass(density_of(form.density), a, b)
            with precision(64):
                stated = 2 * (ball(b) / ball(a)).log()
            if apart(seen, stated):
                words = f"the shell from {float(a):g} has the mass {shown(seen)}, not {shown(stated)}"
                return Evidence(Method.BALL, Outcome.FAILS, "shells", points=len(SHELLS), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "each end, three shells", points=len(SHELLS))


CLAIMS = (
    Claim(
        id="log_uniform_prior.distribution",
        source=SOURCE,
        place="the procedure, first step",
        covers=("L20",),
        title="the log-uniform prior as a distribution",
        statement=r"Each weight gets a log-uniform prior distribution, the same for all of them independently.",
        hypotheses=("the whole real line, no truncation", "'distribution' is read as: probability distribution"),
        variants=(
            Variant("printed", Role.PRINTED, r"\int C/|w|=1", Assigned("1/abs(w)", Kind.PROBABILITY)),
            Variant("measure", Role.CORRECTED, r"2C\log(b/a)", Assigned("1/abs(w)", Kind.SCALE_INVARIANT)),
            Variant("bounded", Role.MUTANT, r"\int_{-1}^1C/|w|<\infty", Assigned("1/abs(w)", Kind.LOCALLY_FINITE)),
            Variant("root", Role.MUTANT, r"C/\sqrt{|w|}", Assigned("1/sqrt(abs(w))", Kind.PROBABILITY)),
            Variant("almost", Role.MUTANT, r"C|w|^{-1.001}", Assigned("abs(w)**(-1001/1000)", Kind.PROBABILITY)),
            Variant("cauchy", Role.MUTANT, r"\text{shells of }1/(1+w^2)", Assigned("1/(1+w**2)", Kind.SCALE_INVARIANT)),
        ),
        checks=(by_algebra, by_balls),
        expected=Verdict.ERRATUM,
        derivation="The mass of a < |w| < b is 2C log(b/a), without bound as a -> 0 or b -> oo. A product of such measures is "
        "a measure on the weights, not finite either.",
        consequence="The procedure that follows optimises the same objective; what it loses is its reading as inference.",
        depends=("s2_log_uniform.improper",),
    ),
)
