"""Monte Carlo against the exact mean: right, and wrong by a part of a thousandth."""

from functools import reduce
from operator import add

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.scale import log_moment as module
from audit.experiments.scale.log_moment import BANDS, LIMIT, Checked, check, checker, chunks, nothing


def seen(monkeypatch, excess=None, count=3):
    monkeypatch.setattr(module, "CHUNK", 4000)
    if excess is not None:
        monkeypatch.setattr(module.double, "excess", excess)
    return reduce(add, (check(seed, None) for seed in range(count)), nothing())


def test_the_exact_mean_passes(monkeypatch):
    found = seen(monkeypatch)
    assert found.sound
    assert (found.pairs, sum(found.count), found.samples) == (12_000, 12_000, 2_400_000)
    assert max(map(abs, found.z)) < LIMIT


@pytest.mark.parametrize("wrong", [lambda f, u: f + 0.03, lambda f, u: f * 1.03, lambda f, u: f + 0.05 * (u > 50)])
def test_a_wrong_mean_fails(monkeypatch, wrong):
    right = module.double.excess
    assert not seen(monkeypatch, lambda u: wrong(right(u), u)).sound


def test_the_level_is_that_of_all_bands():
    from scipy.special import ndtr

    assert 2 * BANDS * ndtr(-LIMIT) == pytest.approx(module.LEVEL)


def test_one_band_beyond_the_level_fails():
    """P(|z| > 5.4513) is 1e-6/20 for a standard normal z, by SciPy's survival function."""
    from scipy.stats import norm

    assert norm.isf(1e-6 / 40) == pytest.approx(5.4513, abs=1e-4)
    quiet = (0.0,) * (BANDS - 1)
    for z, sound in ((5.45, True), (-5.45, True), (5.46, False), (-5.46, False)):
        assert Checked(1, 1, (1,) * BANDS, (z, *quiet), (1.0,) * BANDS).sound is sound


def test_nothing_is_not_sound():
    assert not nothing().sound
    assert len(chunks()) == 100


def test_a_sum_is_that_of_the_parts():
    one = Checked(1, 2, (1,) * BANDS, (0.5,) * BANDS, (0.25,) * BANDS)
    both = one + one
    assert both.z == pytest.approx((1.0 / 0.5**0.5,) * BANDS)


def test_the_path_of_a_gpu_says_the_same(monkeypatch):
    pytest.importorskip("torch", reason="the path of a GPU needs torch, which is an extra")
    monkeypatch.setattr(module, "CHUNK", 4000)
    assert (check(0, "cpu") + check(1, "cpu")).sound
    assert check(0, "cpu").total != check(0, None).total


def test_another_device_is_bad_input():
    with pytest.raises(InputError, match="device = 'tpu'"):
        checker("tpu")


def test_pairs_do_not_depend_on_the_path():
    assert np.array_equal(check(3, None).count, check(3, None).count)
