import json
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, version

import pytest

from audit import __version__
from audit.cli import answer
from audit.cli import version as told
from audit.cli.version import EXTRAS, Extra, Versions, as_text, found
from audit.pseudo_kl import engine


def installed(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def test_what_is_printed_is_what_is_installed(capsys):
    assert answer(["--version"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == f"audit {__version__}"
    assert lines[1] == f"engine {engine.chosen()}, of {', '.join(engine.engines())}"
    assert lines[2].endswith(sys.version.split()[0])
    for name, line in zip(EXTRAS, lines[3:], strict=True):
        number = installed(name)
        assert line.startswith(f"{name} not found: pip install" if number is None else f"{name} {number}")


def test_json_says_the_same(capsys):
    assert answer(["--version", "--json"]) == 0
    one = json.loads(capsys.readouterr().out)
    assert answer(["--json", "--version"]) == 0
    assert json.loads(capsys.readouterr().out) == one
    assert (one["audit"], one["engine"], tuple(one["engines"])) == (__version__, engine.chosen(), engine.engines())
    assert {name: extra["version"] for name, extra in one["extras"].items()} == {
        name: installed(name) for name in EXTRAS
    }


def test_cuda_is_what_torch_says_of_itself():
    torch = pytest.importorskip("torch")
    assert found("torch") == Extra(torch.__version__, torch.version.cuda)


@pytest.mark.parametrize(
    ("source", "cuda"),
    [
        ("from typing import Optional\ncuda: Optional[str] = '12.8'\nhip = None\n", "12.8"),
        ("cuda = '11.7'\n", "11.7"),
        ("cuda: str | None = None\n", None),
        ("cuda = some()\n", None),
        ("__version__ = '2.0'\n", None),
        ("cuda = = '12.8'\n", None),
    ],
)
def test_the_cuda_of_other_builds(source, cuda, tmp_path, monkeypatch):
    (tmp_path / "torch").mkdir()
    (tmp_path / "torch" / "version.py").write_text(source)
    installation(tmp_path, monkeypatch)
    assert found("torch") == Extra("9.8.7", cuda)


def test_a_torch_without_that_file_is_found_all_the_same(tmp_path, monkeypatch):
    installation(tmp_path, monkeypatch)
    assert found("torch") == Extra("9.8.7", None)


def installation(folder, monkeypatch):
    """A torch 9.8.7 that lies before all others."""
    (folder / "torch-9.8.7.dist-info").mkdir()
    (folder / "torch-9.8.7.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 9.8.7\n")
    monkeypatch.syspath_prepend(folder)


def test_extras_that_are_not_there_say_how_to_get_them(monkeypatch):
    monkeypatch.setattr(told, "distribution", missing)
    extras = told.versions().extras
    assert set(extras.values()) == {Extra(None)}
    lines = as_text(Versions("1", "numpy", ("numpy",), "CPython 3.11.0", extras)).splitlines()
    assert lines[3:] == [f"{name} not found: {command}" for name, command in EXTRAS.items()]


def missing(name):
    raise PackageNotFoundError(name)


def test_cuda_is_shown():
    lines = as_text(Versions("1", "numpy", ("numpy",), "CPython 3.11.0", {"torch": Extra("2.0", "12.8")})).splitlines()
    assert lines[-1] == "torch 2.0, built for CUDA 12.8"


def test_no_extra_is_imported():
    program = "import sys; from audit.cli import answer; answer(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert not {"torch", "sklearn", "jax", "distributed", "scipy"} & set(done.stdout.splitlines()[-1].split())


@pytest.mark.parametrize("words", [["--json"], ["--json", "list"]])
def test_json_belongs_to_the_version_or_after_a_command(words, capsys):
    assert answer(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("; try: audit --version --json\n")


def test_an_engine_that_is_not_there_is_told(monkeypatch, capsys):
    monkeypatch.setenv(engine.VARIABLE, "abacus")
    assert answer(["--version"]) == 2
    assert "given: the engine 'abacus'" in capsys.readouterr().err
