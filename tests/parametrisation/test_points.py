"""Counts and places against independent searches in two variables, the known thresholds, and broken counts."""

from dataclasses import replace
from fractions import Fraction as Q

import numpy as np
import pytest
from flint import arb
from scipy.special import dawsn

from audit.errors import CheckError
from audit.parametrisation import points as stated
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV
from audit.parametrisation.points import stationary
from audit.parametrisation.profile import GAUSSIAN, PRODUCT, QUARTIC, RELU_SYMMETRIC
from audit.parametrisation.roots import Zeros

FOLDS = {QUARTIC: ("6.91806", "6.91807"), RELU_SYMMETRIC: ("10.5660", "10.5661"), PRODUCT: ("5.58", "5.589")}


def kinds(model, penalty, rho):
    return [point.kind for point in stationary(model, penalty, Q(rho), 60).points]


@pytest.mark.parametrize("rho", ["0", "1/2", "0.999999", "1"])
def test_the_linear_model_has_none_up_to_one(rho):
    found = stationary(GAUSSIAN, EXACT, Q(rho), 60)
    assert found.points == ()
    assert found.rising_at_zero == 1


@pytest.mark.parametrize("rho", ["1.000001", "1.01", "4", "1e4"])
def test_and_one_minimum_beyond(rho):
    found = stationary(GAUSSIAN, EXACT, Q(rho), 60)
    assert [point.kind for point in found.points] == ["minimum"]
    assert found.rising_at_zero == -1
    assert found.points[0].value < found.at_zero


@pytest.mark.parametrize("model", FOLDS, ids=lambda m: m.name)
def test_folds_create_a_saddle_and_a_minimum(model):
    below, above = FOLDS[model]
    assert kinds(model, EXACT, below) == []
    assert kinds(model, EXACT, above) == ["saddle", "minimum"]


def test_the_cubic_is_bistable_in_a_window_and_molchanov_is_not():
    assert kinds(GAUSSIAN, KINGMA, "3.16") == []
    assert kinds(GAUSSIAN, KINGMA, "3.2") == ["saddle", "minimum"]
    assert kinds(GAUSSIAN, KINGMA, "3.34") == ["minimum"]
    assert kinds(GAUSSIAN, MOLCHANOV, "1.01") == ["minimum"]


def test_points_solve_the_equations_in_two_variables():
    """dF/dmu = dF/dv = 0 for F = rho/2 E(1 - w^2)^2 + K, in float64 with SciPy's Dawson function."""
    rho = 20.0
    for point in stationary(QUARTIC, EXACT, Q(20), 100).points:
        mu, v = float(point.mu), float(point.scale_squared)
        u = mu**2 / (2 * v)
        slope = dawsn(np.sqrt(u)) / np.sqrt(u)
        d_mu = rho / 2 * (-4 * mu + 4 * mu**3 + 12 * mu * v) + slope * mu / v
        d_v = rho / 2 * (-2 + 6 * mu**2 + 6 * v) - slope * u / v
        assert abs(d_mu) < 1e-9
        assert abs(d_v) < 1e-9


def test_a_table_that_a_first_pass_computed():
    for rho, alpha, value in (("1.01", 166.905, 0.504985), ("2", 1.82999, 0.896695), ("5", 0.479458, 1.57240)):
        (point,) = stationary(GAUSSIAN, EXACT, Q(rho), 60).points
        assert float(point.alpha) == pytest.approx(alpha, rel=1e-5)
        assert float(point.value) == pytest.approx(value, rel=1e-5)


def test_digits_are_certified():
    (point,) = stationary(GAUSSIAN, EXACT, Q(4), 400).points
    assert point.u.rel_accuracy_bits() > 390
    assert point.value.rel_accuracy_bits() > 390


def test_molchanov_has_the_same_threshold():
    at = stationary(GAUSSIAN, MOLCHANOV, Q(1), 60)
    assert (at.points, at.rising_at_zero) == ((), 1)
    assert kinds(GAUSSIAN, MOLCHANOV, "1.001") == ["minimum"]


def test_a_threshold_that_nothing_is_known_of_stays_open():
    unknown = replace(MOLCHANOV, curvature_below=lambda u: arb(-100) + 0 * u)
    assert stationary(GAUSSIAN, unknown, Q(1), 60).points is None


def test_the_edge_of_the_cubic():
    assert stationary(GAUSSIAN, KINGMA, Q(3), 60).rising_at_least == 1
    assert stationary(GAUSSIAN, KINGMA, Q(5), 60).rising_at_least == -1


def test_two_minima_in_a_row_are_an_error(monkeypatch):
    cells = ((Q(1, 4), Q(1, 2), 1), (Q(1, 4), Q(1, 2), 1))
    monkeypatch.setattr(stated, "zeros", lambda *_: Zeros(cells, (), 2))
    monkeypatch.setattr(stated, "refine", lambda *_: (Q(1, 4), Q(1, 2)))
    with pytest.raises(CheckError, match="neighbouring"):
        stationary(GAUSSIAN, EXACT, Q(2), 60)


def test_a_broken_decline_changes_the_count():
    assert (
        kinds(replace(GAUSSIAN, decline=lambda u: GAUSSIAN.decline(u) / 2, decline_at_zero=Q(1, 2)), EXACT, "1.5") == []
    )


def test_two_weights_that_would_part_are_an_error():
    parting = replace(EXACT, curvature=lambda u: EXACT.curvature(u) - 100, name="parting")
    assert not stated._apart_costs(parting, arb(1))
    assert all(stated._apart_costs(penalty, arb(u) / 10) for penalty in (EXACT, MOLCHANOV) for u in (1, 5, 30, 1000))


@pytest.mark.parametrize("u", [0.2, 1.0, 3.0])
def test_the_second_derivative_along_parting_weights(u):
    """By differences of rho/2 (1 - m1 m2) + K(u1) + K(u2) along (1, -1), halved, at rho = K'(u) (1 + 2u)^3/(2u)."""
    slope, step = dawsn(np.sqrt(u)) / np.sqrt(u), 1e-3
    rho = slope * (1 + 2 * u) ** 3 / (2 * u)

    def value(d):
        one, two = u + d, u - d
        shares = (2 * one / (1 + 2 * one)) * (2 * two / (1 + 2 * two))
        return rho / 2 * (1 - shares) + sum(float(EXACT.value(arb(x))) for x in (one, two))

    measured = (value(step) - 2 * value(0) + value(-step)) / step**2 / 2
    stated_value = EXACT.curvature(arb(u)) + EXACT.slope(arb(u)) * (1 + 4 * u) / (u * (1 + 2 * u))
    assert float(stated_value) == pytest.approx(measured, rel=1e-4)
