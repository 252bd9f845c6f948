"""The command `figures`: every figure with its data, in the size of a venue."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from audit.cli.screen import emit

DEFAULT_VENUE = "icml2024"


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("figures")(_figures)


def _figures(
    stems: Annotated[
        list[str] | None, typer.Argument(metavar="STEM", help="Which figures; all of them without.")
    ] = None,
    venue: Annotated[
        str, typer.Option(metavar="NAME", help="Column width and font sizes: icml2024, neurips2024, iclr2024, ...")
    ] = DEFAULT_VENUE,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")] = Path("figures"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Make the figures, with their data and a manifest."""
    from audit.figures import Made, figures, make

    def tell(made: Made) -> None:
        if not as_json:
            emit(f"{made.stem}: {', '.join(str(file) for file in made.files)} ({made.seconds:.1f} s)\n")

    made = make(figures(stems or ()), out, venue, tell)
    if as_json:
        found = [{"stem": m.stem, "caption": m.caption, "files": [str(f) for f in m.files]} for m in made]
        emit(json.dumps({"figures": found}, indent=2) + "\n")
    return 0
