"""The noise that belongs to the KL: the check `sampler`.

    s ~ N(1, alpha),  w = theta s      sampler(alpha, n) -> n numbers, or sampler(alpha, n, seed)

At each of three alpha, the mean of n = 100 000 samples is held against 1 (sqrt(n/alpha) (mean - 1) is standard normal), and
(n - 1) s^2/alpha against the chi^2 law with n - 1 degrees of freedom, both two-sided and exact for Gaussian noise. A sound
sampler is blamed with probability 1e-6 at most: each of the six tests has the level 1e-6/6. Draws that repeat are told. Other
moments are not looked at.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import numpy as np
from scipy.special import chdtr, chdtrc, ndtr

from audit.errors import InputError
from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.frameworks import Function
from audit.implementation.reference import Array
from audit.support.sampled.calling import Source, draw, form_of

ALPHAS = (0.09, 0.5, 4.0)
"""None of them 1, where variance, standard deviation and square are the same."""
SAMPLES = 100_000
LEVEL = 1e-6
LIKELY: dict[str, Callable[[float], float]] = {
    "alpha^2: alpha, or sigma^2, is used as a standard deviation; take its square root": lambda alpha: alpha**2,
    "sqrt(alpha): a square root too many": lambda alpha: alpha**0.5,
    "alpha/(1 + alpha): dropout's p is used for alpha": lambda alpha: alpha / (1 + alpha),
    "1: alpha is not used": lambda alpha: 1.0,
    "0: there is no noise": lambda alpha: 0.0,
}
FEW, FRESH = 0.05, 0.9
"""The share of different values. Below the first the noise has few of them, as that of binary dropout; float32 has 2^24 values
around 1, of which 100 000 draws hit less than one per cent twice."""
NEAR = 0.03
"""Relative: seven standard errors of a variance of 100 000 samples."""


def sampler_check(sampler: Function, seed: int = 0) -> Finding:
    """Mean and variance against (1, alpha). Raises InputError if the sampler raises or returns something else than n numbers.

    >>> def noise(alpha, n, seed):
    ...     return 1 + alpha**0.5 * np.random.default_rng(seed).standard_normal(n)
    >>> sampler_check(noise).verdict.value
    'SOUND'
    """
    moments = {alpha: _moments(sampler, alpha, seed + i) for i, alpha in enumerate(ALPHAS)}
    threshold = LEVEL / (2 * len(ALPHAS))
    p = {alpha: _p_values(alpha, *moment[:2]) for alpha, moment in moments.items()}
    numbers: dict[str, Number] = {"samples": SAMPLES, "level": LEVEL, "least_p": min(min(pair) for pair in p.values())}
    for alpha, (mean, variance, _) in moments.items():
        numbers |= {f"mean_at_{alpha:g}": mean, f"variance_at_{alpha:g}": variance}
    wrong = []
    if min(pair[0] for pair in p.values()) < threshold:
        means = ", ".join(f"{mean:.4g}" for mean, *_ in moments.values())
        wrong.append(f"mean {means} for 1 at alpha = {', '.join(f'{a:g}' for a in ALPHAS)}")
    if min(pair[1] for pair in p.values()) < threshold:
        wrong.append(_variances({alpha: variance for alpha, (_, variance, _) in moments.items()}))
    if not wrong and any(FEW < fresh < FRESH for *_, fresh in moments.values()):
        wrong.append("draws repeat: the tests, and a gradient that averages over them, take them for independent")
    if wrong:
        return Finding(
            "sampler", Verdict.DEFECT, f"the noise is not the N(1, alpha) of the KL: {'; '.join(wrong)}", numbers
        )
    sentence = (
        f"mean and variance are those of N(1, alpha), by six tests at the level {LEVEL:g} together, n = {SAMPLES} each"
    )
    return Finding("sampler", Verdict.SOUND, sentence, numbers)


def _variances(found: dict[float, float]) -> str:
    """The variances, and the mistake that explains them."""
    for story, variance in LIKELY.items():
        if all(abs(found[alpha] - variance(alpha)) <= NEAR * variance(alpha) for alpha in found):
            return f"its variance is {story}"
    shown = ", ".join(f"{value:.4g} at alpha = {alpha:g}" for alpha, value in found.items())
    return f"its variance is {shown}"


def _p_values(alpha: float, mean: float, variance: float) -> tuple[float, float]:
    """Two-sided: of the mean and of the variance."""
    z = abs(mean - 1) * (SAMPLES / alpha) ** 0.5
    chi2 = (SAMPLES - 1) * variance / alpha
    return 2 * float(ndtr(-z)), 2 * float(min(chdtr(SAMPLES - 1, chi2), chdtrc(SAMPLES - 1, chi2)))


def _moments(sampler: Function, alpha: float, seed: int) -> tuple[float, float, float]:
    """Mean, variance, and the share of values that are there once."""
    flat = samples_of(partial(sampler, alpha), seed, "sampler(alpha, n) or sampler(alpha, n, seed)")
    return float(flat.mean()), float(flat.var(ddof=1)), len(np.unique(flat)) / flat.size


def samples_of(sampler: Function, seed: int, allowed: str) -> Array:
    """SAMPLES numbers of f(n) or f(n, seed), as float64. Raises InputError for another signature or another count."""
    form = form_of(sampler)
    if not form:
        raise InputError("a sampler without n", allowed, "noise:sample")
    with _seeded(seed):
        values = draw(Source(sampler, form), SAMPLES, seed).values
    if values.size != SAMPLES:
        raise InputError(f"samples of shape {values.shape}", f"{SAMPLES} numbers", "noise for one weight")
    return np.asarray(values.astype(np.float64).ravel())


@contextmanager
def _seeded(seed: int) -> Iterator[None]:
    """The global generators of Python and NumPy (and of torch, where it is loaded) seeded, and put back afterwards."""
    import sys

    torch = sys.modules.get("torch")
    before = random.getstate(), np.random.get_state(), torch.get_rng_state() if torch else None
    random.seed(seed)
    np.random.seed(seed)
    if torch:
        torch.manual_seed(seed)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])
        if torch:
            torch.set_rng_state(before[2])
