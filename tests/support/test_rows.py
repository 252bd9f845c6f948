"""Rows with shared noise: their law, the dimension of its support, and what is no row."""

from decimal import Decimal
from fractions import Fraction as Q

import numpy as np
import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings

from audit.errors import InputError
from audit.support import row_noise
from audit.support.ball import at
from audit.support.rows import MOST_SHOWN, rows_of
from tests.support import dense


def flint(x):
    return fmpq(x.numerator, x.denominator)


@settings(max_examples=60)
@given(dense.noises(4, 4))
def test_the_law_is_that_of_the_dense_covariance(noise):
    rows, alphas = noise
    sigma = dense.of_rows(rows, alphas, 0)
    size, q, law = len(sigma), row_noise(rows, alphas), row_noise(rows, alphas).gaussian()
    matrix = fmpq_mat(size, size, [flint(x) for line in sigma for x in line])
    assert law.size == q.size == size
    assert law.rank == q.dimension == matrix.rank()
    assert law.variances == tuple(matrix[i, i] for i in range(size))
    assert law.mean == tuple(flint(x) for row in rows for x in row)
    for t in (fmpq(1, 3), fmpq(7)):
        shifted = fmpq_mat(size, size, [matrix[i, j] + (t if i == j else 0) for i in range(size) for j in range(size)])
        product = t ** (size - law.rank)
        for g in law.spectrum:
            product *= at(g, t)
        assert shifted.det() == product


@settings(max_examples=60)
@given(dense.noises(4, 3))
def test_the_null_set_is_told_exactly_where_there_is_one(noise):
    q = row_noise(*noise)
    assert bool(q.null_set()) is (q.dimension < q.size) is not q.gaussian().absolutely_continuous


@pytest.mark.parametrize(
    ("rows", "alpha", "told"),
    [
        ([[1, 2]], 1, "row 1 = s theta, a line"),
        ([["-1.3"]], 1, ""),
        ([[0]], 1, "row 1 = 0"),
        ([[0, 0]], 1, "row 1 = (0, ..., 0)"),
        ([[3]], 0, "row 1 = theta, a point"),
        ([[3], [1, 2], [0]], [0, 1, 1], "row 1 = theta, a point; row 2 = s theta, a line; row 3 = 0"),
        ([[3], [1, 0]], 1, "row 2 = s theta, a line"),
    ],
)
def test_the_null_set_in_words(rows, alpha, told):
    assert row_noise(rows, alpha).null_set() == told


def test_many_rows_are_not_all_told():
    assert row_noise([[0]] * 20, 1).null_set().endswith(f"row {MOST_SHOWN} = 0; and {20 - MOST_SHOWN} more")
    assert "more" not in row_noise([[0]] * MOST_SHOWN, 1).null_set()


@pytest.mark.parametrize(
    "given",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        [["1", "2.0"], ["6/2", "4"]],
        [[1.0, Decimal(2)], [Q(3), np.float32(4)]],
        np.array([[1, 2], [3, 4]]),
        np.array([[1.0, 2.0], [3.0, 4.0]], dtype=np.float16),
        [np.array([1, 2]), range(3, 5)],
    ],
)
def test_rows_in_many_types(given):
    assert rows_of(given, "theta") == ((1, 2), (3, 4))


def test_decimals_are_exact_and_floats_binary():
    assert rows_of(["0.1", 0.1], "theta") == ((Q(1, 10), Q(0.1)),)


def test_alpha_for_all_or_for_each():
    assert row_noise([[1], [2]], "1/2").alphas == (Q(1, 2),) * 2
    assert row_noise([[1], [2]], ["1/2", 0]).alphas == (Q(1, 2), 0)
    assert row_noise([[1], [2]], np.array([0.5, 2])).alphas == (Q(1, 2), 2)
    assert row_noise([[1], [2]], np.array(0.5)).alphas == (Q(1, 2),) * 2
    assert row_noise([3, 4], [2]).alphas == (2,)


THETA = [
    [],
    [[]],
    [[1], []],
    np.zeros((0,)),
    np.zeros((2, 0)),
    np.array(3.0),
    [1, [2]],
    [[[1]]],
    np.ones((2, 2, 2)),
    "1,2",
    b"12",
    ["abc"],
    [""],
    [["1", "x"]],
    [None],
    [True],
    [1j],
    np.array([True]),
    [float("nan")],
    [float("inf")],
    ["nan"],
    ["-inf"],
    ["1e20000"],
    {1: 2},
    {1, 2},
    (x for x in (1, 2)),
    3,
    None,
    object(),
]


@pytest.mark.parametrize("theta", THETA, ids=[str(i) for i in range(len(THETA))])
def test_bad_theta_gets_one_sentence(theta):
    with pytest.raises(InputError) as caught:
        row_noise(theta, 1)
    assert "\n" not in str(caught.value)


ALPHA = [-1, "-1/2", float("nan"), float("inf"), "x", True, 1j, None, b"1", [1, 2, 3], [], [1, -1], [[1], [1]], {}, {1}]


@pytest.mark.parametrize("alpha", ALPHA, ids=[str(i) for i in range(len(ALPHA))])
def test_bad_alpha_gets_one_sentence(alpha):
    with pytest.raises(InputError) as caught:
        row_noise([[1], [2]], alpha)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("size", [1e-300, 5e-324, 1e308, "1e-4000"])
def test_the_size_of_a_number_does_not_matter(size):
    assert row_noise([[size, 0, 0], [size]], size).dimension == 2
