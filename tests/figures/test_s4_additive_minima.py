"""Landscapes of a double well: values and stationary points against the objective written out in floats."""

import math

import numpy as np
import pytest

from audit.figures.s4_additive_minima import PANELS, RHO, data
from audit.pseudo_kl import double


@pytest.fixture(scope="module")
def columns():
    return data()


def objective(name, mean, noise):
    """rho E (1 - w^2)^2/2 + KL - KL(0), w ~ N(mean, v), in (theta, log alpha) or (mu, sigma^2)."""
    v = math.exp(noise) * mean**2 if name == "multiplicative" else noise
    loss = (1 - 2 * (mean**2 + v) + mean**4 + 6 * mean**2 * v + 3 * v**2) / 2
    u = math.exp(-noise) / 2 if name == "multiplicative" else mean**2 / (2 * noise)
    return RHO * loss + float(double.excess(u))


def gradient(name, mean, noise, step=1e-5):
    along = objective(name, mean + step, noise) - objective(name, mean - step, noise)
    across = objective(name, mean, noise + step) - objective(name, mean, noise - step)
    return along / (2 * step), across / (2 * step)


def points(columns, name):
    parts = (columns[f"{name}_point_{part}"] for part in ("mean", "noise", "height", "kind"))
    return [row for row in zip(*parts, strict=True) if row[0] is not None]


@pytest.mark.parametrize(("name", "minima"), [("multiplicative", 2), ("additive", 3)])
def test_points_are_stationary_and_have_their_height(columns, name, minima):
    found = points(columns, name)
    assert len(found) == minima + 2
    assert sum(kind for *_, kind in found) == minima
    for mean, noise, height, _ in found:
        assert gradient(name, mean, noise) == pytest.approx((0, 0), abs=1e-6)
        assert height == pytest.approx(objective(name, mean, noise), abs=1e-12)
        assert gradient(name, mean + 0.01, noise) != pytest.approx((0, 0), abs=1e-3)


def test_the_infimum_is_attained_in_one_form_only(columns):
    heights = {name: [height for _, _, height, _ in points(columns, name)] for name in PANELS}
    assert columns["additive_infimum"][0] == columns["multiplicative_infimum"][0] == min(heights["additive"]) == 2.5
    assert min(heights["multiplicative"]) > 2.68


@pytest.mark.parametrize("name", PANELS)
def test_the_grid_holds_the_objective_and_its_descent(columns, name):
    for row in (3, 500, 1033, 2001):
        mean, noise = columns[f"{name}_mean"][row], columns[f"{name}_noise"][row]
        assert columns[f"{name}_value"][row] == pytest.approx(objective(name, mean, noise), rel=1e-5)
        down = columns[f"{name}_down_mean"][row], columns[f"{name}_down_noise"][row]
        assert down == pytest.approx(tuple(-part for part in gradient(name, mean, noise)), rel=1e-4, abs=1e-4)


def test_the_valley_falls_towards_a_third(columns):
    valley = [row for row in zip(columns["valley_mean"], columns["valley_noise"], strict=True) if row[0] is not None]
    heights = [objective("multiplicative", *row) for row in valley]
    assert all(np.diff(heights) < 0)
    assert math.exp(valley[-1][1]) * valley[-1][0] ** 2 == pytest.approx(1 / 3, abs=2e-3)
    for mean, log_alpha in valley[1::20]:
        assert gradient("multiplicative", mean, log_alpha)[0] == pytest.approx(0, abs=1e-4)


def test_what_ships_is_what_is_computed(shipped, columns):
    certified = [name for name in columns if "point" in name or "valley" in name or "infimum" in name]
    assert {name: shipped("s4_additive_minima")[name] for name in certified} == {
        name: columns[name] for name in certified
    }
