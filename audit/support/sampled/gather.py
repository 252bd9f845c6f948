"""One pass over the samples: what is kept of them, so that no more than about 256 MiB are held.

Of every sample: the coordinates of the views, and the random projection if there are many coordinates. Of every
coordinate: its least and greatest value, and how often it is exactly 0.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.support.sampled.calling import Drawn, Source, draw
from audit.support.sampled.hull import Matrix
from audit.support.sampled.precision import bits_of_values, unit
from audit.support.sampled.sketch import BUCKETS, EXPLICIT, Sketch, project, sketch_of
from audit.support.sampled.views import Index, View, distinct, minors_of, views_of

BATCH_BYTES, MOST_BATCH = 2**26, 512
PILOT_BYTES, MOST_PILOT = 2**26, 128
LEAST_BATCH = 8
MOST_BYTES = 2**28
"""Of what is kept."""
SINGLES = 512
"""Coordinates that are kept for their atoms alone, beside those of the views."""
LEAST_SAMPLES = 100
FEW, MANY = 2000, 2560
"""Samples if the number is not given: enough for hulls of 1024 explicit coordinates, and for 2047 projected dimensions."""


@dataclass(frozen=True)
class Gathered:
    """What one pass keeps: n samples of D coordinates, of which G are kept.

    kept (n, G) at flat `places` (G,), float32 or float64; sketch (n, 2560) with rounding sizes (n, 1), or None if all
    coordinates are kept; low, high, zeros (D,). `integers`: the sampler returns integers or booleans.
    """

    shape: tuple[int, ...]
    bits: int
    integers: bool
    kept: NDArray[Any]
    places: Index
    views: tuple[View, ...]
    sketch: Matrix | None
    sketch_sizes: Matrix | None
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    zeros: NDArray[np.int64]

    @property
    def count(self) -> int:
        """The number of samples."""
        return len(self.kept)

    @property
    def ambient(self) -> int:
        """D, the number of coordinates."""
        return len(self.low)

    def columns(self, indices: Index) -> Matrix:
        """The kept samples at these flat indices, (n, len(indices)) in float64."""
        return self.kept[:, np.searchsorted(self.places, indices)].astype(np.float64)


def gather(source: Source, wanted: int | None, seed: int, until: float, at_last: float) -> Gathered:
    """Draws `wanted` samples (None: 2000, or 2560 of more than 1024 coordinates), and keeps what the tests need.

    It stops when the clock (time.monotonic) passes `until`, or `at_last` as long as there are fewer than 100.

    Raises InputError for what `draw` refuses, a sampler that is constant or not random, and fewer than 100 samples.
    """
    rng = np.random.default_rng(seed)
    seeds = _seeds(seed)
    pilot, source, first = _pilot(source, wanted or MANY, seeds)
    flat = pilot.reshape(len(pilot), -1)
    samples = wanted or (FEW if flat.shape[1] <= EXPLICIT else MANY)
    views, places = _places(source.shape or (1,), flat, rng)
    sketch = _sketch(flat, rng)
    kept = _kept(samples, flat, places, sketch)
    drawn, size = len(flat), batch_of(flat.shape[1])
    _keep(kept, 0, flat, places, sketch)
    low, high, zeros = flat.min(axis=0), flat.max(axis=0), np.sum(flat == 0, axis=0)
    del pilot, flat
    while drawn < samples and time.monotonic() < (until if drawn >= LEAST_SAMPLES else at_last):
        more = draw(source, min(size, samples - drawn), next(seeds))
        batch, first = more.values.reshape(-1, len(low)), replace(first, integers=first.integers and more.integers)
        low, high = np.minimum(low, batch.min(axis=0)), np.maximum(high, batch.max(axis=0))
        zeros += np.sum(batch == 0, axis=0)
        _keep(kept, drawn, batch, places, sketch)
        drawn += len(batch)
    if np.array_equal(low, high):
        raise InputError(f"a sampler that is constant: {drawn} equal samples", "samples that vary", "train mode")
    if drawn < LEAST_SAMPLES:
        raise InputError(f"{drawn} samples in the time", f"at least {LEAST_SAMPLES}", "more seconds")
    values, projected, sizes = (array[:drawn] for array in kept)
    shown = sketch is not None
    bits = bits_of_values(values, first.bits)
    return Gathered(source.shape or (1,), bits, first.integers, values, places, views, projected if shown else None,
                    sizes if shown else None, low.astype(np.float64), high.astype(np.float64), zeros)  # fmt: skip


Kept = tuple[NDArray[Any], Matrix, Matrix]
"""Room for the kept coordinates, the projection and its rounding sizes: made at once, since pieces scatter the memory."""


def _kept(samples: int, flat: NDArray[Any], places: Index, sketch: Sketch | None) -> Kept:
    buckets = 0 if sketch is None else BUCKETS
    each = len(places) * flat.itemsize + 8 * buckets
    if samples * each > MOST_BYTES:
        most = f"at most {MOST_BYTES // each} for samples of {flat.shape[1]} numbers"
        raise InputError(f"samples = {samples}", most, "samples = 2000")
    return np.empty((samples, len(places)), dtype=flat.dtype), np.empty((samples, buckets)), np.empty((samples, 1))


def _keep(kept: Kept, start: int, batch: NDArray[Any], places: Index, sketch: Sketch | None) -> None:
    """Writes what is kept of a batch into its rows."""
    values, projected, sizes = (array[start : start + len(batch)] for array in kept)
    values[:] = batch[:, places]
    if sketch is not None:
        project(sketch, batch, projected, sizes)


def batch_of(size: int) -> int:
    """Samples of `size` numbers that are drawn at once.

    >>> batch_of(10), batch_of(10**6)
    (512, 8)
    """
    return max(LEAST_BATCH, min(MOST_BATCH, BATCH_BYTES // (8 * size)))


def _pilot(source: Source, samples: int, seeds: Iterator[int]) -> tuple[NDArray[Any], Source, Drawn]:
    """The first samples, in at least two calls of the same size, which must differ unless all samples are equal."""
    one = draw(source, LEAST_BATCH, next(seeds))
    source = replace(source, shape=source.shape or one.values.shape[1:])
    size = int(np.prod(source.shape or (1,)))
    most = max(2 * LEAST_BATCH, min(MOST_PILOT, PILOT_BYTES // (one.values.itemsize * size), samples))
    half = min(batch_of(size), most // 2)
    calls = [draw(source, half, next(seeds)).values for _ in range(2)]
    if np.array_equal(calls[0], calls[1]) and not (calls[0] == calls[0][0]).all():
        how = "two seeds" if source.form == "n, seed" else "two calls"
        raise InputError(f"a sampler that returns the same {half} samples in {how}", "random samples", "no fixed seed")
    pilot = np.concatenate(calls + [draw(source, half, next(seeds)).values for _ in range(most // half - 2)])
    return pilot, source, one


def _seeds(seed: int) -> Iterator[int]:
    rng = np.random.default_rng([seed, 1])
    while True:
        yield int(rng.integers(2**31))


def _places(shape: tuple[int, ...], flat: NDArray[Any], rng: np.random.Generator) -> tuple[tuple[View, ...], Index]:
    """The views, and the coordinates that are kept for them: all if they are few."""
    size = flat.shape[1]
    views = (*views_of(shape, flat, rng), *minors_of(shape, rng))
    if size <= EXPLICIT:
        return views, np.arange(size)
    return views, np.unique(np.concatenate([view.indices for view in views] + [distinct(size, SINGLES, rng)]))


def _sketch(flat: NDArray[Any], rng: np.random.Generator) -> Sketch | None:
    if flat.shape[1] <= EXPLICIT:
        return None
    scale = typical(flat)
    return sketch_of(scale, rng)


def typical(values: NDArray[Any]) -> NDArray[np.float64]:
    """The mean absolute value of each column; 1 where it is 0.

    >>> typical(np.array([[1.0, 0.0], [-3.0, 0.0]])).tolist()
    [2.0, 1.0]
    """
    largest = np.abs(values).max(axis=0).astype(np.float64)
    largest = np.where(largest > 0, largest, 1.0)
    sizes = largest * np.mean(np.abs(values) / largest, axis=0)
    return np.where(sizes > 0, sizes, 1.0)


def scaled(gathered: Gathered, indices: Index) -> tuple[Matrix, Matrix]:
    """Kept columns divided by their typical size, and the errors of their entries, both (n, len(indices))."""
    values = gathered.columns(indices)
    values /= typical(values)
    return values, unit(gathered.bits) * np.abs(values)
