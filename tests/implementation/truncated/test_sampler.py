"""The law of the noise: truncated or not, at stated levels."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.implementation.findings import Verdict
from audit.implementation.truncated.reference import truncated_prior
from audit.implementation.truncated.sampler import ks_p_value, sampler_check
from tests.implementation.truncated import kls

PRIOR = truncated_prior()


@pytest.mark.parametrize("seed", range(5))
def test_a_sound_sampler_passes(seed: int) -> None:
    assert sampler_check(PRIOR, kls.noise, seed).verdict is Verdict.SOUND


@pytest.mark.parametrize(
    ("sampler", "story"),
    [
        (kls.clipped_noise, "clipping for truncation"),
        (kls.uncut_noise, "w is not cut"),
        (lambda m, s, n, seed: kls.noise(m, s**2, n, seed), "sigma^2 is used as sigma"),
        (lambda m, s, n, seed: kls.noise(m, s**0.5, n, seed), "sqrt"),
        (lambda m, s, n, seed: np.log(kls.noise(m, s, n, seed)), "outside of"),
        (lambda m, s, n, seed: kls.noise(m, 1.1 * s, n, seed), "another one"),
    ],
)
def test_a_broken_one_is_told(sampler, story: str) -> None:
    found = sampler_check(PRIOR, sampler)
    assert found.verdict is Verdict.DEFECT
    assert story in found.summary


def test_the_p_value_is_that_of_the_test() -> None:
    rng = np.random.default_rng(3)
    from scipy.stats import kstest

    sample = np.sort(rng.uniform(size=5000) ** 1.01)
    assert ks_p_value(sample) == pytest.approx(kstest(sample, "uniform", method="asymp").pvalue, rel=1e-9)


def test_another_count_is_bad_input() -> None:
    with pytest.raises(InputError, match="shape \\(3,\\) from f\\(n\\)"):
        sampler_check(PRIOR, lambda m, s, n: np.ones(3))
