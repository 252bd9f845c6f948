"""Section 2, after the chain: infinite mass around the origin, the infinite normaliser, and how fast both come about."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

import sympy as sp

from audit.claims.at_points import PREC_BITS
from audit.claims.divergence import LOG_UNIFORM, Ends, by_leading, by_witnesses, constant
from audit.claims.hron2017 import SOURCE
from audit.claims.mass_constants import Constant, Place, by_balls, in_mpmath
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.posterior import density_of, truncated_mass

a, b = sp.symbols("a b", positive=True)
CUTS = (("0.037", "1"), ("1/7", "23"), ("1e-12", "1.9e5"), ("1e-300", "1e300"))
"""Cut-offs on both sides of 1, and as far as they go."""
DIGITS = 20
EXACT = sp.log(b / a)


@dataclass(frozen=True)
class Mass:
    """The mass of a <= |w| <= b is `value`, which exceeds every bound as a -> 0."""

    likelihood: str
    value: sp.Expr


def by_symmetry(form: Mass) -> Proof:
    """L(w) + L(-w) is a constant c, so that the mass is c log(b/a)."""
    likelihood = constant(form.likelihood)
    (letter,) = likelihood.free_symbols
    both = sp.simplify(likelihood + likelihood.subs(letter, -letter))
    if both.free_symbols:
        return Proof(None, f"L(w) + L(-w) = {both} is not constant")
    difference = sp.simplify(sp.expand_log(form.value - both * sp.log(b / a)))
    limit = sp.limit(form.value.subs(b, 1), a, 0, "+")
    words = f"L(w) + L(-w) = {both}, so that M(a, b) = {both} log(b/a), whose limit is {limit}"
    return Proof(True if difference == 0 and limit == sp.oo else None, words)


def by_truncation(variant: Variant, _: Setting) -> Evidence:
    """Certified masses, integrated without the symmetry."""
    form, density = variant.form, density_of(LOG_UNIFORM, variant.form.likelihood)
    for low, high in CUTS:
        mass = truncated_mass(density, Fraction(low), Fraction(high), DIGITS)
        stated = in_balls(form.value, {a: Fraction(low), b: Fraction(high)}, PREC_BITS)
        with precision(PREC_BITS):
            off = mass - stated
            if off > 0 or off < 0:
                words = f"M({low}, {high}) = {shown(mass, 12)}, stated {shown(stated, 12)}"
                return Evidence(Method.BALL, Outcome.FAILS, "cut-offs (a, b)", points=len(CUTS), witness=words)
    words = f"M({low}, {high}) = {shown(mass, 12)}"
    return Evidence(Method.BALL, Outcome.HOLDS, "cut-offs (a, b)", points=len(CUTS), prec_bits=PREC_BITS, summary=words)


def claim(name: str, covers: tuple[str, ...], title: str, statement: str, **more: Any) -> Claim:
    """A claim of this file: what all of them share."""
    shared = {
        "source": SOURCE,
        "place": "section 2, after the displayed chain",
        "covers": covers,
        "hypotheses": ("one weight with the prior 1/|w|", "one observation (x, y) = (1, 1)"),
        "expected": Verdict.PROVED,
    }
    return Claim(id=f"s2_logistic_origin.{name}", title=title, statement=statement, **{**shared, **more})


ONE, BOTH = "sigmoid(w)", "sigmoid(w)*sigmoid(-w)"
THREE = "sigmoid(w)**2*sigmoid(-2*w)"
AROUND, ALL = ("0-", "0+"), ("0-", "0+", "oo")
HALF = (("0-", "1/2"), ("0+", "1/2"))
GAUSSIAN, RELU, TANH, SIGMOID = (f"normal_pdf(1, {h}, 1)" for h in ("w", "Max(w, 0)", "tanh(w)", "sigmoid(w)"))
AT_1, AT_HALF = "2*exp(-1/2)/sqrt(2*pi)", "2*exp(-1/8)/sqrt(2*pi)"
AT_0, TAIL, WHOLE = Place.ORIGIN, Place.TAIL, Place.WHOLE
TABLE = (
    Constant("logistic, origin", AT_0, ONE, "1", "0.0000000000000000000000"),
    Constant("logistic, right half, origin", AT_0, ONE, "1/2", "0.2434442977899965483254", support="0,oo"),
    Constant("logistic, right half, tail", TAIL, ONE, "1", "-0.1806278179839575503852", "sigmoid(-w)", "0,oo"),
    Constant("both classes, origin", AT_0, BOTH, "1/2", "-0.0577398404895780416819"),
    Constant("both classes, tail", TAIL, BOTH, "0", "0.2995607498682203137174", BOTH),
    Constant("both classes, whole", WHOLE, BOTH, "1/2", "0.2418209093786422720354", BOTH),
    Constant("Gaussian, origin", AT_0, GAUSSIAN, AT_1, "-0.0084725574274849606835"),
    Constant("Gaussian, tail", TAIL, GAUSSIAN, "0", "0.3248323787305891718377", GAUSSIAN),
    Constant("Gaussian, whole", WHOLE, GAUSSIAN, AT_1, "0.3163598213031042111541", GAUSSIAN),
    Constant("ReLU, origin", AT_0, RELU, AT_1, "0.2131338703869313430903"),
    Constant("tanh, origin", AT_0, TANH, AT_1, "-0.0043678549005425206500"),
    Constant("logistic unit, origin", AT_0, SIGMOID, AT_HALF, "-0.0075869259437930741800"),
)


def broken(place: int, digits: str) -> tuple[Constant, ...]:
    """The table with other decimals at one place."""
    return (*TABLE[:place], replace(TABLE[place], digits=digits), *TABLE[place + 1 :])


CLAIMS = (
    claim(
        "infinite_mass",
        ("P25",),
        "infinite mass around the origin, since the logistic function is 1/2 at 0",
        r"$\int_{|w|<\delta}\frac1{|w|}\sigma(w)\,dw=\infty$, at the rate $\sigma(0)=\tfrac12$ per $\log(1/a)$ on each side.",
        variants=(
            Variant("printed", Role.PRINTED, r"\sigma(0)=\tfrac12", Ends(ONE, ALL, HALF)),
            Variant("quarter", Role.MUTANT, r"\sigma(0)=\tfrac14", Ends(ONE, ALL, (("0-", "1/4"), ("0+", "1/4")))),
            Variant("tail_only", Role.MUTANT, r"\text{finite at }0", Ends(ONE, ("oo",))),
            Variant("one_side", Role.MUTANT, r"\text{finite at }0-", Ends(ONE, ("0+", "oo"), HALF[1:])),
        ),
        checks=(by_leading, by_witnesses),
        derivation="sigma is continuous with sigma(0) = 1/2: the density is 1/(2|w|) to leading order.",
        depends=("s2_proposition1.hypothesis",),
    ),
    claim(
        "normaliser",
        ("P24", "P25", "P26"),
        "the normaliser is infinite: the truncated mass is exactly log(b/a)",
        r"$Z=\lim M(a,b)=\infty$ with $M(a,b)=\int_{a\le|w|\le b}\frac1{|w|}\sigma(w)\,dw=\log(b/a)$.",
        variants=(
            Variant("printed", Role.PRINTED, r"\log(b/a)\to\infty", Mass(ONE, EXACT)),
            Variant("both_halves", Role.MUTANT, r"2\log(b/a)", Mass(ONE, 2 * EXACT)),
            Variant("near", Role.MUTANT, r"\log(b/a)+10^{-9}", Mass(ONE, EXACT + sp.Rational(1, 10**9))),
            Variant("both_classes", Role.MUTANT, r"\tfrac12\log(b/a)", Mass(BOTH, EXACT / 2)),
        ),
        checks=(proved_by(by_symmetry, "0 < a < b", by_truncation), by_truncation),
        derivation="sigma(w) + sigma(-w) = 1 for every w. The mirrored observation (-1, 1) has the same masses.",
        depends=("s2_logistic_origin.infinite_mass", "s2_logistic_tail.right_tail"),
    ),
    claim(
        "second_observation",
        ("P25", "P26"),
        "an observation of the other class makes the tails finite, and not the origin",
        r"With $(1,1)$ and $(1,-1)$ seen, the mass is infinite at $0$ alone, at the rate $\tfrac14$ on each side.",
        hypotheses=("one weight with the prior 1/|w|", "both classes are seen, each at an x != 0 of the same sign"),
        variants=(
            Variant("two", Role.CONDITIONAL, r"\sigma(w)\sigma(-w)", Ends(BOTH, AROUND, (("0+", "1/4"),))),
            Variant("three", Role.CONDITIONAL, r"\sigma(w)^2\sigma(-2w)", Ends(THREE, AROUND, (("0-", "1/8"),))),
            Variant("right_tail", Role.MUTANT, r"\text{tail of }\sigma(w)\sigma(-w)", Ends(BOTH, ALL)),
            Variant("proper", Role.MUTANT, r"\sigma(w)\sigma(-w):\ Z<\infty", Ends(BOTH, ())),
            Variant("mirrored", Role.MUTANT, r"(1,1),(-1,-1)", Ends("sigmoid(w)**2", AROUND)),
        ),
        checks=(by_leading, by_witnesses),
        figure="s2_logistic_origin",
        expected=Verdict.CONDITIONAL,
        derivation="sigma(w) sigma(-w) <= e^-|w|, and it is 1/4 at 0. (-1, -1) says the same as (1, 1).",
        consequence="More data repair the tails and never the origin.",
    ),
    claim(
        "constants",
        ("P20", "P25"),
        "the constants of the truncated mass, to 22 decimals",
        r"$M(a,1)=(L(0+)+L(0-))\log\frac1a+c+o(1)$ and $M(1,b)=(L(\infty)+L(-\infty))\log b+t+o(1)$; the first "
        "decimals of twelve such constants.",
        hypotheses=("one weight with the prior 1/|w|", "one observation, or both classes once; y = x = 1, unit noise"),
        variants=(
            Variant("table", Role.CONDITIONAL, r"\text{twelve constants}", TABLE),
            Variant("last", Role.MUTANT, r"0.24344429778999654\mathit{9}", broken(1, "0.243444297789996549")),
            Variant("sign", Role.MUTANT, r"+0.05773984", broken(3, "0.0577398404895780416819")),
            Variant("not_zero", Role.MUTANT, r"c=10^{-20}", broken(0, "0.0000000000000000000100")),
        ),
        checks=(by_balls, in_mpmath),
        expected=Verdict.CONDITIONAL,
        derivation="c = int_0^1 (L(w) + L(-w) - L(0+) - L(0-))/w dw, t likewise. Cut at 10^-30 and 512, with a certified bound "
        "for what is left out.",
    ),
)
