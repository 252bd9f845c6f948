"""Section 2, its end: improper posteriors make inference ill-posed. What the truncation decides, and what tools report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise

import numpy as np
import sympy as sp
from flint import arb

from audit.claims.at_points import PREC_BITS
from audit.claims.divergence import LOG_UNIFORM
from audit.claims.hron2017 import SOURCE
from audit.claims.posteriors import Posterior, decided
from audit.claims.proofs import proved_by
from audit.ledger import Check, Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.posterior import Density, density_of, truncated_mass
from audit.posterior.exact.leading import Leading
from audit.posterior.exact.transseries import ONE as CONSTANT
from audit.posterior.naive.mean_field import mean_field
from audit.posterior.naive.methods import metropolis, scipy_quadrature

PLACE = "section 2, end"
kappa = sp.Symbol("kappa", positive=True)
KAPPAS = (Fraction(1, 3), Fraction(1), Fraction(7, 4))
EXPONENT = 12000
"""A = 2^-12000 and B = A^-kappa."""
NEAR = sp.Rational(1, 400)
"""The share at A is off its limit by the middle over the whole: 16 of 16000 in units of log 2, and the constants."""
SPLIT_BITS = 8
"""The middle region 2^-8 <= |w| <= 2^8, whose share tends to 0."""


@dataclass(frozen=True)
class Split:
    """Under 1/|w| on A <= |w| <= A^-kappa the posterior mass beyond any fixed k tends to `share` as A -> 0; the rest to 0."""

    likelihood: str
    share: sp.Expr


def by_rates(form: Split) -> Proof:
    """M(A, e) ~ r0 log(1/A) and M(k, B) ~ r1 kappa log(1/A), with the exact rates of the ends; the middle is bounded."""
    ends = decided(Posterior(LOG_UNIFORM, form.likelihood, proper=False)).ends
    rates = {report.end.name: rate for report in ends if (rate := _rate(report.exact)) is not None}
    if len(rates) < len(ends):
        return Proof(None, f"not every end has a constant rate: {rates}")
    inner, outer = rates["0-"] + rates["0+"], rates["-oo"] + rates["oo"]
    share = sp.simplify(kappa * outer / (inner + kappa * outer))
    same = sp.simplify(share - form.share) == 0
    return Proof(same or None, f"the share beyond every k tends to {share}; it is chosen by kappa")


def _rate(found: Leading | None) -> sp.Expr | None:
    """The limit of the density per d(log r), 0 where the end is integrable."""
    if found is None:
        return None
    if found.integrable:
        return sp.S.Zero
    return found.coefficient if found.monomial == CONSTANT else None


def by_truncation(variant: Variant, _: Setting) -> Evidence:
    """Certified masses at A = 2^-12000: the share beyond 2^8 for three kappa, and that of the middle."""
    form, domain = variant.form, "three kappa, A = 2^-12000"
    for value in KAPPAS:
        low, middle, high = _masses(form.likelihood, value)
        stated = in_balls(form.share, {kappa: value}, PREC_BITS)
        with precision(PREC_BITS):
            total = low + middle + high
            off, slack = abs(high / total - stated), in_balls(NEAR, {}, PREC_BITS)
        if off > slack:
            words = f"at kappa = {value} the share is {shown(high / total)}, stated {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, domain, points=len(KAPPAS), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=len(KAPPAS), prec_bits=PREC_BITS)


@cache
def _masses(likelihood: str, ratio: Fraction) -> tuple[arb, arb, arb]:
    """M over (A, 2^-8), (2^-8, 2^8) and (2^8, B)."""
    density, far = density_of(LOG_UNIFORM, likelihood), Fraction(2) ** int(EXPONENT * ratio)
    cuts = (Fraction(1, 2**EXPONENT), Fraction(1, 2**SPLIT_BITS), Fraction(2**SPLIT_BITS), far)
    low, middle, high = (truncated_mass(density, a, b) for a, b in pairwise(cuts))
    return low, middle, high


@dataclass(frozen=True)
class Moves:
    """What a general tool answers on this posterior moves with the tool's own settings."""

    prior: str
    likelihood: str = "sigmoid(w)"

    @property
    def density(self) -> Density:
        """The posterior as the tools are given it."""
        return density_of(self.prior, self.likelihood)


CUTOFFS = ((1e-2, 10.0), (1e-4, 10.0))
SUBDIVISIONS = 8
SEEDS, STEPS, SCALE = (1, 2, 3, 4), 400, 2.0
START, BUDGETS = (-0.5, 0.3), (3, 8)
MOVED = {"quadrature": 0.5, "chain": 1.0, "mean field": 0.5}
"""Relative change of the mass; spread of the means in mean deviations; change of log sd. Settled answers stay below half."""


def quadrature(density: Density) -> tuple[float, str]:
    """The change of the mass from one cut-off to the other."""
    near, far = (integral.value for integral in scipy_quadrature(density, CUTOFFS, subdivisions=SUBDIVISIONS).integrals)
    return abs(far - near) / near, f"the mass is {near:.4g} between {CUTOFFS[0]} and {far:.4g} between {CUTOFFS[1]}"


def chain(density: Density) -> tuple[float, str]:
    """The spread of the means of Metropolis chains that differ in their seed alone."""
    found = metropolis(density, STEPS, SCALE, SEEDS)
    spread = float(np.ptp(found.means) / np.mean(found.deviations))
    means = ", ".join(f"{mean:.3g}" for mean in found.means)
    return spread, f"the means of {STEPS} steps under seeds {SEEDS} are {means}; R-hat {found.r_hat:.3g}"


def mean_field_run(density: Density) -> tuple[float, str]:
    """The change of the fitted log standard deviation from a short run to a longer one."""
    short, long = mean_field(density, (START,), BUDGETS, ((1e-3, 1e3),)).runs[0]
    words = f"log sd {short.log_sd:.3f} after {BUDGETS[0]} iterations and {long.log_sd:.3f} after {BUDGETS[1]}"
    return abs(long.log_sd - short.log_sd), words


TOOLS: dict[str, Callable[[Density], tuple[float, str]]] = {
    "quadrature": quadrature,
    "chain": chain,
    "mean field": mean_field_run,
}


def moves(tool: str) -> Check:
    """An experiment: the tool's answers at two settings (or four seeds), further apart than MOVED allows or not."""

    def check(variant: Variant, _: Setting) -> Evidence:
        change, words = TOOLS[tool](variant.form.density)
        outcome = Outcome.HOLDS if change > MOVED[tool] else Outcome.FAILS
        points = 4 if tool == "chain" else 2
        return Evidence(
            Method.EXPERIMENT, outcome, f"{tool}, its settings", points=points, witness=words, summary=words
        )

    check.__name__ = f"{tool.replace(' ', '_')}_moves"
    return check


BOTH, TANH = "sigmoid(w)*sigmoid(-w)", "normal_pdf(1, tanh(w), 1)"
EVEN = kappa / (1 + kappa)
TAILS = 1 + sp.exp(-2)
CLAIMS = (
    Claim(
        id="s2_incoherent.chosen_by_truncation",
        source=SOURCE,
        place=PLACE,
        covers=("P27",),
        title="the limit of truncated posteriors is chosen by the truncation",
        statement=r"Under $1/|w|$ on $A\le|w|\le A^{-\kappa}$ the posteriors tend, as $A\to0$, to a mixture of a point mass at "
        r"0 and one at infinity, whose weights depend on $\kappa$: $\frac{1}{1+\kappa}$ and $\frac{\kappa}{1+\kappa}$ for one "
        r"logistic observation.",
        hypotheses=("one weight", "the prior truncated to A <= |w| <= A^-kappa, kappa > 0 fixed"),
        variants=(
            Variant("logistic", Role.CONDITIONAL, r"\kappa/(1+\kappa)", Split("sigmoid(w)", EVEN)),
            Variant("both_classes", Role.CONDITIONAL, r"\sigma(w)\sigma(-w):\ 0", Split(BOTH, sp.S.Zero)),
            Variant(
                "tanh",
                Role.CONDITIONAL,
                r"\kappa(\varphi(0)+\varphi(2))/(2\varphi(1)+\dots)",
                Split(TANH, kappa * TAILS / (2 * sp.exp(-sp.S.Half) + kappa * TAILS)),
            ),
            Variant("one_half", Role.MUTANT, r"\tfrac12", Split("sigmoid(w)", sp.S.Half)),
            Variant("exchanged", Role.MUTANT, r"1/(1+\kappa)", Split("sigmoid(w)", 1 / (1 + kappa))),
            Variant("tail_stays", Role.MUTANT, r"\sigma(w)\sigma(-w):\ \kappa/(1+\kappa)", Split(BOTH, EVEN)),
            Variant("tanh_even", Role.MUTANT, r"\tanh:\ \kappa/(1+\kappa)", Split(TANH, EVEN)),
        ),
        checks=(proved_by(by_rates, "every kappa > 0", by_truncation), by_truncation),
        figure="s2_incoherent",
        expected=Verdict.CONDITIONAL,
        derivation="M(A, e) = r0 log(1/A) + O(1) and M(k, B) = r1 kappa log(1/A) + O(1) with the exact rates at the ends; the "
        "mass between is bounded.",
        depends=("s2_logistic_origin.normaliser",),
    ),
    Claim(
        id="s2_incoherent.answers_move",
        source=SOURCE,
        place=PLACE,
        covers=("P27",),
        title="quadrature, Markov chains and variational inference report numbers that move with their settings",
        statement="On the posterior of one logistic observation general tools return finite answers that depend on the cut-off, "
        "the seed and the run length.",
        hypotheses=(
            "an experiment with fixed seeds; 'ill-posed' is read as: answers that are made by the settings",
            "scipy.quad between two cut-offs, four Metropolis chains, L-BFGS on the ELBO of a Gaussian",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"p(w)=1/|w|", Moves(LOG_UNIFORM)),
            Variant("normal_prior", Role.MUTANT, r"p(w)=N(0,1)", Moves("exp(-w**2/2)")),
            Variant("wide_prior", Role.MUTANT, r"p(w)=N(0,\tfrac94)", Moves("exp(-2*w**2/9)")),
        ),
        checks=(moves("quadrature"), moves("chain"), moves("mean field")),
        expected=Verdict.SUPPORTED,
        derivation="M(a, b) = log(b/a) grows with the cut-offs; the chains drift to infinity; the fitted Gaussian shrinks on.",
        depends=("s2_logistic_origin.normaliser",),
    ),
    Claim(
        id="s2_incoherent.opinion",
        source=SOURCE,
        place=PLACE,
        covers=("P27",),
        title="improper posteriors make inference incoherent and ill-posed",
        statement="Inference from improper posteriors, exact or approximate, is undefined or incoherent.",
        hypotheses=("'incoherent' and 'ill-posed' are no formal terms of the source",),
        variants=(),
        checks=(),
        expected=Verdict.INTERPRETIVE,
        derivation="What is formal in it: there is no normaliser, limits of proper posteriors depend on how the prior is "
        "truncated, and numerical answers depend on their settings.",
        bears_on=(
            "s2_proposition1.hypothesis",
            "s2_logistic_origin.normaliser",
            "s2_incoherent.chosen_by_truncation",
            "s2_incoherent.answers_move",
        ),
        interpretive=True,
    ),
)
