"""All figures of a folder on one picture, for a first look: contact_sheet.png."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

from audit.figures.make import Made
from audit.figures.manifest import Entry, enter, origin, read
from audit.figures.plan import PAGES, STEMS
from audit.figures.style import LOOK, VENUES

STEM = "contact_sheet"
CAPTION = "All figures, each under its stem."
ACROSS = 4
CELL_IN, TITLE_IN, GAP_IN = (2.4, 2.1), 0.2, 0.06
DOTS = 160
"""An inch: 1536 dots across, for a page that is read on a screen."""


def contact_sheet(folder: Path) -> Made | None:
    """Draws contact_sheet.png from the pictures that the manifest of the folder speaks of, in the order of the plan.

    None, and nothing is written, where there are fewer than two. A picture that is not the manifest's is left out. Raises
    InputError for a foreign manifest, and where nothing can be written.
    """
    entries = read(folder)
    found = {stem: content for stem in (*PAGES, *STEMS) if (content := _content(folder, stem, entries.get(stem)))}
    if len(found) < 2:
        return None
    venues = sorted({str(entries[stem].get("venue")) for stem in found} & set(VENUES))
    entry = Entry(CAPTION, ", ".join(venues), 1, {})
    enter(folder, STEM, entry, {f"{STEM}.png": sheet(found)}, origin())
    return Made(STEM, CAPTION, (folder / f"{STEM}.png",))


def _content(folder: Path, stem: str, entry: Any) -> bytes | None:
    name = f"{stem}.png"
    expected = entry["files"].get(name) if isinstance(entry, dict) and isinstance(entry.get("files"), dict) else None
    try:
        content = (folder / name).read_bytes() if expected else b""
    except OSError:
        return None
    return content if content and hashlib.sha256(content).hexdigest() == expected else None


def sheet(pictures: dict[str, bytes]) -> bytes:
    """PNG pictures in rows of four, each as large as its cell allows, with its name above it; equal input, equal bytes."""
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    down = -(-len(pictures) // ACROSS)
    width, height = ACROSS * CELL_IN[0], down * (CELL_IN[1] + TITLE_IN)
    rc: Any = {**LOOK, "figure.constrained_layout.use": False}
    with mpl.rc_context(rc):
        canvas = Canvas((width, height), dpi=DOTS)
        for at, (stem, content) in enumerate(pictures.items()):
            row, across = divmod(at, ACROSS)
            left, top = across * CELL_IN[0], height - row * (CELL_IN[1] + TITLE_IN)
            low = top - TITLE_IN - CELL_IN[1]
            wide, high = CELL_IN[0] - 2 * GAP_IN, CELL_IN[1] - 2 * GAP_IN
            place = ((left + GAP_IN) / width, (low + GAP_IN) / height, wide / width, high / height)
            _show(canvas.add_axes(place), content)
            canvas.text(
                (left + CELL_IN[0] / 2) / width, (top - TITLE_IN / 2) / height, stem, ha="center", va="center", size=7
            )
        buffer = io.BytesIO()
        canvas.savefig(buffer, format="png", dpi=DOTS, metadata={"Software": None})
    return buffer.getvalue()


def _show(axes: Any, content: bytes) -> None:
    from matplotlib.image import imread

    axes.imshow(imread(io.BytesIO(content), format="png"), interpolation="hanning", aspect="equal")
    axes.set_axis_off()
