"""The noise of the KL: sound samplers pass for many seeds, each known mistake is named."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.implementation.sampler import sampler_check
from tests.implementation import kls


@pytest.mark.parametrize("seed", range(12))
def test_sound_noise_passes(seed):
    assert sampler_check(kls.noise, seed).verdict == "SOUND"


def test_noise_of_torch_is_seeded():
    first, second = (sampler_check(kls.noise_torch, 5) for _ in range(2))
    assert first.verdict == "SOUND"
    assert first.numbers == second.numbers


@pytest.mark.parametrize(
    ("sampler", "words"),
    [
        (kls.noise_sigma2_for_sigma, "variance is alpha^2: alpha, or sigma^2, is used as a standard deviation"),
        (kls.noise_alpha_for_deviation, "variance is alpha^2"),
        (kls.noise_without_one, "mean"),
        (lambda alpha, n, seed: kls.noise(alpha, n, seed) + 0.02, "mean 1.02"),
        (kls.noise_off_by_a_little, "its variance is 0.09"),
        (lambda alpha, n: 1 + 1.05**0.5 * alpha * np.random.standard_normal(n), "its variance is 0.008"),
        (lambda alpha, n: 1 + np.random.standard_normal(n), "alpha is not used"),
        (lambda alpha, n: np.ones(n), "there is no noise"),
        (lambda alpha, n: 1 + alpha**0.25 * np.random.standard_normal(n), "a square root too many"),
        (lambda alpha, n: 1 + (alpha / (1 + alpha)) ** 0.5 * np.random.standard_normal(n), "dropout's p"),
    ],
)
def test_every_mistake_is_named(sampler, words):
    found = sampler_check(sampler)
    assert found.verdict == "DEFECT"
    assert words in found.summary


def test_other_noise_with_the_moments_passes_as_it_says():
    rng = np.random.default_rng(2)
    dropout = sampler_check(lambda alpha, n: 1 + alpha**0.5 * rng.choice([-1.0, 1.0], n))
    assert dropout.verdict == "SOUND"


@pytest.mark.parametrize("sampler", [lambda alpha: 1.0, lambda alpha, n: np.ones((n, 2)), lambda alpha, n: np.ones(3)])
def test_what_is_no_sampler(sampler):
    with pytest.raises(InputError):
        sampler_check(sampler)


@pytest.mark.parametrize("times", [2, 5])
def test_draws_that_repeat_are_told(times):
    def noise(alpha, n, seed):
        fresh = np.random.default_rng(seed).standard_normal(n // times)
        return 1 + alpha**0.5 * np.repeat(fresh, times)

    found = sampler_check(noise)
    assert found.verdict == "DEFECT"


def test_a_repeat_that_the_moments_do_not_show_is_told():
    def noise(alpha, n, seed):
        fresh = np.random.default_rng(seed).standard_normal(n // 2)
        return 1 + alpha**0.5 * np.repeat((fresh - fresh.mean()) / fresh.std(), 2)

    assert "draws repeat" in sampler_check(noise).summary


def test_float32_draws_do_not_repeat():
    def noise(alpha, n, seed):
        return 1 + np.float32(alpha**0.5) * np.random.default_rng(seed).standard_normal(n, dtype=np.float32)

    assert sampler_check(noise).verdict == "SOUND"
