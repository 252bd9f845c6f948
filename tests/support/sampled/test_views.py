"""Which coordinates are looked at together."""

import numpy as np
import pytest

from audit.support.sampled.views import FIBRES, WIDTH, distinct, minors_of, views_of

SHAPES = [(40, 50), (3, 4, 5), (100,), (1, 60), (200, 2)]


def made(shape, seed=0):
    pilot = np.random.default_rng(1).normal(size=(30, int(np.prod(shape))))
    return views_of(shape, pilot, np.random.default_rng(seed))


@pytest.mark.parametrize("shape", SHAPES)
def test_views_hold_distinct_coordinates_of_the_array(shape):
    for view in made(shape):
        assert 2 <= len(view.indices) <= WIDTH
        assert (np.diff(view.indices) > 0).all()
        assert view.indices[0] >= 0
        assert view.indices[-1] < np.prod(shape)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_fibre_varies_along_its_axis_only(shape):
    fibres = [view for view in made(shape) if view.family.startswith("fibres")]
    assert bool(fibres) is (sum(length > 1 for length in shape) > 1)
    for view in fibres:
        axis = int(view.family.split()[-1])
        places = np.stack(np.unravel_index(view.indices, shape))
        assert (np.ptp(places, axis=1) > 0).tolist() == [a == axis for a in range(len(shape))]


def test_every_axis_gets_distinct_fibres():
    fibres = [tuple(view.indices) for view in made((200, 300)) if view.family == "fibres along axis 1"]
    assert len(set(fibres)) == FIBRES


def test_correlated_coordinates_meet_in_a_view():
    pilot = np.random.default_rng(1).normal(size=(40, 3000))
    pilot[:, 2000:] = -2 * pilot[:, 1000:2000]
    views = [v for v in views_of((3000,), pilot, np.random.default_rng(2)) if v.family == "correlated coordinates"]
    pairs = [set(view.indices % 1000) for view in views if (view.indices >= 1000).any()]
    assert any(len(pair) < len(view.indices) for pair, view in zip(pairs, views, strict=False))


@pytest.mark.parametrize("size", [1e300, 1e-300])
def test_samples_of_any_size_have_correlations(size):
    pilot = size * np.random.default_rng(1).normal(size=(40, 200))
    pilot[:, 100:] = 2 * pilot[:, :100]
    views = [v for v in views_of((200,), pilot, np.random.default_rng(2)) if v.family == "correlated coordinates"]
    assert all(len(set(view.indices % 100)) < len(view.indices) for view in views)


def test_minors_take_two_rows_and_two_columns():
    for view in minors_of((5, 6), np.random.default_rng(0)):
        rows, columns = np.unravel_index(view.indices, (5, 6))
        assert len(set(rows)) == len(set(columns)) == 2
    assert minors_of((7,), np.random.default_rng(0)) == ()
    assert all(len(view.indices) == 4 for view in minors_of((3, 1, 4, 2), np.random.default_rng(0)))


@pytest.mark.parametrize(("count", "most"), [(3, 8), (20, 8), (10**9, 8)])
def test_distinct_numbers(count, most):
    found = distinct(count, most, np.random.default_rng(0))
    assert len(set(found.tolist())) == len(found) == min(count, most)
    assert found.max() < count
