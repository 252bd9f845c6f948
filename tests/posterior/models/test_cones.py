"""Rays of cones: exact, against a search over small integer vectors."""

import random
from itertools import product

import pytest

from audit.posterior.models.cones import ray_in


def inside(ray, rows):
    return all(sum(a * v for a, v in zip(row, ray, strict=True)) >= 0 for row in rows)


@pytest.mark.parametrize("dimension", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(12))
def test_a_ray_is_in_the_cone_and_none_is_missed(dimension, seed):
    random.seed(100 * dimension + seed)
    rows = [tuple(random.randint(-3, 3) for _ in range(dimension)) for _ in range(random.randint(1, 3 * dimension))]
    ray = ray_in(rows, dimension)
    if ray is None:
        box = product(range(-4, 5), repeat=dimension)
        assert not any(inside(v, rows) for v in box if any(v))
    else:
        assert any(ray)
        assert inside(ray, rows)


def test_no_constraints_leave_everything():
    assert ray_in([], 2) is not None


def test_many_rows_are_fast_enough_to_separate():
    rows = [(1, k) for k in range(-250, 250)] + [(-1, k) for k in range(-250, 250)]
    assert ray_in(rows, 2) is None
