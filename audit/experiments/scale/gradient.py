"""The KL and its gradient by mu and sigma for 1e8 weights, float32, as a network would ask for them.

Each chunk of a million weights, with log alpha from -9 to 9 and |mu| over six decades, gets the sum of its KL and both gradients
from PyTorch's autograd in float32, on the CPU or a GPU. They are held against NumPy's float64 at the same float32 numbers:

    |g - g64| <= RELATIVE |g64|  for every weight,      |sum - sum64| <= RELATIVE sum|K64|
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from audit.pseudo_kl import double

WEIGHTS, CHUNK = 100_000_000, 1_000_000
RELATIVE = 1e-6
"""Eight units of float32's last place: u, the slope and three products, each within one."""


@dataclass(frozen=True)
class Checked:
    """Of some weights: the sum of the KL in both arithmetics, the worst relative errors, and the seconds of PyTorch alone."""

    weights: int = 0
    kl: float = 0.0
    kl64: float = 0.0
    size: float = 0.0
    worst_mu: float = 0.0
    worst_sigma: float = 0.0
    finite: bool = True
    seconds: float = 0.0

    def __add__(self, other: Checked) -> Checked:
        """Of both together."""
        return Checked(
            self.weights + other.weights,
            self.kl + other.kl,
            self.kl64 + other.kl64,
            self.size + other.size,
            max(self.worst_mu, other.worst_mu),
            max(self.worst_sigma, other.worst_sigma),
            self.finite and other.finite,
            self.seconds + other.seconds,
        )

    @property
    def sound(self) -> bool:
        """Is everything finite and within RELATIVE?"""
        near = abs(self.kl - self.kl64) <= RELATIVE * self.size
        return self.weights > 0 and self.finite and near and max(self.worst_mu, self.worst_sigma) <= RELATIVE

    def lines(self) -> list[str]:
        """What a person reads."""
        rate = self.weights / self.seconds / 1e6 if self.seconds else 0.0
        return [
            f"KL and gradient of {self.weights} weights, {2 * self.weights} variational parameters, float32",
            f"sum {self.kl:.8g}, in float64 {self.kl64:.8g}; gradients off by at most {self.worst_mu:.2g} (mu) and "
            f"{self.worst_sigma:.2g} (sigma) of themselves, {RELATIVE:g} allowed",
            f"{self.seconds:.1f} s in PyTorch, all threads added up: {rate:.0f} million weights a second in each",
        ]


def nothing() -> Checked:
    """Before the first chunk."""
    return Checked()


def chunks(weights: int = WEIGHTS) -> list[tuple[int]]:
    """Their seeds."""
    return [(seed,) for seed in range(-(-weights // CHUNK))]


def checker(device: str) -> Callable[[int], Checked]:
    """What checks one chunk, given its seed. Raises InputError without torch or without the device."""
    from audit.experiments.networks import torch_on

    torch_on(device)
    return partial(check, device=device)


def check(seed: int, device: str = "cpu") -> Checked:
    """One chunk."""
    import torch

    from audit.pseudo_kl import tensor

    generator = np.random.default_rng(seed)
    mu64 = 10.0 ** generator.uniform(-5, 1, CHUNK) * generator.choice([-1.0, 1.0], CHUNK)
    mu = mu64.astype(np.float32)
    sigma = (np.abs(mu64) * np.exp(generator.uniform(-4.5, 4.5, CHUNK))).astype(np.float32)
    m, s = (torch.tensor(part, device=device, requires_grad=True) for part in (mu, sigma))
    start = time.perf_counter()
    total = tensor.log_uniform_kl(m, s, reduction="sum")
    found = torch.autograd.grad(total, (m, s))
    value, by_mu, by_sigma = float(total.detach()), *(part.cpu().numpy() for part in found)
    seconds = time.perf_counter() - start
    wide_mu, wide_sigma = mu.astype(np.float64), sigma.astype(np.float64)
    kl64 = double.kl(wide_mu, wide_sigma)
    exact = double.kl_gradient(wide_mu, wide_sigma)
    worst = [float((np.abs(g - e) / np.abs(e)).max()) for g, e in zip((by_mu, by_sigma), exact, strict=True)]
    finite = bool(np.isfinite(by_mu).all() and np.isfinite(by_sigma).all() and np.isfinite(value))
    return Checked(CHUNK, value, float(kl64.sum()), float(np.abs(kl64).sum()), worst[0], worst[1], finite, seconds)
