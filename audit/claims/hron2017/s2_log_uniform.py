"""Section 2: C/|w| is uniform in log|w|, and no density for any C."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, decided
from audit.claims.proofs import evidence_of
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import density_of, truncated_mass, truncated_masses

C, w = sp.symbols("C w", positive=True)
z = sp.Symbol("z", real=True)
low, high = sp.symbols("a b", positive=True)
EDGES = tuple(Fraction(x) for x in ("1e-300", "1e-12", "0.31", "1.7", "1e12", "1e300"))
BITS = 96


@dataclass(frozen=True)
class Uniform:
    """A symmetric prior C/|w| (or, `symmetric` false, any prior) has this density of z = log|w|, and no other prior has."""

    density: sp.Expr
    symmetric: bool


def by_change_of_variable(variant: Variant, _: Setting) -> Evidence:
    """The density of z is (p(e^z) + p(-e^z)) e^z; solved for p(w), p(-w), with their equality where p is symmetric."""
    form, where = variant.form, "every z, every C > 0"
    right, left = sp.symbols("p_right p_left")
    pushed = sp.simplify(2 * C / w * sp.exp(z)).subs(w, sp.exp(z))
    if not reduces_to_zero(sp.simplify(pushed - form.density)):
        off = in_balls(pushed - form.density, {C: "0.7", z: "0.3"})
        words = f"log|w| has the density {sp.simplify(pushed)}: at C = 0.7, z = 0.3 it differs by {shown(off)}"
        return evidence_of(Proof(False if apart(off, arb(0)) else None, words), where)
    equations = [right + left - form.density / w] + ([right - left] if form.symmetric else [])
    (solved,) = sp.linsolve(equations, (right, left))
    if solved == (C / w, C / w):
        return evidence_of(Proof(True, "the only symmetric prior with this density of log|w| is C/|w|"), where)
    other = tuple(part.subs(left, 0) for part in solved)
    return evidence_of(Proof(False, f"so has p(w) = {other[0]} for w > 0, and 0 for w < 0"), where)


def masses(variant: Variant, _: Setting) -> Evidence:
    """Masses of shells in balls, C = 1: a <= |w| <= b against the density of z; one-sided priors where they are allowed."""
    form, sides = variant.form, ("1/abs(w)", "2/w")
    found = truncated_masses(density_of(sides[0]), EDGES)
    with precision(BITS):
        logs = [ball(edge).log() for edge in EDGES]
        stated = [_mass(form.density, logs[0], log) for log in logs]
    for edge, seen, said in zip(EDGES[1:], found[1:], stated[1:], strict=True):
        if apart(seen, said):
            words = f"1e-300 <= |w| <= {float(edge):g} has the mass {shown(seen)}, not {shown(said)}"
            return Evidence(Method.BALL, Outcome.FAILS, "shells", points=len(EDGES) - 1, witness=words)
    if not form.symmetric:
        same = truncated_mass(density_of(sides[1], support="0,oo"), EDGES[0], EDGES[-1])
        right = truncated_mass(density_of(sides[0], support="0,oo"), EDGES[0], EDGES[-1])
        agree = not apart(same, found[-1])
        words = f"2/w on w > 0 has the shell masses of 1/|w| and {shown(same)}, not {shown(right)}, on w > 0"
        if agree and apart(same, right):
            return Evidence(Method.BALL, Outcome.FAILS, "shells", points=2, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "shells of |w| from 1e-300 to 1e300", points=len(EDGES) - 1)


def _mass(density: sp.Expr, start: arb, end: arb) -> arb:
    """int of the density of z over [start, end], C = 1, by its antiderivative."""
    antiderivative = sp.integrate(density.subs(C, 1), z)
    return in_balls(antiderivative, {z: end}, BITS) - in_balls(antiderivative, {z: start}, BITS)


@dataclass(frozen=True)
class NoDensity:
    """This density, times any constant, has infinite mass at each of these ends, so that no C makes its mass 1."""

    density: str
    ends: tuple[str, ...]


def by(method: Method) -> Check:
    """The ends of the density, by one method alone."""

    def check(variant: Variant, _: Setting) -> Evidence:
        form = variant.form
        whole = Posterior(form.density, "1", proper=False)
        reports = {report.end.name: report for report in decided(whole).ends}
        seen = []
        for end in form.ends:
            found = reports[end].exact if method is Method.SYMBOLIC else reports[end].certified
            if found is None:
                return Evidence(method, Outcome.UNDECIDED, "each end", points=len(form.ends), summary=end)
            if found.integrable:
                words = f"{form.density} has finite mass at {end}: {reports[end].witness}"
                return Evidence(method, Outcome.FAILS, "each end", points=len(form.ends), witness=words)
            seen.append(end)
        summary = f"infinite mass at {', '.join(seen)}"
        return Evidence(method, Outcome.HOLDS, "each end", whole_domain=True, points=len(seen), summary=summary)

    check.__name__ = f"ends_by_{method}"
    return check


def for_every_constant(variant: Variant, _: Setting) -> Evidence:
    """int over a < |w| < b of C p is C I(a, b): its limit is oo for C > 0, 0 for C = 0, -oo for C < 0, unless I converges."""
    density = sp.Mul(*density_of(variant.form.density).factors)
    (letter,) = density.free_symbols
    total = sp.integrate(density.subs(letter, w), (w, low, high)) + sp.integrate(
        density.subs(letter, -w), (w, low, high)
    )
    ends, where = (
        [sp.limit(total.subs(low, 1), high, sp.oo), sp.limit(total.subs(high, 1), low, 0, "+")],
        "every real C",
    )
    part = next((end for end in ends if end.is_finite), None)
    if part is not None:
        return evidence_of(Proof(False, f"the mass of |w| > 1, or of |w| < 1, is {part} C: finite"), where)
    words = "C times the mass is oo for C > 0, 0 for C = 0, -oo for C < 0: never 1"
    return evidence_of(Proof(True if ends == [sp.oo, sp.oo] else None, words), where)


EVERY_END = ("-oo", "0-", "0+", "oo")
CLAIMS = (
    Claim(
        id="s2_log_uniform.uniform",
        source=SOURCE,
        place="section 2",
        covers=("P12",),
        title="uniform in log|w|",
        statement=r"The prior $C/|w|$ is the same as a constant density $2C$ of $z=\log|w|$.",
        hypotheses=("C > 0", "the conditional form: p(w) = p(-w)"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{any }p", Uniform(2 * C, False)),
            Variant("symmetric", Role.CONDITIONAL, r"p(w)=p(-w)", Uniform(2 * C, True)),
            Variant("one_side", Role.MUTANT, r"C\,dz", Uniform(C, True)),
            Variant("lebesgue", Role.MUTANT, r"2Ce^z\,dz", Uniform(2 * C * sp.exp(z), True)),
            Variant("tilted", Role.MUTANT, r"2Ce^{z/1000}\,dz", Uniform(2 * C * sp.exp(z / 1000), True)),
        ),
        checks=(by_change_of_variable, masses),
        expected=Verdict.CONDITIONAL,
        derivation="p(e^z) e^z + p(-e^z) e^z = 2C. Conversely a uniform log|w| fixes p(w) + p(-w) alone: the sign has to be "
        "independent and fair.",
    ),
    Claim(
        id="s2_log_uniform.improper",
        source=SOURCE,
        place="section 2",
        covers=("P13",),
        title="no constant makes it a density",
        statement=r"$\int C/|w|\,dw$ is infinite, $0$ or minus infinite: for no real $C$ is it 1. Near $0$ and towards "
        r"infinity the mass is infinite, on both sides each.",
        hypotheses=("C is any real number",),
        variants=(
            Variant("printed", Role.PRINTED, r"C/|w|", NoDensity("1/abs(w)", EVERY_END)),
            Variant("root", Role.MUTANT, r"C/\sqrt{|w|}", NoDensity("1/sqrt(abs(w))", EVERY_END)),
            Variant("almost", Role.MUTANT, r"C|w|^{-1.001}", NoDensity("abs(w)**(-1001/1000)", EVERY_END)),
            Variant("cauchy", Role.MUTANT, r"C/(1+w^2)", NoDensity("1/(1+w**2)", EVERY_END)),
        ),
        checks=(by(Method.SYMBOLIC), by(Method.BALL), for_every_constant),
        expected=Verdict.PROVED,
        derivation="int over a < |w| < b of C/|w| is 2C log(b/a), unbounded as a -> 0 with b fixed and as b -> oo with a fixed.",
    ),
)
