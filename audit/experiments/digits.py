"""Real data: the 1797 handwritten digits that come with scikit-learn, 8 x 8 pixels each."""

from __future__ import annotations

from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.numerics.exact import whole

COUNT = 1797
BRIGHTEST = 16.0


def digits(rows: int = COUNT) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """The first `rows` images, of shape (rows, 64) with pixels from 0 to 1, and their classes, of shape (rows,).

    Raises InputError without scikit-learn.
    """
    whole(rows, "rows", 1, COUNT, f"rows = {COUNT}")
    try:
        load = import_module("sklearn.datasets").load_digits
    except ImportError as cause:
        raise InputError("digits, without scikit-learn", "the extra", "pip install 'bayes-audit[torch]'") from cause
    pixels, classes = load(return_X_y=True)
    return np.asarray(pixels[:rows], dtype=np.float64) / BRIGHTEST, np.asarray(classes[:rows], dtype=np.int64)
