"""The reference against the formula at 60 digits, on both sides of every case; its slopes; its bounds."""

import math

import mpmath
import numpy as np
import pytest

from audit.errors import InputError
from audit.implementation.truncated.reference import Truncated, truncated_prior

PRIORS = (Truncated(-20.0, 0.0), Truncated(-3.3, 1.7), Truncated(100.0, 100.5))


def by_definition(prior: Truncated, mu: float, log_sigma: float) -> mpmath.mpf:
    """The formula typed in, mirrored so that Z is a difference of small numbers, with digits to spare."""
    with mpmath.workdps(80):
        sigma = mpmath.exp(mpmath.mpf(log_sigma))
        left, right = sorted(((prior.a - mpmath.mpf(mu)) / sigma, (prior.b - mpmath.mpf(mu)) / sigma))
        if left + right < 0:
            left, right = -right, -left
        z = (mpmath.erfc(left / mpmath.sqrt(2)) - mpmath.erfc(right / mpmath.sqrt(2))) / 2
        edges = left * mpmath.npdf(left) - right * mpmath.npdf(right)
        return mpmath.log(right - left) - mpmath.log(2 * mpmath.pi * mpmath.e) / 2 - mpmath.log(z) - edges / (2 * z)


def points(prior: Truncated) -> list[tuple[float, float]]:
    rng = np.random.default_rng(7)
    near = [(end + prior.width * offset, -3.1) for end in (prior.a, prior.b) for offset in (-1e-3, 0.0, 2e-3, 0.3)]
    spread = rng.uniform([prior.a - prior.width, -12.0], [prior.b + prior.width, 8.0], (150, 2))
    return [*near, *map(tuple, spread.tolist())]


@pytest.mark.parametrize("prior", PRIORS)
def test_it_is_the_formula(prior: Truncated) -> None:
    places = points(prior)
    found = prior.kl(*np.array(places).T)
    wanted = np.array([float(by_definition(prior, *place)) for place in places])
    assert np.abs(found - wanted).max() < 1e-11 * (1 + wanted.max())
    assert found.min() >= -1e-15


@pytest.mark.parametrize("prior", PRIORS)
def test_the_slopes_are_its_derivatives(prior: Truncated) -> None:
    places = points(prior)[::11]
    by_mu, by_log_sigma = prior.slopes(*np.array(places).T)
    for (mu, log_sigma), one, two in zip(places, by_mu, by_log_sigma, strict=True):
        with mpmath.workdps(60):
            at, of, h = mpmath.mpf(mu), mpmath.mpf(log_sigma), mpmath.mpf(10) ** -20
            step = h * mpmath.exp(of)
            first = (by_definition(prior, at + step, of) - by_definition(prior, at - step, of)) / (2 * h)
            second = (by_definition(prior, at, of + h) - by_definition(prior, at, of - h)) / (2 * h)
        assert abs(one - float(first)) < 1e-6 * (1 + abs(one))
        assert abs(two - float(second)) < 1e-6 * (1 + abs(two))


def test_far_beyond_the_digits_of_the_formula() -> None:
    prior = truncated_prior()
    # l -> oo: q tends to an exponential law of rate l/sigma at the end b, K -> log((b - a) l/sigma) - 1
    found = prior.kl(np.array([10.0]), np.array([-12.0]))
    assert found == pytest.approx(math.log(20.0 * 10.0 * math.exp(24.0)) - 1, abs=1e-9)


@pytest.mark.parametrize(("a", "b"), [(0.0, 0.0), (1.0, -1.0), (-math.inf, 0.0), (math.nan, 0.0), (0.0, 1e9)])
def test_bounds_that_are_none(a: float, b: float) -> None:
    with pytest.raises(InputError, match="two numbers LO < HI"):
        truncated_prior(a, b)
