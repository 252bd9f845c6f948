"""What changed between two folders of `audit figures`: captions, files, and the numbers in the CSV files.

The manifests say by hashes which files changed. Where both CSV files lie beside them, and are the files that the manifests
speak of, the columns are compared cell by cell, and the cell that lies farthest apart stands for its column. A CSV file that is
not the one its manifest speaks of is a change, whatever the other manifest says.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.report.apart import apart
from audit.report.difference import Change, Difference, differing, fields_changed

FIELDS = ("caption", "venue", "columns", "certified")
SHORT_HASH = 12
Columns = dict[str, list[str]]


def is_manifest(document: Mapping[str, Any]) -> bool:
    """Every entry names its files, as the manifest of `audit figures` does.

    >>> is_manifest({"s2_incoherent": {"files": {"s2_incoherent.csv": "00"}}}), is_manifest({}), is_manifest({"claims": []})
    (True, False, False)
    """
    entries = document.values()
    return bool(document) and all(isinstance(e, Mapping) and isinstance(e.get("files"), Mapping) for e in entries)


def figure_difference(old: Mapping[str, Any], new: Mapping[str, Any], old_folder: Path, new_folder: Path) -> Difference:
    """Compares two manifests as `json.loads` reads them, and the CSV files in the two folders.

    Raises InputError for a document that is no manifest. A CSV file that is missing or is not the manifest's is a remark.
    """
    for document in (old, new):
        if not is_manifest(document):
            raise InputError(
                "a document that is no manifest of figures", "manifest.json of audit figures", "audit figures --out DIR"
            )
    both = [stem for stem in old if stem in new]
    changes: list[Change] = []
    remarks: list[Change] = []
    for stem in both:
        for change in _figure(stem, old[stem], new[stem], old_folder, new_folder):
            (remarks if change.part.startswith("not compared") else changes).append(change)
        remarks += _around(stem, old[stem], new[stem])
    return Difference(
        "figures",
        tuple(changes),
        len(both) - len({change.where for change in changes}),
        tuple(stem for stem in old if stem not in new),
        tuple(stem for stem in new if stem not in old),
        tuple(dict.fromkeys(remarks)),
    )


def _around(stem: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """Commit and versions, which most figures share, and the time that each took."""
    yield from differing({"commit": old.get("commit")}, {"commit": new.get("commit")})
    yield from differing({"versions": old.get("versions")}, {"versions": new.get("versions")})
    yield from fields_changed(stem, "", old, new, ["seconds"])


def _figure(
    stem: str, old: Mapping[str, Any], new: Mapping[str, Any], old_folder: Path, new_folder: Path
) -> Iterator[Change]:
    yield from fields_changed(stem, "", old, new, FIELDS)
    before, after = old["files"], new["files"]
    for name in dict.fromkeys([*before, *after]):
        a, b = before.get(name), after.get(name)
        if a == b:
            if name == f"{stem}.csv":
                yield from _tampered(stem, name, a, old_folder, new_folder)
            continue
        yield Change(stem, f"file {name}", _short(a), _short(b))
        if name == f"{stem}.csv" and a and b:
            yield from _data(stem, _columns(old_folder / name, a), _columns(new_folder / name, b))


def _tampered(stem: str, name: str, digest: Any, old_folder: Path, new_folder: Path) -> Iterator[Change]:
    """A file that lies beside a manifest and is not the one with its hash."""
    for side, folder in (("old", old_folder), ("new", new_folder)):
        path = folder / name
        if path.is_file():
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            if found != digest:
                words = f"the {side} file is not the one that its manifest speaks of"
                yield Change(stem, f"file {name}", _short(digest), _short(found), note=words)


def _short(digest: Any) -> str | None:
    return str(digest)[:SHORT_HASH] if digest else None


def _columns(path: Path, digest: Any) -> Columns | str:
    """The columns of a CSV file; a sentence if it is not there, or is not the file with this hash."""
    try:
        content = path.read_bytes()
    except OSError:
        return f"{path.name} is not beside its manifest"
    if hashlib.sha256(content).hexdigest() != digest:
        return f"{path.name} is not the file that its manifest speaks of"
    try:
        rows = list(csv.reader(io.StringIO(content.decode("utf-8", "replace"), newline="")))
    except csv.Error as error:
        return f"{path.name} cannot be read: {error}"
    names, cells = (rows[0], rows[1:]) if rows else ([], [])
    return {name: [row[place] if place < len(row) else "" for row in cells] for place, name in enumerate(names)}


def _data(stem: str, old: Columns | str, new: Columns | str) -> Iterator[Change]:
    for side, read in (("old", old), ("new", new)):
        if isinstance(read, str):
            yield Change(stem, f"not compared: {side} data", None, None, note=read)
    if isinstance(old, str) or isinstance(new, str):
        return
    for name in dict.fromkeys([*old, *new]):
        if name not in old or name not in new:
            yield Change(stem, f"column {name}", len(old.get(name, ())) or None, len(new.get(name, ())) or None)
        elif len(old[name]) != len(new[name]):
            yield Change(stem, f"rows of {name}", len(old[name]), len(new[name]))
        elif old[name] != new[name]:
            yield _column(stem, name, old[name], new[name])


def _column(stem: str, name: str, old: list[str], new: list[str]) -> Change:
    """The cell of a column that lies farthest apart; the first that changed if no two of them are numbers."""
    cells = [(row, a, b, apart(a, b)) for row, (a, b) in enumerate(zip(old, new, strict=True), start=1) if a != b]
    row, a, b, distance = max(cells, key=lambda cell: cell[3].relative if cell[3] else -1.0)
    return Change(stem, f"column {name}", a, b, distance, f"{len(cells)} of {len(old)} cells changed; row {row}")
