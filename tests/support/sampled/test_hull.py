"""The affine hull: its dimension above the noise floor, the further samples, and what cannot be told."""

import numpy as np
import pytest

from audit.support.sampled.hull import hull_of, leading, least_mass, tried_of

U64, U32 = 2.0**-53, 2.0**-24


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def found(values, u=U64):
    return hull_of(values, u * np.abs(values), 0.99)


@pytest.mark.parametrize(("dimension", "ambient"), [(1, 3), (2, 10), (9, 10), (30, 600)])
@pytest.mark.parametrize("shift", [0.0, 7.0])
def test_a_flat_is_found_exactly_and_holds_further_samples(dimension, ambient, shift):
    hull = found(normal(1, 900, dimension) @ normal(2, dimension, ambient) + shift * normal(3, ambient))
    assert (hull.low, hull.high) == (dimension, dimension)
    assert hull.degenerate
    assert hull.inside == hull.tried >= tried_of(900)
    assert hull.mass == pytest.approx(0.01 ** (1 / hull.tried))


@pytest.mark.parametrize("ambient", [1, 2, 50, 300])
def test_a_density_spans_everything(ambient):
    hull = found(normal(ambient, 800, ambient) + 3)
    assert hull.regular
    assert not hull.degenerate
    assert hull.mass == 0


@pytest.mark.parametrize(("thickness", "decided"), [(1e-3, True), (1e-6, True), (1e-10, True), (1e-15, False)])
def test_a_thin_density_is_told_from_a_line_as_far_as_float64_can(thickness, decided):
    values = normal(1, 600, 1) * [1.0, 2.0, -0.5] + thickness * normal(2, 600, 3)
    assert found(values).regular is decided


def test_between_real_and_zero_is_undecided():
    thin = (normal(1, 600, 1) * [1.0, 2.0, -0.5] + 1e-6 * normal(2, 600, 3)).astype(np.float32).astype(np.float64)
    hull = found(thin, U32)
    assert hull.unclear == 2
    assert not hull.decided
    assert not hull.degenerate


def test_too_few_samples_bound_from_below_only():
    hull = found(normal(1, 100, 200))
    assert not hull.enough
    assert (hull.low, hull.high) == (59, 200)
    assert not hull.degenerate


def test_further_samples_outside_the_hull_are_counted():
    values = normal(1, 200, 1) * [1.0, 2.0, 3.0]
    values[-10:] += normal(2, 10, 3)
    hull = found(values)
    assert (hull.high, hull.inside, hull.tried) == (1, 30, 40)
    assert 0.5 < hull.mass < 0.75


def test_an_outlier_hides_nothing():
    values = normal(1, 400, 3)
    values[7] *= 1e12
    assert found(values, U32).regular


@pytest.mark.parametrize(("rows", "columns"), [(300, 20), (300, 500)])
def test_leading_values_are_those_of_the_whole_decomposition(rows, columns):
    matrix = normal(1, rows, 5) @ normal(2, 5, columns)
    left, sizes, right = leading(matrix, 5)
    assert np.allclose(left * sizes @ right, matrix, atol=1e-10)


def test_no_sample_inside_bounds_nothing():
    assert least_mass(0, 40, 0.99) == 0
