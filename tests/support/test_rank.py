"""The rank of a factor whose entries carry rounding: what is certified holds for every matrix within it."""

from fractions import Fraction as Q
from itertools import product

import numpy as np
import pytest
from flint import fmpq_mat
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audit.support import Rank, rank_of
from audit.support.gaussian import flint_rational

FLOAT = Q(1, 2**50)
SMALL = st.fractions(-3, 3, max_denominator=9)


def exact(array):
    return [[Q(x) for x in row] for row in np.asarray(array).tolist()]


def true_rank(factor):
    return fmpq_mat(len(factor), len(factor[0]), [flint_rational(x) for row in factor for x in row]).rank()


@st.composite
def low_rank(draw):
    """A product of exact matrices of shapes (rows, rank) and (rank, columns)."""
    rows, columns, rank = draw(st.integers(1, 5)), draw(st.integers(1, 5)), draw(st.integers(1, 4))
    left = [[draw(SMALL) for _ in range(rank)] for _ in range(rows)]
    right = [[draw(SMALL) for _ in range(columns)] for _ in range(rank)]
    return [[sum((a * right[k][j] for k, a in enumerate(row)), Q(0)) for j in range(columns)] for row in left]


@settings(max_examples=80)
@given(low_rank(), st.sampled_from([FLOAT, Q(1, 10**6), Q(1, 100), Q(1, 3)]), st.data())
def test_nothing_is_certified_that_a_matrix_within_the_rounding_contradicts(factor, rounding, data):
    """F = G + E: the rank of G lies between `lower` and `upper`, as that of F does."""
    shift = st.sampled_from([Q(0), Q(1, 2), Q(-1, 2), Q(9, 10), Q(-9, 10)])
    moved = [[x + rounding * data.draw(shift) * max(map(abs, row)) * (1 - rounding) for x in row] for row in factor]
    assume(
        all(
            abs(x - y) <= rounding * max(map(abs, new))
            for old, new in zip(factor, moved, strict=True)
            for x, y in zip(old, new, strict=True)
        )
    )
    found = rank_of(moved, rounding)
    assert found.lower <= true_rank(factor) <= found.upper
    assert found.lower <= true_rank(moved) <= found.upper
    assert found.near in (None, found.lower)
    assert found.certain in (None, true_rank(factor))


@pytest.mark.parametrize("rounding", [FLOAT, Q(1, 1000)])
@pytest.mark.parametrize(("entry", "steps"), [*product(range(-9, 10, 3), (*range(-6, 7), 9, -20))])
def test_two_by_two_is_decided_up_to_a_small_factor(entry, steps, rounding):
    """[[1, b], [1, b + d]]: its determinant d moves by r (2 + |b| + |b + d|), up to 2 r^2, within the rounding r."""
    b, d = Q(entry, 10), Q(steps) * rounding
    found = rank_of([[Q(1), b], [Q(1), b + d]], rounding)
    reach = rounding * (2 + abs(b) + abs(b + d))
    if abs(d) <= reach - 2 * rounding**2:
        assert found.lower == 1
    if abs(d) >= 9 * rounding:
        assert found.certain == 2
    if found.near == 1:
        assert abs(d) <= reach + 2 * rounding**2


@pytest.mark.parametrize("size", [8, 20])
def test_many_small_errors_add_up(size):
    """I - (1 - d) 11^T/n with d = 2 r is singular after errors of d/n in each entry, though no pivot is below n d."""
    rounding = Q(1, 10**6)
    ones = (1 - 2 * rounding) / size
    found = rank_of([[(1 if i == j else 0) - ones for j in range(size)] for i in range(size)], rounding)
    assert found.lower == size - 1
    far = (1 - 20 * size * rounding) / size
    assert rank_of([[(1 if i == j else 0) - far for j in range(size)] for i in range(size)], rounding).certain == size


def test_far_from_rounding_it_is_certain():
    found = rank_of([[Q(1), Q(0)], [Q(1), Q(10) ** -3]], FLOAT)
    assert found == Rank(2, 2, 2)


@pytest.mark.parametrize(
    ("factor", "rank"),
    [
        ([[Q(1), Q(2)], [Q(2), Q(4)]], 1),
        ([[Q(0), Q(0)]], 0),
        ([[Q(1, 3)], [Q(2, 3)], [Q(0)]], 1),
        ([[Q(1), Q(0), Q(3)], [Q(0), Q(1), Q(3)], [Q(1), Q(1), Q(6)]], 2),
        ([[Q(1), Q(2), Q(3)]], 1),
        ([[Q(10) ** 300, Q(1)], [Q(1), Q(10) ** -300]], 1),
        ([[Q(10) ** 300, Q(1)], [Q(1), Q(10) ** -299]], 2),
    ],
)
def test_exact_entries_have_one_rank(factor, rank):
    assert rank_of(factor) == Rank(rank, rank, rank)


@pytest.mark.parametrize("shape", [(6, 3), (3, 6), (8, 8), (30, 30), (60, 12)])
def test_random_floats_have_full_rank(shape):
    full = rank_of(exact(np.random.default_rng(1).standard_normal(shape)), FLOAT)
    assert full == Rank(min(shape), min(shape), min(shape))


@pytest.mark.parametrize("condition", [1e-3, 1e-6, 1e-9])
def test_ill_conditioned_is_full(condition):
    rng = np.random.default_rng(2)
    left, right = (np.linalg.qr(rng.standard_normal((6, 6)))[0] for _ in range(2))
    assert rank_of(exact(left * np.geomspace(1, condition, 6) @ right), FLOAT).certain == 6


@pytest.mark.parametrize("seed", range(5))
def test_a_defect_in_floats_is_undecided_and_near(seed):
    """Thirds in floats: rank 2 in truth, 3 or 4 as binary numbers; nobody can tell."""
    rng = np.random.default_rng(seed)
    left, right = rng.integers(-3, 4, (5, 2)) / 3, rng.integers(-3, 4, (2, 4)) / 7
    found = rank_of(exact(left @ right), FLOAT)
    assert found.near == found.lower == true_rank([[Q(round(x * 21)) for x in row] for row in (left @ right).tolist()])
    assert found.certain is None


def test_rounding_zero_takes_the_binary_values():
    thirds = [[Q(1 / 3), Q(0.1)], [Q(1.0), Q(0.3)]]
    assert rank_of(thirds).certain == 2
    assert rank_of(thirds, FLOAT) == Rank(1, 2, 1)


def test_rows_have_scales_of_their_own():
    """Each row is measured by its largest entry, so that tiny rows count as much."""
    assert rank_of([[Q(1), Q(2)], [Q(10) ** -200, Q(10) ** -200]], FLOAT).certain == 2
    assert rank_of([[Q(1), Q(10) ** -30], [Q(1), Q(-1) * Q(10) ** -30]], FLOAT) == Rank(1, 2, 1)


def test_a_row_of_zeros_is_exactly_that():
    assert rank_of([[Q(0), Q(0)], [Q(1), Q(2)]], FLOAT) == Rank(1, 1, 1)


@pytest.mark.parametrize("rounding", [Q(1), Q(10) ** 400])
def test_rounding_as_large_as_the_entries_certifies_nothing(rounding):
    found = rank_of([[Q(1), Q(2)], [Q(2), Q(1)]], rounding)
    assert (found.lower, found.upper) == (0, 2)


def test_rounding_too_small_for_a_float():
    assert rank_of([[Q(1), Q(2)], [Q(2), Q(1)]], Q(10) ** -400).certain == 2
