import math

import pytest
import torch

from audit.experiments.sparse import calibration
from audit.experiments.sparse.architectures import Layer
from audit.experiments.sparse.calibration import (
    accuracy_of,
    ece_of,
    mean_probabilities,
    nll_of,
    probabilities,
    sampled_probabilities,
)
from audit.experiments.sparse.model import new_model
from audit.experiments.sparse.settings import PLAIN, Cell

LAYERS = (Layer((4, 9)), Layer((3, 4)))
X = torch.rand(7, 1, 3, 3, generator=torch.Generator().manual_seed(1))
P = torch.tensor([[0.7, 0.2, 0.1], [0.1, 0.68, 0.22], [0.5, 0.3, 0.2], [0.0, 0.0, 1.0]], dtype=torch.float64)
Y = torch.tensor([0, 2, 0, 2])


def test_accuracy_and_nll_by_hand():
    assert accuracy_of(P, Y) == 0.75
    assert nll_of(P, Y) == pytest.approx(-(math.log(0.7) + math.log(0.22) + math.log(0.5)) / 4)
    assert nll_of(P, torch.tensor([1, 1, 1, 0])) > -math.log(1e-30) / 4 - 1


def test_the_calibration_error_by_hand():
    """Confidences 0.7 and 0.68 share a bin (one of two right), 0.5 and 1 have one each."""
    assert ece_of(P, Y) == pytest.approx((abs(1 - 0.7 - 0.68) + 0.5 + 0) / 4)


def test_a_calibrated_forecast_has_no_error():
    p = torch.tensor([[0.75, 0.25]] * 4, dtype=torch.float64)
    assert ece_of(p, torch.tensor([0, 0, 0, 1])) == pytest.approx(0)
    assert ece_of(p, torch.tensor([0, 0, 1, 1])) == pytest.approx(0.25)


def test_blocks_change_nothing(monkeypatch):
    model = new_model(PLAIN, LAYERS, 3)
    whole = mean_probabilities(model, X)
    monkeypatch.setattr(calibration, "BLOCK", 2)
    assert torch.allclose(mean_probabilities(model, X), whole, atol=1e-7)
    assert torch.allclose(whole.sum(1), torch.ones(7, dtype=torch.float64))


def test_sampled_weights_have_the_law_of_q():
    """With sigma^2 = 0.04 the mean over 1000 networks is that of direct draws of the weights."""
    model = new_model(Cell("ard", "exact", "additive"), LAYERS, 3)
    for noise in model.part("noise"):
        noise.data.fill_(math.log(0.04))
    found = sampled_probabilities(model, X, 1000, torch.Generator().manual_seed(6))
    generator, total = torch.Generator().manual_seed(7), torch.zeros(7, 3, dtype=torch.float64)
    for _ in range(1000):
        weights = [m.detach() + 0.2 * torch.randn(m.shape, generator=generator) for m in model.part("mean")]
        total += probabilities(model, weights, X) / 1000
    assert (found - total).abs().max() < 0.015
    assert (found - mean_probabilities(model, X)).abs().max() > 0.002
