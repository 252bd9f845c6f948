"""The rank of a factor F with entries that carry rounding: certified where it can be, "within rounding of rank r" where not.

Every matrix G with |G_ij - F_ij| <= rounding max_j |F_ij| is meant. `lower` holds for all of them: a minor whose ball does
not contain zero. `near` is the rank of one of them: F[:, J] F[I, J]^-1 F[I, :] with the rows I and columns J of that
minor, which has rank |I|, shown by balls to lie within the rounding. Exact entries (rounding = 0) have one rank.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt
from flint import arb, arb_mat, fmpq_mat

from audit.numerics.ball import precision
from audit.support.gaussian import flint_rational

PREC_BITS = 256
GROWTH = 8
"""A pivot below so many roundings is one that elimination may have made of nothing."""

Factor = Sequence[Sequence[Fraction]]


@dataclass(frozen=True)
class Rank:
    """lower <= rank <= upper for every matrix within the rounding; one of them has rank `near` (None: not shown)."""

    lower: int
    upper: int
    near: int | None

    @property
    def certain(self) -> int | None:
        """The rank, where it is one number."""
        return self.lower if self.lower == self.upper else None


def rank_of(factor: Factor, rounding: Fraction = Fraction(0)) -> Rank:
    """The rank of a (D, k) factor whose entries are known up to rounding times the largest entry of their row.

    >>> from fractions import Fraction as Q
    >>> rank_of([[Q(1), Q(2)], [Q(2), Q(4)]]), rank_of([[Q(1), Q(2)], [Q(2), Q(4)]], Q(1, 2**50))
    (Rank(lower=1, upper=1, near=1), Rank(lower=1, upper=2, near=1))
    """
    rows, columns = len(factor), len(factor[0])
    if rounding == 0:
        exact = fmpq_mat(rows, columns, [flint_rational(x) for row in factor for x in row]).rank()
        return Rank(exact, exact, exact)
    scaled = [_scaled(row) for row in factor]
    places = _pivots(np.array([[float(x) for x in row] for row in scaled]), float(min(rounding, Fraction(1))))
    lower = _certified(scaled, places, rounding)
    upper = min(sum(1 for row in scaled if any(row)), columns)
    near = lower if lower == upper or _within(scaled, places[:lower], rounding) else None
    return Rank(lower, upper, near)


def _scaled(row: Sequence[Fraction]) -> list[Fraction]:
    """The row with its largest entry 1 in size; a row of zeros is exactly that."""
    largest = max(abs(x) for x in row)
    return [x / largest for x in row] if largest else list(row)


def _pivots(a: npt.NDArray[np.float64], rounding: float) -> list[tuple[int, int]]:
    """Rows and columns of elimination with complete pivoting, in floats: a proposal, to be certified."""
    places: list[tuple[int, int]] = []
    for _ in range(min(a.shape)):
        i, j = np.unravel_index(np.argmax(np.abs(a)), a.shape)
        if not abs(a[i, j]) > GROWTH * rounding:
            break
        places.append((int(i), int(j)))
        a = a - np.outer(a[:, j] / a[i, j], a[i])
        a[i], a[:, j] = 0.0, 0.0
    return places


def _certified(scaled: Factor, places: Sequence[tuple[int, int]], rounding: Fraction) -> int:
    """The largest leading part of the pivots whose minor is not zero for any matrix within the rounding."""
    low, high = 0, len(places)
    while low < high:
        middle = (low + high + 1) // 2
        if _regular(scaled, places[:middle], rounding):
            low = middle
        else:
            high = middle - 1
    return low


def _regular(scaled: Factor, places: Sequence[tuple[int, int]], rounding: Fraction) -> bool:
    """Is the minor regular for all matrices within the rounding? M = A (I + A^-1 E) is where |A^-1| |E| has norm below 1."""
    rows, columns = zip(*places, strict=True)
    with precision(PREC_BITS):
        try:
            inverse = _minor(scaled, rows, columns).inv()
        except ZeroDivisionError:
            return False
        size = len(rows)
        radius = arb(flint_rational(rounding))
        norm = max(
            (sum((abs(inverse[i, j]) for j in range(size)), arb(0)) for i in range(size)), key=lambda x: x.upper()
        )
        # Every entry of E is at most `radius` in size, so that |A^-1 E| <= |A^-1| radius size in the maximum norm.
        return bool(norm * radius * size < 1)


def _minor(scaled: Factor, rows: Sequence[int], columns: Sequence[int]) -> arb_mat:
    return arb_mat(len(rows), len(columns), [arb(flint_rational(scaled[i][j])) for i in rows for j in columns])


def _within(scaled: Factor, places: Sequence[tuple[int, int]], rounding: Fraction) -> bool:
    """Does F[:, J] F[I, J]^-1 F[I, :], of rank |I|, differ from F by no more than the rounding?"""
    if not places:
        return False
    rows, columns = zip(*places, strict=True)
    everything = range(len(scaled[0]))
    with precision(PREC_BITS):
        tall = _minor(scaled, range(len(scaled)), columns)
        low_rank = tall * (_minor(scaled, rows, columns).inv() * _minor(scaled, rows, everything))
        allowed = arb(flint_rational(rounding))
        return all(
            bool(abs(low_rank[i, j] - arb(flint_rational(row[j]))) <= allowed)
            for i, row in enumerate(scaled)
            for j in everything
        )
