import math

import pytest
import torch

from audit.experiments.sparse import laws
from audit.experiments.sparse.architectures import NETWORKS, Layer, logits, noisy_logits, weights_of
from audit.experiments.sparse.laws import COORDINATES

DRAWS = 4000


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("side", [8, 28])
def test_shapes_fit_together(network, side):
    layers = NETWORKS[network](side, 10)
    weights = [torch.zeros(layer.shape) for layer in layers]
    biases = [torch.zeros(layer.shape[0]) for layer in layers]
    assert logits(layers, weights, biases, torch.zeros(2, 1, side, side)).shape == (2, 10)


def test_weights_are_counted_without_biases():
    assert weights_of(NETWORKS["dense"](8, 10)) == 64 * 128 + 128 * 64 + 64 * 10
    assert weights_of(NETWORKS["convolutional"](8, 10)) == 16 * 9 + 32 * 16 * 9 + 64 * 128 + 64 * 10


def test_the_fixed_form_is_that_of_torch():
    layers = (Layer((4, 1, 3, 3), 1), Layer((5, 4 * 4 * 4)), Layer((3, 5)))
    parts = [torch.nn.Conv2d(1, 4, 3, padding=1), torch.nn.Linear(64, 5), torch.nn.Linear(5, 3)]
    relu, pool = torch.nn.ReLU(), torch.nn.MaxPool2d(2)
    same = torch.nn.Sequential(parts[0], relu, pool, torch.nn.Flatten(), parts[1], relu, parts[2])
    x = torch.randn(6, 1, 8, 8, generator=torch.Generator().manual_seed(3))
    found = logits(layers, [p.weight for p in parts], [p.bias for p in parts], x)
    assert torch.allclose(found, same(x), atol=1e-6)


def noise_is_right():
    """Mean and variance of many draws of one layer: N(x theta, x^2 alpha theta^2), each output by itself; 5 standard errors."""
    generator = torch.Generator().manual_seed(5)
    theta, log_alpha = (
        torch.tensor([[0.7, -1.3, 0.2], [2.0, 0.1, -0.4]]),
        torch.tensor([[-1.0, 0.4, -2.0], [-3.0, 1.0, 0.0]]),
    )
    x = torch.tensor([[0.9, -0.3, 1.4]]).expand(DRAWS, 3)
    law = COORDINATES["multiplicative"].law(theta, log_alpha, math.inf)
    out = noisy_logits((Layer((2, 3)),), [law], [torch.tensor([0.1, -0.2])], x, generator)
    mean = x[0] @ theta.T + torch.tensor([0.1, -0.2])
    variance = x[0] ** 2 @ (log_alpha.exp() * theta**2).T
    close = ((out.mean(0) - mean).abs() < 5 * (variance / DRAWS).sqrt()).all()
    spread = ((out.var(0) / variance - 1).abs() < 5 * math.sqrt(2 / DRAWS)).all()
    apart = abs(torch.corrcoef(out.T)[0, 1].item()) < 5 / math.sqrt(DRAWS)
    return bool(close and spread and apart)


def test_the_noise_has_the_mean_and_the_variance_of_the_law():
    assert noise_is_right()


@pytest.mark.parametrize(
    "wrong", [lambda v: v.square(), lambda v: v.sqrt(), lambda v: 1.3 * v], ids=["square", "root", "more"]
)
def test_a_wrong_variance_is_seen(wrong, monkeypatch):
    right = COORDINATES["multiplicative"].law

    def broken(mean, noise, most):
        law = right(mean, noise, most)
        return laws.Law(law.mean, wrong(law.variance), law.log_variance, law.inverse_alpha)

    system = COORDINATES["multiplicative"]
    changed = laws.Coordinates(broken, system.log_alpha, system.start, system.project)
    monkeypatch.setitem(COORDINATES, "multiplicative", changed)
    assert not noise_is_right()


def test_inputs_of_zero_have_a_gradient():
    mean = torch.ones(2, 3, requires_grad=True)
    law = COORDINATES["additive"].law(mean, torch.zeros(2, 3), math.inf)
    out = noisy_logits((Layer((2, 3)),), [law], [torch.zeros(2)], torch.zeros(4, 3), torch.Generator().manual_seed(0))
    (slope,) = torch.autograd.grad(out.sum(), mean)
    assert slope.isfinite().all()
