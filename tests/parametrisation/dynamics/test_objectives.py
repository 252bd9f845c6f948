from itertools import product

import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation import minima
from audit.parametrisation.dynamics.coordinates import SYSTEMS
from audit.parametrisation.dynamics.data_terms import DATA_TERMS
from audit.parametrisation.dynamics.objectives import objective
from audit.parametrisation.dynamics.penalties import KERNELS

X, NOISE = np.array([0.7, -0.4]), np.array([-1.3, 0.4])


@pytest.mark.parametrize(("model", "kl", "system"), [*product(DATA_TERMS, KERNELS, SYSTEMS)])
def test_the_hessian_is_the_derivative_of_the_gradient(model, kl, system):
    f, h = objective(1.7, model, kl, system), 1e-6
    y = f.system.of_log_alpha(X, NOISE)
    gradient, (xx, xy, yy) = f.both(X, y)
    np.testing.assert_allclose(gradient, f.gradient(X, y), rtol=1e-14)
    for known, shift in (((xx, xy), (h, 0)), ((xy, yy), (0, h))):
        up, down = f.gradient(X + shift[0], y + shift[1]), f.gradient(X - shift[0], y - shift[1])
        for one, other, bent in zip(up, down, known, strict=True):
            np.testing.assert_allclose((one - other) / (2 * h), bent, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize(("rho", "model", "kl"), [(4, "gaussian", "exact"), (20, "quartic", "molchanov2017")])
def test_it_vanishes_at_certified_points(rho, model, kl, system):
    f = objective(rho, model, kl, system)
    for point in minima(rho, model, kl=kl, parametrisation="multiplicative", digits=20).points:
        theta, alpha = (np.array([float(point.coordinates[name].mid())]) for name in ("theta", "alpha"))
        assert np.abs(f.gradient(theta, f.system.of_log_alpha(theta, np.log(alpha)))).max() < 1e-11


def test_theta_is_left_alone_by_k():
    f = objective(0.0, system="theta, alpha")
    assert f.gradient(X, np.exp(NOISE))[0].tolist() == [0, 0]


@pytest.mark.parametrize("rho", [-1.0, float("nan"), float("inf")])
def test_bad_rho(rho):
    with pytest.raises(InputError, match="rho"):
        objective(rho)
