"""Ellipses against the law that they belong to, and its KL against the core and the entropy of a Gaussian."""

import math

import numpy as np
import pytest

from audit.figures.s3_row_noise import ALPHA, EPS, THETA, data
from audit.pseudo_kl import double


@pytest.fixture(scope="module")
def columns():
    return data()


def covariance(eps):
    return ALPHA * np.outer(THETA, THETA) + eps**2 * np.eye(2)


def on_two_sigma(w, eps):
    offset = np.array(w) - THETA
    return math.isclose(offset @ np.linalg.solve(covariance(eps), offset), 4, rel_tol=1e-9)


def test_every_point_lies_on_two_sigma(columns):
    rows = list(zip(columns["w1"], columns["w2"], columns["eps"], strict=True))
    assert all(on_two_sigma((w1, w2), eps) for w1, w2, eps in rows)
    assert not on_two_sigma((rows[0][0] + 1e-6, rows[0][1]), rows[0][2])


def kl(eps):
    """-h(q) + sum of E log|w_i|, and E log|w_i| = KL_i + h_i for the marginal of each weight."""
    sigma = covariance(eps)
    joint = math.log(2 * math.pi * math.e) + 0.5 * math.log(np.linalg.det(sigma))
    at_zero = -0.5 * (math.log(4 * math.pi) + 1 + np.euler_gamma)
    marginal = sum(
        at_zero + float(double.excess(mu**2 / (2 * v))) + 0.5 * math.log(2 * math.pi * math.e * v)
        for mu, v in zip(THETA, np.diag(sigma), strict=True)
    )
    return marginal - joint


@pytest.mark.parametrize("eps", EPS)
def test_the_kl_is_that_of_the_core(columns, eps):
    told = columns["kl"][columns["eps"].index(float(eps))]
    assert told == pytest.approx(kl(float(eps)), abs=1e-10)
    assert told != pytest.approx(kl(float(eps) * 1.001), abs=1e-10)


def test_what_ships_is_what_is_computed(shipped, columns):
    for name, column in columns.items():
        assert shipped("s3_row_noise")[name] == pytest.approx(column, rel=1e-12)
