import json
from importlib import import_module

import pytest

from audit.cli import scale
from audit.cli.main import answer
from audit.experiments import float32_check, float64_check
from audit.experiments.float32_check import Checked, Wrong
from audit.experiments.scale import starts


@pytest.fixture
def few(monkeypatch):
    """Two chunks of one input, right or not."""

    def made(*wrong, ulps=0.7):
        monkeypatch.setattr(float32_check, "chunks", lambda: [(0, 1), (1, 2)])
        found = Checked(1, 1, wrong, {"excess": ulps, "slope": 0.5})
        monkeypatch.setattr(float32_check, "checker", lambda device: lambda start, stop: found)

    return made


def test_all_right(few, capsys):
    few()
    assert answer(["scale", "--check", "float32"]) == 0
    assert "2 float32 inputs" in (out := capsys.readouterr().out)
    assert "all correctly rounded" in out
    assert "excess 0.700, slope 0.500" in out


def test_one_wrong(few, capsys):
    few(Wrong("slope", 1.0, 0.5, 0.6))
    assert answer(["scale", "--jobs", "1"]) == 1
    assert "wrong: slope(1.0) = 0.5, right 0.6" in capsys.readouterr().out


def test_the_fast_mode_too_far_off(few):
    few(ulps=0.9)
    assert answer(["scale"]) == 1


def test_json(few, capsys):
    few()
    assert answer(["scale", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["check"], found["inputs"], found["by_balls"], found["wrong"]) == ("float32", 2, 2, [])


@pytest.mark.parametrize(
    "words",
    [
        ["--check", "float16"],
        ["--check", "float64", "--device", "cuda"],
        ["--device", "tpu"],
        ["--jobs", "-1"],
        ["--budget", "0"],
        ["--budget", "nan"],
    ],
)
def test_bad_input_gets_one_sentence(words, capsys):
    assert answer(["scale", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("audit: given: ")
    assert captured.err.count("\n") == 1


def test_float64(monkeypatch, capsys):
    monkeypatch.setattr(float64_check, "chunks", lambda: [(0,)])
    monkeypatch.setattr(float64_check, "CHUNK", 300)
    assert answer(["scale", "--check", "float64"]) == 0
    assert "300 float64 inputs" in capsys.readouterr().out


def test_a_budget_ends_it_between_chunks(monkeypatch, capsys):
    clock = iter(range(0, 1000, 3))
    monkeypatch.setattr(scale.time, "perf_counter", lambda: float(next(clock)))
    monkeypatch.setattr(starts, "CHUNK", 20)
    assert answer(["scale", "--check", "flow", "--budget", "10", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "stopped after --budget: 3 of" in out
    assert "gradient flow from 60 starts" in out


def test_no_chunk_at_all_is_no_success(monkeypatch, capsys):
    clock = iter(range(0, 1000, 3))
    monkeypatch.setattr(scale.time, "perf_counter", lambda: float(next(clock)))
    assert answer(["scale", "--check", "flow", "--budget", "1", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["chunks"], found["chunks_in_all"], found["sound"]) == (0, 50, False)


@pytest.mark.parametrize("name", scale.CHECKS)
def test_every_check_answers_the_four_questions(name):
    module = import_module(scale.CHECKS[name])
    assert module.chunks()
    assert callable(module.checker("cpu"))
    assert "sound" in dir(module.nothing())


def test_a_dask_scheduler_that_does_not_answer(capsys):
    pytest.importorskip("distributed", reason="a Dask cluster needs dask")
    assert answer(["scale", "--check", "flow", "--dask", "nowhere"]) == 2
    assert "the Dask scheduler 'nowhere'" in capsys.readouterr().err
