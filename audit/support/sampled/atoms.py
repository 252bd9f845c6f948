"""Atoms: values that a coordinate takes with positive probability.

A coordinate with an atom puts mass on a hyperplane, so its law has no density. A density rounded to the grid of a dtype
repeats values too, but then the values next to them come as often. So a value is an atom if it is too frequent among the
samples within 8 grid steps of it: under a density that varies by less than half within 8 steps, each of those N samples
equals it with probability at most 1.5/17, and P(Bin(N, 1.5/17) >= k) is held below (1 - c)/(n D), a union bound over values
and coordinates. A coordinate whose whole range is less than 64 steps is not decided. The
grid at 0 is that of the terms that cancel there, so zeros are an atom if P(Bin(n, 64 u) >= k) is below the same level, too,
u the unit roundoff.

The first samples choose the value, the others bound its mass (Clopper-Pearson).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, binom

from audit.support.sampled.gather import Gathered
from audit.support.sampled.hull import Matrix, tried_of
from audit.support.sampled.precision import spacing, unit

STEPS = 8
ALIKE = 1.5 / (2 * STEPS + 1)
"""The share of one value among its neighbours within 8 grid steps, for densities that vary by less than half there."""
ATOM, UNCLEAR = 64.0, 4.0
"""Times the unit roundoff: the arithmetic of a density, 1 + sqrt(alpha) z say, lands on exactly 0 with a probability of
about its density times the roundoff (0.24 roundoffs at most there). Above the first it is an atom, between them unclear."""
NARROW = 64
"""Grid steps: a coordinate that varies less is not told from one that is constant up to rounding."""
CHUNK = 256


@dataclass(frozen=True)
class Atoms:
    """What repeats. Of `tested` coordinates `with_atom` have an atom; of all D, `constant` never vary.

    `discrete`: every tested coordinate that varies took, in the further samples, only values that it had taken before.
    `coordinate`, `value`, `mass`: the most frequent value of a varying coordinate (flat index), and bounds of its mass.
    `whole`: bounds of the mass of the most frequent whole sample, (0, 1) where there is no atom.
    `unseen`: an atom of this mass or more in a given tested coordinate would have been found with the confidence asked for.
    `narrow`: coordinates that vary by fewer than 64 steps of the rounding grid. `zeros`: coordinates with an atom at 0;
    `zeros_unclear`: those that are 0 so often that it may be an atom or the rounding.
    """

    tested: int
    constant: int
    with_atom: int
    zeros: int
    zeros_unclear: int
    narrow: int
    discrete: bool
    coordinate: int | None
    value: float | None
    mass: tuple[float, float]
    whole: tuple[float, float]
    unseen: float

    @property
    def found(self) -> bool:
        """Whether any varying coordinate has an atom."""
        return self.with_atom > 0 or self.zeros > 0


NO_BOUNDS = (0.0, 1.0)


def atoms_of(gathered: Gathered, confidence: float) -> Atoms:
    """Looks for atoms in all kept coordinates, and for atoms at 0 in all."""
    n, ambient = gathered.count, gathered.ambient
    level = (1 - confidence) / (n * ambient)
    unseen = _unseen(n, level, confidence)
    counts, values, near = _most_frequent(gathered.kept, gathered.bits)
    varying = gathered.low[gathered.places] < gathered.high[gathered.places]
    narrow = _narrow(gathered)
    moving = gathered.low < gathered.high
    zeros, unclear = (moving & _often_zero(gathered, factor, level) for factor in (ATOM, UNCLEAR))
    often = np.where(values == 0, zeros[gathered.places], binom.sf(counts - 1, near, ALIKE) <= level)
    atomic = varying & ~narrow[gathered.places] & often
    discrete = bool(atomic.any()) and bool(np.all(atomic[varying])) and _closed(gathered.kept[:, varying])
    best = int(np.argmax(np.where(atomic, counts, 0))) if atomic.any() else None
    totals = int(zeros.sum()), int(np.sum(unclear & ~zeros)), int(narrow.sum())
    if best is None:
        return Atoms(
            len(counts), int(np.sum(~moving)), 0, *totals, False, None, None, NO_BOUNDS, NO_BOUNDS, unseen
        )  # fmt: skip
    column = gathered.kept[:, best : best + 1].astype(np.float64)
    rows = gathered.sketch if gathered.sketch is not None else gathered.kept
    return Atoms(
        len(counts), int(np.sum(~moving)), int(atomic.sum()), *totals, discrete,
        int(gathered.places[best]), float(values[best]), _mass(column, confidence), _mass(rows, confidence), unseen,
    )  # fmt: skip


def _unseen(n: int, level: float, confidence: float) -> float:
    """The mass above which an isolated value repeats often enough among n samples, with the confidence asked for."""
    enough = int(np.ceil(np.log(level) / np.log(ALIKE)))
    return float(beta.ppf(confidence, enough, n - enough + 1)) if enough <= n else 1.0


def _often_zero(gathered: Gathered, factor: float, level: float) -> NDArray[np.bool_]:
    """Which coordinates are 0 more often than with probability `factor` unit roundoffs, and several times."""
    zeros, rate = gathered.zeros, min(1.0, factor * unit(gathered.bits))
    often = binom.sf(zeros - 1, gathered.count, rate) <= level
    return np.asarray(often & (binom.sf(zeros - 1, zeros, ALIKE) <= level))


def _narrow(gathered: Gathered) -> NDArray[np.bool_]:
    width = gathered.high / 2 - gathered.low / 2
    step = spacing(np.maximum(np.abs(gathered.low), np.abs(gathered.high)), gathered.bits)
    return np.asarray((width > 0) & (width < NARROW / 2 * step))


def _most_frequent(kept: NDArray[np.floating], bits: int) -> tuple[NDArray[np.int64], Matrix, NDArray[np.int64]]:
    """For each column: how often its most frequent value comes, that value, and how many samples lie within 8 steps."""
    found = [
        _of_chunk(kept[:, start : start + CHUNK].astype(np.float64), bits) for start in range(0, kept.shape[1], CHUNK)
    ]
    counts, values, near = (np.concatenate([part[i] for part in found]) for i in range(3))
    return counts.astype(np.int64), values, near.astype(np.int64)


def _of_chunk(columns: Matrix, bits: int) -> tuple[Matrix, Matrix, Matrix]:
    ordered = np.sort(columns, axis=0)
    place = np.arange(len(ordered))[:, None]
    new = np.vstack([np.ones((1, ordered.shape[1]), dtype=bool), ordered[1:] != ordered[:-1]])
    start = np.maximum.accumulate(np.where(new, place, 0), axis=0)
    run = place - start + 1
    last = run.argmax(axis=0)
    across = np.arange(ordered.shape[1])
    values = ordered[last, across] + 0.0
    near = np.sum(np.abs(ordered / 2 - values / 2) <= STEPS / 2 * spacing(values, bits), axis=0)
    return run[last, across].astype(np.float64), values, near.astype(np.float64)


def _closed(columns: NDArray[np.floating]) -> bool:
    """Whether the further samples take, in each column, only values that the first samples took."""
    fitted = len(columns) - tried_of(len(columns))
    return all(bool(np.isin(column[fitted:], column[:fitted]).all()) for column in columns.T)


def _mass(rows: NDArray[np.floating], confidence: float) -> tuple[float, float]:
    """Bounds of the mass of the row that is most frequent among the first, from the others."""
    keys = [row.tobytes() for row in np.ascontiguousarray(rows + 0.0)]
    fitted = len(keys) - tried_of(len(keys))
    (chosen, _), *_ = Counter(keys[:fitted]).most_common(1)
    seen, tried = keys[fitted:].count(chosen), len(keys) - fitted
    rest = (1 - confidence) / 2
    low = float(beta.ppf(rest, seen, tried - seen + 1)) if seen else 0.0
    high = float(beta.ppf(1 - rest, seen + 1, tried - seen)) if seen < tried else 1.0
    return low, high
