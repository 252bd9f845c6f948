"""Flats that nearest neighbours show."""

import numpy as np
import pytest

from audit.support.sampled.local import flats_of, whitened

U = 2.0**-53


def found(values, dimension=None):
    rng = np.random.default_rng(0)
    return flats_of(*whitened(values, U * np.abs(values), dimension or values.shape[1]), rng)


def test_two_skew_lines_are_flats_of_one_dimension():
    rng = np.random.default_rng(1)
    lines = np.where(rng.random((1000, 1)) < 0.5, [[1.0, 1.0, 0.5]], [[1.0, -1.0, 2.0]])
    flats = found(rng.normal(size=(1000, 1)) * lines + 1e-9, 2)
    assert flats.flat > 50
    assert flats.dimension in (1, None)


def test_a_plane_beside_a_density_is_seen_at_its_samples():
    rng = np.random.default_rng(2)
    values = rng.normal(size=(1000, 3))
    values[:600, 2] = values[:600, 0] - 2 * values[:600, 1]
    flats = found(values)
    assert 10 < flats.flat < 60
    assert flats.dimension is None


@pytest.mark.parametrize("ambient", [2, 3, 10, 20])
def test_a_density_has_none(ambient):
    assert found(np.random.default_rng(ambient).normal(size=(1000, ambient))).flat == 0


def test_neighbours_closer_than_the_rounding_are_unresolved():
    values = 1 + 1e-4 * np.random.default_rng(3).normal(size=(500, 2))
    coordinates, errors = whitened(values, 2.0**-24 * values, 2)
    flats = flats_of(coordinates, errors, np.random.default_rng(0))
    assert flats.unresolved == flats.bases


def test_whitened_coordinates_have_variance_one_and_scaled_errors():
    values = np.random.default_rng(4).normal(size=(500, 2)) * [1.0, 1e-5]
    coordinates, errors = whitened(values, np.full((500, 2), 1e-12), 2)
    assert np.allclose(coordinates.std(axis=0), 1)
    assert errors[0, 1] / errors[0, 0] == pytest.approx(1e5, rel=0.1)
