"""Quadrics that hold on all samples."""

import numpy as np
import pytest

from audit.support.sampled.local import whitened
from audit.support.sampled.quadric import coordinates_for, monomials, quadric_of

U = 2.0**-53


def found(values, u=U):
    return quadric_of(*whitened(values, u * np.abs(values), values.shape[1]), 0.99)


def sphere(ambient, shift=0.0):
    values = np.random.default_rng(1).normal(size=(1500, ambient))
    return values / np.linalg.norm(values, axis=1, keepdims=True) + shift


@pytest.mark.parametrize("ambient", [2, 3, 9, 12])
def test_a_sphere_is_a_quadric(ambient):
    hull = found(sphere(ambient, 2.0))
    assert hull.degenerate
    assert hull.high == hull.ambient - 1


def test_shared_factors_give_one_on_a_minor():
    rng = np.random.default_rng(2)
    s, t = 1 + 0.5 * rng.normal(size=(2, 800, 2))
    values = (s[:, :, None] * t[:, None, :] * np.array([[1.0, 2.0], [-0.5, 0.7]])).reshape(800, 4)
    assert found(values).degenerate
    assert found(values.astype(np.float32).astype(np.float64), 2.0**-24).degenerate


@pytest.mark.parametrize("law", ["normal", "standard_t", "lognormal", "uniform"])
def test_a_density_satisfies_none(law):
    rng = np.random.default_rng(3)
    draws = {
        "normal": rng.normal(size=(1500, 12)),
        "standard_t": rng.standard_t(1.5, size=(1500, 6)),
        "lognormal": rng.lognormal(0, 2, size=(1500, 6)),
        "uniform": rng.random((1500, 6)),
    }
    assert found(draws[law]).regular


def test_a_thin_density_is_not_taken_for_a_quadric_where_the_rounding_is_coarse():
    rng = np.random.default_rng(4)
    thin = rng.normal(size=(1500, 1)) * [1.0, 2.0, 3.0] + 1e-5 * rng.normal(size=(1500, 3))
    hull = found(thin.astype(np.float32).astype(np.float64), 2.0**-24)
    assert not hull.degenerate
    assert not hull.regular


def test_the_errors_of_monomials_are_those_of_a_perturbation():
    """(x + dx)(y + dy) - x y = |x| dy + |y| dx + dx dy, with all signs plus."""
    rng = np.random.default_rng(5)
    x, errors = rng.uniform(0.5, 2, (40, 3)), 1e-9 * rng.uniform(0.1, 1, (40, 3))
    made, bounds = monomials(x, errors)
    assert made.shape == bounds.shape == (40, 9)
    assert np.allclose(monomials(x + errors, errors)[0] - made, bounds, rtol=1e-5, atol=0)
    assert np.array_equal(monomials(-x, errors)[1], bounds)


def test_few_samples_carry_few_monomials():
    assert [coordinates_for(n) for n in (100, 300, 2000)] == sorted(coordinates_for(n) for n in (100, 300, 2000))
