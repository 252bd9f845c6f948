import hashlib
import json

import pytest

from audit.errors import InputError
from audit.report.figure_difference import figure_difference

LINES = "x,y,name\n1,0.5,a\n2,0.25,b\n"


@pytest.fixture
def folder(tmp_path):
    def laid(name, csv=LINES, png=b"png", **entry):
        place = tmp_path / name
        place.mkdir()
        (place / "lines.csv").write_text(csv)
        hashes = {"lines.csv": csv.encode(), "lines.png": png}
        files = {file: hashlib.sha256(content).hexdigest() for file, content in hashes.items()}
        made = {"caption": "c", "venue": "v", "seconds": 1.0, "commit": "a", "versions": {"numpy": "1"}, "files": files}
        (place / "manifest.json").write_text(json.dumps({"lines": made | entry}))
        return place

    return laid


def compared(old, new):
    documents = (json.loads((place / "manifest.json").read_text()) for place in (old, new))
    return figure_difference(*documents, old, new)


def parts(found):
    return [change.part for change in found.changes]


def test_equal_figures_have_no_difference(folder):
    found = compared(folder("old"), folder("new"))
    assert (found.changed, found.same, found.remarks) == (False, 1, ())


def test_commit_versions_and_seconds_are_no_change(folder):
    found = compared(folder("old"), folder("new", commit="b", versions={"numpy": "2"}, seconds=2.0))
    assert not found.changed
    assert [change.part for change in found.remarks] == ["commit", "numpy", "seconds"]


def test_a_picture_alone_and_a_caption(folder):
    assert parts(compared(folder("old"), folder("new", png=b"other", caption="d"))) == ["caption", "file lines.png"]


def test_a_column_changes_by_its_farthest_cell(folder):
    found = compared(folder("old"), folder("new", csv="x,y,name\n1,0.5,a\n2.5,0.2500001,b\n"))
    assert parts(found) == ["file lines.csv", "column x", "column y"]
    x, y = found.changes[1:]
    assert (x.old, x.new, x.apart.absolute, x.note) == ("2", "2.5", 0.5, "1 of 2 cells changed; row 2")
    assert y.apart.absolute == pytest.approx(1e-7)


@pytest.mark.parametrize(
    ("csv", "part"),
    [
        ("x,y\n1,0.5\n2,0.25\n", "column name"),
        ("x,y,name\n1,0.5,a\n2,0.25,c\n", "column name"),
        ("x,y,name\n1,0.5,a\n", "rows of x"),
        ("", "column x"),
    ],
)
def test_columns_and_rows_that_come_and_go(folder, csv, part):
    found = compared(folder("old"), folder("new", csv=csv))
    assert parts(found)[:2] == ["file lines.csv", part]


@pytest.mark.parametrize("missing", [True, False])
def test_data_that_are_not_the_manifests_are_not_compared(folder, missing):
    old, new = folder("old"), folder("new", csv="x\n1\n")
    (new / "lines.csv").unlink() if missing else (new / "lines.csv").write_text(LINES)
    found = compared(old, new)
    assert parts(found) == ["file lines.csv"]
    assert [change.part for change in found.remarks] == ["not compared: new data"]


def test_figures_of_one_side_alone(folder):
    old = folder("old")
    entry = json.loads((old / "manifest.json").read_text())["lines"]
    found = figure_difference({"lines": entry, "gone": entry}, {"lines": entry, "new": entry}, old, old)
    assert (found.only_old, found.only_new, found.same) == (("gone",), ("new",), 1)


def test_what_is_no_manifest_is_refused(tmp_path):
    with pytest.raises(InputError, match="no manifest of figures"):
        figure_difference({"claims": []}, {}, tmp_path, tmp_path)


def test_data_that_are_no_csv_are_a_remark(folder):
    found = compared(folder("old"), folder("new", csv="x\n" + "9" * 200_000))
    (remark,) = found.remarks
    assert remark.note.startswith("lines.csv cannot be read: field larger than field limit")


def test_certified_radii_and_columns_count(folder):
    found = compared(
        folder("old", certified={"mass": 3e-12}, columns=1), folder("new", certified={"mass": 5e-3}, columns=2)
    )
    assert set(parts(found)) == {"columns", "certified"}


def test_a_venue_counts(folder):
    assert parts(compared(folder("old"), folder("new", venue="w"))) == ["venue"]


def test_data_that_are_not_the_manifest_s_are_a_change(folder):
    old, new = folder("old"), folder("new")
    (new / "lines.csv").write_text(LINES.replace("0.25", "0.75"))
    found = compared(old, new)
    assert parts(found) == ["file lines.csv"]
    assert "the new file is not the one that its manifest speaks of" in found.changes[0].note
    (old / "lines.csv").unlink()
    assert len(compared(old, new).changes) == 1


def test_the_farthest_cell_is_the_farthest(folder):
    found = compared(folder("old"), folder("new", csv="x,y,name\n1.001,0.5,a\n9,0.25,b\n"))
    assert (found.changes[1].old, found.changes[1].new) == ("2", "9")
