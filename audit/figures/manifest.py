"""The manifest of a folder of figures: for each its caption, its files with their hashes, and with what they were made.

It says nothing that differs between two equal runs, no date and no time taken, so that the whole folder is reproducible.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.runner import environment

MANIFEST = "manifest.json"
DRAWING_PACKAGES = ("matplotlib", "tueplots")


@dataclass(frozen=True)
class Entry:
    """What the manifest says of one picture beside its files. `certified`: the largest radius of each certified column."""

    caption: str
    venue: str
    columns: int
    certified: Mapping[str, float]


def read(folder: Path) -> dict[str, Any]:
    """The entries of a folder by stem, none without a manifest. Raises InputError for a file that is no manifest."""
    path = folder / MANIFEST
    try:
        entries = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise _foreign(path) from error
    if not isinstance(entries, dict) or not all(isinstance(e, dict) and "files" in e for e in entries.values()):
        raise _foreign(path)
    return entries


def _foreign(path: Path) -> InputError:
    return InputError(f"the manifest {path}", "the manifest that this command wrote", "another --out")


def origin() -> dict[str, Any]:
    """The commit and the versions of what computes and draws."""
    around = environment()
    drawing = {name: found for name in DRAWING_PACKAGES if (found := _version(name))}
    return {
        "commit": around.commit,
        "versions": {"audit": around.audit, "python": around.python, **around.packages, **drawing},
    }


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def enter(folder: Path, stem: str, entry: Entry, files: Mapping[str, bytes], made_with: Mapping[str, Any]) -> None:
    """Writes the files, each whole or not at all, and then their entry. Raises InputError where that cannot be."""
    entries = read(folder)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    certified = {"certified": dict(entry.certified)} if entry.certified else {}
    said = {"caption": entry.caption, "venue": entry.venue, "columns": entry.columns, **certified}
    entries[stem] = {**said, **made_with, "files": hashes}
    ordered = {name: entries[name] for name in sorted(entries)}
    for name, content in files.items():
        put(folder / name, content)
    put(folder / MANIFEST, (json.dumps(ordered, indent=1) + "\n").encode())


def put(path: Path, content: bytes) -> None:
    """Writes a file beside its place and moves it there. Raises InputError."""
    draft = path.with_name(path.name + ".part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        raise InputError(
            f"{error.filename} ({error.strerror})", "a file that can be written", "--out figures"
        ) from error
