"""The commands about the book: `run`, `list` and `show`."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from audit.cli.progress import Progress, counted
from audit.cli.screen import colour, emit, wanted_width
from audit.cli.writing import Outputs

if TYPE_CHECKING:
    from audit.ledger import Book
    from audit.report.picture import Picture
    from audit.runner import Run

FIGURES = Path("figures")
"""Where `audit figures` leaves its files: the pictures there are taken as they are, with their commit below them."""
QUICK = "a quick run draws none"

Ids = Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids or stems; all claims if none is named.")]
Source = Annotated[str | None, typer.Option(help="Only the claims about this source.")]
BookAt = Annotated[
    Path | None,
    typer.Option("--book", metavar="PATH", help="Another book: a folder of claim files. Importing them runs them."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON to standard output, and nothing else there.")]
Quick = Annotated[bool, typer.Option("--quick", help="Look at fewer points.")]
Jobs = Annotated[int | None, typer.Option(metavar="N", help="Claims run at a time; the usable cores by default.")]
Seed = Annotated[int, typer.Option(metavar="N", help="The seed from which each claim derives its own.")]
Strict = Annotated[bool, typer.Option("--strict", help="Fail also if a claim could not run.")]
Junit = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write JUnit XML.")]
Html = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write one self-contained page.")]
Markdown = Annotated[Path | None, typer.Option(metavar="FILE", help="Also write Markdown.")]


def register(app: typer.Typer) -> None:
    """Adds the commands of this file to the program."""
    app.command("run")(_run)
    app.command("list")(_list)
    app.command("show")(_show)


def _run(
    ids: Ids = None,
    source: Source = None,
    book_at: BookAt = None,
    quick: Quick = False,
    jobs: Jobs = None,
    seed: Seed = 0,
    strict: Strict = False,
    json: Json = False,
    junit: Junit = None,
    html: Html = None,
    markdown: Markdown = None,
) -> int:
    """Run claims and compare verdicts with the ledger.

    The exit code is 0 if every verdict is as expected, 1 if one differs, 2 if the input is unusable.
    """
    with Outputs({"--junit": junit, "--html": html, "--markdown": markdown}) as outputs:
        from audit.runner import run

        claims = _book(book_at).select(ids or (), source)
        with Progress(len(claims), hidden=json) as progress:
            made = run(claims, jobs=jobs, seed=seed, quick=quick, progress=progress)
        _fill(outputs, made)
    _print(made, json)
    return made.exit_code(strict)


def _fill(outputs: Outputs, made: Run) -> None:
    from audit.report import as_html, as_junit, as_markdown

    if "--junit" in outputs:
        outputs.write("--junit", as_junit.text(made))
    if "--markdown" in outputs:
        outputs.write("--markdown", as_markdown.text(made))
    if "--html" in outputs:
        outputs.write("--html", as_html.text(made, *_pictures(made)))


def _pictures(made: Run) -> tuple[dict[str, Picture], dict[str, str]]:
    """The figures of the claims of a run, and why others are missing: from ./figures, else drawn now unless it is quick."""
    from audit.report.picture import pictures

    stems = list(dict.fromkeys(result.figure for result in made.results if result.figure))
    found = pictures(FIGURES, stems)
    left = [stem for stem in stems if stem not in found]
    if made.quick:
        return found, dict.fromkeys(left, QUICK)
    drawn, missing = _drawn(left)
    return found | drawn, missing


def _drawn(stems: list[str]) -> tuple[dict[str, Picture], dict[str, str]]:
    """Figures drawn in this run, and why others could not be: a report without one of its pictures is still a report."""
    from audit.errors import AuditError
    from audit.figures import figures, make
    from audit.report.picture import pictures

    missing: dict[str, str] = {}
    with TemporaryDirectory() as folder, counted(len(stems), hidden=not stems, what="figures") as step:
        for stem in stems:
            try:
                make(figures([stem]), Path(folder))
            except (AuditError, ImportError) as error:
                missing[stem] = str(error)
            step()
        return pictures(Path(folder), stems, "Drawn in this run."), missing


def _print(made: Run, json: bool) -> None:
    from audit.report import as_json, as_terminal

    text = as_json.text(made) if json else as_terminal.text(made, width=wanted_width(), colour=colour())
    emit(text)


def _book(at: Path | None) -> Book:
    """The book that ships, or the one in a folder."""
    if at is None:
        from audit.claims import book

        return book()
    from audit.claims.folder import book_in
    from audit.errors import InputError, LedgerError

    try:
        return book_in(at)
    except LedgerError as broken:
        raise InputError(f"the book {at}: {broken}", "claim files that load", "audit new-claim, for one") from broken


def _list(source: Source = None, book_at: BookAt = None, json: Json = False) -> int:
    """List the book: id, title and expected verdict."""
    from audit.report import as_list

    claims = _book(book_at).select((), source)
    text = as_list.as_json(claims) if json else as_list.text(claims, width=wanted_width(), colour=colour())
    emit(text)
    return 0


def _show(
    name: Annotated[str, typer.Argument(metavar="ID", help="The id of a claim, or a stem for all claims of its file.")],
    book_at: BookAt = None,
    json: Json = False,
    quick: Quick = False,
    seed: Seed = 0,
) -> int:
    """Run one claim and print all that there is on it.

    That is its statement, hypotheses, variants with evidence, derivation and files. The exit code is that of run.
    """
    from audit.report import as_json, as_page
    from audit.runner import run

    claims = _book(book_at).select([name])
    with Progress(len(claims), hidden=json) as progress:
        made = run(claims, seed=seed, quick=quick, progress=progress)
    if json:
        emit(as_json.text(made))
    else:
        pages = [as_page.text(result, width=wanted_width(), colour=colour()) for result in made.results]
        emit("\n\n".join(pages))
    return made.exit_code()
