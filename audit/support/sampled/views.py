"""Which coordinates are looked at together: fibres along each axis, blocks, random subsets, correlated coordinates, minors.

A law whose marginal on a few coordinates is degenerate is degenerate. Noise that is shared along an axis of a weight array
shows in the fibres of that axis: all other indices fixed, up to 32 coordinates of the axis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH = 32
"""Coordinates of a view."""
FIBRES = 64
"""Along each axis: with confidence 99 % fewer than 7 % of the fibres are degenerate if none of these is."""
BLOCKS, SUBSETS, BASES, MINORS = 16, 16, 8, 32
PARTNERS = 15
"""Coordinates that are looked at together with a base coordinate: those most correlated with it."""
MOST_AXES = 6
"""Axes of length above 1 that are looked along."""

Index = NDArray[np.int64]


@dataclass(frozen=True)
class View:
    """A few coordinates, as flat indices, and the family of views that they were drawn from."""

    family: str
    indices: Index


def views_of(shape: tuple[int, ...], pilot: NDArray[Any], rng: np.random.Generator) -> tuple[View, ...]:
    """Views of an array of `shape`; `pilot`, shape (n, D), tells which coordinates are correlated. No index twice in a view.

    >>> made = views_of((40, 50), np.random.default_rng(1).normal(size=(30, 2000)), np.random.default_rng(0))
    >>> sorted({view.family for view in made})[:3]
    ['contiguous blocks', 'correlated coordinates', 'fibres along axis 0']
    """
    size = pilot.shape[1]
    made = [*_fibres(shape, rng), *_blocks(size, rng), *_correlated(pilot, rng)]
    return tuple(view for view in made if len(view.indices) > 1)


def _fibres(shape: tuple[int, ...], rng: np.random.Generator) -> Iterator[View]:
    axes = [axis for axis, length in enumerate(shape) if length > 1]
    for axis in axes[:MOST_AXES] if len(axes) > 1 else []:
        for fixed in distinct(int(np.prod(shape)) // shape[axis], FIBRES, rng):
            inner = int(np.prod(shape[axis + 1 :]))
            base = int(fixed) // inner * inner * shape[axis] + int(fixed) % inner
            along = distinct(shape[axis], WIDTH, rng)
            yield View(f"fibres along axis {axis}", base + along * inner)


def _blocks(size: int, rng: np.random.Generator) -> Iterator[View]:
    width = min(WIDTH, size)
    for start in distinct(size - width + 1, BLOCKS, rng):
        yield View("contiguous blocks", np.arange(start, start + width))
    for _ in range(SUBSETS):
        yield View("random subsets", distinct(size, WIDTH, rng))


def _correlated(pilot: NDArray[Any], rng: np.random.Generator) -> Iterator[View]:
    """Each base coordinate with those that follow it most closely in the pilot."""
    largest = np.abs(pilot).max(axis=0)
    centred = pilot / np.where(largest > 0, largest, 1)
    centred -= centred.mean(axis=0)
    lengths = np.sqrt(np.einsum("ij,ij->j", centred, centred))
    moving = np.flatnonzero(lengths > 0)
    for base in moving[distinct(len(moving), BASES, rng)]:
        closeness = np.abs(centred[:, base] @ centred) / np.where(lengths > 0, lengths, np.inf)
        closeness[base] = np.inf
        most = min(PARTNERS + 1, len(closeness))
        yield View("correlated coordinates", np.sort(np.argpartition(-closeness, most - 1)[:most]))


def minors_of(shape: tuple[int, ...], rng: np.random.Generator) -> tuple[View, ...]:
    """2 x 2 sub-matrices: two indices of two axes, the others fixed. None for arrays with one axis.

    >>> [view.indices.tolist() for view in minors_of((2, 2), np.random.default_rng(0))]
    [[0, 1, 2, 3]]
    """
    axes = [axis for axis, length in enumerate(shape) if length > 1]
    if len(axes) < 2:
        return ()
    made = {}
    for _ in range(MINORS):
        chosen = sorted(rng.choice(axes, 2, replace=False).tolist())
        pairs = [np.sort(rng.choice(n, 2, replace=False)) if a in chosen else rng.integers(n, size=1)
                 for a, n in enumerate(shape)]  # fmt: skip
        indices = np.ravel_multi_index(np.ix_(*pairs), shape).ravel()
        made[tuple(indices.tolist())] = View("2 x 2 sub-matrices", indices)
    return tuple(made.values())


def distinct(count: int, most: int, rng: np.random.Generator) -> Index:
    """Up to `most` different numbers below `count`, in order."""
    if count <= most:
        return np.arange(count)
    if count > 64 * most:
        found = np.unique(rng.integers(count, size=2 * most))
        return np.sort(rng.permutation(found)[:most])
    return np.sort(rng.permutation(count)[:most])
