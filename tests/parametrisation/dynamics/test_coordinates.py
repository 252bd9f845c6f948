import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation.dynamics.coordinates import SYSTEMS, coordinates, log_alpha

X, NOISE = np.array([0.7, -0.4, 1.9]), np.array([-1.3, 0.4, 2.2])
STEP = 1e-5


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_log_alpha_comes_back_and_v_is_alpha_x_squared(system):
    y = system.of_log_alpha(X, NOISE)
    at = system.first(X, y)
    np.testing.assert_allclose(log_alpha(system, X, y), NOISE, rtol=1e-13)
    np.testing.assert_allclose(at.v, np.exp(NOISE) * X * X, rtol=1e-13)
    np.testing.assert_allclose(at.u, X * X / (2 * at.v), rtol=1e-13)


def differences(f, x, y):
    return (f(x + STEP, y) - f(x - STEP, y)) / (2 * STEP), (f(x, y + STEP) - f(x, y - STEP)) / (2 * STEP)


CASES = [(system, noise) for system in SYSTEMS for noise in (0.0, 4.0)] + [
    ("clipped", at) for at in (7.96, -7.93, 12.0)
]


@pytest.mark.parametrize(("name", "noise"), CASES)
def test_derivatives(name, noise):
    system = SYSTEMS[name]
    y = system.of_log_alpha(X, np.array([0.0, 0.02, -0.01]) + noise)
    first = system.first(X, y)
    second = system.second(X, y, first)
    for inner in ("v", "u"):
        for axis, letter in enumerate("xy"):
            along = differences(lambda a, b, w=inner: getattr(system.first(a, b), w), X, y)[axis]
            np.testing.assert_allclose(along, getattr(first, f"{inner}_{letter}") + 0 * X, rtol=1e-3, atol=1e-4)
            for other, second_letter in enumerate("xy"):
                word = f"{inner}_{''.join(sorted(letter + second_letter))}"
                part = f"{inner}_{letter}"
                bent = differences(lambda a, b, w=part: getattr(system.first(a, b), w) + 0 * a, X, y)[other]
                np.testing.assert_allclose(bent, getattr(second, word) + 0 * X, rtol=1e-3, atol=1e-2)


def test_beyond_the_clip_y_has_no_effect():
    at = SYSTEMS["clipped"].first(np.array([1e-4, 0.0]), np.array([0.0, -30.0]))
    assert np.all(at.v_y == 0)
    assert np.all(at.u_y == 0)


def test_unknown():
    with pytest.raises(InputError, match="polar"):
        coordinates("polar")
