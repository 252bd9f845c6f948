"""The gradient in float32 against NumPy's float64; a wrong one is told."""

import pytest

from audit.experiments.scale import gradient as module
from audit.experiments.scale.gradient import Checked, chunks, nothing

pytest.importorskip("torch", reason="the gradient needs torch, which is an extra")


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 20_000)


def test_it_is_within_its_bound():
    found = nothing() + module.checker("cpu")(0) + module.checker("cpu")(1)
    assert found.sound
    assert found.weights == 40_000
    assert 0 < found.worst_mu < module.RELATIVE
    assert "40000 weights, 80000 variational parameters" in found.lines()[0]


@pytest.mark.parametrize("wrong", [0, 1])
def test_a_gradient_that_is_off_fails(monkeypatch, wrong):
    right = module.double.kl_gradient

    def off(mu, sigma):
        parts = list(right(mu, sigma))
        parts[wrong][17] *= 1 + 3e-6
        return tuple(parts)

    monkeypatch.setattr(module.double, "kl_gradient", off)
    assert not module.check(0).sound


def test_a_sum_that_is_off_fails(monkeypatch):
    right = module.double.kl
    monkeypatch.setattr(module.double, "kl", lambda mu, sigma: right(mu, sigma) * (1 + 5e-6))
    assert not module.check(0).sound


def test_no_weight_is_not_sound():
    assert not nothing().sound
    assert not Checked(5, finite=False).sound
    assert len(chunks(40_001)) == 3
