"""General quadrature on improper posteriors: finite numbers, small error estimates, no warning."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import mpmath
import numpy as np
from scipy import integrate

from audit.claims.divergence import LOG_UNIFORM
from audit.claims.posteriors import Posterior, finite, in_words
from audit.claims.practice import SOURCE
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import ball, precision
from audit.numerics.symbolic import shown
from audit.posterior import density_of, truncated_mass
from audit.posterior.naive.floats import numpy_function
from audit.posterior.naive.methods import mpmath_quadrature
from audit.posterior.naive.multiprecision import mpmath_function

PLACE = "quadrature routines of SciPy and mpmath, as they are called on an unnormalised posterior"
PREC_BITS = 128
NARROW, WIDE = Fraction(1, 10**300), Fraction(10**300)
"""The mass between these cut-offs is a certified lower bound for that of the whole line."""


@dataclass(frozen=True)
class Said:
    """What a tool returned: a value, its own estimate of the error, and what it warned of."""

    value: float
    error: float
    warning: str

    @property
    def content(self) -> bool:
        """A finite number, with a finite error, and no warning."""
        return math.isfinite(self.value) and math.isfinite(self.error) and not self.warning

    def __str__(self) -> str:
        return f"{self.value:.12g} +- {self.error:.2g}"


@dataclass(frozen=True)
class OnTheLine:
    """Asked for the mass of each improper posterior (prior 1/|w|), the tool warns, or its error bars reach the truth."""

    tool: str
    likelihoods: tuple[str, ...]


@dataclass(frozen=True)
class Between:
    """Asked for the mass of a <= |w| <= b of one logistic observation, the tool warns, or its error bars hold it."""

    tool: str
    a: float
    b: float


def _scipy(likelihood: str, cuts: tuple[float, float] | None, subdivisions: int) -> Said:
    """quad as one calls it, on the line or on the two pieces between the cut-offs."""
    log_density = numpy_function(density_of(LOG_UNIFORM, likelihood))
    pieces = [(-math.inf, math.inf)] if cuts is None else [(-cuts[1], -cuts[0]), cuts]
    value, error = 0.0, 0.0
    with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
        warnings.simplefilter("always")
        for low, high in pieces:
            found = integrate.quad(
                lambda w: float(np.exp(log_density(np.array([w]))[0])), low, high, limit=subdivisions
            )
            value, error = value + found[0], error + found[1]
    return Said(value, error, "; ".join(str(warning.message) for warning in caught))


def _mpmath(likelihood: str, cuts: tuple[float, float] | None, digits: int) -> Said:
    density = density_of(LOG_UNIFORM, likelihood)
    if cuts is None:
        integral = mpmath_quadrature(density, (digits,)).integrals[0]
        return Said(integral.value, integral.error, integral.warning)
    with mpmath.workdps(digits):
        halves = [
            mpmath.quad(mpmath_function(density), sorted(side * cut for cut in cuts), error=True) for side in (-1, 1)
        ]
        value, error = (sum(half[i] for half in halves) for i in (0, 1))
    return Said(float(value), float(error), "")


TOOLS: Mapping[str, Callable[[str, tuple[float, float] | None], Said]] = {
    "scipy": lambda likelihood, cuts: _scipy(likelihood, cuts, 50),
    "scipy, 500 subdivisions": lambda likelihood, cuts: _scipy(likelihood, cuts, 500),
    "mpmath, 15 digits": lambda likelihood, cuts: _mpmath(likelihood, cuts, 15),
    "mpmath, 30 digits": lambda likelihood, cuts: _mpmath(likelihood, cuts, 30),
}


@cache
def said(tool: str, likelihood: str, cuts: tuple[float, float] | None = None) -> Said:
    """What the tool answers, computed once."""
    return TOOLS[tool](likelihood, cuts)


def against_divergence(variant: Variant, _: Setting) -> Evidence:
    """The exact leading term at 0 says that the mass is infinite; a finite answer without a warning is wrong."""
    form, domain = variant.form, "improper posteriors on the whole line"
    for likelihood in form.likelihoods:
        stated, answer = Posterior(LOG_UNIFORM, likelihood, proper=False), said(form.tool, likelihood)
        if answer.content and finite(stated, Method.SYMBOLIC) is False:
            words = f"{form.tool} says {answer} without a warning; {in_words(stated, Method.SYMBOLIC)}"
            return Evidence(Method.SYMBOLIC, Outcome.FAILS, domain, points=len(form.likelihoods), witness=words)
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, domain, points=len(form.likelihoods))


def against_mass(variant: Variant, _: Setting) -> Evidence:
    """A ball for the mass of 1e-300 <= |w| <= 1e300, which is below that of the line, against the upper error bar."""
    form, domain = variant.form, "improper posteriors on the whole line"
    for likelihood in form.likelihoods:
        answer = said(form.tool, likelihood)
        mass = truncated_mass(density_of(LOG_UNIFORM, likelihood), NARROW, WIDE, 20)
        with precision(PREC_BITS):
            if answer.content and ball(answer.value) + ball(answer.error) < mass:
                words = f"{form.tool} says {answer}; the mass of [1e-300, 1e300] alone is {shown(mass, 12)}"
                return Evidence(Method.BALL, Outcome.FAILS, domain, points=len(form.likelihoods), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=len(form.likelihoods), prec_bits=PREC_BITS)


def between_error_bars(variant: Variant, _: Setting) -> Evidence:
    """The ball of the truncated mass, at the very cut-offs that the tool was given (exact floats), against its error bars."""
    form, domain = variant.form, "one logistic observation between cut-offs"
    answer = said(form.tool, LOGISTIC, (form.a, form.b))
    mass = truncated_mass(density_of(LOG_UNIFORM, LOGISTIC), Fraction(form.a), Fraction(form.b), 20)
    with precision(PREC_BITS):
        if answer.content and abs(ball(answer.value) - mass) > ball(answer.error):
            words = f"{form.tool} on [{form.a:g}, {form.b:g}] says {answer}; the mass is {shown(mass, 15)}"
            return Evidence(Method.BALL, Outcome.FAILS, domain, points=1, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=1, prec_bits=PREC_BITS)


LOGISTIC = "sigmoid(w)"
FAR_OFF = ("normal_pdf(6.5, w, 1)", "normal_pdf(7, w, 1)")
"""y = 6.5 and y = 7 under N(w, 1): the likelihood at 0 is 3e-10 and 9e-12, and not 0."""
CLAIMS = (
    Claim(
        id="naive_quadrature.detects_impropriety",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="general quadrature detects an improper posterior",
        statement=r"Asked for $\int\frac1{|w|}L(w)\,dw=\infty$, a general quadrature routine warns, or returns no finite number.",
        hypotheses=(
            "routines as they are called by default, on the whole line (mpmath with the singular point in its path)",
            "an improper posterior by Proposition 1: one observation y under N(w, 1), prior 1/|w|",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{scipy.integrate.quad}", OnTheLine("scipy", FAR_OFF)),
            Variant(
                "more_subdivisions", Role.MUTANT, r"\text{limit}=500", OnTheLine("scipy, 500 subdivisions", FAR_OFF)
            ),
            Variant("mpmath_15", Role.MUTANT, r"\text{mpmath, 15 digits}", OnTheLine("mpmath, 15 digits", FAR_OFF)),
            Variant("mpmath_30", Role.MUTANT, r"\text{mpmath, 30 digits}", OnTheLine("mpmath, 30 digits", FAR_OFF)),
        ),
        checks=(against_divergence, against_mass),
        expected=Verdict.REFUTED,
        derivation="The pole at 0 has the weight L(0) > 0, however small: no sample of finitely many values sees it. With "
        "y = 3 the same routine does warn.",
        consequence="A finite estimate of the evidence with a small error is no sign that the posterior is proper.",
        depends=("s2_proposition1.hypothesis",),
    ),
    Claim(
        id="naive_quadrature.error_bars_between_cutoffs",
        source=SOURCE,
        place=PLACE,
        covers=(),
        title="the error estimates of general quadrature hold on a truncated posterior",
        statement=r"On $a\le|w|\le b$ the value of $\int\frac1{|w|}\sigma(w)\,dw=\log(b/a)$ lies within the error bars.",
        hypotheses=(
            "one logistic observation",
            "no warning was given",
            "the cut-offs are the floats that the tool was given",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{scipy},\ [10^{-1},10^6]", Between("scipy", 0.1, 1e6)),
            Variant(
                "more_subdivisions",
                Role.MUTANT,
                r"\text{limit}=500",
                Between("scipy, 500 subdivisions", 0.1, 1e6),
            ),
            Variant("narrow", Role.MUTANT, r"\text{scipy},\ [10^{-3},10^6]", Between("scipy", 1e-3, 1e6)),
            Variant("mpmath", Role.MUTANT, r"\text{mpmath, 15 digits}", Between("mpmath, 15 digits", 0.1, 1e6)),
        ),
        checks=(between_error_bars,),
        expected=Verdict.REFUTED,
        derivation="The mass lies in equal parts in each decade; an adaptive rule that is content with its first nodes on the "
        "left half misses all but the widest of them.",
        consequence="In s = log|w| the integrand is flat, and the same routines are right.",
        depends=("s2_logistic_origin.normaliser",),
    ),
)
