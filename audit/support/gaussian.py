"""A Gaussian q = N(mean, Sigma), singular ones included, by what its KL needs: diagonal, rank and spectrum, all exact.

    det(Sigma + t I) = t^(D - rank) prod_j g_j(t),      g_j polynomials with g_j(0) > 0, degrees adding up to the rank

For Sigma = F F^T the polynomial comes from the k x k matrix F^T F: no D x D matrix is made. The numbers are FLINT's
rationals, several times as fast as Python's, which a million weights need.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat

from audit.errors import InputError

MOST_COLUMNS = 400
"""Of F: beyond it the characteristic polynomial in rationals takes minutes."""

Polynomial = tuple[fmpq, ...]
"""Coefficients from the constant one on."""


@dataclass(frozen=True)
class Gaussian:
    """N(mean, Sigma) on R^D: `variances` is the diagonal of Sigma, `spectrum` the polynomials g_j."""

    mean: tuple[fmpq, ...]
    variances: tuple[fmpq, ...]
    spectrum: tuple[Polynomial, ...]

    @property
    def size(self) -> int:
        """D."""
        return len(self.mean)

    @property
    def rank(self) -> int:
        """Of Sigma: the dimension of the affine subspace that carries q."""
        return sum(len(g) - 1 for g in self.spectrum)

    @property
    def absolutely_continuous(self) -> bool:
        """Has q a density on R^D?"""
        return self.rank == self.size


def from_factor(mean: Sequence[Fraction], factor: Sequence[Sequence[Fraction]]) -> Gaussian:
    """N(mean, F F^T) for an exact F of shape (D, k), D >= 1, 1 <= k <= 400. Raises InputError for more columns.

    >>> q = from_factor([Fraction(0)] * 3, [[Fraction(1)], [Fraction(2)], [Fraction(0)]])
    >>> q.rank, q.spectrum, q.variances
    (1, ((5, 1),), (1, 4, 0))
    """
    columns = len(factor[0])
    if columns > MOST_COLUMNS:
        raise InputError(f"a factor with {columns} columns", f"at most {MOST_COLUMNS}", "an equal factor with fewer")
    entries = [[flint_rational(x) for x in row] for row in factor]
    variances = tuple(sum((x * x for x in row), fmpq(0)) for row in entries)
    polynomial = shifted_determinant(fmpq_mat(len(entries), columns, [x for row in entries for x in row]))
    return Gaussian(tuple(map(flint_rational, mean)), variances, (polynomial,) if len(polynomial) > 1 else ())


def shifted_determinant(factor: fmpq_mat) -> Polynomial:
    """g with det(F F^T + t I) = t^(D - rank) g(t): det(t I + F^T F) without its factors t."""
    coefficients = (factor.transpose() * factor).charpoly().coeffs()
    k = len(coefficients) - 1
    # det(t I + M) = (-1)^k det(-t I - M): the signs of the characteristic polynomial alternate.
    signed = [c if (k - j) % 2 == 0 else -c for j, c in enumerate(coefficients)]
    first = next(j for j, c in enumerate(signed) if c != 0)
    return tuple(signed[first:])


def flint_rational(x: Fraction) -> fmpq:
    """The same number in FLINT."""
    return fmpq(x.numerator, x.denominator)
