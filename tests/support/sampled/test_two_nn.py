"""The intrinsic dimension from two neighbours."""

import numpy as np
import pytest

from audit.support.sampled.two_nn import two_nn


def found(values, original=None):
    return two_nn(values, 0.99, np.random.default_rng(0), original)


@pytest.mark.parametrize("ambient", [2, 3, 5, 10])
def test_normal_samples_are_not_below_their_reference(ambient):
    nearest = found(np.random.default_rng(ambient).normal(size=(1500, ambient)))
    assert not nearest.below
    assert nearest.low < nearest.reference < nearest.high


@pytest.mark.parametrize("dimension", [1, 2])
def test_a_curved_support_is_below(dimension):
    rng = np.random.default_rng(dimension)
    turn = rng.uniform(0, 3, size=(1500, dimension))
    nearest = found(np.hstack([np.sin(turn), np.cos(2 * turn), np.exp(turn.sum(axis=1, keepdims=True))]))
    assert nearest.below
    assert abs(nearest.estimate - dimension) < 0.5


def test_heavy_tails_are_no_reason_if_the_original_coordinates_are_independent():
    rng = np.random.default_rng(5)
    values = rng.lognormal(0, 2, size=(1500, 10))
    turned = values @ np.linalg.qr(rng.normal(size=(10, 10)))[0]
    assert not found(turned, values).below


def test_collinear_ranks_are_no_chart():
    rng = np.random.default_rng(6)
    base = rng.normal(size=(1500, 1))
    thin = base + 1e-9 * rng.normal(size=(1500, 2))
    assert found(rng.normal(size=(1500, 2)), thin).estimate < 3
