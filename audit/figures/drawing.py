"""A figure as bytes: its columns as CSV, its drawing as PDF, SVG and PNG; equal columns give equal bytes."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import Any

from audit.figures.plan import Columns, Figure, largest_radii, told
from audit.figures.style import VENUES, settings

TIMELESS = {"pdf": {"CreationDate": None}, "svg": {"Date": None}, "png": {"Software": None}}
"""What matplotlib would write into a file beside the picture: left out, so that equal pictures are equal files."""
SALT = "audit"
"""The names of clip paths and the like in an SVG are hashes of what they name and of this, instead of random ones."""


@dataclass(frozen=True)
class Drawn:
    """The files of one figure by venue and name, the caption, and the largest radius of each certified column."""

    stem: str
    caption: str
    certified: dict[str, float]
    files: dict[str, dict[str, bytes]]


def drawn(figure: Figure, venues: tuple[str, ...], columns: int = 1) -> Drawn:
    """Computes the columns once, and draws them for each venue. Raises InputError for a venue, or what `data` raises."""
    for venue in venues:
        settings(venue, figure.height, columns)
    table = figure.data()
    text = as_csv(table).encode()
    files = {
        venue: {f"{figure.stem}.csv": text, **pictures(figure, table, spanning(figure, venue, columns))}
        for venue in venues
    }
    return Drawn(figure.stem, told(figure, table), largest_radii(table), files)


def spanning(figure: Figure, venue: str, columns: int) -> dict[str, Any]:
    """The settings of a figure in a venue; a page spans all columns that there are."""
    return dict(settings(venue, figure.height, VENUES[venue].columns if figure.page else columns))


def pictures(figure: Figure, table: Columns, rc: dict[str, Any]) -> dict[str, bytes]:
    """The drawing in each format, made without a screen; what is set in `rc` holds for this drawing only."""
    import matplotlib as mpl

    made = {}
    everything: Any = {**rc, "svg.hashsalt": SALT}
    with mpl.rc_context(everything):
        canvas = canvas_of(figure, table)
        for kind, metadata in TIMELESS.items():
            buffer = io.BytesIO()
            canvas.savefig(buffer, format=kind, metadata=metadata)
            made[f"{figure.stem}.{kind}"] = buffer.getvalue()
    return made


def canvas_of(figure: Figure, table: Columns) -> Any:
    """A matplotlib figure with the drawing on it, in the size and look that hold at this moment."""
    from matplotlib.figure import Figure as Canvas

    canvas = Canvas()
    figure.draw(canvas, table)
    # Laid out once: every format then shows the same places, and no format pays for it again.
    canvas.draw_without_rendering()
    canvas.set_layout_engine("none")
    return canvas


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


def from_csv(text: str) -> Columns:
    """Columns of numbers as `as_csv` wrote them: whole numbers, floats, and None for an empty cell.

    >>> from_csv("a,b\\n1,\\n0.5,3\\n")
    {'a': [1, 0.5], 'b': [None, 3]}
    """
    rows = list(csv.reader(io.StringIO(text)))
    return {name: [_cell(row[at]) for row in rows[1:]] for at, name in enumerate(rows[0])}


def _cell(text: str) -> int | float | None:
    if not text:
        return None
    return int(text) if text.lstrip("-").isdigit() else float(text)
