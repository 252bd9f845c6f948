"""Truncated masses on a grid of cut-offs, as columns: midpoint and radius, all digits certified."""

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


def from_below(density: Density, exponents: Sequence[int]) -> list[float]:
    """M(10^-n, 1) for ascending n >= 0, correctly rounded to about 12 digits."""
    grid = [Fraction(1, 10**n) for n in reversed(exponents)]
    sums = truncated_masses(density, [*grid, 1] if grid[-1] != 1 else grid, DIGITS)
    return [float((sums[-1] - mass).mid()) for mass in reversed(sums[: len(grid)])]


def from_above(density: Density, exponents: Sequence[int]) -> list[float]:
    """M(1, 10^n) for ascending n >= 0."""
    grid = [Fraction(10**n) for n in exponents]
    sums = truncated_masses(density, [1, *grid] if grid[0] != 1 else grid, DIGITS)
    return [float(mass.mid()) for mass in sums[-len(grid) :]]
