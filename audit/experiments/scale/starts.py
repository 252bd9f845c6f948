"""A million starts of the gradient flow: does every path end where the certified answer has an end, and how many are sparse?

rho = 4, the linear Gaussian model, the exact KL, in (theta, log alpha), to t = 10^4. The stationary points are certified
(`minima`); a path that is lost, or neither near one of them nor at log alpha > 3, is told, and fails the check.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from audit.errors import InputError
from audit.parametrisation import Minima, minima
from audit.parametrisation.dynamics import drawn, flow, objective
from audit.parametrisation.dynamics.outcome import ends, share

STARTS, CHUNK = 1_000_000, 20_000
RHO, TIME, LAW = "4", 1e4, "A"
SPARSE, LOST = "sparse", "on the way"


@dataclass(frozen=True)
class Checked:
    """Of some starts: how many ended in which place, and how many steps it took."""

    starts: int = 0
    steps: int = 0
    ended: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: Checked) -> Checked:
        """Of both together."""
        names = dict.fromkeys([*self.ended, *other.ended])
        ended = {name: self.ended.get(name, 0) + other.ended.get(name, 0) for name in names}
        return Checked(self.starts + other.starts, self.steps + other.steps, ended)

    @property
    def sound(self) -> bool:
        """Has every path arrived?"""
        return self.starts > 0 and not self.ended.get(LOST) and sum(self.ended.values()) == self.starts

    def lines(self) -> list[str]:
        """What a person reads."""
        lines = [f"gradient flow from {self.starts} starts, rho = {RHO}, to t = {TIME:g}, {self.steps} steps"]
        for name, count in self.ended.items():
            found = share(count, self.starts)
            lines.append(f"{name}: {count}, {found.value:.4%} (99 % [{found.low:.4%}, {found.high:.4%}])")
        return lines


@cache
def certified() -> Minima:
    """All stationary points at this rho."""
    return minima(RHO, "gaussian", parametrisation="multiplicative", digits=15)


def nothing() -> Checked:
    """Before the first chunk."""
    return Checked()


def chunks(starts: int = STARTS) -> list[tuple[int]]:
    """Their seeds."""
    return [(seed,) for seed in range(-(-starts // CHUNK))]


def checker(device: str) -> Callable[[int], Checked]:
    """What follows one chunk, given its seed. Raises InputError for other devices than the CPU."""
    if device != "cpu":
        raise InputError(f"the device {device!r} for the gradient flow", "cpu", "--device cpu")
    return check


def check(seed: int) -> Checked:
    """One chunk, on one thread."""
    paths = flow(objective(float(RHO)), drawn(LAW, CHUNK, seed), [TIME], threads=1)
    return Checked(CHUNK, paths.steps, {name: found.count for name, found in ends(paths, certified()).items()})
