"""The data: scikit-learn's digits, split anew for each seed, or four IDX files, which bring their own split.

The seed of a run draws its split, its first weights, its minibatches and its noise, so that an interval over seeds covers them
all. Runs of one seed see the same split whatever their penalty, and can be compared in pairs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.experiments.digits import COUNT, digits
from audit.experiments.sparse.idx_files import find_idx, read_idx

TEST_ROWS = 500
"""Of the 1797 digits."""
WHITE = 255.0
STEMS = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
LEAST_SIDE = 8
"""Of an image; the networks halve each side twice."""


@dataclass(frozen=True)
class Images:
    """x float32 of shape (n, side, side) with values from 0 to 1, y int64 of shape (n,) with classes 0, 1, ..."""

    x: NDArray[np.float32]
    y: NDArray[np.int64]
    test_x: NDArray[np.float32]
    test_y: NDArray[np.int64]
    classes: int

    @property
    def side(self) -> int:
        """Pixels in a row, and in a column."""
        return int(self.x.shape[1])


@dataclass(frozen=True)
class Source:
    """Where images come from: `split(seed)` gives those of one run; `sha256` is of all pixels and classes."""

    name: str
    split: Callable[[int], Images]
    sha256: str


def digits_source(rows: int = COUNT, test_rows: int = TEST_ROWS) -> Source:
    """The first `rows` digits, of which a run tests on `test_rows` that its seed draws. Raises InputError without scikit-learn.

    >>> digits_source(60, 20).split(3).x.shape
    (40, 8, 8)
    """
    pixels, classes = digits(rows)
    x = pixels.reshape(-1, 8, 8).astype(np.float32)

    def split(seed: int) -> Images:
        """The images of one seed."""
        order = np.random.default_rng(seed).permutation(rows)
        test, train = order[:test_rows], order[test_rows:]
        return Images(x[train], classes[train], x[test], classes[test], 10)

    return Source(f"digits, {rows - test_rows} + {test_rows}", split, _sha256(x, classes))


def idx_source(folder: Path) -> Source:
    """The four IDX files of a folder, split as they are. Raises InputError for files that are missing, broken or do not fit."""
    if not folder.is_dir():
        raise InputError(f"--data {folder}", "a folder that exists", "the one with the four files of MNIST")
    x, y, test_x, test_y = (read_idx(find_idx(folder, stem)) for stem in STEMS)
    _refuse_misfits(folder, ((x, y), (test_x, test_y)))
    classes = int(max(y.max(), test_y.max())) + 1
    grey, test_grey = ((values / WHITE).astype(np.float32) for values in (x, test_x))
    images = Images(grey, y.astype(np.int64), test_grey, test_y.astype(np.int64), classes)
    return Source(f"IDX files, {len(y)} + {len(test_y)}", lambda seed: images, _sha256(x, y, test_x, test_y))


def _refuse_misfits(folder: Path, pairs: tuple[tuple[NDArray[np.uint8], NDArray[np.uint8]], ...]) -> None:
    sides = {pictures.shape[1:] for pictures, _ in pairs}
    square = all(len(s) == 2 and s[0] == s[1] >= LEAST_SIDE for s in sides)
    counted = all(labels.ndim == 1 and len(labels) == len(pictures) > 0 for pictures, labels in pairs)
    if not (square and counted and len(sides) == 1):
        shapes = ", ".join(f"{pictures.shape} with {labels.shape}" for pictures, labels in pairs)
        allowed = f"(n, side, side) with (n,), one side of at least {LEAST_SIDE} pixels"
        raise InputError(f"--data {folder}: arrays of shape {shapes}", allowed, "the four files of one set")


def _sha256(*arrays: NDArray[np.generic]) -> str:
    total = hashlib.sha256()
    for array in arrays:
        total.update(np.ascontiguousarray(array).tobytes())
    return total.hexdigest()
