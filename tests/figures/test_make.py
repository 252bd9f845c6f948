"""Figures to files: the same bytes alone and in company, for one venue and for several, and nothing half-written."""

import csv
import json

import pytest

from audit.errors import CheckError, InputError
from audit.figures import figures, make
from audit.figures.manifest import read
from audit.figures.plan import Figure

QUICK = Figure("toy", "A toy.", lambda: {"x": [1, 2], "y": [0.5, None]}, lambda canvas, columns: canvas.add_subplot())
CHEAP = ("s3_degenerate_support", "s3_row_noise")
KINDS = [".csv", ".pdf", ".svg", ".png"]


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_files_and_manifest(tmp_path):
    (made,) = make([QUICK], tmp_path)
    assert [file.suffix for file in made.files] == KINDS
    assert list(csv.reader((tmp_path / "toy.csv").read_text().splitlines())) == [["x", "y"], ["1", "0.5"], ["2", ""]]
    assert (read(tmp_path)["toy"]["venue"], read(tmp_path)["toy"]["caption"]) == ("icml2024", "A toy.")


@pytest.mark.filterwarnings("ignore:.*use of fork.*:DeprecationWarning")
def test_two_runs_are_equal_to_the_byte_alone_and_in_processes(tmp_path):
    """The manifest too, unless somebody commits between the two."""
    for name, jobs in (("alone", 1), ("together", 2)):
        make(figures(CHEAP), tmp_path / name, jobs=jobs)
    alone, together = contents(tmp_path / "alone"), contents(tmp_path / "together")
    manifests = [json.loads(files.pop("manifest.json")) for files in (alone, together)]
    assert alone == together
    assert len(alone) == len(CHEAP) * len(KINDS)
    first, second = ({stem: entry["files"] for stem, entry in manifest.items()} for manifest in manifests)
    assert first == second


def test_several_venues_share_the_data_and_have_folders(tmp_path):
    asked = []
    counted = Figure("toy", "A toy.", lambda: asked.append(1) or {"x": [1]}, QUICK.draw)
    (made,) = make([counted], tmp_path, ("icml2024", "jmlr2001", "icml2024"))
    assert len(asked) == 1
    assert {file.parent.name for file in made.files} == {"icml2024", "jmlr2001"}
    pictures = [(tmp_path / venue / "toy.pdf").read_bytes() for venue in ("icml2024", "jmlr2001")]
    assert pictures[0] != pictures[1]
    assert read(tmp_path / "jmlr2001")["toy"]["venue"] == "jmlr2001"


def test_a_wide_figure_says_so(tmp_path):
    make([QUICK], tmp_path, columns=2)
    assert read(tmp_path)["toy"]["columns"] == 2


def test_progress_is_told_as_it_comes(tmp_path):
    told = []
    made = make([QUICK], tmp_path, progress=told.append)
    assert tuple(told) == made


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"venue": "nature"}, "the venue 'nature'"),
        ({"venue": ("icml2024", "nature")}, "the venue 'nature'"),
        ({"venue": "jmlr2001", "columns": 2}, "has one column"),
        ({"jobs": 0}, "--jobs 0"),
    ],
)
def test_bad_input_is_refused_before_anything_is_written(tmp_path, arguments, said):
    with pytest.raises(InputError, match=said):
        make([QUICK], tmp_path / "out", **arguments)
    assert not (tmp_path / "out").exists()


def test_a_place_that_cannot_hold_figures_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="--out"):
        make([QUICK], tmp_path / "file")
    (tmp_path / "manifest.json").write_text("[")
    with pytest.raises(InputError, match="manifest"):
        make([QUICK], tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file", "manifest.json"]


def test_data_that_cannot_be_computed_leave_what_was_there(tmp_path):
    def fail():
        raise CheckError("no bound")

    make([QUICK], tmp_path)
    before = contents(tmp_path)
    with pytest.raises(CheckError, match="no bound"):
        make([Figure("toy", "A toy.", fail, QUICK.draw)], tmp_path)
    assert contents(tmp_path) == before
