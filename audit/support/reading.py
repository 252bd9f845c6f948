"""Rows of numbers from the command line: typed in, or from a CSV or NPY file."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np

from audit.errors import InputError
from audit.numerics.exact import rational

ROWS = ";"
SUFFIXES = (".csv", ".npy")
EXAMPLE = "1,2,3 for one row, 1,2;0.5,-1 for two, or a .csv or .npy file"


def read_rows(text: str, option: str) -> Any:
    """Rows typed as "1,2;0.5,-1" (decimals and fractions, exact), or the path of a .csv file (exact) or .npy file (floats).

    Returns a list of rows of exact numbers, or the array of an .npy file, of shape (width,) or (rows, width). Raises
    InputError for text that is neither, and files that cannot be read.

    >>> read_rows("1,2;1/3", "--theta")
    [[Fraction(1, 1), Fraction(2, 1)], [Fraction(1, 3)]]
    """
    path = Path(text)
    if path.suffix.lower() in SUFFIXES:
        return _from_npy(path, option) if path.suffix.lower() == ".npy" else _from_csv(path, option)
    return _exact([row.split(",") for row in text.split(ROWS)], option)


def _exact(rows: list[list[str]], where: str) -> list[list[Any]]:
    try:
        return [[rational(cell.strip(), where) for cell in row] for row in rows]
    except InputError as error:
        raise InputError(error.given, "finite numbers", EXAMPLE) from error


def _from_csv(path: Path, option: str) -> list[list[Any]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise _unreadable(path, option, error) from error
    return _exact(rows, f"{option} {path}")


def _from_npy(path: Path, option: str) -> Any:
    try:
        array = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _unreadable(path, option, error) from error
    if not isinstance(array, np.ndarray) or array.dtype.kind not in "iuf" or array.ndim not in (1, 2):
        raise InputError(
            f"{option} {path}, no array of numbers with one or two axes", "shape (D,) or (rows, width)", EXAMPLE
        )
    return array


def _unreadable(path: Path, option: str, error: Exception) -> InputError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else error
    return InputError(f"{option} {path} ({reason})", "a readable .csv or .npy file, or numbers", EXAMPLE)
