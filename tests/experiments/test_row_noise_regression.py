import importlib.util
import math
import sys
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from audit.errors import InputError
from audit.experiments.row_noise_regression import (
    LEARNED,
    NO_NOISE,
    THIS_NOISE,
    WEIGHT_DECAY,
    Data,
    contrast,
    curve,
    decayed,
    diabetes,
    digits,
    expected_loss,
    interval,
    learned_alpha,
    minimiser,
    synthetic,
)

needs_sklearn = pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="needs scikit-learn")
GENERATOR = np.random.default_rng(11)
LENGTHS = np.array([0.4, 1.0, 2.5, 0.7, 1.6, 3.0, 0.9, 1.2, 0.5])
TALL = GENERATOR.normal(0.2, 1.0, (12, 4)) * LENGTHS[:4], GENERATOR.normal(0.3, 1.1, 12)
WIDE = GENERATOR.normal(0.2, 1.0, (5, 9)) * LENGTHS, GENERATOR.normal(0.3, 1.1, 5)
BOTH = pytest.mark.parametrize(("x", "y"), [TALL, WIDE], ids=["tall", "wide"])


def row_noise(shape, alpha, generator):
    return 1 + math.sqrt(alpha) * generator.standard_normal(shape)


@BOTH
@pytest.mark.parametrize("alpha", [0.0, 0.03, 0.7])
def test_the_expected_loss_is_the_mean_over_sampled_noise(x, y, alpha):
    theta = np.linspace(-0.8, 1.1, x.shape[1])
    noise = row_noise((200_000, x.shape[1]), alpha, np.random.default_rng(1))
    losses = ((y - (noise * theta) @ x.T) ** 2).sum(axis=1)
    error = losses.std() / math.sqrt(len(losses))
    assert abs(losses.mean() - expected_loss(x, y, theta, alpha)) <= 4 * error + 1e-10


@BOTH
@pytest.mark.parametrize("alpha", [1e-12, 1e-4, 0.1, 1.0, 50.0])
def test_the_minimiser_is_the_formula_and_no_neighbour_is_lower(x, y, alpha):
    theta = minimiser(x, y, alpha)
    gram = x.T @ x
    gradient = (gram + alpha * np.diag(np.diag(gram))) @ theta - x.T @ y
    assert np.linalg.norm(gradient) <= 1e-10 * np.linalg.norm(x.T @ y)
    least = expected_loss(x, y, theta, alpha)
    for step in np.random.default_rng(2).normal(0, 0.05, (20, x.shape[1])):
        assert expected_loss(x, y, theta + step, alpha) > least


def sampled_descent(x, y, alpha, steps=6000, chains=64, seed=0):
    """Gradient descent from 0 with a fresh s in each step: the mean over chains of the mean of the second half, and its error.

    The loss is quadratic and the step constant, so that E theta follows descent on the expected loss without any bias.
    """
    generator = np.random.default_rng(seed)
    rate = 0.5 / ((1 + 3 * alpha) * np.sum(x**2))
    theta, total = np.zeros((chains, x.shape[1])), np.zeros((chains, x.shape[1]))
    for step in range(steps):
        s = row_noise(theta.shape, alpha, generator)
        theta = theta - rate * s * ((s * theta @ x.T - y) @ x)
        total += theta if step >= steps // 2 else 0.0
    averages = total / (steps - steps // 2)
    return averages.mean(axis=0), averages.std(axis=0, ddof=1) / math.sqrt(chains)


@BOTH
@pytest.mark.parametrize("alpha", [0.1, 0.6])
def test_descent_with_sampled_noise_ends_at_the_ridge_solution(x, y, alpha):
    x = x / np.linalg.norm(x, axis=0)
    mean, error = sampled_descent(x, y, alpha)
    exact = minimiser(x, y, alpha)
    assert np.all(np.abs(mean - exact) <= 4.5 * error)
    assert np.linalg.norm(error) < 0.05 * np.linalg.norm(exact)
    assert np.linalg.norm(mean - minimiser(x, y, 0.0)) > 8 * np.linalg.norm(error)
    assert np.linalg.norm(mean - minimiser(x, y, 2 * alpha)) > 3 * np.linalg.norm(error)


def test_descent_without_noise_ends_at_the_least_squares_solution_of_smallest_norm():
    x, y = WIDE
    mean, _ = sampled_descent(x, y, 0.0, steps=40_000, chains=2)
    assert mean == pytest.approx(minimiser(x, y, 0.0), abs=1e-8)
    assert minimiser(x, y, 0.0) == pytest.approx(np.linalg.pinv(x) @ y, abs=1e-12)


def test_vanishing_noise_ends_at_the_interpolation_of_smallest_weighted_norm():
    x, y = WIDE
    lengths = np.linalg.norm(x, axis=0)
    weighted = np.linalg.pinv(x / lengths) @ y / lengths
    assert minimiser(x, y, 1e-10) == pytest.approx(weighted, abs=1e-8)
    assert minimiser(x, y, 1e-300) == pytest.approx(weighted, abs=1e-8)
    assert np.linalg.norm(weighted - minimiser(x, y, 0.0)) > 0.1
    one = x / lengths
    assert minimiser(one, y, 1e-10) == pytest.approx(minimiser(one, y, 0.0), abs=1e-8)


def test_weight_decay_of_the_same_strength_has_a_penalty_of_the_same_trace():
    x, y = TALL
    lam = 0.3 * np.mean(np.sum(x**2, axis=0))
    assert lam * 4 == pytest.approx(0.3 * np.trace(x.T @ x))
    assert decayed(x, y, 0.3) == pytest.approx(np.linalg.solve(x.T @ x + lam * np.eye(4), x.T @ y))
    one = x / np.linalg.norm(x, axis=0)
    assert decayed(one, y, 0.3) == pytest.approx(minimiser(one, y, 0.3))


def test_several_targets_are_as_many_problems_and_a_dead_column_gets_no_weight():
    x, y = WIDE
    x = x * (np.arange(9) != 3)
    targets = np.stack([y, y[::-1]], axis=1)
    for solve in (minimiser, decayed):
        theta = solve(x, targets, 0.2)
        assert theta[:, 1] == pytest.approx(solve(x, y[::-1], 0.2))
        assert np.all(theta[3] == 0)


@BOTH
@pytest.mark.parametrize("sigma2_y", [0.01, 0.4, 30.0])
def test_the_learned_alpha_is_stationary_and_the_least(x, y, sigma2_y):
    alpha = learned_alpha(x, y, sigma2_y)
    signal = np.sum((np.linalg.norm(x, axis=0) * minimiser(x, y, alpha)) ** 2)
    assert alpha * (1 + signal / (x.shape[1] * sigma2_y)) == pytest.approx(1, abs=1e-6)

    def negative_elbo(a):
        kl = x.shape[1] * (a - 1 - math.log(a)) / 2
        return expected_loss(x, y, minimiser(x, y, a), a) / (2 * sigma2_y) + kl

    assert negative_elbo(alpha) <= min(negative_elbo(a) for a in np.geomspace(1e-6, 3, 60)) + 1e-12


def test_the_learned_alpha_returns_to_the_prior_as_features_multiply():
    points = [p for p in curve(synthetic(), range(3), [10, 40, 400], []) if p.treatment == LEARNED]
    assert [p.features for p in points] == [10, 40, 400]
    medians = [np.median(p.alphas) for p in points]
    assert medians[0] < medians[1] < 0.95 < medians[2] < 1


def test_a_curve_has_every_treatment_and_small_residuals():
    points = curve(synthetic(rows=90), [3, 4, 5], [8, 60], [0.1, 0.1, 1.0])
    assert {(p.treatment, p.alpha) for p in points} == {
        (NO_NOISE, 0.0),
        (LEARNED, None),
        *((kind, alpha) for kind in (THIS_NOISE, WEIGHT_DECAY) for alpha in (0.1, 1.0)),
    }
    assert len(points) == 12
    assert all(len(p.train) == len(p.test) == len(p.alphas) == 3 for p in points)
    assert max(p.residual for p in points) < 1e-10
    assert points == curve(synthetic(rows=90), [3, 4, 5], [60, 8], [0.1, 1.0])
    exact = next(p for p in points if p.treatment == NO_NOISE and p.features == 60)
    assert max(exact.train) < 1e-20


def test_a_trial_does_not_depend_on_the_other_seeds():
    one, both = curve(synthetic(), [7], [30], [0.5]), curve(synthetic(), [2, 7], [30], [0.5])
    assert [p.test[0] for p in one] == [p.test[1] for p in both]


def test_the_truth_bounds_what_can_be_explained():
    flat = Data("noise only", synthetic().x, GENERATOR.normal(size=(600, 1)), 300)
    assert all(min(p.test) > 0.9 for p in curve(flat, [0], [20], [0.5]))
    clean = synthetic(noise=0.0, train=300)
    assert all(max(p.test) < 0.1 for p in curve(clean, [0], [200], [0.01]) if p.treatment == THIS_NOISE)


def test_the_contrast_in_its_small_form():
    found = contrast(synthetic(), range(12))
    assert found["gap"].low > 0
    assert found["no_noise_over"].low > 5
    assert found["over_decay"].low > 1
    assert 0 < found["train"].high < 0.2
    assert 0.9 < found["learned"].low < found["learned"].high < 1
    assert all(part.coverage > 0.95 and part.count == 12 for part in found.values())


@pytest.mark.parametrize("count", [6, 10, 30, 200])
def test_the_intervals_are_those_of_scipy(count):
    values = np.random.default_rng(count).gamma(1.3, 2.0, count)
    found = interval(values)
    inner = stats.t.interval(0.95, count - 1, values.mean(), stats.sem(values))
    half = (inner[1] - inner[0]) / 2
    assert found.student == pytest.approx(inner, abs=2e-3 * half)
    quantile = stats.quantile_test(values, q=0, p=0.5).confidence_interval(0.95)
    assert (found.low, found.high) == pytest.approx((quantile.low, quantile.high))
    assert found.low < found.median < found.high
    assert 0.95 <= found.coverage < 1
    ratios = interval(np.exp(values / 9), ratio=True)
    assert math.log(ratios.mean) * 9 == pytest.approx(found.mean)
    assert math.log(ratios.student[0]) * 9 == pytest.approx(found.student[0])


def test_the_coverage_of_the_median_holds_for_a_heavy_tail_and_that_of_student_does_not():
    generator = np.random.default_rng(5)
    draws = [interval(np.exp(3 * generator.standard_normal(10))) for _ in range(1000)]
    assert np.mean([d.low <= 1 <= d.high for d in draws]) == pytest.approx(draws[0].coverage, abs=0.02)
    assert np.mean([d.student[0] <= math.exp(4.5) <= d.student[1] for d in draws]) < 0.6


@needs_sklearn
def test_the_real_data():
    patients, images = diabetes(), digits()
    assert patients.x.shape == (442, 10)
    assert patients.x.mean(axis=0) == pytest.approx(np.zeros(10), abs=1e-12)
    assert patients.x.std(axis=0) == pytest.approx(np.ones(10))
    assert images.x.shape == (1797, 64)
    assert images.y.sum() == 1797
    assert images.x.std() == pytest.approx(1)


@needs_sklearn
def test_on_diabetes_this_noise_tames_the_peak_and_over_fits_beyond_it():
    found = contrast(diabetes(), range(6))
    assert found["no_noise_over"].low > 10
    assert found["train"].high < 0.25
    assert found["gap"].low > 0.3
    assert found["over_decay"].low > 1.2


@needs_sklearn
def test_without_hardly_active_features_this_noise_is_as_good_as_weight_decay():
    found = contrast(replace(diabetes(), bias=0.0), range(6), times=6)
    assert 0.95 < found["over_decay"].low < found["over_decay"].high < 1.05
    assert found["gap"].low > 0.1


@needs_sklearn
def test_on_digits_the_error_is_a_rate():
    points = curve(digits(), [0, 1], [20, 300], [0.5])
    assert all(0 <= value <= 1 for p in points for value in p.train + p.test)
    noise = {p.features: p for p in points if p.treatment == THIS_NOISE}
    assert max(noise[300].test) < 0.2 < min(noise[20].test)
    counts = np.array(noise[300].test) * (1797 - 200)
    assert counts == pytest.approx(np.round(counts))


def test_without_scikit_learn_the_command_that_installs_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for call in (diabetes, digits):
        with pytest.raises(InputError, match=r"pip install 'bayes-audit\[torch\]'"):
            call()


X, Y = TALL
BAD = [
    lambda: minimiser(X[:, 0], Y, 0.1),
    lambda: minimiser(X, Y[:3], 0.1),
    lambda: minimiser(X[:0], Y[:0], 0.1),
    lambda: minimiser(X[:, :0], Y, 0.1),
    lambda: minimiser(X * np.nan, Y, 0.1),
    lambda: minimiser(X, Y * 1e200, 0.1),
    lambda: minimiser(X, Y, -0.1),
    lambda: decayed(X, Y, math.inf),
    lambda: decayed(X, Y, 1e7),
    lambda: minimiser(X, Y, math.nan),
    lambda: minimiser(X, Y, 1e-320),
    lambda: expected_loss(X, Y, [1.0], 0.1),
    lambda: expected_loss(X, Y, [math.nan] * 4, 0.1),
    lambda: learned_alpha(X, Y, 0.0),
    lambda: learned_alpha(X, Y, -1.0),
    lambda: synthetic(rows=0),
    lambda: synthetic(noise=-1.0),
    lambda: synthetic(seed=-1),
    lambda: curve(synthetic(train=6), [0], [5], [0.1]),
    lambda: curve(synthetic(train=599), [0], [5], [0.1]),
    lambda: curve(synthetic(), [], [5], [0.1]),
    lambda: curve(synthetic(), [1, 1], [5], [0.1]),
    lambda: curve(synthetic(), [-1], [5], [0.1]),
    lambda: curve(synthetic(), [0], [], [0.1]),
    lambda: curve(synthetic(), [0], [0], [0.1]),
    lambda: curve(synthetic(), [0], [2.5], [0.1]),
    lambda: curve(synthetic(), [0], [5], [-0.1]),
    lambda: curve(Data("flat", X, np.ones((12, 1)), 8), [0], [5], [0.1]),
    lambda: curve(Data("vector", X, Y, 8), [0], [5], [0.1]),
    lambda: curve(replace(synthetic(), bias=-1.0), [0], [5], [0.1]),
    lambda: contrast(synthetic(), range(5)),
    lambda: contrast(synthetic(), range(6), times=1),
    lambda: interval([1.0, 2.0, 3.0]),
    lambda: interval([[1.0] * 8]),
    lambda: interval([1.0] * 7 + [math.nan]),
    lambda: interval([1.0] * 7 + [0.0], ratio=True),
]


@pytest.mark.parametrize("number", range(len(BAD)))
def test_what_cannot_be_used_is_refused_in_one_sentence(number):
    with pytest.raises(InputError) as caught:
        BAD[number]()
    assert "\n" not in str(caught.value)
