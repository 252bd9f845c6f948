"""A flow from many starts: all arrive; one that does not is told."""

import pytest

from audit.errors import InputError
from audit.experiments.scale import starts as module
from audit.experiments.scale.starts import Checked, checker, chunks, nothing


def test_all_arrive_at_the_certified_minimum(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 300)
    found = nothing() + checker("cpu")(0) + checker("cpu")(1)
    assert found.sound
    assert found.ended["point 0"] == found.starts == 600
    assert "point 0: 600, 100.0000%" in "\n".join(found.lines())


def test_a_flow_that_is_cut_short_fails(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 300)
    monkeypatch.setattr(module, "TIME", 0.5)
    found = module.check(0)
    assert found.ended["on the way"] > 0
    assert not found.sound


def test_a_lost_path_fails():
    assert not Checked(3, 1, {"point 0": 2}).sound
    assert not nothing().sound
    assert len(chunks()) == 50


def test_another_device_is_bad_input():
    with pytest.raises(InputError, match="the device 'cuda'"):
        checker("cuda")
