"""The command `figures`: every figure with its data, in the size of a venue, and all of them on one sheet."""

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
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Width and font sizes: icml2024 (without), neurips2024, aistats2025, uai2023, jmlr2001, ... "
            "Given several times, each venue gets a folder in DIR.",
        ),
    ] = None,
    columns: Annotated[int, typer.Option(metavar="1|2", help="How many columns of the venue a figure spans.")] = 1,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the files go.")] = Path("figures"),
    jobs: Annotated[int | None, typer.Option(metavar="N", help="Figures made at a time; one a core without.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Make the figures, with their data and a manifest.

    A contact sheet shows all that the folder holds.
    """
    from audit.figures import Made, contact_sheet, figures, make
    from audit.runner.environment import usable_cpus

    def tell(made: Made) -> None:
        if not as_json:
            emit(f"{made.stem}: {', '.join(str(file) for file in made.files)}\n")

    venues = tuple(venue or (DEFAULT_VENUE,))
    made = make(figures(stems or ()), out, venues, tell, columns=columns, jobs=usable_cpus() if jobs is None else jobs)
    sheets = [contact_sheet(folder) for folder in sorted({file.parent for one in made for file in one.files})]
    for sheet in filter(None, sheets):
        tell(sheet)
    if as_json:
        found = [
            {"stem": m.stem, "caption": m.caption, "files": [str(f) for f in m.files]}
            for m in (*made, *filter(None, sheets))
        ]
        emit(json.dumps({"figures": found}, indent=2) + "\n")
    return 0
