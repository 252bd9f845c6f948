"""Heavy tails: the tests look at the samples in a box, where all entries of a coordinate are of similar size.

Where the entries of a coordinate spread over more orders of magnitude than the arithmetic carries, all but the largest are
rounding to the tests, and a density looks like a null set. Conditioning on an event B of positive probability,
Q_B = Q(. | B), keeps a density a density and a null set a null set. So where max |w| or the smallest hundredth of the
samples is further from the median size than the dtype allows, the tests run on the rows whose heavy coordinates lie within
a factor of their median size. A null set is then found in the box: the bounds of its mass are conditional on it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from audit.support.sampled.gather import LEAST_SAMPLES, Gathered
from audit.support.sampled.hull import Matrix
from audit.support.sampled.precision import WIDEST

LARGEST, SMALLEST = 1e6, 1024.0
"""A spread that the tests stand: 2^(bits/2), between these two. Normal samples of every dtype stay below the second."""
WIDE, CLOSE = 1e3, 32.0
"""The box, as a factor of the median size, in float64 and in narrower types: the square of it is resolved with room."""
SHARE_SMALL, LEAST_SMALL = 100, 5
"""The smallest hundredth of the samples, and at least five, so that no single sample close to 0 counts."""
CHUNK = 256


@dataclass(frozen=True)
class Box:
    """`rows` of `drawn` samples lie in it. It bounds `heavy` coordinates, whose entries spread over `orders` of magnitude."""

    heavy: int
    orders: int
    factor: float
    rows: int
    drawn: int

    @property
    def enough(self) -> bool:
        """Whether as many samples are left as any answer needs."""
        return self.rows >= LEAST_SAMPLES


def boxed(gathered: Gathered) -> tuple[Gathered, Box | None]:
    """The samples in the box with the box, or all samples and None where no kept coordinate has heavy tails.

    `low`, `high` and `zeros` remain those of all samples.
    """
    small, median, large = _sizes(gathered.kept)
    limit = max(SMALLEST, min(LARGEST, 2.0 ** (gathered.bits / 2)))
    heavy = np.flatnonzero((median > 0) & ((large / limit > median) | (median / limit > small)))
    if not len(heavy):
        return gathered, None
    factor = WIDE if gathered.bits == WIDEST else CLOSE
    inside = _inside(gathered.kept, heavy, median, factor)
    least = np.maximum(small[heavy], np.finfo(np.float64).tiny)
    orders = round(float(np.max(np.log10(large[heavy]) - np.log10(least))))
    sketch, sizes = gathered.sketch, gathered.sketch_sizes
    rest = replace(
        gathered,
        kept=gathered.kept[inside],
        sketch=None if sketch is None else sketch[inside],
        sketch_sizes=None if sizes is None else sizes[inside],
    )
    return rest, Box(len(heavy), orders, factor, rest.count, gathered.count)


def _sizes(kept: NDArray[np.floating]) -> tuple[Matrix, Matrix, Matrix]:
    """Of each column: the hundredth, the median and the greatest absolute value."""
    n = len(kept)
    places = [min(max(n // SHARE_SMALL, LEAST_SMALL), n // 2), n // 2, n - 1]
    made = [
        np.partition(np.abs(kept[:, start : start + CHUNK]), places, axis=0)[places]
        for start in range(0, kept.shape[1], CHUNK)
    ]
    small, median, large = np.concatenate(made, axis=1).astype(np.float64)
    return small, median, large


def _inside(kept: NDArray[np.floating], heavy: NDArray[np.int64], median: Matrix, factor: float) -> NDArray[np.bool_]:
    inside = np.ones(len(kept), dtype=bool)
    for column in heavy:
        sizes = np.abs(kept[:, column].astype(np.float64))
        inside &= (sizes / factor <= median[column]) & (sizes >= median[column] / factor)
    return inside
