"""KL and its gradient in float64, also where squares overflow or underflow."""

import math
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ulp import ulp_error
from audit.pseudo_kl import ball, double

MU = np.array([0.0, -0.0, 3.0, -2.5, 1e-7, 1e200, -1e-200, 5e-324, 1e308, -1e-315])
SIGMA = np.array([1.0, 2.0, 0.3, 1e-200, 1e200, 1e-5, 5e-324, 1e300])


def test_kl_and_gradient_where_squares_do_not_fit() -> None:
    mu, sigma = np.broadcast_arrays(MU[:, None], SIGMA)
    values, (d_mu, d_sigma) = double.kl(mu, sigma), double.kl_gradient(mu, sigma)
    greatest = Fraction(np.finfo(float).max)
    columns = (x.ravel().tolist() for x in (mu, sigma, values, d_mu, d_sigma))
    for m, s, value, by_mu, by_sigma in zip(*columns, strict=True):
        terms = 1 + abs(math.log(s)) + (abs(math.log(abs(m))) if m else 0)
        assert abs(ball.kl(m, s) - value) < 8 * 2**-53 * terms
        for ours, exact in zip((by_mu, by_sigma), ball.kl_gradient(m, s, 100), strict=True):
            too_large = abs(exact) > float(greatest)
            assert math.isinf(ours) if too_large else ulp_error(ours, exact) <= 12


@given(st.floats(-1e308, 1e308), st.floats(1e-307, 1e308), st.floats(1e-300, 1e300))
@settings(max_examples=200)
def test_kl_of_anything(mu: float, sigma: float, c: float) -> None:
    terms = 1 + abs(math.log(sigma)) + abs(math.log(c)) + (abs(math.log(abs(mu))) if mu else 0)
    assert abs(ball.kl(mu, sigma, c) - float(double.kl(mu, sigma, c))) < 8 * 2**-53 * terms


def test_kl_limits() -> None:
    inf, nan = math.inf, math.nan
    assert double.kl([0.0, -5.0], inf).tolist() == [double.kl(0, 1)] * 2
    assert double.kl([inf, -inf], 3.0).tolist() == [inf, inf]
    assert np.isnan(double.kl([inf, nan, 1.0, 1.0], [inf, 1.0, nan, 1.0], [1, 1, 1, nan])).all()
    assert double.kl(1.0, 1.0, inf) == -inf
    d_mu, d_sigma = double.kl_gradient([inf, -inf, 4.0, 0.0], [2.0, 2.0, inf, inf])
    assert (d_mu == 0).all()
    assert np.signbit(d_mu).tolist() == [False, True, False, False]
    assert d_sigma.tolist() == [-0.5, -0.5, 0.0, 0.0]
    assert np.isnan(double.kl_gradient([inf, nan, 1.0], [inf, 1.0, nan])).all()


def test_kl_broadcasts_and_keeps_float32() -> None:
    mu, sigma = np.ones((3, 1), np.float32), np.array([1, 2, 4], np.float32)
    assert double.kl(mu, sigma).shape == (3, 3)
    assert double.kl(mu, sigma, 2.0).dtype == np.float32
    assert double.kl(mu, sigma, np.float64(2)).dtype == np.float64
    assert double.kl_gradient(mu, sigma)[1].dtype == np.float32
    assert double.kl(mu, 1).dtype == np.float32
    out = np.empty((3, 3))
    assert double.kl(mu.astype(float), [1, 2, 4], out=out) is out
    assert np.allclose(double.kl(mu, sigma), out, rtol=1e-6)
    assert double.kl(np.empty((0, 3)), sigma).shape == (0, 3)


@pytest.mark.parametrize(
    "bad", [(1, 0), (1, -1.0), (1, [1, -np.inf]), (1, 1, 0), (1, 1, -2), (1j, 1), (1, "x"), ([1, 2], [1, 2, 3])]
)
def test_kl_bad_input(bad: tuple[Any, ...]) -> None:
    with pytest.raises(InputError):
        double.kl(*bad)
    if len(bad) == 2:
        with pytest.raises(InputError):
            double.kl_gradient(*bad)
