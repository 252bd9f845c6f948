"""The small network: its hand-written gradients against differences, its noise, its pruning, and bad input."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments import small_network as module
from audit.experiments.small_network import SLOPES, Trained, _backward, _Layer, data, train


def _loss(layers, x, y, seed):
    """The summed cross-entropy with the same noise."""
    random = np.random.default_rng(seed)
    inner = layers[0].forward(x, random)
    logits = layers[1].forward(np.maximum(inner, 0.0), random)
    top = logits.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(logits - top).sum(axis=1))
    return float((log_sum - logits[np.arange(len(y)), y]).sum())


def _network(coordinates):
    random = np.random.default_rng(3)
    layers = [_Layer(random, size, coordinates) for size in ((7, 5), (5, 2))]
    for layer in layers:
        layer.mean, layer.noise = layer.mean.astype(np.float64), layer.noise.astype(np.float64) + 2.0
    return layers, random.standard_normal((11, 7)), random.integers(0, 2, 11)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_gradients_are_those_of_the_sampled_loss(layer):
    layers, x, y = _network("additive")
    _backward(layers, x, y, np.random.default_rng(5))
    by_mean, by_variance, by_bias = (part.copy() for part in layers[layer].slopes)
    by_noise = by_variance * np.exp(layers[layer].noise)
    h = 1e-5
    for name, found in (("mean", by_mean), ("noise", by_noise), ("bias", by_bias)):
        value = getattr(layers[layer], name)
        for index in [(0,), (1,)] if name == "bias" else [(0, 0), (3, 1)]:
            kept = value[index]
            ends = []
            for step in (h, -h):
                value[index] = kept + step
                ends.append(_loss(layers, x, y, 5))
            value[index] = kept
            assert (ends[0] - ends[1]) / (2 * h) == pytest.approx(found[index], rel=2e-2, abs=2e-3)


def test_activations_have_the_variance_of_the_weights():
    layers, x, _ = _network("additive")
    random = np.random.default_rng(8)
    drawn = np.stack([layers[0].forward(x, random) for _ in range(4000)])
    assert drawn.mean(axis=0) == pytest.approx(x @ layers[0].mean, abs=0.1)
    assert drawn.var(axis=0) == pytest.approx(x**2 @ layers[0].variance(), rel=0.15)


def test_both_coordinates_start_at_the_same_noise():
    one, two = (_Layer(np.random.default_rng(1), (6, 4), name) for name in module.COORDINATES)
    assert one.variance() == pytest.approx(two.variance(), rel=1e-5)
    assert one.log_alpha() == pytest.approx(two.log_alpha(), rel=1e-4)


def test_a_run_is_repeatable_and_prunes():
    first, again = (train("exact", hidden=5, steps=200) for _ in range(2))
    assert first == again
    assert first.weights == 5 * 102
    assert first.kept < first.weights
    assert first != train("exact", hidden=5, steps=200, seed=1)


def test_without_noise_nothing_is_pruned():
    found = train("none", hidden=5, steps=20)
    assert (found.kept, found.compression) == (found.weights, 1.0)


def test_no_weight_left_is_no_division_by_zero():
    assert Trained(10, 0, 0.5, 0.5).compression == 10


@pytest.mark.parametrize("name", SLOPES)
def test_slopes_are_finite_far_out(name):
    u = np.array([0.0, 1e-300, 1e-38, 1.0, 1e30, 1e100])
    assert np.isfinite(SLOPES[name](u)).all()


def test_the_data_have_one_informative_input():
    x, y = data(500, np.random.default_rng(0))
    assert x.shape == (500, 100)
    assert (y == (x[:, 0] > 0)).all()


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("lasso",), "'lasso' in 'additive'"),
        (("exact", "polar"), "in 'polar'"),
        (("exact", "additive", 0, 0), "hidden"),
        (("exact", "additive", 0, 3, 0), "steps"),
    ],
)
def test_bad_input(given, complaint):
    with pytest.raises(InputError, match=complaint):
        train(*given)
