"""The command `new-claim`: the files of a claim to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from audit.cli.screen import emit


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("new-claim")(_new_claim)


def _new_claim(
    name: Annotated[str, typer.Argument(metavar="ID", help="stem.name; the stem is the name of the file.")],
    book: Annotated[
        Path, typer.Option("--book", metavar="PATH", help="The folder of the book; its name is the source.")
    ] = Path("book"),
    place: Annotated[str, typer.Option(help="Where the source says it.")] = "section 1",
    left: Annotated[str | None, typer.Option(metavar="EXPR", help="Left side, in letters > 0.")] = None,
    right: Annotated[str | None, typer.Option(metavar="EXPR", help="Right side.")] = None,
) -> int:
    """Write the files of a new claim and its test, to edit.

    A printed form and two mutants that run as they are. Nothing is overwritten. Expressions are parsed, never run.
    """
    from audit.claims.skeleton import skeleton
    from audit.errors import InputError

    source = book.resolve().name
    made = skeleton(name, source, place, left, right)
    claim, test = book / f"{made.stem}.py", book / "tests" / f"test_{made.stem}.py"
    for path in (claim, test):
        if path.exists():
            raise InputError(f"{path}, which is there already", "a stem that is new", "another ID, or edit the file")
    try:
        test.parent.mkdir(parents=True, exist_ok=True)
        claim.write_text(made.claim, encoding="utf-8")
        test.write_text(made.test, encoding="utf-8")
    except OSError as cause:
        raise InputError(f"--book {book}: {cause.strerror}", "a folder that can be written", "--book book") from cause
    emit(f"{claim}\n{test}\n\naudit run --book {book} {made.stem}\npython -m pytest {test}\n")
    return 0
