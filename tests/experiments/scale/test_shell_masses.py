"""Shells near zero hold the same mass; a likelihood that vanishes there does not pass."""

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.scale import shell_masses as module
from audit.experiments.scale.shell_masses import Checked, _network, checker, chunks, nothing
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


def test_a_mass_that_falls_slowly_fails(monkeypatch):
    """L = |w|^(1e-8), cut off below the shells: a hundred-millionth a shell is more than 1e-9."""
    slow = Network("slow", 1, lambda w: 1e-8 * np.log(np.maximum(np.abs(w).max(axis=1), 1e-20)), 100)
    monkeypatch.setattr(module, "_network", lambda device: slow)
    found = module.check(0)
    assert found.slope == pytest.approx(1e-8, rel=0.5)
    assert not found.sound


def test_each_of_both_is_held_against_a_billionth():
    for steepest, from_limit, sound in ((9e-10, 9e-10, True), (2e-9, 0.0, False), (0.0, 2e-9, False)):
        assert Checked(1, 8, 0.0, steepest, from_limit).sound is sound


def test_bad_input():
    assert not nothing().sound
    assert len(chunks()) == 100
    with pytest.raises(InputError, match="the device 'tpu'"):
        checker("tpu")
