"""Correlated weight noise: row i of the weights is w_i = s_i theta_i, with one s_i ~ N(1, alpha_i) for the whole row.

    w_i ~ N(theta_i, alpha_i theta_i theta_i^T),    det(alpha theta theta^T + t I) = t^(m - 1) (alpha |theta|^2 + t)

Hron et al. 2017, section 3; Kingma et al. 2015, section 3.2. A row carries one dimension, or none where alpha_i = 0 or
theta_i = 0: the law has a density exactly where every row has width 1, a weight that is not zero, and alpha_i > 0.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import fmpq

from audit.errors import InputError
from audit.numerics.exact import nonnegative, rational, shown
from audit.support.gaussian import Gaussian, flint_rational

Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class RowNoise:
    """The means theta_i of the rows, and the variance alpha_i of the noise of each."""

    rows: tuple[Row, ...]
    alphas: tuple[Fraction, ...]

    @property
    def size(self) -> int:
        """D, the number of weights."""
        return sum(len(row) for row in self.rows)

    @property
    def dimension(self) -> int:
        """Of the support: the rows with theta_i != 0 and alpha_i > 0."""
        return sum(1 for row, alpha in zip(self.rows, self.alphas, strict=True) if alpha > 0 and any(row))

    def gaussian(self) -> Gaussian:
        """The law of all the weights, row after row."""
        rows = [[flint_rational(theta) for theta in row] for row in self.rows]
        pairs = list(zip(rows, map(flint_rational, self.alphas), strict=True))
        variances = tuple(alpha * theta * theta for row, alpha in pairs for theta in row)
        lengths = [alpha * sum((theta * theta for theta in row), fmpq(0)) for row, alpha in pairs]
        spectrum = tuple((length, fmpq(1)) for length in lengths if length != 0)
        return Gaussian(tuple(theta for row in rows for theta in row), variances, spectrum)

    def null_set(self) -> str:
        """The set of Lebesgue measure zero that carries q, in words; empty where q has a density."""
        kinds = [_kind(row, alpha) for row, alpha in zip(self.rows, self.alphas, strict=True)]
        told = [f"row {i} = {kind}" for i, kind in enumerate(kinds, 1) if kind]
        if len(told) > MOST_SHOWN:
            told[MOST_SHOWN:] = [f"and {len(told) - MOST_SHOWN} more"]
        return "; ".join(told)


MOST_SHOWN = 4


def _kind(row: Row, alpha: Fraction) -> str:
    """What carries a row: nothing to say where that is all of R."""
    if not any(row):
        return "0" if len(row) == 1 else "(0, ..., 0)"
    if alpha == 0:
        return "theta, a point"
    return "" if len(row) == 1 else "s theta, a line"


def row_noise(theta: Any, alpha: Any) -> RowNoise:
    """Row noise from numbers: `theta` is one row, or a sequence of rows (of any widths, a matrix say); alpha for all or each.

    Numbers are taken as `audit.numerics.exact.rational` takes them: "0.1" is 1/10, a float its binary value. Raises
    InputError for empty rows, NaN, infinities, alpha < 0, and as many alphas as there are no rows.

    >>> q = row_noise([[1, 2], [0, 0, 3]], "1/2")
    >>> q.size, q.dimension
    (5, 2)
    """
    rows = rows_of(theta, "theta")
    alphas = _each(alpha, len(rows))
    return RowNoise(rows, alphas)


def rows_of(theta: Any, name: str) -> tuple[Row, ...]:
    """One row, or several, of exact numbers. Raises InputError for what is empty or no such sequence."""
    given = _listed(theta, name)
    nested = [not isinstance(entry, str) and isinstance(entry, Iterable) for entry in given]
    if any(nested) and not all(nested):
        raise InputError(f"{name} with numbers beside rows", "one row, or a sequence of rows", "[[1, 2], [3]]")
    rows = [_listed(entry, f"a row of {name}") for entry in given] if all(nested) and given else [given]
    if not rows or any(not row for row in rows):
        raise InputError(f"an empty row in {name}" if given else f"an empty {name}", "at least one number", "1,2,3")
    return tuple(tuple(rational(x, f"an entry of {name}") for x in row) for row in rows)


def _listed(values: Any, name: str) -> Sequence[Any]:
    """The list of a sequence or an array. Text and bytes are no sequences of numbers; what has no order is none either."""
    given = values.tolist() if hasattr(values, "tolist") else values
    if isinstance(given, str | bytes | bytearray) or not isinstance(given, Sequence):
        raise InputError(f"{name} = {shown(values)}", "a sequence of numbers", "[1, 2, 3]")
    return list(given)


def _each(given: Any, rows: int) -> tuple[Fraction, ...]:
    alpha = given.tolist() if hasattr(given, "tolist") else given
    if isinstance(alpha, Iterable) and not isinstance(alpha, str):
        alphas = tuple(nonnegative(a, "alpha") for a in _listed(alpha, "alpha"))
        if len(alphas) != rows:
            raise InputError(f"{len(alphas)} alphas for {rows} rows", "one alpha, or one for each row", "alpha = 0.5")
        return alphas
    return (nonnegative(alpha, "alpha"),) * rows
