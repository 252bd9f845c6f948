import importlib.util
import math
import sys

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.digits import digits
from audit.experiments.networks import numpy_network, torch_network
from audit.experiments.shells import Sampling, box_shells, weight_shells

needs_torch = pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="needs the torch extra")
needs_digits = pytest.mark.skipif(importlib.util.find_spec("sklearn") is None, reason="needs scikit-learn")
GENERATOR = np.random.default_rng(4)
X = GENERATOR.normal(0.3, 1.2, (9, 3))
Y = {"categorical": GENERATOR.integers(0, 3, 9), "gaussian": GENERATOR.normal(0.4, 1.1, (9, 2))}
Y["categorical"][0] = 2
OUTPUTS = {"categorical": 3, "gaussian": 2}
LAYERS = {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid"}


def module(activation, hidden, outputs, inputs=3):
    import torch

    layers = torch.nn.Linear(inputs, hidden), getattr(torch.nn, LAYERS[activation])(), torch.nn.Linear(hidden, outputs)
    return torch.nn.Sequential(*layers)


@needs_torch
@pytest.mark.parametrize("activation", LAYERS)
@pytest.mark.parametrize("likelihood", OUTPUTS)
def test_the_torch_and_the_numpy_form_agree(activation, likelihood):
    plain = numpy_network(X, Y[likelihood], 4, activation, likelihood)
    net = torch_network(module(activation, 4, OUTPUTS[likelihood]), X, Y[likelihood], likelihood)
    assert net.weights == plain.weights
    weights = np.random.default_rng(1).normal(0.2, 1.5, (6, net.weights))
    assert net.log_likelihood(weights) == pytest.approx(plain.log_likelihood(weights), rel=1e-12)
    for one, other in zip(
        *(box_shells(n, [-20.0, 0.0], 1.0, Sampling(40)).log_mean for n in (net, plain)), strict=True
    ):
        assert one == pytest.approx(other, rel=1e-12)


@needs_torch
def test_data_in_blocks_give_the_same():
    torch_module = module("tanh", 50, 3)
    roomy, tight = (torch_network(torch_module, X, Y["categorical"], memory_mib=m) for m in (64, 0.055))
    assert tight.bytes_per_sample < roomy.bytes_per_sample
    weights = np.random.default_rng(1).normal(0.2, 1.5, (3, roomy.weights))
    assert tight.log_likelihood(weights) == pytest.approx(roomy.log_likelihood(weights), rel=1e-13)


@needs_torch
def test_a_module_keeps_its_weights_and_its_type():
    import torch

    torch_module = module("relu", 4, 3)
    before = [p.clone() for p in torch_module.parameters()]
    torch_network(torch_module, X, Y["categorical"]).log_likelihood(np.zeros((1, 31)))
    for old, new in zip(before, torch_module.parameters(), strict=True):
        assert new.dtype == torch.float32
        assert torch.equal(old, new)


@needs_torch
@pytest.mark.parametrize(("device", "memory"), [("abacus", 256.0), ("cpu", 1e-4)])
def test_a_device_or_a_memory_that_is_none(device, memory):
    with pytest.raises(InputError):
        torch_network(module("relu", 4, 3), X, Y["categorical"], device=device, memory_mib=memory)


@needs_torch
def test_too_few_outputs_are_refused():
    with pytest.raises(InputError, match="outputs"):
        torch_network(module("relu", 4, 2), X, Y["categorical"])


@needs_torch
def test_cuda_agrees_with_the_processor():
    import torch

    if not torch.cuda.is_available():
        pytest.skip("needs a CUDA device")
    torch_module = module("tanh", 40, 3)
    on = [torch_network(torch_module, X, Y["categorical"], device=device) for device in ("cpu", "cuda")]
    means = [box_shells(net, [-10.0, 0.0], 1.0, Sampling(50)).log_mean for net in on]
    assert means[0] == pytest.approx(means[1], rel=1e-10)


@needs_torch
@needs_digits
def test_the_digits_under_a_network_of_a_hundred_thousand_weights():
    x, y = digits(200)
    net = torch_network(module("relu", 1334, 10, inputs=64), x, y, memory_mib=64)
    assert 1e5 <= net.weights < 1.01e5
    shells = box_shells(net, [-30.0, -20.0, -12.0], 1.0, Sampling(samples=4, memory_mib=64, lowest=3))
    assert shells.log_limit == pytest.approx(-200 * math.log(10))
    assert shells.from_limit == pytest.approx((0, 0, 0), abs=1e-3)
    assert abs(shells.slope) < 1e-4
    assert shells.memory_mib <= 64
    along = weight_shells(net, 5, [-30.0, -20.0], 0.05, 1.0, Sampling(samples=4, memory_mib=64))
    assert along.from_limit[0] == pytest.approx(0, abs=1e-9)


@needs_digits
def test_the_digits():
    x, y = digits(50)
    assert x.shape == (50, 64)
    assert x.dtype == np.float64
    assert 0 <= x.min() < x.max() <= 1
    assert set(y) == set(range(10))


@pytest.mark.parametrize("rows", [0, 1798, 2.5])
def test_rows_that_are_none(rows):
    with pytest.raises(InputError, match="rows"):
        digits(rows)


def test_without_torch_or_scikit_learn_the_command_that_installs_them(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    monkeypatch.setitem(sys.modules, "sklearn.datasets", None)
    for call in (lambda: torch_network(None, X, Y["categorical"]), digits):
        with pytest.raises(InputError, match=r"pip install 'bayes-audit\[torch\]'"):
            call()


BAD = [
    {"hidden": 0},
    {"activation": "maxout"},
    {"likelihood": "poisson"},
    {"y": Y["categorical"][:4]},
    {"y": Y["categorical"] * 0.5},
    {"y": Y["categorical"] - 1},
    {"x": X[:, 0]},
    {"x": X * np.inf},
    {"y": Y["gaussian"]},
]


@pytest.mark.filterwarnings("ignore:invalid value")
@pytest.mark.parametrize("changed", BAD)
def test_a_numpy_network_that_is_none(changed):
    with pytest.raises(InputError):
        numpy_network(**{"x": X, "y": Y["categorical"], "hidden": 4, **changed})


def test_at_zero_every_class_is_as_likely():
    net = numpy_network(X, Y["categorical"], 4)
    assert net.log_likelihood(np.zeros((1, net.weights)))[0] == pytest.approx(-9 * math.log(3))


def test_the_gaussian_likelihood_has_unit_noise():
    net = numpy_network(X, Y["gaussian"], 4, "relu", "gaussian")
    truth = sum(-(v**2) / 2 - math.log(2 * math.pi) / 2 for v in Y["gaussian"].ravel())
    assert net.log_likelihood(np.zeros((1, net.weights)))[0] == pytest.approx(truth, rel=1e-13)
