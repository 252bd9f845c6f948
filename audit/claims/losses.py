"""Losses l(w) = -log L(w) of one weight, and their means E(mu, v) over w ~ N(mu, v) in closed form.

    gaussian         (w - 1)^2/2          its least value at w = 1
    origin           w^2/2                at w = 0
    quartic          (1 - w^2)^2/2        at w = 1 and w = -1
    relu-symmetric   (1 + (1 - |w|)^2)/2  at w = 1 and w = -1
    logistic         log(1 + e^-w)        falls for ever; no closed mean
    flat             0                    everywhere

A mean is the solution of the heat equation E_v = E_mumu/2 with E(mu, 0+) = l(mu), the only one of moderate growth;
`mean_of` shows both before it hands a formula out. Along mu = r sqrt(2u), v = r^2 (so that u = mu^2/(2v) = 1/(2 alpha)) one
scale is left; `best_scale` minimises over it, which is theta at fixed alpha.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import acb, arb

from audit.errors import CheckError, InputError
from audit.numerics.ball import ball, precision
from audit.numerics.exact import Exact
from audit.numerics.quadrature import integrate
from audit.numerics.symbolic import reduces_to_zero
from audit.parametrisation import MODELS

w, mu = sp.symbols("w mu", real=True)
v, u, r, alpha = sp.symbols("v u r alpha", positive=True)
GAUSSIAN, ORIGIN, QUARTIC, RELU, LOGISTIC, FLAT = "gaussian", "origin", "quartic", "relu-symmetric", "logistic", "flat"
WIDTH = 12
"""Standard deviations kept by the quadrature; beyond them e^-72 is left."""
ASIDE = Fraction(1, 1000)
"""The best theta of a logistic observation is bracketed at 2/alpha (1 -+ 1/1000)."""
MODULUS = sp.sqrt(2 * v / sp.pi) * sp.exp(-(mu**2) / (2 * v)) + mu * sp.erf(mu / sp.sqrt(2 * v))
"""E |w|."""


@dataclass(frozen=True)
class Loss:
    """l as an expression in w, and its mean over N(mu, v); None where there is no closed one."""

    loss: sp.Expr
    mean: sp.Expr | None


LOSSES = {
    GAUSSIAN: Loss((w - 1) ** 2 / 2, ((mu - 1) ** 2 + v) / 2),
    ORIGIN: Loss(w**2 / 2, (mu**2 + v) / 2),
    QUARTIC: Loss((1 - w**2) ** 2 / 2, (1 - 2 * (mu**2 + v) + mu**4 + 6 * mu**2 * v + 3 * v**2) / 2),
    RELU: Loss((1 + (1 - sp.Abs(w)) ** 2) / 2, 1 + (mu**2 + v) / 2 - MODULUS),
    LOGISTIC: Loss(sp.log(1 + sp.exp(-w)), None),
    FLAT: Loss(sp.S.Zero, sp.S.Zero),
}


def loss_of(name: str) -> Loss:
    """The loss of this name. Raises InputError.

    >>> loss_of("origin").loss
    w**2/2
    """
    if name not in LOSSES:
        raise InputError(f"the loss {name!r}", ", ".join(LOSSES), GAUSSIAN)
    return LOSSES[name]


@cache
def mean_of(name: str) -> sp.Expr:
    """E l(w) for w ~ N(mu, v), shown to solve the heat equation and to start from l. CheckError where it does not.

    >>> mean_of("origin")
    mu**2/2 + v/2
    """
    chosen = loss_of(name)
    if chosen.mean is None:
        raise CheckError(f"the loss {name!r} has no closed mean")
    if not reduces_to_zero(sp.diff(chosen.mean, v) - sp.diff(chosen.mean, mu, 2) / 2):
        raise CheckError(f"the mean of {name!r} does not solve the heat equation")
    size = sp.Symbol("m", positive=True)
    for sign in (1, -1):
        start = sp.limit(chosen.mean.subs(mu, sign * size), v, 0, "+")
        if not reduces_to_zero(start - chosen.loss.subs(w, sign * size)):
            raise CheckError(f"the mean of {name!r} does not start from the loss")
    return chosen.mean


@cache
def best_scale(name: str) -> sp.Expr | None:
    """r > 0 that minimises E(r sqrt(2u), r^2), as a function of u = 1/(2 alpha); None where no scale is better than another.

    E is a convex polynomial in r, or in r^2 for the quartic, so that its one stationary point r > 0 is the minimum; 0 where
    it increases from r = 0 on.

    >>> best_scale("gaussian")
    sqrt(2)*sqrt(u)/(2*u + 1)
    """
    if name == LOGISTIC:
        return _logistic_scale()
    slope = sp.expand(sp.diff(along(name), r))
    if slope == 0:
        return None
    if slope.is_positive:
        return sp.S.Zero
    roots = sp.solve(slope, r)
    if len(roots) != 1:
        raise CheckError(f"the loss {name!r} has {len(roots)} best scales")
    return sp.factor(roots[0])


def _logistic_scale() -> sp.Expr:
    """r = sqrt(alpha) theta at theta = 2/alpha, which `balanced` shows to be stationary."""
    theta = 2 / alpha
    if not balanced(theta):
        raise CheckError(f"theta = {theta} is not stationary for a logistic observation")
    return sp.simplify((sp.sqrt(alpha) * theta).subs(alpha, 1 / (2 * u)))


def minimisers(name: str) -> sp.Set:
    """All weights at which a smooth loss is least, by its stationary points (its infimum is not reached elsewhere).

    >>> minimisers("quartic")
    {-1, 1}
    """
    slope = sp.simplify(sp.diff(loss_of(name).loss, w))
    if slope == 0:
        return sp.S.Reals
    if slope.is_negative or slope.is_positive:
        return sp.S.EmptySet
    points = [point for point in sp.solve(slope, w) if point.is_real]
    values = [loss_of(name).loss.subs(w, point) for point in points]
    return sp.FiniteSet(*(point for point, value in zip(points, values, strict=True) if value == min(values)))


def along(name: str) -> sp.Expr:
    """E(r sqrt(2u), r^2): the mean loss at scale r for a given u.

    >>> along("origin")
    r**2*u + r**2/2
    """
    return sp.expand(sp.simplify(mean_of(name).subs({mu: r * sp.sqrt(2 * u), v: r**2})))


def cost_of_removal(name: str) -> sp.Expr:
    """l(0) - E l at the best scale, as a function of u: what setting the weight to 0 adds to the mean loss.

    >>> cost_of_removal("gaussian")
    u/(2*u + 1)
    """
    scale = best_scale(name)
    kept = along(name).subs(r, sp.S.Zero if scale is None else scale)
    return sp.factor(at_zero(name) - kept)


def at_zero(name: str) -> sp.Expr:
    """l(0): the loss without the weight.

    >>> at_zero("quartic")
    1/2
    """
    return loss_of(name).loss.subs(w, 0)


def balanced(theta: sp.Expr) -> bool:
    """Is theta(alpha) stationary for one logistic observation? Exact: q(w) sigma(-w) is even, so E w sigma(-w) = 0.

    q = N(theta, alpha theta^2). The derivative of E log(1 + e^-w), w = theta (1 + sqrt(alpha) z), by theta is
    -E w sigma(-w)/theta; it increases in theta, the loss being strictly convex, so that there is no other zero.

    >>> balanced(2 / alpha), balanced(1 / alpha)
    (True, False)
    """
    log_q = -((w - theta) ** 2) / (2 * alpha * theta**2)
    odd_part = log_q - log_q.subs(w, -w)
    logistic_odd_part = -w  # log sigma(-w) - log sigma(w)
    return reduces_to_zero(odd_part + logistic_odd_part)


def logistic_slope(theta: Exact | arb, at_alpha: Exact | arb, prec_bits: int = 96) -> arb:
    """-theta d/dtheta E log(1 + e^-w) = E w sigma(-w) for w ~ N(theta, alpha theta^2), a ball, for theta > 0.

    |w sigma(-w)| <= |w|, whose mean over |z| > 12 is below (1 + sqrt(alpha)) theta e^-72.

    >>> with precision(96):
    ...     print(logistic_slope("0.02", 100).contains(0), logistic_slope("0.021", 100) < 0)
    True True
    """
    with precision(prec_bits):
        mean, root = ball(theta), ball(at_alpha).sqrt()
        rest = arb(0, ((1 + root) * mean * arb(-72).exp()).upper())

        def term(z: acb) -> acb:
            one = 1 + root * z
            return (-z * z / 2).exp() / (2 * acb.pi()).sqrt() * one / (1 + (mean * one).exp())

        return mean * integrate(term, arb(-WIDTH), arb(WIDTH), prec_bits) + rest


def squared_scale(name: str, at_alpha: Fraction, prec_bits: int = 96) -> arb | None:
    """alpha theta^2 at the best theta for alpha >= 1, a ball; None where every theta is as good as another.

    From `audit.parametrisation`; for a logistic observation by a change of sign of the slope in theta, to 1/500 of its size
    (CheckError where the balls do not show it).

    >>> print(squared_scale("gaussian", Fraction(1)))
    0.250000000000000
    """
    if not loss_of(name).loss.free_symbols:
        return None
    with precision(prec_bits):
        if name != LOGISTIC:
            return MODELS[name].scale_squared(1 / (2 * ball(at_alpha)))
        low, high = (2 / at_alpha * (1 + sign * ASIDE) for sign in (-1, 1))
        if not (logistic_slope(low, at_alpha, prec_bits) > 0 and logistic_slope(high, at_alpha, prec_bits) < 0):
            raise CheckError(f"the best theta at alpha = {at_alpha} is not bracketed")
        return ball(at_alpha * low**2).union(ball(at_alpha * high**2))
