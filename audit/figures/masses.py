"""Truncated masses on a grid of cut-offs: balls with 12 certified digits."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from audit.posterior import Density, truncated_masses
from audit.posterior.question import density_of

DIGITS = 12


def posterior(text: str) -> Density:
    """The log-uniform prior times a likelihood."""
    return density_of("1/abs(w)", text)


def likelihood(text: str) -> Any:
    """A likelihood of one weight, as an expression."""
    return density_of("1", text).product


def from_below(density: Density, exponents: Sequence[int]) -> list[Any]:
    """M(10^-n, 1) for ascending n >= 0, balls."""
    grid = [Fraction(1, 10**n) for n in reversed(exponents)]
    sums = truncated_masses(density, [*grid, 1] if grid[-1] != 1 else grid, DIGITS)
    return [sums[-1] - mass for mass in reversed(sums[: len(grid)])]


def from_above(density: Density, exponents: Sequence[int]) -> list[Any]:
    """M(1, 10^n) for ascending n >= 0, balls."""
    grid = [Fraction(10**n) for n in exponents]
    sums = truncated_masses(density, [1, *grid] if grid[0] != 1 else grid, DIGITS)
    return list(sums[-len(grid) :])
