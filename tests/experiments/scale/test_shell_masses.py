"""Shells near zero hold the same mass; a likelihood that vanishes there does not pass."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.scale import shell_masses as module
from audit.experiments.scale.shell_masses import _network, checker, chunks, nothing
from audit.experiments.shells import Network


@pytest.fixture(autouse=True)
def _few(monkeypatch):
    monkeypatch.setattr(module, "SAMPLES", 8)
    monkeypatch.setattr(module, "HIDDEN", 3)
    _network.cache_clear()
    yield
    _network.cache_clear()


def test_each_shell_holds_as_much_as_the_next():
    found = nothing() + checker("cpu")(0) + checker("cpu")(1)
    assert found.sound
    assert (found.chunks, found.samples) == (2, 16)
    assert found.steepest < 1e-11


def test_a_likelihood_that_vanishes_at_zero_fails(monkeypatch):
    vanishing = Network("vanishing", 4, lambda w: np.log(np.abs(w).sum(axis=1) + 1e-300), 100)
    monkeypatch.setattr(module, "_network", lambda device: vanishing)
    assert not module.check(0).sound


def test_bad_input():
    assert not nothing().sound
    assert len(chunks()) == 100
    with pytest.raises(InputError, match="the device 'tpu'"):
        checker("tpu")
