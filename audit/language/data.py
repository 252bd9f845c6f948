"""Data that a likelihood is a product over: named columns of exact numbers, from a CSV file or from Python."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import sympy as sp

from audit.errors import InputError
from audit.language.expression import parse_names
from audit.numerics.exact import rational

MOST_ROWS = 100_000
"""More observations than this belong into a sufficient statistic."""

Columns = Mapping[str, tuple[sp.Rational, ...]]


def columns_of(data: str | Path | Mapping[str, Iterable[Any]]) -> Columns:
    """Columns by name. A decimal is read as it is written: 0.1 is 1/10, from a file and from a float.

    `data` is the path of a CSV file whose first line names the columns, or a mapping from names to sequences of equal
    length. Raises InputError for a file that cannot be read, an empty one, ragged rows, and what is not a finite number.

    >>> columns_of({"x": [1, 0.5], "y": [1, -1]})["x"]
    (1, 1/2)
    """
    if isinstance(data, str | Path):
        return _exact(_read(Path(data)), str(data))
    if not isinstance(data, Mapping):
        raise InputError(f"data of type {type(data).__name__}", "a mapping from names to columns", '{"x": [1, 2]}')
    named = {str(name): list(column) for name, column in data.items()}
    lengths = {name: len(column) for name, column in named.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"columns of lengths {lengths}", "columns of one length", "one entry an observation in each")
    return _exact(named, "data")


def _read(path: Path) -> dict[str, list[str]]:
    if path.exists() and not path.is_file():
        raise InputError(f"the data {path}, which is no file", "a readable CSV file", "x,y in its first line")
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            lines = [line for line in csv.reader(file) if any(cell.strip() for cell in line)]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"the data file {path} ({reason})", "a readable CSV file", "x,y in its first line") from error
    if not lines:
        raise InputError(f"the empty data file {path}", "a CSV file with names in its first line", "x,y as first line")
    names = [cell.strip() for cell in lines[0]]
    parse_names(",".join(names))
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(names):
            raise InputError(
                f"{len(line)} cells in row {number} of {path}",
                f"{len(names)} cells, as in the first line",
                "a comma each",
            )
    return {name: [line[i].strip() for line in lines[1:]] for i, name in enumerate(names)}


def _exact(named: Mapping[str, Sequence[Any]], where: str) -> Columns:
    if not named:
        raise InputError(f"no columns in {where}", "at least one named column", "x,y in its first line")
    parse_names(",".join(named))
    found = {}
    for name, column in named.items():
        if not 1 <= len(column) <= MOST_ROWS:
            raise InputError(f"{len(column)} rows in {where}", f"from 1 to {MOST_ROWS} observations", "another file")
        values = [rational(_plain(value), f"{name} in row {row}") for row, value in enumerate(column, 1)]
        found[name] = tuple(sp.Rational(value.numerator, value.denominator) for value in values)
    return found


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's, floats as the shortest decimal that reads back as them."""
    value = value.item() if hasattr(value, "item") else value
    return repr(value) if isinstance(value, float) else value
