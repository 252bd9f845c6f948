"""The noise that belongs to the truncated KL: the check `sampler`.

    s = e^w, w ~ N(mu, sigma^2) cut to [a, b]      sampler(mu, sigma, n) -> n numbers, or sampler(mu, sigma, n, seed)

For three (mu, sigma), of which two feel an end, the samples have to lie in [e^a, e^b], and F(log s) has to be uniform: a
Kolmogorov-Smirnov test of n = 100 000, each at the level 1e-6/3, so that a sound sampler is blamed with probability 1e-6 at most
(by the limit law, which is conservative). It sees every error of the law of more than 0.9 % in F.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from scipy.special import kolmogorov, log_ndtr

from audit.implementation.findings import Finding, Number, Verdict
from audit.implementation.frameworks import Function
from audit.implementation.reference import Array
from audit.implementation.sampler import LEVEL, SAMPLES, samples_of
from audit.implementation.truncated.reference import Truncated

PLACES = ((0.4, 0.08), (0.97, 0.06), (1.05, 0.2))
"""mu and sigma, in units of the width from a."""
SLACK = 1e-6
"""Relative, of the ends: rounding in float32."""


def sampler_check(prior: Truncated, sampler: Function, seed: int = 0) -> Finding:
    """Support and law. Raises InputError if the sampler raises or returns something else than n numbers."""
    numbers: dict[str, Number] = {"samples": SAMPLES, "level": LEVEL}
    wrong: list[str] = []
    for i, (place, width) in enumerate(PLACES):
        mu, sigma = prior.a + place * prior.width, width * prior.width
        s = samples_of(partial(sampler, mu, sigma), seed + i, "sampler(mu, sigma, n) or sampler(mu, sigma, n, seed)")
        with np.errstate(divide="ignore", invalid="ignore"):
            w = np.log(s)
        complaint, p = _judged(prior, mu, sigma, s, w)
        numbers[f"p_{i + 1}"] = p
        if complaint:
            wrong.append(f"at mu = {mu:.4g}, sigma = {sigma:.4g} {complaint}")
    if wrong:
        sentence = f"the noise is not the truncated log-normal of the KL: {'; '.join(wrong)}"
        return Finding("sampler", Verdict.DEFECT, sentence, numbers)
    sentence = (
        f"the law is the truncated log-normal, by three tests at the level {LEVEL:g} together, n = {SAMPLES} each"
    )
    return Finding("sampler", Verdict.SOUND, sentence, numbers)


def _judged(prior: Truncated, mu: float, sigma: float, s: Array, w: Array) -> tuple[str, float]:
    """What is wrong, if anything, and the p-value of the law."""
    room = SLACK * max(1.0, abs(prior.a), abs(prior.b))
    inside = (w >= prior.a - room) & (w <= prior.b + room)
    if not inside.all():
        share = float(1 - inside.mean())
        logged = bool(((s >= prior.a - room) & (s <= prior.b + room)).all())
        story = "log s is returned for s = e^w" if logged else "w is not cut to [a, b]"
        return f"{share:.3g} of the samples lie outside of [e^a, e^b]: {story}", 0.0
    p = ks_p_value(np.sort(_distribution(prior, mu, sigma, w)))
    if p >= LEVEL / len(PLACES):
        return "", p
    ends = float(((w <= prior.a + room) | (w >= prior.b - room)).mean())
    if ends > 1e-3:
        return f"{ends:.3g} of the samples lie at an end: clipping for truncation", p
    for story, other in (("sigma^2 is used as sigma", sigma**2), ("sqrt(sigma) is used as sigma", math.sqrt(sigma))):
        if ks_p_value(np.sort(_distribution(prior, mu, other, w))) >= LEVEL:
            return story, p
    return f"the law is another one (p = {p:.2g})", p


def _distribution(prior: Truncated, mu: float, sigma: float, w: Array) -> Array:
    """F(w) = (Phi((w - mu)/sigma) - Phi(l))/Z, from the side on which the tails do not cancel."""
    sign = -1.0 if mu > (prior.a + prior.b) / 2 else 1.0
    left, right = sorted((sign * (prior.a - mu) / sigma, sign * (prior.b - mu) / sigma))
    t = np.clip(sign * (w - mu) / sigma, left, right)
    top = log_ndtr(-left)
    upper = np.exp(log_ndtr(-t) - top) - math.exp(log_ndtr(-right) - top)
    survival = upper / -math.expm1(log_ndtr(-right) - top)
    return np.asarray(1 - survival if sign > 0 else survival)


def ks_p_value(sorted_f: Array) -> float:
    """Of sqrt(n) D, D the largest distance of the empirical distribution from the uniform one.

    >>> round(ks_p_value((np.arange(100) + 0.5) / 100), 6)
    1.0
    """
    n = len(sorted_f)
    steps = np.arange(1, n + 1) / n
    distance = max(float((steps - sorted_f).max()), float((sorted_f - steps + 1 / n).max()))
    return float(kolmogorov(math.sqrt(n) * distance))
