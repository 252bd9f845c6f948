"""The mass of a network's posterior in logarithmic shells near zero, with very many samples: is it the same in each?

A tanh network on data of the size of digits (8 x 8 pixels, ten classes, 130 observations) with the log-uniform prior. If E[L]
tends to L(0) > 0, every shell e^z <= |w| < e^(z + 1) holds the mass of the next, and the posterior is improper (`shells.py`).
Each chunk has its own seed; its slope d log E[L]/dz over the four lowest shells, z = -30 ... -27, is one number, and the largest
of them is held against 0: log E[L] changes by less than FLAT from one shell to the next.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from audit.errors import InputError
from audit.experiments.networks import numpy_network, torch_network
from audit.experiments.shells import Network, Sampling, box_shells

CHUNKS, SAMPLES = 100, 200
Z = tuple(float(z) for z in (-30, -29, -28, -27, -12, -6))
ROWS, PIXELS, CLASSES, HIDDEN = 130, 64, 10, 20
FLAT = 1e-9
"""L(w) = L(0) + O(|w|^2) for a network whose outputs vanish with its weights; |w| < e^-26 = 5e-12."""


@dataclass(frozen=True)
class Checked:
    """Of some chunks: the sum of the slopes, the largest of them, and of the distances of E[L] in the lowest shell from L(0)."""

    chunks: int = 0
    samples: int = 0
    slope: float = 0.0
    steepest: float = 0.0
    from_limit: float = 0.0

    def __add__(self, other: Checked) -> Checked:
        """Of both together."""
        return Checked(
            self.chunks + other.chunks,
            self.samples + other.samples,
            self.slope + other.slope,
            max(self.steepest, other.steepest),
            max(self.from_limit, other.from_limit),
        )

    @property
    def sound(self) -> bool:
        """Is the mass flat near zero, and that of L(0)?"""
        return self.chunks > 0 and self.steepest <= FLAT and self.from_limit <= FLAT

    def lines(self) -> list[str]:
        """What a person reads."""
        return [
            f"shells of the posterior of a {PIXELS}-{HIDDEN}-{CLASSES} network, z = {Z[0]:g} to {Z[-1]:g}, "
            f"{self.samples} samples in each",
            f"d log E[L]/dz at z = {Z[0]:g}: {self.slope / max(self.chunks, 1):.3g} on average, at most {self.steepest:.3g}; "
            f"|log E[L] - log L(0)| <= {self.from_limit:.3g}; {FLAT:g} allowed: each shell holds as much as the next",
        ]


def nothing() -> Checked:
    """Before the first chunk."""
    return Checked()


def chunks(count: int = CHUNKS) -> list[tuple[int]]:
    """Their seeds."""
    return [(seed,) for seed in range(count)]


def checker(device: str) -> Callable[[int], Checked]:
    """What samples one chunk, given its seed. Raises InputError for other devices than cpu and cuda."""
    if device not in ("cpu", "cuda"):
        raise InputError(f"the device {device!r}", "cpu, or cuda with the extra torch", "--device cpu")
    if device == "cuda":
        _network(device)
    return partial(check, device=device)


@cache
def _network(device: str) -> Network:
    random = np.random.default_rng(0)
    x = random.random((ROWS, PIXELS))
    y = random.integers(0, CLASSES, ROWS)
    if device == "cpu":
        return numpy_network(x, y, HIDDEN)
    from audit.experiments.networks import torch_on

    torch = torch_on(device)
    layers = (torch.nn.Linear(PIXELS, HIDDEN), torch.nn.Tanh(), torch.nn.Linear(HIDDEN, CLASSES))
    return torch_network(torch.nn.Sequential(*layers), x, y, device=device)


def check(seed: int, device: str = "cpu") -> Checked:
    """One chunk."""
    found = box_shells(_network(device), Z, 1.0, Sampling(SAMPLES, seed))
    return Checked(1, SAMPLES, found.slope, abs(found.slope), abs(found.from_limit[0]))
