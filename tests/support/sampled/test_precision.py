"""The bits of samples, from their dtype or from their values."""

import numpy as np
import pytest

from audit.support.sampled.precision import bits_of_values, spacing, unit

NORMAL = np.random.default_rng(3).normal(size=5000)


def bfloat16(values):
    return (values.astype(np.float32).view(np.uint32) & np.uint32(0xFFFF0000)).view(np.float32)


@pytest.mark.parametrize(
    ("values", "bits"),
    [
        (NORMAL, 53),
        (NORMAL.astype(np.float32), 24),
        (NORMAL.astype(np.float16), 11),
        (bfloat16(NORMAL), 8),
        (1 + 1e-3 * NORMAL.astype(np.float32), 24),
    ],
)
def test_widened_values_keep_their_bits(values, bits):
    assert bits_of_values(values.astype(np.float64), 53) == bits


@pytest.mark.parametrize("values", [np.arange(2) * 1.0, np.arange(1000) * 1.0, np.arange(1000) / 8])
def test_whole_numbers_and_few_values_say_nothing(values):
    assert bits_of_values(values, 53) == 53


def test_bits_never_grow():
    assert bits_of_values(NORMAL, 24) == 24


@pytest.mark.parametrize(("dtype", "bits"), [(np.float64, 53), (np.float32, 24)])
def test_the_spacing_is_that_of_numpy(dtype, bits):
    values = NORMAL.astype(dtype)
    assert np.array_equal(spacing(values.astype(np.float64), bits), np.abs(np.spacing(values)).astype(np.float64))
    assert unit(bits) == np.finfo(dtype).eps / 2
