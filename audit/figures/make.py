"""From a figure to its files: <stem>.csv, <stem>.pdf, <stem>.png, and the manifest of all that a folder holds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from audit.errors import InputError
from audit.figures.plan import Columns, Figure
from audit.figures.style import DEFAULT, settings
from audit.runner import environment

MANIFEST = "manifest.json"
TIMELESS = {"pdf": {"CreationDate": None}, "png": {"Software": None}}
"""What matplotlib would write into a file beside the picture: left out, so that equal pictures are equal files."""


@dataclass(frozen=True)
class Made:
    """One figure that was made: its files and how long it took."""

    stem: str
    caption: str
    files: tuple[Path, ...]
    seconds: float


def make(
    figures: Iterable[Figure],
    out: Path,
    venue: str = DEFAULT,
    progress: Callable[[Made], None] | None = None,
) -> tuple[Made, ...]:
    """Computes, draws and writes each figure, and brings the manifest of the folder up to date.

    Raises InputError for an unknown venue, and for a folder that cannot be written to.
    """
    settings(venue, 1.0)
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"--out {out} ({error.strerror})", "a folder that can be written to", "--out figures"
        ) from error
    made = []
    for figure in figures:
        made.append(_one(figure, out, venue))
        _note(made[-1], out, venue)
        if progress is not None:
            progress(made[-1])
    return tuple(made)


def _one(figure: Figure, out: Path, venue: str) -> Made:
    start = perf_counter()
    columns = figure.data()
    files = {out / f"{figure.stem}.csv": as_csv(columns).encode(), **_pictures(figure, columns, out, venue)}
    try:
        for path, content in files.items():
            draft = path.with_name(path.name + ".part")
            draft.write_bytes(content)
            os.replace(draft, path)
    except OSError as error:
        raise InputError(
            f"{error.filename} ({error.strerror})", "a file that can be written", "--out figures"
        ) from error
    return Made(figure.stem, figure.caption, tuple(files), perf_counter() - start)


def _pictures(figure: Figure, columns: Columns, out: Path, venue: str) -> dict[Path, bytes]:
    """The drawing in each format, made without a screen."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    drawn = {}
    rc: Any = dict(settings(venue, figure.height))
    with mpl.rc_context(rc):
        canvas = Canvas()
        figure.draw(canvas, columns)
        for kind, metadata in TIMELESS.items():
            buffer = io.BytesIO()
            canvas.savefig(buffer, format=kind, metadata=metadata)
            drawn[out / f"{figure.stem}.{kind}"] = buffer.getvalue()
    return drawn


def as_csv(columns: Columns) -> str:
    """Columns as CSV text; floats as the shortest decimals that read back as them.

    >>> as_csv({"a": [1, 0.5], "b": ["x", None]})
    'a,b\\n1,x\\n0.5,\\n'
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()


def _note(made: Made, out: Path, venue: str) -> None:
    """Enters a figure into the manifest: caption, hashes, venue, versions, commit."""
    path = out / MANIFEST
    try:
        entries: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (OSError, ValueError) as error:
        raise InputError(f"the manifest {path}", "the manifest that this command wrote", "another --out") from error
    around = environment()
    entries[made.stem] = {
        "caption": made.caption,
        "venue": venue,
        "seconds": round(made.seconds, 1),
        "commit": around.commit,
        "versions": {"audit": around.audit, "python": around.python, **around.packages},
        "files": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in made.files},
    }
    ordered = {stem: entries[stem] for stem in sorted(entries)}
    path.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")
