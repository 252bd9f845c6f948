"""How often a function can be differentiated: by its parts, by one-sided difference quotients, by the power it starts with."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import apart, precision
from audit.numerics.ball import ball as to_ball
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, shown
from audit.pseudo_kl import published

alpha = sp.Symbol("alpha", positive=True)
LOG = sp.log(alpha)
AT = tuple(Fraction(x) for x in ("0.03", "0.42", "1", "1.6", "37"))
STEP = Fraction(1, 10**20)
LEAST_KINK = Fraction(1, 10**14)
"""Two neighbouring difference quotients differ by |f''| STEP at most, and no |f''| of these formulas comes near 10^6."""
BITS = 300
KINKS = (sp.Min, sp.Max, sp.Abs)


@dataclass(frozen=True)
class Order:
    """As a function of mu at mu = 0, sigma^2 fixed, exactly so often continuously differentiable; None: any number of times."""

    k3: sp.Rational
    times: int | None


def sigmoid(log: sp.Expr = LOG) -> sp.Expr:
    """The published approximation as a function of alpha, with its printed constants as exact rationals.

    `log` is what stands for log alpha in the sigmoid.

    >>> sigmoid().subs(alpha, 1).has(sp.exp)
    True
    """
    k1, k2, k3 = (sp.Rational(text) for text in published.MOLCHANOV_2017.constants.values())
    return k1 / (1 + sp.exp(-k2 - k3 * log)) - sp.log(1 + 1 / alpha) / 2 - k1


def by_parts(expression: sp.Expr) -> Proof:
    """Sums, products, quotients, exp and log of analytic functions, the denominators and the arguments of log positive.

    A kink is shown by the derivatives of both branches where they cross, at alpha = 1.
    """
    reason = _not_analytic(expression)
    if reason is None:
        return Proof(True, "every part is analytic for alpha > 0, hence the whole")
    for node in sorted(expression.atoms(*KINKS), key=str):
        one, two = (node.args[0], -node.args[0]) if isinstance(node, sp.Abs) else node.args
        gap = one - two
        if gap.subs(alpha, 1) == 0 and gap.diff(alpha).subs(alpha, 1) != 0:
            left, right = (in_balls(expression.subs(node, b).diff(alpha).subs(alpha, 1), {}) for b in (one, two))
            if apart(left, right):
                return Proof(
                    False, f"at alpha = 1 the one-sided derivatives are {shown(left, 8)} and {shown(right, 8)}"
                )
    return Proof(None, reason)


def _not_analytic(expression: sp.Expr) -> str | None:
    """Why the rules do not show it; None where they do."""
    if expression.is_number or expression == alpha:
        return None
    if isinstance(expression, sp.Pow):
        base, exponent = expression.args
        if not (base.is_positive or (exponent.is_integer and exponent.is_nonnegative)):
            return f"the base {base} is not shown to be positive"
    elif isinstance(expression, sp.log):
        if not expression.args[0].is_positive:
            return f"the argument {expression.args[0]} is not shown to be positive"
    elif not isinstance(expression, sp.Add | sp.Mul | sp.exp):
        return f"{expression.func} is not analytic"
    return next((reason for part in expression.args if (reason := _not_analytic(part))), None)


def by_quotients(variant: Variant, _: Setting) -> Evidence:
    """The quotients right and left of alpha agree up to |f''| STEP; the form is the published one where it has no kink there."""
    words = next((words for value in AT if (words := _kink(variant.form, value))), None)
    words = words or next((words for value in AT if (words := _another(variant.form, value))), None)
    outcome = Outcome.FAILS if words else Outcome.HOLDS
    return Evidence(Method.BALL, outcome, "points in alpha", points=len(AT), prec_bits=BITS, witness=words)


def _kink(form: sp.Expr, value: Fraction) -> str | None:
    step = value * STEP
    before, here, after = (in_balls(form, {alpha: value + times * step}, BITS) for times in (-1, 0, 1))
    with precision(BITS):
        right, left = (after - here) / to_ball(step), (here - before) / to_ball(step)
        if abs(right - left) > to_ball(LEAST_KINK):
            return f"at alpha = {float(value):g} the quotients are {shown(left, 8)} and {shown(right, 8)}"
    return None


def _another(form: sp.Expr, value: Fraction) -> str | None:
    here = in_balls(form, {alpha: value}, BITS)
    if apart(here, published.negative_kl(published.MOLCHANOV_2017, value, BITS)):
        return f"at alpha = {float(value):g} the form is {shown(here)}, not the published one"
    return None


def order_of_power(exponent: sp.Rational) -> int | None:
    """|x|^p is floor(p) times continuously differentiable at 0 for p > 0 that is no whole number; None where p is one.

    >>> order_of_power(sp.Rational(7, 2)), order_of_power(sp.Integer(2))
    (3, None)
    """
    return None if exponent.is_integer else int(sp.floor(exponent))


NEAR = (Fraction(1, 10**100), Fraction(1, 10**200))
"""mu, at which the terms after the first are 10^-297 of it and less."""
SPREAD = Fraction(9, 10)
NEAR_BITS = 4000
"""The first term is 10^-595 at the smaller mu, and is what is left of numbers of order 1."""


def starting_power() -> arb:
    """p with -A(mu^2/v) - 1/2 log(1 + mu^2/v) ~ c |mu|^p, from the published formula at two tiny mu."""
    sizes = []
    for mu in NEAR:
        ratio = SPREAD / mu**2
        with precision(NEAR_BITS):
            value = published.negative_kl(published.MOLCHANOV_2017, ratio, NEAR_BITS)
            sizes.append(abs(value + (1 + 1 / to_ball(ratio)).log() / 2))
    with precision(NEAR_BITS):
        return (sizes[0] / sizes[1]).log() / to_ball(NEAR[0] / NEAR[1]).log()


def by_power(variant: Variant, _: Setting) -> Evidence:
    """A = -1/2 log(1 + mu^2/v) - k1 (y/E - y^2/E^2 + ...), y = (mu^2/v)^k3, E = e^k2: |mu|^(2 k3) decides."""
    form: Order = variant.form
    known = order_of_power(2 * form.k3)
    words = f"the first power is |mu|^{2 * form.k3}, {known} times continuously differentiable at 0 and no more"
    if known is None or not form.k3 > 0:
        return evidence_of(Proof(None, f"the power {2 * form.k3} is not settled"), "mu near 0, sigma^2 > 0")
    return evidence_of(Proof(known == form.times, words), "mu near 0, sigma^2 > 0")


def by_two_values(variant: Variant, _: Setting) -> Evidence:
    """The power from the published formula at two tiny mu, in balls."""
    power, form = starting_power(), variant.form
    domain = "two mu"
    floor = power.floor()
    if not floor.is_exact() or not power > 0:
        return Evidence(Method.BALL, Outcome.UNDECIDED, domain, points=2)
    words = f"it starts as |mu|^{power.str(8, radius=False)}"
    if form.times is None or floor > form.times or floor < form.times:
        return Evidence(Method.BALL, Outcome.FAILS, domain, points=2, witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, domain, points=2, summary=words)
