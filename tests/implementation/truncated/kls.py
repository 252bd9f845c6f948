"""KLs of structured Bayesian pruning, sound and broken, written from the formula (Neklyudov et al. 2017)."""

import math

import numpy as np
import torch
from torch.distributions import Normal

A, B = -20.0, 0.0
STANDARD = Normal(0.0, 1.0)


def typed_in(mu, log_sigma, edge=1.0, normaliser=1.0):
    """The formula as it stands: Z underflows outside of [a, b]."""
    sigma = torch.exp(log_sigma)
    left, right = (A - mu) / sigma, (B - mu) / sigma
    z = STANDARD.cdf(right) - STANDARD.cdf(left)
    density_left, density_right = (torch.exp(STANDARD.log_prob(t)) for t in (left, right))
    edges = (left * density_left - right * density_right) / (2 * z)
    return math.log(B - A) - log_sigma - 0.5 * math.log(2 * math.pi * math.e) - normaliser * torch.log(z) - edge * edges


def mills(x):
    return math.sqrt(math.pi / 2) * torch.special.erfcx(x / math.sqrt(2))


def sound(mu, log_sigma):
    """Without cancellation: mirrored, three cases, every one computed at harmless arguments where it does not apply."""
    sigma = torch.exp(log_sigma)
    left, right = (A - mu) / sigma, (B - mu) / sigma
    turn = left + right < 0
    l, r = torch.where(turn, -right, left), torch.where(turn, -left, right)  # noqa: E741
    narrow = (r - l) ** 2 / 8 + (r - l) * (r + l) / 4 <= 2
    outside = ~narrow & (l > 0)
    l1, r1 = torch.where(outside, l, 1.0), torch.where(outside, r, 4.0)
    fall = torch.exp(-(r1 - l1) * (r1 + l1) / 2)
    rest = mills(l1) - mills(r1) * fall

    def small(x):
        x0, y = torch.clamp(x, max=12.0), torch.clamp(x, min=12.0)
        series = (1 - 3 / y**2 + 15 / y**4 - 105 / y**6) / y
        return torch.where(x > 12, series, x0 * (1 - x0 * mills(x0)))

    shift = fall * (small(r1) + (r1 - l1) * (r1 + l1) * mills(r1)) - small(l1)
    out = torch.log(r1 - l1) - 0.5 - torch.log(rest) + shift / (2 * rest)
    l2, r2 = torch.where(narrow | outside, -1.0, l), torch.where(narrow | outside, 4.0, r)
    z = torch.special.ndtr(r2) - torch.special.ndtr(l2)
    edges = (l2 * torch.exp(-(l2**2) / 2) - r2 * torch.exp(-(r2**2) / 2)) / math.sqrt(2 * math.pi)
    inside = torch.log(r2 - l2) - 0.5 * math.log(2 * math.pi * math.e) - torch.log(z) - edges / (2 * z)
    nodes, weights = (torch.as_tensor(part, dtype=mu.dtype) for part in np.polynomial.legendre.leggauss(16))
    l3, r3 = torch.where(narrow, l, -0.5), torch.where(narrow, r, 0.5)
    exponent = -((r3 - l3) ** 2 / 8)[..., None] * nodes**2 - ((r3 - l3) * (r3 + l3) / 4)[..., None] * nodes
    weight = torch.exp(exponent) * weights / 2
    total = weight.sum(-1)
    slim = (weight * exponent).sum(-1) / total - torch.log(total)
    return torch.where(narrow, slim, torch.where(outside, out, inside))


def noise(mu, sigma, n, seed):
    """e^w by inversion."""
    rng = np.random.default_rng(seed)
    from scipy.stats import truncnorm

    return np.exp(truncnorm.rvs((A - mu) / sigma, (B - mu) / sigma, loc=mu, scale=sigma, size=n, random_state=rng))


def clipped_noise(mu, sigma, n, seed):
    return np.exp(np.clip(mu + sigma * np.random.default_rng(seed).standard_normal(n), A, B))


def uncut_noise(mu, sigma, n, seed):
    return np.exp(mu + sigma * np.random.default_rng(seed).standard_normal(n))
