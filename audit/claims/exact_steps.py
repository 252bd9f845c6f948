"""Is a stated gradient of E_q[loss(w)], q = N(mu, v), the exact one, for every noise z that was drawn?

E(mu, v) = E loss(mu + sqrt(v) z) solves the heat equation: with G = dE/dmu,

    dE/dv = 1/2 dG/dmu,      dG/dv = 1/2 d^2 G/dmu^2,      G(mu, 0) = loss'(mu),

and a polynomial G is determined by the last two. A gradient that contains z is a random number.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import shown

MU, V = sp.Symbol("mu", real=True), sp.Symbol("v", positive=True)
W, Z = sp.Symbol("w", real=True), sp.Symbol("z", real=True)
S, A = sp.Symbol("s", positive=True), sp.Symbol("a", real=True)
BITS = 128
PLACES: tuple[dict[sp.Symbol, Fraction], ...] = tuple(
    dict(zip((MU, V, S, A), (Fraction(x) for x in row), strict=True))
    for row in (("-7/5", "9/10", "3", "1/3"), ("3/10", "11/5", "2/7", "-5/4"), ("21/10", "1/3", "8/5", "9/4"))
)
DRAWN = (Fraction(-13, 10), Fraction(7, 10))
"""Two noises."""
DEGREE_MAX = 6
"""Three Gauss-Hermite nodes integrate the derivative of such a loss exactly."""
DOMAIN = "mu real, v > 0, every z"


@dataclass(frozen=True)
class Step:
    """The gradient (d/dmu, d/dv) of E_q[loss] that a step uses; z is the noise of one sample, if it uses one."""

    loss: sp.Expr
    d_mu: sp.Expr
    d_v: sp.Expr


def one_sample(loss: sp.Expr) -> Step:
    """The reparametrised gradient at w = mu + sqrt(v) z.

    >>> one_sample(W).d_mu, one_sample(W).d_v
    (1, z/(2*sqrt(v)))
    """
    drawn = loss.subs(W, MU + sp.sqrt(V) * Z)
    return Step(loss, drawn.diff(MU), drawn.diff(V))


def by_heat_equation(variant: Variant, _: Setting) -> Evidence:
    """Free of z, and what is left of the three equations reduces to 0; a rest that balls separate from 0 is a witness."""
    form: Step = variant.form
    if Z in form.d_mu.free_symbols | form.d_v.free_symbols:
        return _evidence(_depends_on_noise(form), "the noise is in the gradient")
    rests = {
        "dE/dv - (dG/dmu)/2": form.d_v - form.d_mu.diff(MU) / 2,
        "dG/dv - (d^2 G/dmu^2)/2": form.d_mu.diff(V) - form.d_mu.diff(MU, 2) / 2,
        "G(mu, 0) - loss'(mu)": form.d_mu.subs(V, 0) - form.loss.diff(W).subs(W, MU),
    }
    left = {name: sp.expand(rest) for name, rest in rests.items() if sp.expand(rest) != 0}
    for name, rest in left.items():
        value = in_balls(rest, PLACES[0], BITS)
        if apart(value, arb(0)):
            return _evidence(f"{name} is {shown(value)} at {_where(form, PLACES[0])}", "")
    if left or not form.d_mu.is_polynomial(MU, V):
        return Evidence(Method.SYMBOLIC, Outcome.UNDECIDED, DOMAIN)
    words = "the heat equation and its start hold identically, and determine a polynomial"
    return Evidence(Method.SYMBOLIC, Outcome.HOLDS, DOMAIN, whole_domain=True, summary=words)


def by_samples(variant: Variant, _: Setting) -> Evidence:
    """Two noises that give two gradients; without noise, E loss' and 1/2 E loss'' from three Gauss-Hermite nodes, in balls."""
    form: Step = variant.form
    if Z in form.d_mu.free_symbols | form.d_v.free_symbols:
        return _evidence(_depends_on_noise(form), "two noises")
    if not (form.loss.is_polynomial(W) and sp.degree(form.loss, W) <= DEGREE_MAX):
        return Evidence(Method.BALL, Outcome.UNDECIDED, "points in mu, v", points=len(PLACES))
    for place in PLACES:
        for name, stated, order in (("d/dmu", form.d_mu, 1), ("d/dv", form.d_v, 2)):
            exact, seen = _mean(form.loss.diff(W, order), place) / order, in_balls(stated, place, BITS)
            if apart(exact, seen):
                return _evidence(f"{name} at {_where(form, place)}: {shown(exact)}, not {shown(seen)}", "three nodes")
    return Evidence(Method.BALL, Outcome.HOLDS, "points in mu, v", points=len(PLACES), prec_bits=BITS)


def _mean(expression: sp.Expr, place: dict[sp.Symbol, Fraction]) -> arb:
    """E f(mu + sqrt(v) z) for a polynomial f of degree at most 5: 2/3 f at z = 0, 1/6 at z = +-sqrt 3."""
    at = [expression.subs(W, MU + sp.sqrt(3 * V) * side) for side in (-1, 0, 1)]
    outer, inner = in_balls(at[0], place, BITS) + in_balls(at[2], place, BITS), in_balls(at[1], place, BITS)
    return (outer + 4 * inner) / 6


def _depends_on_noise(form: Step) -> str | None:
    """A place at which two noises give different d/dmu or d/dv, so that the step has a positive variance."""
    for place in PLACES:
        for name, stated in (("d/dmu", form.d_mu), ("d/dv", form.d_v)):
            one, two = (in_balls(stated, {**place, Z: z}, BITS) for z in DRAWN)
            if apart(one, two):
                noises = " and ".join(f"{float(z):g}" for z in DRAWN)
                return f"{name} at {_where(form, place)} is {shown(one)} and {shown(two)} for z = {noises}"
    return None


def _where(form: Step, place: dict[sp.Symbol, Fraction]) -> str:
    named = {MU, V} | form.loss.free_symbols
    return ", ".join(f"{letter} = {value}" for letter, value in place.items() if letter in named)


def _evidence(words: str | None, looked: str) -> Evidence:
    outcome = Outcome.FAILS if words else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, DOMAIN, points=len(PLACES), prec_bits=BITS, witness=words, summary=looked)
