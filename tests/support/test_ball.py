"""KL of a thickened Gaussian in balls, against a dense covariance and quadrature."""

from fractions import Fraction as Q

import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.support import LogUniform, Normal, from_factor, row_noise
from audit.support.ball import at, kl, log_determinant, log_product, python_rational
from tests.support import dense

PRIORS = (LogUniform(), LogUniform(Q("0.37")), Normal(), Normal(Q("2.3")))
BITS = 100


def number(ball, digits=30):
    """The middle of a ball, which is narrow."""
    with workdps(digits):
        assert ball.is_finite()
        return mpf(ball.mid().str(digits, radius=False))


def close(ball, truth):
    return abs(number(ball) - truth) < dense.CLOSE * (1 + abs(truth))


@settings(max_examples=30)
@given(dense.noises(), dense.WIDTHS, st.sampled_from(PRIORS))
def test_rows_are_those_of_the_dense_covariance(noise, eps, prior):
    rows, alphas = noise
    sigma = dense.of_rows(rows, alphas, eps**2)
    truth = dense.kl([x for row in rows for x in row], sigma, prior)
    assert close(kl(row_noise(rows, alphas).gaussian(), prior, eps**2, BITS), truth)


@settings(max_examples=25)
@given(
    st.integers(1, 3).flatmap(
        lambda k: st.lists(st.lists(dense.weights(), min_size=k, max_size=k), min_size=1, max_size=4)
    ),
    dense.WIDTHS,
    st.sampled_from(PRIORS),
    st.data(),
)
def test_factors_are_those_of_the_dense_covariance(factor, eps, prior, data):
    mean = [data.draw(dense.weights()) for _ in factor]
    truth = dense.kl(mean, dense.of_factor(factor, eps**2), prior)
    assert close(kl(from_factor(mean, factor), prior, eps**2, BITS), truth)


FULL = [[Q(2), Q("0.3")], [Q("-0.7"), Q("1.1")]]
MEAN = [Q("0.9"), Q("-1.6")]


@pytest.mark.parametrize("prior", PRIORS)
def test_full_rank_needs_no_thickness(prior):
    assert close(kl(from_factor(MEAN, FULL), prior, prec_bits=BITS), dense.kl(MEAN, dense.of_factor(FULL, 0), prior))


@settings(max_examples=20)
@given(dense.decimals(-30, 30, True), dense.decimals(-30, 30, True), dense.decimals(-3, 3))
def test_the_log_uniform_prior_does_not_see_the_unit_of_a_single_weight(first, second, c):
    """dw/|w| is invariant under w -> lambda w, so that the KL is, weight by weight, up to nothing at all."""
    scaled = [[first * x for x in FULL[0]], [second * x for x in FULL[1]]]
    prior = LogUniform(c)
    here, there = (
        kl(from_factor(MEAN, FULL), prior),
        kl(from_factor([first * MEAN[0], second * MEAN[1]], scaled), prior),
    )
    assert here.overlaps(there)
    assert here.rad() < arb(2) ** -150


def test_the_gaussian_prior_sees_the_unit():
    doubled = from_factor([2 * MEAN[0], MEAN[1]], [[2 * x for x in FULL[0]], FULL[1]])
    assert not kl(from_factor(MEAN, FULL), Normal()).overlaps(kl(doubled, Normal()))


@settings(max_examples=25)
@given(dense.noises(), dense.WIDTHS, st.sampled_from(PRIORS), st.randoms(use_true_random=False))
def test_order_and_signs_leave_it_and_rows_add_up(noise, eps, prior, random):
    rows, alphas = noise
    whole = kl(row_noise(rows, alphas).gaussian(), prior, eps**2)
    parts = [kl(row_noise(row, alpha).gaussian(), prior, eps**2) for row, alpha in zip(rows, alphas, strict=True)]
    assert whole.overlaps(sum(parts, arb(0)))
    order = random.sample(range(len(rows)), len(rows))
    shuffled = [[random.choice([1, -1]) * x for x in random.sample(rows[i], len(rows[i]))] for i in order]
    assert whole.overlaps(kl(row_noise(shuffled, [alphas[i] for i in order]).gaussian(), prior, eps**2))


@settings(max_examples=20)
@given(st.lists(dense.weights(), min_size=1, max_size=4), dense.decimals(-3, 2), dense.WIDTHS, st.sampled_from(PRIORS))
def test_a_row_is_a_factor_with_one_column(theta, deviation, eps, prior):
    row = kl(row_noise(theta, deviation**2).gaussian(), prior, eps**2)
    assert row.overlaps(kl(from_factor(theta, [[deviation * x] for x in theta]), prior, eps**2))


@pytest.mark.parametrize("bits", [30, 100, 1000, 4000])
@pytest.mark.parametrize("prior", PRIORS[:1] + PRIORS[3:])
def test_as_narrow_as_it_says(prior, bits):
    value = kl(row_noise([[1, -2, 0], ["1e-150", "1e150"]], ["0.3", "1e6"]).gaussian(), prior, Q(1, 10**24), bits)
    with precision(bits + 50):
        assert value.rad() < arb(2) ** -bits * (1 + abs(value.mid()))
        assert value.overlaps(
            kl(row_noise([[1, -2, 0], ["1e-150", "1e150"]], ["0.3", "1e6"]).gaussian(), prior, Q(1, 10**24))
        )


def test_equal_to_the_prior_the_divergence_is_zero():
    value = kl(row_noise([0, 0, 0], 1).gaussian(), Normal(Q("0.3")), Q("0.09"))
    assert value.contains(0)
    assert value.rad() < arb(2) ** -160


@pytest.mark.parametrize("t", [Q(-1), Q(0)])
def test_a_law_without_a_density_has_no_number(t):
    with pytest.raises(InputError, match="without a density"):
        kl(row_noise([1, 2], 1).gaussian(), LogUniform(), t)


def test_a_determinant_of_rank_one():
    q = row_noise([3, 0, 4], 2).gaussian()
    with precision(100):
        assert log_determinant(q, fmpq(1, 7)).overlaps((arb(fmpq(1, 49)) * (50 + arb(fmpq(1, 7)))).log())


def test_pieces():
    with precision(80):
        assert log_product([fmpq(2), fmpq(1, 6)]).overlaps(-arb(3).log())
        assert log_product([]) == 0
    assert at((fmpq(3), fmpq(-2), fmpq(5)), fmpq(1, 2)) == fmpq(13, 4)
    assert python_rational(fmpq(-6, 4)) == Q(-3, 2)
    assert mp.dps == 15
