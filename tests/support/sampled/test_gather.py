"""One pass over the samples, and the samplers that are refused."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.support.sampled.calling import Source
from audit.support.sampled.gather import LEAST_SAMPLES, batch_of, gather, scaled

FOREVER = float("inf")


def seeded(law):
    return Source(lambda n, seed: law(np.random.default_rng(seed), n), "n, seed")


def test_few_coordinates_are_all_kept():
    found = gather(seeded(lambda r, n: r.normal(size=(n, 4, 5))), 700, 0, FOREVER, FOREVER)
    assert (found.count, found.ambient, found.shape, found.sketch) == (700, 20, (4, 5), None)
    assert np.array_equal(found.columns(np.array([3, 7])), found.kept[:, [3, 7]])
    assert np.array_equal(found.low, found.kept.min(axis=0))


def test_of_many_coordinates_the_views_are_kept_and_a_projection():
    found = gather(seeded(lambda r, n: r.normal(size=(n, 60, 70)).astype(np.float32)), 150, 0, FOREVER, FOREVER)
    assert found.kept.dtype == np.float32
    assert found.sketch.shape == (150, 2560)
    assert found.kept.shape == (150, len(found.places))
    values, noise = scaled(found, found.views[0].indices)
    assert np.abs(values).mean() == pytest.approx(1)
    assert np.array_equal(noise, 2.0**-24 * np.abs(values))


def test_the_same_seed_keeps_the_same():
    one, two = (gather(seeded(lambda r, n: r.normal(size=(n, 2000))), 120, 5, FOREVER, FOREVER) for _ in range(2))
    assert np.array_equal(one.sketch, two.sketch)
    assert np.array_equal(one.kept, two.kept)


def test_batches_hold_little():
    assert all(8 * size * batch_of(size) <= 2**27 for size in (1, 10**3, 10**6, 2 * 10**6))


def test_a_constant_sampler_is_refused():
    with pytest.raises(InputError, match="constant"):
        gather(Source(lambda n: np.ones((n, 3)), "n"), 200, 0, FOREVER, FOREVER)


@pytest.mark.parametrize(
    "source",
    [
        Source(lambda n: np.random.default_rng(1).normal(size=(n, 3)), "n"),
        Source(lambda n, seed: np.random.default_rng(1).normal(size=(n, 3)), "n, seed"),
    ],
)
def test_a_sampler_that_repeats_itself_is_refused(source):
    with pytest.raises(InputError, match="same"):
        gather(source, 200, 0, FOREVER, FOREVER)


def test_the_clock_stops_the_drawing_but_not_below_a_hundred():
    law = seeded(lambda r, n: r.normal(size=(n, 3)))
    stopped = gather(law, 5000, 0, 0.0, FOREVER)
    assert LEAST_SAMPLES <= stopped.count < 5000
    wide = seeded(lambda r, n: r.normal(size=(n, 10**6)))
    with pytest.raises(InputError, match="samples in the time"):
        gather(wide, None, 0, 0.0, 0.0)


def test_more_samples_than_the_memory_holds_are_refused():
    with pytest.raises(InputError, match="at most"):
        gather(seeded(lambda r, n: r.normal(size=(n, 1000))), 100_000, 0, FOREVER, FOREVER)
