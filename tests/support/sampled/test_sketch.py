"""The random projection keeps the rank of low-dimensional laws, whatever coordinates carry it."""

import numpy as np
import pytest

from audit.support.sampled.hull import hull_of
from audit.support.sampled.sketch import BUCKETS, project, sketch_of

SIZE = 20_000


def projection(sketch, values):
    projected, sizes = np.empty((len(values), BUCKETS)), np.empty((len(values), 1))
    project(sketch, values, projected, sizes)
    return projected, sizes


@pytest.mark.parametrize("carried_by", [70, 1000, SIZE])
def test_the_rank_is_kept(carried_by):
    """70 dimensions on 70 coordinates, where two may meet in a bucket, and on all."""
    rng = np.random.default_rng(carried_by)
    values = np.zeros((200, SIZE))
    where = rng.permutation(SIZE)[:carried_by]
    values[:, where] = (
        rng.normal(size=(200, 70)) @ rng.normal(size=(70, carried_by))
        if carried_by > 70
        else rng.normal(size=(200, 70))
    )
    projected, sizes = projection(sketch_of(np.ones(SIZE), rng), values)
    found = hull_of(projected, 2.0**-53 * sizes, 0.99)
    assert (found.low, found.high, found.inside) == (70, 70, 40)


def test_three_buckets_a_coordinate_and_rows_of_length_about_one():
    matrix = sketch_of(np.ones(SIZE), np.random.default_rng(2)).matrix
    assert matrix.nnz == 3 * SIZE
    lengths = np.sqrt((matrix.multiply(matrix)).sum(axis=1))
    assert 0.9 < lengths.mean() < 1.1
    assert (np.diff(np.sort(matrix.indices.reshape(-1, 3), axis=1), axis=1) > 0).all()


def test_coordinates_of_all_sizes_weigh_the_same():
    rng = np.random.default_rng(4)
    scale = 10.0 ** rng.uniform(-6, 3, SIZE)
    projected, sizes = projection(sketch_of(scale, rng), rng.normal(size=(20, SIZE)) * scale)
    assert projected.shape == (20, BUCKETS)
    assert 0.9 < projected.std() < 1.1
    assert np.allclose(sizes, 1, atol=0.05)
