"""Any Gaussian by a factor: rank and spectrum in exact rationals."""

from fractions import Fraction as Q

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.support import from_factor
from audit.support.ball import at
from audit.support.gaussian import MOST_COLUMNS, flint_rational, shifted_determinant

SMALL = st.fractions(-3, 3, max_denominator=5)


@st.composite
def factors(draw):
    """Tall and wide ones; products of thin ones, which have a low rank."""
    rows, columns, rank = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(1, 5))
    if draw(st.booleans()):
        return [[draw(SMALL) for _ in range(columns)] for _ in range(rows)]
    left = [[draw(SMALL) for _ in range(rank)] for _ in range(rows)]
    right = [[draw(SMALL) for _ in range(columns)] for _ in range(rank)]
    return [[sum((a * right[k][j] for k, a in enumerate(row)), Q(0)) for j in range(columns)] for row in left]


def matrix(rows):
    return fmpq_mat(len(rows), len(rows[0]), [flint_rational(x) for row in rows for x in row])


@settings(max_examples=60)
@given(factors())
def test_rank_spectrum_and_variances_are_those_of_the_covariance(factor):
    q, f = from_factor([Q(0)] * len(factor), factor), matrix(factor)
    sigma, size = f * f.transpose(), len(factor)
    assert q.rank == sigma.rank() == f.rank()
    assert q.absolutely_continuous is (q.rank == size)
    assert q.variances == tuple(sigma[i, i] for i in range(size))
    for t in (fmpq(1, 7), fmpq(5)):
        shifted = fmpq_mat(size, size, [sigma[i, j] + (t if i == j else 0) for i in range(size) for j in range(size)])
        value = t ** (size - q.rank)
        for g in q.spectrum:
            value *= at(g, t)
        assert shifted.det() == value
    assert all(g[0] > 0 and all(c >= 0 for c in g) for g in q.spectrum)


def test_an_equal_factor_gives_an_equal_law():
    """F Q for an orthogonal Q, here of 3/5 and 4/5, and a column of zeros."""
    factor = [[Q(1), Q(2)], [Q(0), Q(-3)], [Q(5), Q(1)]]
    turned = [[Q(3, 5) * a - Q(4, 5) * b, Q(4, 5) * a + Q(3, 5) * b, Q(0)] for a, b in factor]
    assert from_factor([Q(1)] * 3, factor) == from_factor([Q(1)] * 3, turned)


def test_zeros_have_rank_zero():
    q = from_factor([Q(1), Q(2)], [[Q(0)] * 3] * 2)
    assert (q.rank, q.spectrum, q.variances) == (0, (), (0, 0))
    assert shifted_determinant(fmpq_mat(2, 3, [0] * 6)) == (1,)


def test_entries_of_very_different_size():
    tiny = Q(10) ** -400
    assert from_factor([Q(0)] * 2, [[Q(1), Q(0)], [Q(1), tiny]]).rank == 2
    assert from_factor([Q(0)] * 2, [[1 / tiny, Q(1)], [Q(1), tiny]]).rank == 1


def test_too_many_columns():
    with pytest.raises(InputError, match=f"at most {MOST_COLUMNS}"):
        from_factor([Q(0)], [[Q(1)] * (MOST_COLUMNS + 1)])
