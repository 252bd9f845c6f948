"""Monte Carlo of E log|w|, w ~ N(mu, sigma^2), against the exact value, for a million (mu, sigma).

    E log|w| = log sigma + (psi(1/2) + log 2)/2 + excess(u),   u = mu^2/(2 sigma^2)

is all of the KL but constants, and is here sampled from its definition: nothing is shared with the formula. For each pair the
mean of 200 samples less the exact value has the mean 0; the pairs of each of 20 bands of log u, tens of thousands, give a
z-score that is standard normal by the central limit theorem. The check fails where one is beyond the level 1e-6 for all together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from scipy.special import digamma, ndtri

from audit.errors import InputError
from audit.pseudo_kl import double

PAIRS, CHUNK = 1_000_000, 10_000
SAMPLES = 200
LOG_U = (-6.0, 6.0)
"""Natural logarithm of u, uniform."""
BANDS = 20
LEVEL = 1e-6
LIMIT = float(-ndtri(LEVEL / (2 * BANDS)))
CONSTANT = float(digamma(0.5) + np.log(2.0)) / 2


@dataclass(frozen=True)
class Checked:
    """Pairs, and for each band the number, the sum and the sum of squares of (mean of the samples - exact value)."""

    pairs: int = 0
    samples: int = 0
    count: tuple[int, ...] = (0,) * BANDS
    total: tuple[float, ...] = (0.0,) * BANDS
    squares: tuple[float, ...] = (0.0,) * BANDS
    z: tuple[float, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "z", tuple(map(_z, self.count, self.total, self.squares)))

    def __add__(self, other: Checked) -> Checked:
        """Of both together."""
        return Checked(
            self.pairs + other.pairs,
            self.samples + other.samples,
            tuple(a + b for a, b in zip(self.count, other.count, strict=True)),
            tuple(a + b for a, b in zip(self.total, other.total, strict=True)),
            tuple(a + b for a, b in zip(self.squares, other.squares, strict=True)),
        )

    @property
    def sound(self) -> bool:
        """Is every band within the level, and was anything looked at?"""
        return self.pairs > 0 and all(abs(z) <= LIMIT for z in self.z)

    def lines(self) -> list[str]:
        """What a person reads."""
        worst = max(range(BANDS), key=lambda band: abs(self.z[band]))
        width = (LOG_U[1] - LOG_U[0]) / BANDS
        at = LOG_U[0] + width * (worst + 0.5)
        errors = [(s / n) ** 0.5 / n**0.5 for n, s in zip(self.count, self.squares, strict=True) if n]
        return [
            f"E log|w| for {self.pairs} pairs (mu, sigma), {self.samples} samples",
            f"largest z-score of {BANDS} bands of u: {self.z[worst]:.2f}, at u = {np.exp(at):.3g}; {LIMIT:.2f} allowed "
            f"(level {LEVEL:g} for all)",
            f"standard error of a band: at most {max(errors, default=0.0):.2g}",
        ]


def _z(count: int, total: float, squares: float) -> float:
    return total / squares**0.5 if count and squares else 0.0


def nothing() -> Checked:
    """Before the first chunk."""
    return Checked()


def chunks(pairs: int = PAIRS) -> list[tuple[int]]:
    """Their seeds."""
    return [(seed,) for seed in range(-(-pairs // CHUNK))]


def checker(device: str) -> Callable[[int], Checked]:
    """What samples one chunk, given its seed: NumPy on the CPU, torch on a GPU. Raises InputError for other devices."""
    if device == "cpu":
        return partial(check, device=None)
    from audit.experiments.networks import torch_on

    torch_on(device)
    return partial(check, device=device)


def check(seed: int, device: str | None) -> Checked:
    """One chunk."""
    generator = np.random.default_rng(seed)
    log_u = generator.uniform(*LOG_U, CHUNK)
    sigma = np.exp(generator.uniform(-20.0, 20.0, CHUNK))
    mu = sigma * np.sqrt(2 * np.exp(log_u)) * generator.choice([-1.0, 1.0], CHUNK)
    exact = np.log(sigma) + CONSTANT + double.excess((mu / sigma) ** 2 / 2)
    off = _means(generator, mu, sigma, device, seed) - exact
    if not np.isfinite(off).all():
        raise InputError(f"a mean that is not finite in chunk {seed}", "finite ones", "another seed")
    band = np.minimum(((log_u - LOG_U[0]) / (LOG_U[1] - LOG_U[0]) * BANDS).astype(int), BANDS - 1)
    count, total, squares = (np.bincount(band, weights=w, minlength=BANDS) for w in (np.ones(CHUNK), off, off**2))
    return Checked(CHUNK, CHUNK * SAMPLES, tuple(map(int, count)), tuple(map(float, total)), tuple(map(float, squares)))


def _means(generator: np.random.Generator, mu: Any, sigma: Any, device: str | None, seed: int) -> Any:
    """The mean of log|w| over SAMPLES draws for each pair, shape (CHUNK,)."""
    total = np.zeros(CHUNK)
    if device is None:
        for _ in range(SAMPLES):
            total += np.log(np.abs(mu + sigma * generator.standard_normal(CHUNK)))
        return total / SAMPLES
    import torch

    made = torch.Generator(device=device).manual_seed(seed)
    m, s = (torch.as_tensor(part, device=device) for part in (mu, sigma))
    draws = torch.randn((SAMPLES, CHUNK), dtype=torch.float64, device=device, generator=made)
    return torch.log(torch.abs(m + s * draws)).mean(dim=0).cpu().numpy()
