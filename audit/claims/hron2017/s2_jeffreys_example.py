"""Section 2: Jeffreys' prior with a Gaussian likelihood gives a proper posterior: from two different observations on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import evidence_of
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.ball import apart, ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.posterior import Answer, ModelPropriety, decide_model, model, propriety_condition

n = sp.Symbol("n", integer=True, positive=True)
spread, s = sp.symbols("S s", positive=True)
mu, y1, y2, y3 = sp.symbols("mu y1 y2 y3", real=True)
DATA = (("0.7",), ("-0.4", "1.3"), ("1.3", "1.3"), ("2", "2", "2"), ("0.5", "0.5", "-1.9"), ("1", "4", "-2", "3"))
"""One observation; two, apart and tied; three, all tied and two of them; four."""
PRIOR = {1: "1/sigma", 2: "1/sigma**2"}
"""sigma^-1 is Jeffreys' prior for mean and scale taken apart, sigma^-2 the one from the determinant of the information."""


@dataclass(frozen=True)
class Proper:
    """With the prior sigma^-power d mu d sigma the posterior is proper exactly where `holds(n, all observations equal)`."""

    power: int
    holds: Callable[[int, bool], bool]


@dataclass(frozen=True)
class Mass:
    """With the prior sigma^-1 d mu d sigma, the normaliser is `value`, a function of n and S = sum (y_i - mean)^2 > 0."""

    value: sp.Expr


def always(n: int, tied: bool) -> bool:
    """Whatever the data."""
    return True


def two_different(n: int, tied: bool) -> bool:
    """At least two observations, not all equal."""
    return n >= 2 and not tied


def two(n: int, tied: bool) -> bool:
    """At least two observations."""
    return n >= 2


def three_different(n: int, tied: bool) -> bool:
    """At least three observations, not all equal."""
    return n >= 3 and not tied


@cache
def completes_the_square() -> bool:
    """sum (y_i - mu)^2 = S + n (mu - mean)^2, for n = 1, 2, 3 by algebra; in general by sum (y_i - mean) = 0."""
    left = []
    for ys in ((y1,), (y1, y2), (y1, y2, y3)):
        mean = sum(ys) / sp.Integer(len(ys))
        around = sum((y - mean) ** 2 for y in ys) + len(ys) * (mu - mean) ** 2
        left.append(sp.expand(sum((y - mu) ** 2 for y in ys) - around))
    return left == [0, 0, 0]


def marginal_power(power: int) -> sp.Expr:
    """mu integrated out, s = sigma^2: s^-exponent e^(-S/(2s)) is left, exponent = (n - 1)/2 + (power + 1)/2."""
    return (n - 1) / 2 + sp.Rational(power + 1, 2)


@cache
def condition(power: int) -> tuple[str, str]:
    """The condition for the integral over s, decided with n and S free, and where it is open."""
    found = propriety_condition(
        f"s**(-({marginal_power(power)}))", "exp(-S/(2*s))", variable="s", support="0,oo", parameters="n,S"
    )
    return found.condition, found.undecided


def for_every_n(variant: Variant, _: Setting) -> Evidence:
    """The integral over s converges exactly where the decision says, for every n and S >= 0; n = 1 forces S = 0."""
    form, where = variant.form, "every n >= 1, every y"
    text, undecided = condition(form.power)
    stated = {"S > 0 and n > 1": two_different, "S > 0 and n > 0": two_different}.get(text)
    if not completes_the_square() or stated is None or undecided != "False":
        return evidence_of(Proof(None, f"the condition {text} is not one of those expected"), where)
    for size, tied in ((1, True), (2, True), (2, False), (3, True), (3, False)):
        if form.holds(size, tied) is not stated(size, tied):
            kind = "equal" if tied else "different"
            words = f"n = {size}, {kind} observations: proper exactly for {text}"
            return evidence_of(Proof(False, words), where)
    return evidence_of(Proof(True, f"proper exactly for {text}; n = 1 has S = 0"), where)


@cache
def decided(power: int, ys: tuple[str, ...]) -> ModelPropriety:
    """The model with mu and sigma, decided for data."""
    return decide_model(model({"mu": "-oo,oo", "sigma": "0,oo"}, PRIOR[power], "normal_pdf(y, mu, sigma)", {"y": ys}))


def for_data(variant: Variant, _: Setting) -> Evidence:
    """Six data sets, given to the decision for models of two parameters; the last step by balls as well."""
    form = variant.form
    for ys in DATA:
        found = decided(form.power, ys)
        if found.verdict is Answer.UNDECIDED or found.last is None or any(e.certified is None for e in found.last.ends):
            return Evidence(Method.BALL, Outcome.UNDECIDED, "data sets", points=len(DATA), summary=found.reason)
        tied = len(set(ys)) == 1
        if form.holds(len(ys), tied) is not (found.verdict is Answer.PROPER):
            words = f"y = ({', '.join(ys)}): {found.verdict}, {found.reason}"
            return Evidence(Method.BALL, Outcome.FAILS, "data sets", points=len(DATA), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "data sets", points=len(DATA))


def mass_by_integration(variant: Variant, _: Setting) -> Evidence:
    """(2 pi)^(-n/2) (2 pi/n)^(1/2) int s^((1-n)/2) e^(-S/(2s)) ds/(2s): a gamma integral, by v = 1/s, for every n >= 2."""
    m = sp.Symbol("m", integer=True, positive=True)
    v = sp.Symbol("v", positive=True)
    gamma = sp.integrate(v ** (m / 2 - 1) * sp.exp(-spread * v / 2), (v, 0, sp.oo))
    exact = (2 * sp.pi) ** (-(m + 1) / 2) * sp.sqrt(2 * sp.pi / (m + 1)) * gamma / 2
    quotient = sp.simplify(sp.gammasimp(sp.expand_power_base(variant.form.value.subs(n, m + 1) / exact, force=True)))
    if reduces_to_zero(sp.simplify(quotient - 1)):
        return evidence_of(Proof(True, f"int over v is {sp.simplify(gamma)}, m = n - 1"), "every n >= 2, S > 0")
    off = in_balls((variant.form.value / exact.subs(m, n - 1)).subs(n, 4), {spread: "2.6"})
    return evidence_of(
        Proof(False if apart(off, arb(1)) else None, f"at n = 4, S = 2.6 the quotient is {shown(off)}"), "every n >= 2"
    )


def mass_by_data(variant: Variant, _: Setting) -> Evidence:
    """Against certified normalisers of the model, for the data sets with a proper posterior."""
    visited = 0
    for ys in DATA:
        found = decided(1, ys)
        if found.verdict is not Answer.PROPER or found.last is None or found.last.normaliser is None:
            continue
        visited += 1
        exact = [Fraction(y) for y in ys]
        around = sum((y - sum(exact) / len(exact)) ** 2 for y in exact)
        with precision(64):
            stated = in_balls(variant.form.value.subs(n, len(ys)), {spread: ball(Fraction(around))}, 64)
            seen = found.last.normaliser.Z
        if apart(seen, stated):
            words = f"y = ({', '.join(ys)}): the mass is {shown(seen)}, not {shown(stated)}"
            return Evidence(Method.BALL, Outcome.FAILS, "data sets", points=visited, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "data sets", points=visited)


def _claim(name: str, power: int, title: str) -> Claim:
    prior = rf"\sigma^{{-{power}}}"
    return Claim(
        id=f"s2_jeffreys_example.{name}",
        source=SOURCE,
        place="section 2",
        covers=("P14",),
        title=title,
        statement=rf"With the prior ${prior}\,d\mu\,d\sigma$ and observations $y_i\sim N(\mu,\sigma^2)$ the posterior of mean "
        "and variance is proper.",
        hypotheses=("n >= 1 independent observations", "the conditional form: n >= 2, and not all of them equal"),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall y", Proper(power, always)),
            Variant("two_different", Role.CONDITIONAL, r"n\ge2,\ S>0", Proper(power, two_different)),
            Variant("two", Role.MUTANT, r"n\ge2", Proper(power, two)),
            Variant("three", Role.MUTANT, r"n\ge3,\ S>0", Proper(power, three_different)),
        ),
        checks=(for_every_n, for_data),
        expected=Verdict.CONDITIONAL,
        derivation=rf"With mu integrated out, $s^{{-{marginal_power(power)}}}e^{{-S/(2s)}}$ is left in $s=\sigma^2$: "
        "integrable at infinity for n > 1, and at 0 exactly if S > 0.",
        consequence="The example stands for data that are not degenerate; one observation, or equal ones, leave it improper.",
    )


VALUE = (2 * sp.pi) ** (-n / 2) * sp.sqrt(2 * sp.pi / n) * sp.gamma((n - 1) / 2) * (2 / spread) ** ((n - 1) / 2) / 2
CLAIMS = (
    _claim("independence_prior", 1, "Jeffreys' prior for mean and scale apart"),
    _claim("rule_prior", 2, "Jeffreys' prior from the determinant of the information"),
    Claim(
        id="s2_jeffreys_example.normaliser",
        source=SOURCE,
        place="section 2",
        covers=("P14",),
        title="the normaliser of the example",
        statement=r"For $n\ge2$ observations with $S=\sum(y_i-\bar y)^2>0$ and the prior $d\mu\,d\sigma/\sigma$, "
        r"$Z=\frac12(2\pi)^{-n/2}\sqrt{2\pi/n}\,\Gamma(\tfrac{n-1}2)(2/S)^{(n-1)/2}$; for two, $1/(2|y_1-y_2|)$.",
        hypotheses=("n >= 2", "S > 0", "the source gives no value"),
        variants=(
            Variant("gamma", Role.CONDITIONAL, r"\Gamma(\tfrac{n-1}2)", Mass(VALUE)),
            Variant("variance", Role.MUTANT, r"2Z", Mass(2 * VALUE)),
            Variant(
                "degrees", Role.MUTANT, r"\Gamma(\tfrac n2)", Mass(VALUE * sp.gamma(n / 2) / sp.gamma((n - 1) / 2))
            ),
            Variant("spread", Role.MUTANT, r"(1/S)^{(n-1)/2}", Mass(VALUE / 2 ** ((n - 1) / 2))),
        ),
        checks=(mass_by_integration, mass_by_data),
        expected=Verdict.CONDITIONAL,
        derivation="A Gaussian integral over mu, then a gamma integral over 1/sigma^2.",
        depends=("s2_jeffreys_example.independence_prior",),
    ),
)
