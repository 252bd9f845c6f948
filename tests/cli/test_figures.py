"""The command `figures`: files, sheet, JSON, exit codes."""

import json

import pytest

from audit.cli.main import answer
from audit.figures.plan import Figure

TOYS = tuple(
    Figure(stem, "A toy.", lambda: {"x": [1, 2]}, lambda canvas, columns: canvas.add_subplot())
    for stem in ("s2_incoherent", "pruning_rule")
)


@pytest.fixture
def toys(monkeypatch):
    monkeypatch.setattr("audit.figures.figures", lambda stems: TOYS)


def test_the_command_makes_figures_and_a_sheet(tmp_path, capsys, toys):
    assert answer(["figures", "--out", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    assert "pruning_rule.svg" in out
    assert "contact_sheet.png" in out
    assert (tmp_path / "contact_sheet.png").exists()


def test_json_names_every_figure_and_the_sheet(tmp_path, capsys, toys):
    assert answer(["figures", "--out", str(tmp_path), "--columns", "2", "--jobs", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["figures"]
    assert [one["stem"] for one in found] == ["s2_incoherent", "pruning_rule", "contact_sheet"]
    assert len(found[0]["files"]) == 4


def test_several_venues_have_folders_with_sheets(tmp_path, capsys, toys):
    assert answer(["figures", "--out", str(tmp_path), "--venue", "icml2024", "--venue", "neurips2024"]) == 0
    assert (tmp_path / "neurips2024" / "contact_sheet.png").exists()
    assert "icml2024" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nothing"], "the figure nothing"),
        (["--venue", "nature"], "the venue 'nature'"),
        (["--columns", "3"], "--columns 3"),
        (["--venue", "neurips2024", "--columns", "2"], "has one column"),
        (["--jobs", "0"], "--jobs 0"),
    ],
)
def test_what_it_does_not_know_is_refused(tmp_path, capsys, words, said):
    assert answer(["figures", *words, "--out", str(tmp_path / "out")]) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
