"""KL of a thickened Gaussian in float64: against balls at any size of the numbers, and for a million weights."""

from fractions import Fraction as Q

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ball import ball as exact_ball
from audit.numerics.ball import precision
from audit.pseudo_kl import ball as core
from audit.support import LogUniform, Normal, ball, double, from_factor, row_noise
from tests.support import dense

PRIORS = (LogUniform(), LogUniform(Q("0.37")), Normal(), Normal(Q("2.3")))
UNIT = 2.0**-48


def terms(sigma_diagonal, eps, prior, value):
    """About the sum of the absolute values of all terms that the docstring of `row_noise_kl` speaks of, not below it."""
    logs = sum(np.log1p(float(v / eps**2)) for v in sigma_diagonal) if max(sigma_diagonal) < 10**300 * eps**2 else 0
    logs = logs or sum(700 + 2 * abs(np.log(float(eps))) for _ in sigma_diagonal)
    if isinstance(prior, LogUniform):
        return 2 * logs + abs(value) + 4 * len(sigma_diagonal)
    return 2 * logs + 2 * abs(value) + len(sigma_diagonal) * (4 + 4 * abs(np.log(float(eps))))


@settings(max_examples=90)
@given(dense.noises(4, 5), dense.WIDTHS, st.sampled_from(PRIORS))
def test_rows_as_in_balls(noise, eps, prior):
    rows, alphas = ([[Q(float(x)) for x in row] for row in noise[0]], [Q(float(a)) for a in noise[1]])
    width = float(eps)
    q = row_noise(rows, alphas).gaussian()
    truth = float(ball.kl(q, prior, Q(width) ** 2, 80).mid())
    found = double.row_noise_kl([list(map(float, row)) for row in rows], list(map(float, alphas)), width, prior)
    diagonal = [Q(int(v.p), int(v.q)) for v in q.variances]
    assert abs(found - truth) <= UNIT * terms(diagonal, Q(width), prior, truth) or (found == np.inf and truth > 1e307)


@settings(max_examples=6)
@given(dense.noises(2, 2), dense.WIDTHS, st.sampled_from(PRIORS))
def test_rows_as_in_the_dense_covariance(noise, eps, prior):
    rows, alphas = noise
    truth = float(dense.kl([x for row in rows for x in row], dense.of_rows(rows, alphas, eps**2), prior))
    found = double.row_noise_kl([list(map(float, row)) for row in rows], list(map(float, alphas)), float(eps), prior)
    assert found == pytest.approx(truth, rel=1e-12, abs=1e-10)


FACTOR = [[Q(2), Q("0.25"), Q(0)], [Q("-0.5"), Q(1), Q(0)], [Q(1), Q(1), Q(0)], [Q(3), Q(-1), Q("1e-3")]]
MEAN = [Q(1), Q(0), Q("-2.5"), Q("0.75")]


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("eps", ["100", "1", "1e-3", "1e-7"])
def test_factors_as_in_balls(prior, eps):
    truth = float(ball.kl(from_factor(MEAN, FACTOR), prior, Q(eps) ** 2).mid())
    found = double.factor_kl(double.floats([MEAN])[0], double.floats(FACTOR), float(eps), prior)
    assert found == pytest.approx(truth, rel=1e-9)


@pytest.mark.parametrize("prior", PRIORS[:2])
def test_factors_of_any_size(prior):
    factor = [[Q(10) ** 200], [Q(10) ** 180], [Q(0)]]
    truth = float(ball.kl(from_factor([Q(1)] * 3, factor), prior, Q(1, 10**6)).mid())
    assert double.factor_kl(np.ones(3), double.floats(factor), 1e-3, prior) == pytest.approx(truth, rel=1e-12)


def of_groups(groups, alpha, eps, prior):
    """One row whose theta takes few values, each so many times: balls without a long sum."""
    with precision(200):
        t, noise, size = exact_ball(eps) ** 2, exact_ball(alpha), sum(groups.values())
        length = sum((n * exact_ball(x) ** 2 for x, n in groups.items()), arb(0))
        spread = {x: noise * exact_ball(x) ** 2 + t for x in groups}
        determinant = (size - 1) * t.log() + (noise * length + t).log()
        if isinstance(prior, Normal):
            square = exact_ball(prior.scale) ** 2
            moments = length + sum((n * spread[x] for x, n in groups.items()), arb(0))
            return (moments / square - size + size * square.log() - determinant) / 2
        total = -determinant / 2
        for x, n in groups.items():
            u = Q(x) ** 2 / (2 * (Q(alpha) * Q(x) ** 2 + Q(eps) ** 2))
            total += n * (core.kl_at(u, prior.c, 150) + spread[x].log() / 2)
        return total


@pytest.mark.parametrize("prior", PRIORS)
@pytest.mark.parametrize("eps", [1e-8, 1e-3, 3.0])
def test_a_million_weights(prior, eps):
    groups = {0.0: 100_000, 1.5: 300_000, -0.25: 350_000, 3e-4: 249_999, -40.0: 1}
    theta = np.concatenate([np.full(n, x) for x, n in groups.items()])
    np.random.default_rng(5).shuffle(theta)
    truth = float(of_groups(groups, 0.3, eps, prior).mid())
    found = double.row_noise_kl([theta], 0.3, eps, prior)
    scale = 1e6 * (4 + 6 * abs(np.log(eps))) + abs(truth)
    assert abs(found - truth) < UNIT * scale


def test_groups_are_the_law_itself():
    groups = {0.0: 2, 1.5: 1, -0.25: 3}
    q = row_noise([x for x, n in groups.items() for _ in range(n)], 0.3).gaussian()
    for prior in PRIORS:
        assert of_groups(groups, 0.3, 1e-3, prior).overlaps(ball.kl(q, prior, Q(1e-3) ** 2))


def test_a_matrix_is_its_rows():
    rows = np.random.default_rng(3).standard_normal((40, 7))
    rows[3], rows[:, 2] = 0.0, 0.0
    alphas = np.linspace(0, 2, 40)
    for prior in PRIORS:
        whole = double.row_noise_kl(rows, alphas, 1e-4, prior)
        assert whole == double.row_noise_kl(list(rows), alphas, 1e-4, prior)
        assert whole == pytest.approx(
            sum(double.row_noise_kl([row], a, 1e-4, prior) for row, a in zip(rows, alphas, strict=True)), rel=1e-13
        )


def test_no_number_overflows_without_a_word():
    assert double.row_noise_kl([[1e200, 1.0]], 1.0, 1e-200, LogUniform()) == pytest.approx(
        float(ball.kl(row_noise([1e200, 1], 1).gaussian(), LogUniform(), Q(1e-200) ** 2).mid()), rel=1e-14
    )
    with pytest.raises(InputError, match="largest float"):
        double.row_noise_kl([[1e300]], 1e20, 1e-3, LogUniform())
    assert double.row_noise_kl([[1e200]], 1.0, 1e-3, Normal()) == np.inf


BAD = [
    ([], 1, 1e-3),
    ([[]], 1, 1e-3),
    ([[1.0], []], 1, 1e-3),
    ([[np.nan]], 1, 1e-3),
    ([[np.inf]], 1, 1e-3),
    ([["a"]], 1, 1e-3),
    ([[1j]], 1, 1e-3),
    ([[True]], 1, 1e-3),
    ([[[1.0], [1.0, 2.0]]], 1, 1e-3),
    ([[[1.0]]], 1, 1e-3),
    (np.ones((2, 0)), 1, 1e-3),
    (np.array([[1.0, np.nan]]), 1, 1e-3),
    ([[1.0]], -1, 1e-3),
    ([[1.0]], np.nan, 1e-3),
    ([[1.0]], np.inf, 1e-3),
    ([[1.0]], "a", 1e-3),
    ([[1.0]] * 3, [1, 2], 1e-3),
    ([[1.0]] * 100, -np.ones(100), 1e-3),
    ([[1.0]], [[1.0]], 1e-3),
    ([[1.0]], 1, 0.0),
    ([[1.0]], 1, -1.0),
    ([[1.0]], 1, np.nan),
    ([[1.0]], 1, np.inf),
    ([[1.0]], 1, "1e-3x"),
    ([[1.0]], 1, None),
]


@pytest.mark.parametrize(("rows", "alpha", "eps"), BAD, ids=[f"{i}" for i in range(len(BAD))])
def test_bad_input_gets_one_sentence(rows, alpha, eps):
    for prior in PRIORS[1:3]:
        with pytest.raises(InputError) as caught:
            double.row_noise_kl(rows, alpha, eps, prior)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "prior", [LogUniform(Q(10) ** 400), Normal(Q(10) ** 400), LogUniform(Q(10) ** -400), Normal(Q(10) ** -400)]
)
def test_priors_out_of_range(prior):
    with pytest.raises(InputError):
        double.row_noise_kl([[1.0]], 1, 1e-3, prior)


def test_floats_of_exact_numbers():
    assert double.floats([[Q(1, 3)], [2]]).tolist() == [[1 / 3], [2.0]]
    with pytest.raises(InputError, match="largest float"):
        double.floats([[Q(10) ** 400]])
