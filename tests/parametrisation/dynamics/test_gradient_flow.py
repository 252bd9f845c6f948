import sys
from itertools import product

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import SYSTEMS, log_alpha
from audit.parametrisation.dynamics.gradient_flow import flow
from audit.parametrisation.dynamics.objectives import objective
from audit.parametrisation.dynamics.starts import Starts, drawn

SMOOTH = [name for name in SYSTEMS if name != "clipped"]
FEW = Starts(np.array([0.7, -0.45, 0.12]), np.array([-1.3, -4.4, 1.1]))
CLOSE_TO_ZERO = 15.0
"""There |mu| is a thousandth of sigma, and absolute tolerances rule."""
INVARIANTS = {
    "mu, sigma": lambda x, y: x**2 + y**2,
    "mu, sigma2": lambda x, y: x**2 / 2 + y**2,
    "mu, log sigma2": lambda x, y: x**2 / 2 + 2 * y,
    "theta, alpha": lambda x, y: x,
    "theta, log alpha": lambda x, y: x,
}
"""Of the flow of K alone: mu dmu + c(sigma^2) dsigma^2 = 0 along it, as K depends on mu^2/sigma^2 only."""


@pytest.mark.parametrize(("system", "model", "rho"), [*product(SMOOTH, ["gaussian", "quartic"], [1.4, 3.2])])
def test_against_lsoda(system, model, rho):
    f = objective(rho, model, system=system)
    times = [0.5, 20.0]
    paths = flow(f, FEW, times, rtol=1e-5)
    y = f.system.of_log_alpha(FEW.mean, FEW.log_alpha)
    for i, start in enumerate(zip(FEW.mean, y, strict=True)):
        with np.errstate(over="ignore"):
            known = solve_ivp(
                lambda _, z: [-part[0] for part in f.gradient(z[:1], z[1:])],
                (0, times[-1]),
                start,
                t_eval=times,
                method="LSODA",
                rtol=1e-9,
                atol=1e-12,
            ).y
        found, told = paths.log_alpha[:, i], log_alpha(f.system, known[0], known[1])
        np.testing.assert_allclose(np.minimum(found, CLOSE_TO_ZERO), np.minimum(told, CLOSE_TO_ZERO), atol=2e-3)


@pytest.mark.parametrize("system", INVARIANTS)
def test_invariants_of_the_kl_alone(system):
    f, kept = objective(0.0, system=system), INVARIANTS[system]
    before = kept(FEW.mean, f.system.of_log_alpha(FEW.mean, FEW.log_alpha))
    paths = flow(f, FEW, [0.01, 1.0, 10.0], rtol=1e-6)
    assert paths.lost == 0
    assert (np.diff(paths.log_alpha, axis=0) > 0).all()
    for row in range(3):
        np.testing.assert_allclose(kept(paths.x[row], paths.y[row]), before, rtol=2e-5)


def test_the_rate_towards_infinity():
    """rho < 1: alpha ~ (1 - rho) t/2 in (theta, log alpha), and alpha^3 ~ 3 (1 - rho) t/2 in (theta, alpha)."""
    late = 1e8
    ends = {name: flow(objective(0.5, system=name), FEW, [late]).log_alpha[0] for name in SMOOTH[:2]}
    np.testing.assert_allclose(ends["theta, log alpha"], np.log(late / 4), atol=0.01)
    np.testing.assert_allclose(ends["theta, alpha"], np.log(0.75 * late) / 3, atol=0.02)


def test_order_three():
    f, errors = objective(0.9, "quartic", system="mu, sigma"), []
    exact = flow(f, FEW, [0.3], rtol=1e-8).log_alpha
    for rtol in (1e-3, 1e-6):
        paths = flow(f, FEW, [0.3], rtol=rtol)
        errors.append((np.abs(paths.log_alpha - exact).max(), paths.steps))
    (coarse, few), (fine, many) = errors
    assert np.log(coarse / fine) > 2.2 * np.log(many / few)


def test_threads_and_stops_change_little_and_the_starts_are_left_alone():
    f, starts = objective(3.2, system="theta, log alpha"), drawn("B", 40_000, 5)
    before = starts.log_alpha.copy()
    one, two = flow(f, starts, [10.0], threads=1), flow(f, starts, [10.0], threads=2)
    np.testing.assert_array_equal(one.log_alpha, two.log_alpha)
    np.testing.assert_array_equal(starts.log_alpha, before)
    stopped = flow(f, starts, [1.0, 10.0]).log_alpha[1]
    np.testing.assert_allclose(stopped, one.log_alpha[0], atol=0.05)


def test_the_corner_of_the_additive_form_is_reached_in_finite_time():
    """(mu, sigma^2), rho < 1: sigma^2 falls linearly to 0, with mu/sigma^2 constant."""
    paths = flow(objective(0.5, system="mu, sigma2"), Starts(np.array([0.2]), np.array([2.0])), [1000.0])
    assert paths.y[0, 0] < 1e-29
    assert paths.log_alpha[0, 0] > 3


@pytest.mark.parametrize("times", [[], [2, 1], [0], [float("inf")], [float("nan")]])
def test_bad_times(times):
    with pytest.raises(InputError, match="times"):
        flow(objective(1.0), FEW, times)


def test_the_corner_of_the_clip_is_seen():
    """At the default tolerance the clipped form ends where a far smaller one ends: some stay sparse for good."""
    f, starts = objective(2.0, system="clipped"), drawn("A", 200, 9)
    found, known = flow(f, starts, [1e4]), flow(f, starts, [1e4], rtol=1e-5)
    np.testing.assert_array_equal(found.log_alpha > 3, known.log_alpha > 3)
    assert 0 < (found.log_alpha > 3).sum() < 200
    assert found.lost == 0


def test_a_path_at_a_jump_is_given_up(monkeypatch):
    monkeypatch.setattr(sys.modules[flow.__module__], "MOST_STEPS", 3)
    paths = flow(objective(2.0), FEW, [10.0])
    assert paths.lost == 3
    assert np.isnan(paths.log_alpha).all()


@pytest.mark.parametrize("rtol", [0.0, -1e-3, 1.0, float("nan")])
def test_bad_tolerance(rtol):
    with pytest.raises(InputError, match="rtol"):
        flow(objective(1.0), FEW, [1.0], rtol=rtol)
