"""Section 4: (mu, sigma^2) has minima that (theta, alpha) has not exactly where the data term is stationary at mu = 0."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp

from audit.claims.hron2017 import SOURCE
from audit.claims.minima_at_zero import (
    Frozen,
    NoneAtZero,
    by_counting,
    by_heat,
    by_planes,
    by_turning_points,
    convex,
    even,
    smooth,
)
from audit.claims.proofs import evidence_of
from audit.errors import CheckError
from audit.ledger import Claim, Evidence, Method, Outcome, Role, Setting, Variant, Verdict
from audit.numerics.symbolic import Proof, reduces_to_zero
from audit.parametrisation import minima

mu, theta = sp.symbols("mu theta", real=True)
v, alpha, rho = sp.symbols("v alpha rho", positive=True)
u = mu**2 / (2 * v)
ALONE, GAUSSIAN, QUARTIC, RELU, PRODUCT = "KL alone", "gaussian", "quartic", "relu-symmetric", "product"
DATA_TERMS = {
    ALONE: sp.S.Zero,
    GAUSSIAN: ((mu - 1) ** 2 + v) / 2,
    QUARTIC: (1 - 2 * (mu**2 + v) + mu**4 + 6 * mu**2 * v + 3 * v**2) / 2,
    RELU: (2 + mu**2 + v - 2 * (sp.sqrt(2 * v / sp.pi) * sp.exp(-u) + mu * sp.erf(mu / sp.sqrt(2 * v)))) / 2,
}
"""E(mu, v) of the models with one weight; a product of two has no stationary point with a weight at mu = 0, see `at_zero`."""
RHOS = {ALONE: ("0",), GAUSSIAN: ("1/2", "4"), QUARTIC: ("3", "20"), RELU: ("5", "11"), PRODUCT: ("3", "7")}
"""On both sides of where other minima appear."""

Says = Callable[[str], bool]


@dataclass(frozen=True)
class Introduces:
    """The additive form has a minimum that the multiplicative has not, for these objectives: `says(name)`."""

    says: Says


def always(name: str) -> bool:
    """For every objective."""
    return True


def stationary_at_zero(name: str) -> bool:
    """Where E_mu = E_v = 0 at some (0, v), v > 0, a minimum in v: no data term, or an even double well."""
    return name in (ALONE, QUARTIC, RELU)


def never(name: str) -> bool:
    """For no objective."""
    return False


def without_data(name: str) -> bool:
    """For the KL alone."""
    return name == ALONE


def not_convex(name: str) -> bool:
    """For every likelihood that is not log-concave, and for the KL alone."""
    return name != GAUSSIAN


@cache
def at_zero(name: str) -> bool:
    """Has rho E + K a minimum at some (0, v0), v0 > 0? Its gradient there is rho (E_mu, E_v), whatever K: K_mu = K_v = 0.

    The Hessian of K at (0, v) is [[1/v, 0], [0, 0]]. A product of weights, w1 at mu1 = 0: dE/dmu1 = -mu2 = 0 and
    dE/dv1 = (mu2^2 + v2)/2 > 0 contradict each other.
    """
    if name == PRODUCT:
        other, spread, first = sp.symbols("mu2 v2 v1", positive=True)
        term = (1 - 2 * mu * other + (mu**2 + first) * (other**2 + spread)) / 2
        return not (sp.diff(term, mu).subs(mu, 0) == -other and sp.diff(term, first).is_positive)
    term = DATA_TERMS[name]
    slope = sp.simplify(sp.diff(term, v).subs(mu, 0))
    if slope == 0:
        return True
    places = [place for place in sp.solve(slope, v) if place.is_positive]
    if not places:
        return False
    (place,) = places
    flat = reduces_to_zero(sp.diff(term, mu).subs(mu, 0))
    skew = reduces_to_zero(sp.diff(term, mu, v).subs(mu, 0))
    return bool(flat and skew and sp.simplify(sp.diff(term, v, 2).subs(mu, 0).subs(v, place)).is_positive)


def by_gradients(variant: Variant, _: Setting) -> Evidence:
    """At mu = 0 by the gradient and Hessian of each objective; off mu = 0 the two forms have the same points."""
    where = "five objectives, every rho > 0"
    kernel = sp.Function("K")
    for letter in (mu, v):
        if not reduces_to_zero(sp.diff(kernel(u), letter).doit().subs(mu, 0).doit()):
            return evidence_of(Proof(None, "the gradient of K does not vanish at mu = 0"), where)
    for name in RHOS:
        if variant.form.says(name) is not at_zero(name):
            kind = "a" if at_zero(name) else "no"
            return evidence_of(Proof(False, f"{name}: the additive form has {kind} minimum at mu = 0"), where)
    return evidence_of(Proof(True, "gradient and Hessian at mu = 0; a diffeomorphism off it"), where)


@cache
def counted(name: str) -> bool:
    """Has the additive form a minimum more, by certified counts of both, at each rho? Raises CheckError where they differ."""
    told = set()
    for strength in RHOS[name]:
        model = GAUSSIAN if name == ALONE else name
        two = [minima(strength, model, parametrisation=form, digits=15) for form in ("additive", "multiplicative")]
        if any(found.points is None for found in two):
            raise CheckError(f"{name}, rho = {strength}: a cell stayed open")
        numbers = [sum(point.kind == "minimum" for point in found.points or ()) for found in two]
        told.add(numbers[0] > numbers[1] or two[0].half_line)
    if len(told) > 1:
        raise CheckError(f"{name}: the answer depends on rho")
    return told.pop()


def by_counts(variant: Variant, _: Setting) -> Evidence:
    """All stationary points of both forms, counted by balls, at two strengths for each data term."""
    count = sum(map(len, RHOS.values()))
    for name in RHOS:
        if variant.form.says(name) is not counted(name):
            more = "one minimum more" if counted(name) else "no minimum more"
            words = f"{name}, rho = {', '.join(RHOS[name])}: the additive form has {more}"
            return Evidence(Method.BALL, Outcome.FAILS, "objectives and rho", points=count, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "objectives and rho", points=count)


@dataclass(frozen=True)
class Change:
    """(theta, alpha) -> (mu, v), alpha > 0: not onto R x (0, oo), and one to one off theta = 0."""

    mu: sp.Expr
    v: sp.Expr


def misses_a_line(variant: Variant, _: Setting) -> Evidence:
    """v = 0 wherever mu = 0, so that (0, v) with v > 0 is missed; the Jacobian is not zero elsewhere."""
    form, where = variant.form, "theta real, alpha > 0"
    on_line = sp.simplify(form.v.subs(theta, 0))
    if form.mu.subs(theta, 0) == 0 and on_line != 0:
        return evidence_of(Proof(False, f"theta = 0 reaches (0, {on_line}): nothing is missed"), where)
    jacobian = sp.simplify(
        sp.diff(form.mu, theta) * sp.diff(form.v, alpha) - sp.diff(form.mu, alpha) * sp.diff(form.v, theta)
    )
    for sign in (1, -1):
        size = sp.Symbol("r", positive=True)
        moved = {theta: sign * size}
        if not sp.simplify(jacobian.subs(moved)).is_nonzero:
            return evidence_of(Proof(None, f"the Jacobian is {jacobian}"), where)
        back = sp.simplify(form.v.subs(moved) / form.mu.subs(moved) ** 2)
        if not reduces_to_zero(back - alpha):
            return evidence_of(Proof(False, f"v/mu^2 = {back}, not alpha, at theta = {sign} r"), where)
    return evidence_of(
        Proof(True, "v = alpha mu^2: the line mu = 0, v > 0 is missed, everything else reached once"), where
    )


def at_numbers(variant: Variant, _: Setting) -> Evidence:
    """alpha = v/mu^2 at rational points, exactly; and theta = 0."""
    places = [(Fraction("-2.3"), Fraction("0.42")), (Fraction("0.41"), Fraction(37)), (Fraction(0), Fraction("1.6"))]
    for mean, noise in places:
        at = {theta: sp.Rational(mean), alpha: sp.Rational(noise)}
        m, s = variant.form.mu.subs(at), variant.form.v.subs(at)
        if (m == 0 and s != 0) or (m != 0 and s / m**2 != at[alpha]):
            words = f"(theta, alpha) = ({mean}, {noise}) goes to ({m}, {s})"
            return Evidence(Method.SYMBOLIC, Outcome.FAILS, "points", points=len(places), witness=words)
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, "points, exact", points=len(places))


CLAIMS = (
    Claim(
        id="s4_additive_minima.not_equivalent",
        source=SOURCE,
        place="section 4",
        covers=("P11", "P57"),
        title="the two parametrisations are not equivalent",
        statement=r"$(\theta,\alpha)\mapsto(\theta,\alpha\theta^2)$ misses $\{\mu=0,\ \sigma^2>0\}$, and is one to one "
        "onto the rest.",
        hypotheses=("alpha > 0", "as sets; an optimiser takes different paths in the two as well"),
        variants=(
            Variant("printed", Role.PRINTED, r"(\theta,\alpha\theta^2)", Change(theta, alpha * theta**2)),
            Variant("variance", Role.MUTANT, r"(\theta,\alpha)", Change(theta, alpha)),
            Variant("modulus", Role.MUTANT, r"(\theta,\alpha|\theta|)", Change(theta, alpha * sp.Abs(theta))),
            Variant("deviation", Role.MUTANT, r"(\theta,\alpha^2\theta^2)", Change(theta, alpha**2 * theta**2)),
        ),
        checks=(misses_a_line, at_numbers),
        expected=Verdict.PROVED,
        derivation="alpha = v/mu^2 inverts it where mu != 0; theta = 0 goes to (0, 0). Off mu = 0 stationary points, their kinds "
        "and their values are therefore the same.",
    ),
    Claim(
        id="s4_additive_minima.introduces",
        source=SOURCE,
        place="abstract",
        covers=("P05",),
        title="minima that the multiplicative form has not",
        statement=r"The additive parametrisation introduces minima that the multiplicative one has not.",
        hypotheses=(
            "one weight (or two, as a product), the exact KL, rho > 0 the strength of the data term",
            "the conditional form: E_mu = E_v = 0 at some (0, v0), a minimum in v",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall E", Introduces(always)),
            Variant("at_zero", Role.CONDITIONAL, r"\exists v_0:\ \nabla E(0,v_0)=0", Introduces(stationary_at_zero)),
            Variant("never", Role.MUTANT, r"\forall E:\ \neg", Introduces(never)),
            Variant("without_data", Role.MUTANT, r"E=0", Introduces(without_data)),
            Variant("not_convex", Role.MUTANT, r"E\ \mathrm{not\ convex}", Introduces(not_convex)),
        ),
        checks=(by_gradients, by_counts),
        expected=Verdict.CONDITIONAL,
        derivation="K is flat along mu = 0, so that (0, v0) is stationary where E is; E_v = E_mumu/2 > 0 for a strictly "
        "convex loss leaves none. For an even double well, mu = 0 with a positive variance is a strict local minimum, to which "
        "the multiplicative coordinates only tend.",
        changes_conclusion=True,
        consequence="For linear regression, as for every strictly convex loss, and for a product of two weights both forms "
        "have the same minima. For the KL alone a whole half-line is minimal in the additive form, and nothing in the other.",
        depends=("s4_additive_minima.not_equivalent", "s4_multiplicative_infimum.approached"),
        figure="s4_additive_minima",
    ),
    Claim(
        id="s4_additive_minima.convex_loss",
        source=SOURCE,
        place="section 4",
        covers=("P05",),
        title="no convex loss has a minimum at mu = 0",
        statement=r"For a convex loss that is not affine, $(0,\sigma^2)$ is a stationary point of the additive form for no "
        r"$\sigma^2>0$, whatever $\rho>0$.",
        hypotheses=(
            "the loss spanned by exponentials, real or complex, so that the heat equation holds; counted for five of them",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"\forall\ell", NoneAtZero(smooth)),
            Variant("convex", Role.CONDITIONAL, r"\ell''\ge0", NoneAtZero(convex)),
            Variant("even", Role.MUTANT, r"\ell(-w)=\ell(w)", NoneAtZero(even)),
            Variant("not_convex", Role.MUTANT, r"\neg\,\ell''\ge0", NoneAtZero(lambda name: not convex(name))),
        ),
        checks=(by_heat, by_planes),
        expected=Verdict.CONDITIONAL,
        derivation="E_v = E l''/2 by the heat equation, positive at mu = 0, where the gradient of K is 0. The sentence is "
        "our own: the paper makes no difference between losses.",
        depends=("s4_additive_minima.introduces",),
    ),
    Claim(
        id="s4_additive_minima.frozen_variance",
        source=SOURCE,
        place="section 4",
        covers=("P05",),
        title="at a frozen variance linear regression has two minima in mu",
        statement=r"At $s\sigma^2=1/10$ the additive objective of the linear Gaussian model has two minima in $\mu$ for "
        r"$4.45789\ldots<\rho<8.15092\ldots$, and one outside.",
        hypotheses=(
            "sigma^2 held fixed, as it nearly is where its gradient is small",
            "decimals are cut off, not rounded",
        ),
        variants=(
            Variant("printed", Role.PRINTED, r"(4.45789,8.15092)", Frozen(Fraction(1, 10), "4.45789", "8.15092")),
            Variant("near", Role.MUTANT, r"(4.45799,8.15092)", Frozen(Fraction(1, 10), "4.45799", "8.15092")),
            Variant("later", Role.MUTANT, r"(4.45789,8.16092)", Frozen(Fraction(1, 10), "4.45789", "8.16092")),
            Variant("above_the_cusp", Role.MUTANT, r"\tau=3/10", Frozen(Fraction(3, 10), "4.45789", "8.15092")),
        ),
        checks=(by_turning_points, by_counting),
        expected=Verdict.PROVED,
        derivation="h(x) = x + x K'(x^2)/tau falls between two places; its values there are the ends. Over both variables there "
        "is one minimum: the second is a plateau that descent leaves only slowly. At a frozen alpha the objective is a parabola.",
        depends=("s4_additive_minima.not_equivalent",),
    ),
)
