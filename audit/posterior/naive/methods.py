"""What general tools answer when nobody asks whether the posterior is proper: quadrature and a Metropolis chain.

Each of them returns finite numbers for an improper posterior. They move with the cut-off, with the working precision,
with the seed and with the run length, and that is the only sign that there is nothing to compute. `mean_field` does the
same for variational inference. Nothing here is certified, and every setting is part of the answer.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import mpmath
import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import integrate

from audit.errors import InputError
from audit.numerics.exact import whole
from audit.posterior.density import Density
from audit.posterior.naive.floats import Floats, numpy_function
from audit.posterior.naive.multiprecision import mpmath_function, mpmath_number

NEAR_ZERO = 1e-6
"""A chain that is closer to the singular point than this has found the pole and not a mode."""
MOST_STEPS = 10_000_000
SPLIT = 2
"""R-hat compares the halves of every chain, so that a drift shows with one chain too."""


@dataclass(frozen=True)
class Integral:
    """One number that a quadrature returned: over which pieces, its own estimate of its error, and what it warned of."""

    pieces: tuple[tuple[float, float], ...]
    value: float
    error: float
    warning: str


@dataclass(frozen=True)
class Quadrature:
    """The answers of one tool: at each setting (a cut-off a, b or a number of digits), and on the whole support."""

    tool: str
    version: str
    settings: tuple[tuple[float, ...], ...]
    integrals: tuple[Integral, ...]
    whole: Integral | None


@dataclass(frozen=True)
class Chains:
    """Random-walk Metropolis, one chain a seed: the usual summaries, each a tuple over chains except `r_hat`."""

    seeds: tuple[int, ...]
    steps: int
    scale: float
    start: float
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    acceptance: tuple[float, ...]
    near_singular: tuple[float, ...]
    smallest: tuple[float, ...]
    largest: tuple[float, ...]
    r_hat: float


def scipy_quadrature(
    density: Density, cutoffs: Sequence[tuple[float, float]], singular: float = 0.0, subdivisions: int = 50
) -> Quadrature:
    """scipy.integrate.quad on a <= |w - singular| <= b for each (a, b), and on the whole support.

    Takes cut-offs 0 < a < b; raises InputError for others. Warnings are caught and reported. For 1/|w| times a
    likelihood that is positive at 0 the value grows like log(1/a), while the error estimate stays small.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> answer = scipy_quadrature(Density(w, (1 / sp.Abs(w), 1 / (1 + sp.exp(-w)))), [(1e-3, 1.0), (1e-6, 1.0)])
    >>> [round(integral.value, 6) for integral in answer.integrals]
    [6.907755, 13.815511]
    """
    if any(not 0 < a < b < np.inf for a, b in cutoffs):
        raise InputError(f"the cut-offs {list(cutoffs)}", "pairs (a, b) with 0 < a < b", "(1e-6, 1e6)")
    low, high = (float(end) for end in density.support)
    log_density = numpy_function(density)

    def over(pieces: list[tuple[float, float]]) -> Integral:
        inside = [(max(low, x), min(high, y)) for x, y in pieces if max(low, x) < min(high, y)]
        return _integral(lambda w: float(np.exp(log_density(np.array([w]))[0])), inside, subdivisions)

    cut = tuple(over([(singular - b, singular - a), (singular + a, singular + b)]) for a, b in cutoffs)
    return Quadrature("scipy.integrate.quad", scipy.__version__, tuple(cutoffs), cut, over([(low, high)]))


def _integral(f: Callable[[float], float], pieces: list[tuple[float, float]], subdivisions: int) -> Integral:
    value = error = 0.0
    said: list[str] = []
    for x, y in pieces:
        with warnings.catch_warnings(record=True) as caught, np.errstate(all="ignore"):
            warnings.simplefilter("always")
            part, part_error = integrate.quad(f, x, y, limit=subdivisions)[:2]
        value, error = value + part, error + part_error
        said += [" ".join(str(warning.message).split()) for warning in caught]
    return Integral(tuple(pieces), float(value), float(error), "; ".join(dict.fromkeys(said)))


def mpmath_quadrature(density: Density, digits: Sequence[int] = (15, 30, 50), singular: float = 0.0) -> Quadrature:
    """mpmath.quad over the support, the singular point in the path, at each working precision (1 to 1000 digits).

    Its tanh-sinh nodes come closer to the ends with every digit, so that a divergent integral grows with the precision.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> answer = mpmath_quadrature(Density(w, (sp.exp(-w),), (sp.S.Zero, sp.oo)), (20,))
    >>> round(answer.integrals[0].value, 12)
    1.0
    """
    f, answers = mpmath_function(density), []
    for count in digits:
        with mpmath.workdps(whole(count, "digits", 1, 1000, "digits = 30")):
            low, high = (mpmath_number(end) for end in density.support)
            path = [low, mpmath.mpf(singular), high] if low < singular < high else [low, high]
            value, error = mpmath.quad(f, path, error=True)
        steps = tuple((float(x), float(y)) for x, y in pairwise(path))
        answers.append(Integral(steps, float(value), float(error), ""))
    settings = tuple((float(count),) for count in digits)
    return Quadrature("mpmath.quad", mpmath.__version__, settings, tuple(answers), None)


def metropolis(
    density: Density,
    steps: int,
    scale: float,
    seeds: Sequence[int],
    start: float = 1.0,
    singular: float = 0.0,
) -> Chains:
    """Random-walk Metropolis: w' = w + scale * N(0, 1), one chain a seed, all at once; nothing is thrown away.

    Seeds are those of NumPy's PCG64; the same settings give the same chains. Raises InputError for a start at which
    the density is zero or undefined.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> chains = metropolis(Density(w, (sp.exp(-w**2 / 2),)), 4000, 2.4, (1, 2, 3, 4))
    >>> chains.r_hat < 1.05, abs(sum(chains.means) / 4) < 0.2
    (True, True)
    """
    whole(steps, "steps", 4, MOST_STEPS, "steps = 10000")
    log_density = numpy_function(density)
    generators = [np.random.default_rng(seed) for seed in seeds]
    if not seeds or not scale > 0 or not np.isfinite(log_density(np.array([start]))[0]):
        raise InputError(
            f"start = {start}, scale = {scale}, {len(seeds)} seeds", "a start of positive density", "another start"
        )
    walk = np.stack([generator.standard_normal(steps) for generator in generators], axis=1) * scale
    threshold = np.stack([-generator.standard_exponential(steps) for generator in generators], axis=1)
    path, accepted = _walk(log_density, walk, threshold, start)
    distance = np.abs(path - singular)
    return Chains(
        tuple(seeds),
        steps,
        scale,
        start,
        means=_floats(path.mean(axis=0)),
        deviations=_floats(path.std(axis=0, ddof=1)),
        acceptance=_floats(accepted / steps),
        near_singular=_floats((distance < NEAR_ZERO).mean(axis=0)),
        smallest=_floats(distance.min(axis=0)),
        largest=_floats(distance.max(axis=0)),
        r_hat=_r_hat(path),
    )


def _walk(
    log_density: Callable[[Floats], Floats], walk: Floats, threshold: Floats, start: float
) -> tuple[Floats, NDArray[np.int64]]:
    """The places, of shape (steps, chains), and how many proposals each chain accepted."""
    path, accepted = np.empty_like(walk), np.zeros(walk.shape[1], dtype=np.int64)
    here = np.full(walk.shape[1], start)
    log_here = log_density(here)
    for step in range(len(walk)):
        proposal = here + walk[step]
        log_there = log_density(proposal)
        taken = log_there - log_here > threshold[step]
        here, log_here = np.where(taken, proposal, here), np.where(taken, log_there, log_here)
        path[step], accepted = here, accepted + taken
    return path, accepted


def _r_hat(path: Floats) -> float:
    """sqrt(((n - 1)/n W + B/n)/W) over the halves of the chains (Gelman and Rubin 1992, split)."""
    half = len(path) // SPLIT
    halves = np.concatenate([path[:half], path[half : SPLIT * half]], axis=1)
    within, between = halves.var(axis=0, ddof=1).mean(), half * halves.mean(axis=0).var(ddof=1)
    return float(np.sqrt((half - 1) / half + between / within / half)) if within > 0 else float("inf")


def _floats(values: NDArray[np.floating]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
