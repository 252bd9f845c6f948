import math

import pytest
import torch

from audit.experiments.sparse import laws
from audit.experiments.sparse.laws import CLIP, COORDINATES, FIRST_LOG_SIGMA2

MEAN = torch.tensor([0.7, -1.9, 0.05, 3.1], dtype=torch.float64)
NOISE = torch.tensor([-0.3, 1.4, -6.0, 2.2], dtype=torch.float64)
FREE = math.inf


@pytest.mark.parametrize("name", COORDINATES)
def test_alpha_is_variance_over_squared_mean(name):
    law = COORDINATES[name].law(MEAN, NOISE, FREE)
    log_alpha = COORDINATES[name].log_alpha(MEAN, NOISE, FREE)
    assert torch.allclose(law.variance, log_alpha.exp() * MEAN**2, rtol=1e-12)
    assert torch.allclose(law.log_variance, law.variance.log(), rtol=1e-12)
    assert torch.allclose(law.inverse_alpha, MEAN**2 / law.variance, rtol=1e-12)


def test_what_the_noise_is_in_each():
    alpha = COORDINATES["multiplicative"].law(MEAN, NOISE, FREE).variance / MEAN**2
    assert torch.allclose(alpha, NOISE.exp())
    assert torch.allclose(COORDINATES["additive"].law(MEAN, NOISE, FREE).variance, NOISE.exp())
    inside = COORDINATES["clipped"].law(MEAN, NOISE, FREE).variance[:3]
    assert torch.allclose(inside, NOISE.exp()[:3], rtol=1e-4)


@pytest.mark.parametrize("name", COORDINATES)
def test_all_start_from_one_law(name):
    small = MEAN / 4
    law = COORDINATES[name].law(small, COORDINATES[name].start(small), FREE)
    assert torch.allclose(law.log_variance, torch.full_like(small, FIRST_LOG_SIGMA2), atol=1e-3)


def is_clipped(mean=0.01):
    """Far outside of the clip alpha is e^8, and the noise has no gradient."""
    far = torch.tensor(5.0, dtype=torch.float64, requires_grad=True)
    law = COORDINATES["clipped"].law(torch.tensor(mean, dtype=torch.float64), far, FREE)
    (slope,) = torch.autograd.grad(law.inverse_alpha, far)
    return law.variance.item() == pytest.approx(math.exp(CLIP) * mean**2) and slope.item() == 0


def test_the_clip_acts(monkeypatch):
    assert is_clipped()
    monkeypatch.setattr(laws, "CLIP", 80.0)
    assert not is_clipped()


def test_the_small_constant_of_the_reference_code():
    """log(theta^2 + 1e-8) is -8 log 10 at theta = 0, and log(2e-8) at theta = 1e-4."""
    mean, noise = torch.tensor([0.0, 1e-4], dtype=torch.float64), torch.tensor([-20.0, -20.0], dtype=torch.float64)
    log_alpha = COORDINATES["clipped"].log_alpha(mean, noise, FREE)
    wanted = [-20 + 8 * math.log(10), -20 + 8 * math.log(10) - math.log(2)]
    assert log_alpha.tolist() == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize("name", COORDINATES)
def test_after_a_projection_no_alpha_exceeds_one(name):
    system = COORDINATES[name]
    noise = system.project(MEAN, NOISE, 0.0)
    assert (system.log_alpha(MEAN, noise, 0.0) <= 1e-12).all()
    assert (system.law(MEAN, noise, 0.0).inverse_alpha >= 1 - 1e-12).all()
    small = system.start(MEAN)
    assert torch.equal(system.project(MEAN, small, FREE), small)


@pytest.mark.parametrize("name", COORDINATES)
def test_gradients_are_finite_at_a_mean_of_zero(name):
    mean = torch.zeros(3, requires_grad=True)
    noise = COORDINATES[name].start(mean.detach()).requires_grad_()
    law = COORDINATES[name].law(mean, noise, FREE)
    total = law.variance.sum() + law.inverse_alpha.sum() + law.log_variance.sum()
    for slope in torch.autograd.grad(total, [mean, noise]):
        assert slope.isfinite().all()
