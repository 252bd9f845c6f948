"""The gradient flow of the data term alone, one weight with loss (w - best)^2/2, in (theta, alpha): by algebra and by runs.

    E = ((theta - best)^2 + alpha theta^2)/2,    (theta, alpha)' = -grad E,    alpha kept >= 0

For best = 0 it keeps (1 + alpha)^2 - theta^2/2, and so stops at alpha = sqrt((1 + alpha_0)^2 - theta_0^2/2) - 1 where that is
positive; for any other best alpha falls at the rate theta^2/2 until it is 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from audit.claims.losses import ORIGIN, alpha, mean_of, mu, v
from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.symbolic import Proof

theta = sp.Symbol("theta", real=True)


@dataclass(frozen=True)
class Kept:
    """The gradient flow of s/2 theta^2 (1 + alpha) keeps this function of theta and alpha."""

    kept: sp.Expr


def along_the_flow(variant: Variant, _: Setting) -> Evidence:
    """The derivative along (theta, alpha)' = -grad E, E = s E_origin(theta, alpha theta^2)."""
    where, s = "theta real, alpha > 0, s > 0", sp.Symbol("s", positive=True)
    term = s * mean_of(ORIGIN).subs({mu: theta, v: alpha * theta**2}, simultaneous=True)
    change = -sum(sp.diff(variant.form.kept, x) * sp.diff(term, x) for x in (theta, alpha))
    factored = sp.factor(change)
    at = sp.nsimplify(factored.subs({theta: sp.Rational(3, 10), alpha: sp.Rational(17, 10), s: 1}))
    if factored == 0:
        return evidence_of(Proof(True, "its derivative along the flow is 0"), where)
    return evidence_of(
        Proof(False if at != 0 else None, f"its derivative is {factored}: {at} at theta = 0.3, alpha = 1.7"), where
    )


STEP, STEPS, STARTS = 0.01, 3000, 12
CLOSE = 1e-6
"""Fourth order at step 0.01 leaves 1e-9, and e^-30 is left of theta."""


def flow(start: NDArray[np.float64], best: float) -> NDArray[np.float64]:
    """(theta, alpha) after 30 units of the gradient flow of ((theta - best)^2 + alpha theta^2)/2, alpha kept >= 0.

    `start` has shape (n, 2), float64; classical fourth-order steps of 0.01, not certified.
    """

    def velocity(x: NDArray[np.float64]) -> NDArray[np.float64]:
        mean, noise = x[:, 0], np.maximum(x[:, 1], 0)
        return -np.stack([mean - best + noise * mean, mean**2 / 2], axis=1)

    x = start.copy()
    for _ in range(STEPS):
        k1 = velocity(x)
        k2 = velocity(x + STEP / 2 * k1)
        k3 = velocity(x + STEP / 2 * k2)
        x = x + STEP / 6 * (k1 + 2 * k2 + 2 * k3 + velocity(x + STEP * k3))
        x[:, 1] = np.maximum(x[:, 1], 0)
    return x


def starts(seed: int) -> NDArray[np.float64]:
    """Shape (12, 2): theta from N(0, 1), alpha from 1 to 3, away from theta = 0."""
    random = np.random.default_rng(seed)
    mean = random.normal(size=STARTS)
    return np.stack(
        [np.where(mean < 0, mean - 0.05, mean + 0.05).clip(-1.9, 1.9), random.uniform(1, 3, STARTS)], axis=1
    )


def runs_keep_it(variant: Variant, setting: Setting) -> Evidence:
    """The function at the start and at the end of runs."""
    begin = starts(setting.seed)
    end = flow(begin, 0.0)
    value = sp.lambdify((theta, alpha), variant.form.kept, "numpy")
    off = np.abs(value(end[:, 0], end[:, 1]) - value(begin[:, 0], begin[:, 1]))
    words = f"from theta, alpha = {begin[0, 0]:.4g}, {begin[0, 1]:.4g} alpha goes to {end[0, 1]:.6g}; it moves by {off.max():.3g}"
    outcome = Outcome.HOLDS if off.max() < CLOSE else Outcome.FAILS
    return Evidence(Method.EXPERIMENT, outcome, "gradient flow", points=STARTS, witness=words, summary=words)


@dataclass(frozen=True)
class Ends:
    """From every start, gradient descent on the data term alone with this w_ML ends at this alpha."""

    best: Fraction
    alpha: Fraction = Fraction(0)


def runs_end(variant: Variant, setting: Setting) -> Evidence:
    """Where runs are after 30 units of time."""
    form = variant.form
    end = flow(starts(setting.seed), float(form.best))
    off = np.abs(end[:, 1] - float(form.alpha))
    words = f"w_ML = {form.best}: alpha ends between {end[:, 1].min():.4g} and {end[:, 1].max():.4g}"
    outcome = Outcome.HOLDS if off.max() < CLOSE else Outcome.FAILS
    return Evidence(Method.EXPERIMENT, outcome, "gradient flow", points=STARTS, witness=words, summary=words)
