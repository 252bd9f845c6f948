"""KL of a thickened Gaussian with integers and mpmath, against balls: the formulas are shared, the code is not."""

from fractions import Fraction as Q

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from audit.errors import InputError
from audit.numerics.ball import ball_of_mpf, precision
from audit.support import LogUniform, Normal, ball, from_factor, precise, row_noise
from tests.support import dense

PRIORS = (LogUniform(), LogUniform(Q("0.37")), Normal(), Normal(Q("2.3")))
DIGITS = 40


def agrees(q, prior, t, digits=DIGITS):
    """Within one unit of the last digit asked for, of the ball."""
    value = precise.kl(q, prior, t, digits)
    with precision(int(4 * digits) + 40):
        enclosed = ball.kl(q, prior, t, int(3.4 * digits) + 20)
        return abs(ball_of_mpf(value) - enclosed) < (1 + abs(enclosed)) * ball_of_mpf(mpf(10) ** -digits)


@settings(max_examples=60)
@given(dense.noises(4, 5), dense.WIDTHS, st.sampled_from(PRIORS))
def test_rows_as_in_balls(noise, eps, prior):
    assert agrees(row_noise(*noise).gaussian(), prior, eps**2)


@settings(max_examples=40)
@given(
    st.integers(1, 4).flatmap(
        lambda k: st.lists(st.lists(dense.weights(), min_size=k, max_size=k), min_size=1, max_size=5)
    ),
    dense.WIDTHS,
    st.sampled_from(PRIORS),
)
def test_factors_as_in_balls(factor, eps, prior):
    mean = [-row[0] for row in factor]
    assert agrees(from_factor(mean, factor), prior, eps**2)


@settings(max_examples=10)
@given(dense.noises(2, 2), dense.WIDTHS, st.sampled_from(PRIORS))
def test_rows_as_in_the_dense_covariance(noise, eps, prior):
    rows, alphas = noise
    truth = dense.kl([x for row in rows for x in row], dense.of_rows(rows, alphas, eps**2), prior)
    with workdps(dense.DIGITS):
        assert abs(precise.kl(row_noise(rows, alphas).gaussian(), prior, eps**2, 25) - truth) < dense.CLOSE * (
            1 + abs(truth)
        )


@pytest.mark.parametrize("digits", [1, 15, 300])
def test_any_number_of_digits(digits):
    q = row_noise([[1, 2, 0], ["0.3"]], ["0.5", "7"]).gaussian()
    assert all(agrees(q, prior, Q(1, 10**30), digits) for prior in PRIORS)


def test_many_weights_lose_no_digits():
    q = row_noise([[k % 7 - 3 for k in range(1200)]], "0.2").gaussian()
    assert agrees(q, LogUniform(), Q(1, 10**8), 20)


def test_full_rank_without_thickness():
    assert agrees(row_noise([["1.3"], ["-2"]], "0.7").gaussian(), LogUniform(), Q(0))


@pytest.mark.parametrize("t", [Q(-1), Q(0)])
def test_a_law_without_a_density_has_no_number(t):
    with pytest.raises(InputError, match="without a density"):
        precise.kl(row_noise([1, 2], 1).gaussian(), LogUniform(), t)


def test_the_precision_outside_stays():
    precise.kl(row_noise([1], 1).gaussian(), LogUniform(), Q(1), 200)
    assert mp.dps == 15
