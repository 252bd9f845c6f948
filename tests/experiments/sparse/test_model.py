import math

import pytest
import torch

from audit.experiments.sparse.architectures import Layer
from audit.experiments.sparse.laws import COORDINATES, Coordinates
from audit.experiments.sparse.model import new_model
from audit.experiments.sparse.penalties import PENALTIES
from audit.experiments.sparse.settings import PLAIN, Cell

LAYERS = (Layer((6, 9)), Layer((3, 6)))
X = torch.rand(5, 1, 3, 3, generator=torch.Generator().manual_seed(1))


def generator():
    return torch.Generator().manual_seed(2)


@pytest.mark.parametrize("parametrisation", COORDINATES)
@pytest.mark.parametrize("pair", PENALTIES, ids=" ".join)
def test_every_cell_has_finite_gradients_in_every_tensor(pair, parametrisation):
    model = new_model(Cell(*pair, parametrisation), LAYERS, 4)
    out, penalty = model.outputs_and_penalty(X, generator())
    total = out.square().sum() if penalty is None else out.square().sum() + penalty
    slopes = torch.autograd.grad(total, list(model.tensors.values()))
    assert all(slope.isfinite().all() for slope in slopes)
    assert all(slope.abs().sum() > 0 for name, slope in zip(model.tensors, slopes, strict=True) if "scale" not in name)


def test_cells_of_one_seed_begin_with_the_same_means():
    one, other = new_model(PLAIN, LAYERS, 7), new_model(Cell("ard", "exact", "additive"), LAYERS, 7)
    assert torch.equal(one.tensors["1.mean"], other.tensors["1.mean"])
    assert not torch.equal(one.tensors["1.mean"], new_model(PLAIN, LAYERS, 8).tensors["1.mean"])
    assert one.tensors["0.mean"].abs().max() <= 1 / 3


def stays_below_one(parametrisation):
    """With the cubic no alpha exceeds 1, whatever a step did to the noise."""
    model = new_model(Cell("log-uniform", "kingma2015", parametrisation), LAYERS, 4)
    for noise in model.part("noise"):
        noise.data += 20.0
    model.project()
    return max(values.max().item() for values in model.log_alphas()) < 1e-5


@pytest.mark.parametrize("parametrisation", COORDINATES)
def test_the_projection_keeps_alpha_at_most_one(parametrisation):
    assert stays_below_one(parametrisation)


@pytest.mark.parametrize("parametrisation", COORDINATES)
def test_a_projection_left_out_is_seen(parametrisation, monkeypatch):
    right = COORDINATES[parametrisation]

    def unclipped(mean, noise, most):
        return right.log_alpha(mean, noise, math.inf)

    broken = Coordinates(right.law, unclipped, right.start, lambda mean, noise, most: noise)
    monkeypatch.setitem(COORDINATES, parametrisation, broken)
    assert not stays_below_one(parametrisation)


def test_only_the_cubic_is_projected():
    model = new_model(Cell("log-uniform", "exact", "additive"), LAYERS, 4)
    model.tensors["0.noise"].data += 20.0
    before = model.tensors["0.noise"].detach().clone()
    model.project()
    assert torch.equal(model.tensors["0.noise"], before)


def test_a_plain_network_draws_nothing():
    model, used = new_model(PLAIN, LAYERS, 4), generator()
    first, penalty = model.outputs_and_penalty(X, used)
    assert penalty is None
    assert torch.equal(first, model.outputs_and_penalty(X, used)[0])


def test_the_learnt_scale_is_one_for_each_layer():
    model = new_model(Cell("horseshoe-global", "bound"), LAYERS, 4)
    assert [tuple(scale.shape) for scale in model.part("scale")] == [(), ()]
    assert "0.scale" not in new_model(Cell("horseshoe", "bound"), LAYERS, 4).tensors


def test_the_generator_that_torch_shares_is_not_touched():
    before = torch.random.get_rng_state()
    model = new_model(Cell("ard", "exact"), LAYERS, 4)
    model.outputs_and_penalty(X, generator())
    assert torch.equal(before, torch.random.get_rng_state())
