import math

import numpy as np
import pytest
from flint import arb

from audit.errors import InputError
from audit.parametrisation.dynamics.data_terms import DATA_TERMS, data_term, erf
from audit.parametrisation.profile import MODELS

MU, V = np.array([0.7, -0.4, 1.9]), np.array([0.31, 1.7, 0.05])


def test_erf_against_the_library():
    x = np.concatenate([np.linspace(-7, 7, 4001), [1e-300, 1 / 64, np.inf]])
    assert np.abs(erf(x) - [math.erf(a) for a in x]).max() < 2.3e-16
    assert np.isnan(erf(np.array([np.nan]))).all()


@pytest.mark.parametrize("term", DATA_TERMS.values(), ids=DATA_TERMS)
def test_heat_equation_and_second_derivatives(term):
    h = 1e-6
    (mm, mv, vv), (_, e_v) = term.bend(MU, V), term.slope(MU, V)
    np.testing.assert_allclose(e_v + 0 * V, mm / 2 + 0 * V, rtol=1e-13, atol=1e-15)
    along_mu = [np.asarray(a - b) / (2 * h) for a, b in zip(term.slope(MU + h, V), term.slope(MU - h, V), strict=True)]
    along_v = [np.asarray(a - b) / (2 * h) for a, b in zip(term.slope(MU, V + h), term.slope(MU, V - h), strict=True)]
    for found, known in zip((*along_mu, *along_v), (mm, mv, mv, vv), strict=True):
        np.testing.assert_allclose(found + 0 * V, known + 0 * V, rtol=1e-5, atol=1e-7)


@pytest.mark.parametrize("name", DATA_TERMS)
@pytest.mark.parametrize("u", [0.2, 1.3, 9.0])
def test_the_best_scale_and_the_decline_are_those_of_the_certified_model(name, u):
    """At (mu, v) = (r sqrt(2u), r^2): no slope along the ray, and along u what `profile` says."""
    model, term = MODELS[name], DATA_TERMS[name]
    square = float(model.scale_squared(arb(u)).mid())
    mu, v = np.array([math.sqrt(2 * u * square)]), np.array([square])
    e_mu, e_v = (float(np.asarray(part + 0 * v)[0]) for part in term.slope(mu, v))
    assert abs(e_mu * mu[0] + 2 * e_v * v[0]) < 1e-14
    assert e_mu * square / mu[0] == pytest.approx(-float(model.decline(arb(u)).mid()), rel=1e-12)


def test_unknown():
    with pytest.raises(InputError, match="cauchy"):
        data_term("cauchy")
