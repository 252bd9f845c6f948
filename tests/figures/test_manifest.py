"""What a folder of figures says of itself, and that the one that ships says the truth."""

import hashlib
import json

import pytest

from audit.errors import InputError
from audit.figures.manifest import MANIFEST, Entry, enter, origin, put, read
from audit.figures.plan import PAGES, STEMS
from audit.figures.sheet import STEM as SHEET

ENTRY = Entry("A toy.", "icml2024", 1, {"x": 1e-12})


def test_an_entry_has_its_files_and_what_made_them(tmp_path):
    enter(tmp_path, "toy", ENTRY, {"toy.csv": b"a\n"}, origin())
    entry = read(tmp_path)["toy"]
    assert entry["files"] == {"toy.csv": hashlib.sha256(b"a\n").hexdigest()}
    assert (tmp_path / "toy.csv").read_bytes() == b"a\n"
    assert {"numpy", "audit", "python", "matplotlib", "tueplots"} <= set(entry["versions"])
    assert (entry["certified"], entry["columns"]) == ({"x": 1e-12}, 1)


def test_a_new_entry_leaves_the_others_and_no_draft(tmp_path):
    for stem in ("toy", "art"):
        enter(tmp_path, stem, ENTRY, {f"{stem}.csv": b"a\n"}, {})
    assert list(read(tmp_path)) == ["art", "toy"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["art.csv", MANIFEST, "toy.csv"]


@pytest.mark.parametrize("text", ["[", "[]", "3"])
def test_a_foreign_manifest_is_refused(tmp_path, text):
    (tmp_path / MANIFEST).write_text(text)
    with pytest.raises(InputError, match="manifest"):
        read(tmp_path)


def test_what_cannot_be_written_is_said(tmp_path):
    with pytest.raises(InputError, match="a file that can be written"):
        put(tmp_path / "absent" / "toy.csv", b"")


def test_the_files_that_ship_are_those_of_their_manifest(folder):
    entries = read(folder)
    assert list(entries) == sorted([*STEMS, *PAGES, SHEET])
    for stem, entry in entries.items():
        kinds = ("png",) if stem == SHEET else ("csv", "pdf", "svg", "png")
        assert list(entry["files"]) == [f"{stem}.{kind}" for kind in kinds]
        for name, digest in entry["files"].items():
            assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, f"{name}: run audit figures"


def test_a_manifest_says_nothing_of_time(tmp_path):
    enter(tmp_path, "toy", ENTRY, {}, origin())
    assert not {"seconds", "started", "date"} & set(json.loads((tmp_path / MANIFEST).read_text())["toy"])
