"""A million weights at a time: gradient descent with the exact KL, and how far its end is from the certified infimum.

Each weight has its own objective rho/2 ((mu - 1)^2 + sigma^2) + K, rho one of four values; mu and log sigma^2 are two million
variational parameters. Adam, full gradients, from spread starts. The infimum of each objective is a ball (`minima`), that of the
sum their sum; what is told is the mean excess over it, in nats a weight.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.parametrisation import minima
from audit.pseudo_kl import double

Floats = NDArray[np.float64]
RHOS = (0.5, 1.5, 4.0, 20.0)
QUICK = 100_000
CHUNK = 50_000
"""Weights at a time: what Adam remembers of them stays in the cache of a core."""
STEPS, RATE = 100, 0.2
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
NEAR = 0.02
"""Of a nat: where rho <= 1 the infimum lies at alpha = oo, which is approached and never reached."""


@dataclass(frozen=True)
class Optimised:
    """The mean excess in the end is at most NEAR; the gradient has `kl` times that of the KL, `noise` times d/d log sigma^2."""

    kl: float = 1.0
    noise: float = 1.0
    weights: int = 1_000_000


@cache
def infimum(rho: float) -> float:
    """Of one weight, from the certified answer."""
    found = minima(str(rho), "gaussian", digits=15).infimum
    return math.nan if found is None else float(found.mid())


@cache
def excess(form: Optimised, weights: int, seed: int) -> tuple[float, bool]:
    """The mean over all weights of objective less infimum, and whether every number stayed finite."""
    seeds = np.random.SeedSequence(seed).spawn(weights // CHUNK)
    over = np.concatenate([_descended(form, np.random.default_rng(one)) for one in seeds])
    return float(over.mean()), bool(np.isfinite(over).all())


def _descended(form: Optimised, random: np.random.Generator) -> Floats:
    """Objective less infimum of one chunk of weights in the end."""
    rho = np.repeat(np.array(RHOS), CHUNK // len(RHOS))
    parameters = [random.normal(1.0, 0.5, CHUNK), random.uniform(-6.0, 0.0, CHUNK)]
    moments = [(np.zeros(CHUNK), np.zeros(CHUNK)) for _ in parameters]
    for step in range(1, STEPS + 1):
        rate = RATE * min(1.0, 2 * (1 - step / (STEPS + 1)))
        gradients = _gradient(form, rho, *parameters)
        for value, gradient, (first, second) in zip(parameters, gradients, moments, strict=True):
            first += (1 - BETA1) * (gradient - first)
            second += (1 - BETA2) * (gradient**2 - second)
            value -= rate * (first / (1 - BETA1**step)) / (np.sqrt(second / (1 - BETA2**step)) + EPS)
    mu, log_sigma2 = parameters
    sigma2 = np.exp(log_sigma2)
    objective = rho / 2 * ((mu - 1) ** 2 + sigma2) + double.excess(mu**2 / (2 * sigma2))
    return np.asarray(objective - np.repeat([infimum(one) for one in RHOS], CHUNK // len(RHOS)))


def _gradient(form: Optimised, rho: Floats, mu: Floats, log_sigma2: Floats) -> tuple[Floats, Floats]:
    """By mu and by log sigma^2: rho (mu - 1) + K' mu/sigma^2 and rho sigma^2/2 - u K'."""
    sigma2 = np.exp(log_sigma2)
    u = mu**2 / (2 * sigma2)
    pull = form.kl * double.slope(u)
    return rho * (mu - 1) + pull * mu / sigma2, form.noise * (rho * sigma2 / 2 - pull * u)


def by_descent(variant: Variant, setting: Setting) -> Evidence:
    """One run; the mean excess over the infimum, which a descent cannot be below by more than rounding."""
    form: Optimised = variant.form
    weights = min(form.weights, QUICK) if setting.quick else form.weights
    over, finite = excess(form, weights, setting.seed)
    words = f"{2 * weights} parameters, {STEPS} steps: {over:.3g} nats a weight above the infimum"
    if finite and over <= NEAR:
        return Evidence(Method.EXPERIMENT, Outcome.HOLDS, "gradient descent", points=weights, summary=words)
    return Evidence(Method.EXPERIMENT, Outcome.FAILS, "gradient descent", points=weights, witness=words)
