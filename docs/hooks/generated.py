"""Pages and tables that are made when the site is built, so that they cannot be stale: nothing of them is committed.

command_line.md       the help of every command, as the program prints it
known_cases.md        the table of known cases of the package
assets/pygments.css   the colours of code, light and dark
<!-- verdicts -->     in a page: the verdicts and what they mean, from the ledger
<!-- names -->        in a page: the names of `audit`, each with a link to its page
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from importlib.resources import files
from types import ModuleType
from typing import Any

import typer
from doctest_blocks import escaped
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from pygments.formatters import HtmlFormatter

COLUMNS = "100"
LIGHT, DARK = "default", "github-dark"


def command_line() -> str:
    """A page with the help of the program and of each of its commands."""
    from audit.cli.main import app

    program: Any = typer.main.get_command(app)
    parts = ["# Command line", f"```text\n{help_of(program, None, 'audit')}\n```"]
    for name, command in program.commands.items():
        parts.append(f"## audit {name}")
        context = program.make_context("audit", ["--help"], resilient_parsing=True)
        parts.append(f"```text\n{help_of(command, context, name)}\n```")
    return "\n\n".join(parts) + "\n"


def help_of(command: Any, parent: Any, name: str) -> str:
    """The help of a command as it is printed on a terminal of 100 columns."""
    before = {variable: os.environ.get(variable) for variable in ("COLUMNS", "TERMINAL_WIDTH")}
    os.environ.update(dict.fromkeys(before, COLUMNS))
    try:
        context = command.make_context(name, [], parent=parent, resilient_parsing=True)
        return str(command.get_help(context))
    finally:
        for variable, value in before.items():
            if value is None:
                del os.environ[variable]
            else:
                os.environ[variable] = value


def known_cases() -> str:
    """The table that the package carries; the bars of |w| are no ends of a cell."""
    text = (files("audit.posterior") / "KNOWN_CASES.md").read_text(encoding="utf-8")
    return text.replace("|w|", r"\|w\|")


def colours() -> str:
    """The style sheet of highlighted code: dark where the theme is."""
    light = HtmlFormatter(style=LIGHT).get_style_defs(".highlight")
    dark = HtmlFormatter(style=DARK).get_style_defs("[data-bs-theme=dark] .highlight")
    return f"{light}\n{dark}\n"


def verdicts() -> str:
    """The table of verdicts, from the ledger."""
    from audit.ledger.verdict import MEANING

    rows = [f"| {verdict} | {meaning} |" for verdict, meaning in MEANING.items()]
    return "\n".join(["| verdict | meaning |", "|---|---|", *rows])


def names() -> str:
    """The names of `audit`, with what they are and where they are described."""
    return "\n".join(["| name | what it is |", "|---|---|", *_rows()])


def _rows() -> Iterator[str]:
    import audit

    for name in audit.__all__:
        named = getattr(audit, name)
        where = named.__name__ if isinstance(named, ModuleType) else f"{named.__module__}.{named.__qualname__}"
        told = " ".join((named.__doc__ or "").split("\n\n")[0].split()).replace("|", "\\|")
        yield f"| [`{name}`][{where}] | {escaped(told)} |"


PAGES: Mapping[str, Callable[[], str]] = {
    "command_line.md": command_line,
    "known_cases.md": known_cases,
    "assets/pygments.css": colours,
}
TABLES: Mapping[str, Callable[[], str]] = {"<!-- verdicts -->": verdicts, "<!-- names -->": names}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the pages to the site."""
    for place, make in PAGES.items():
        files.append(File.generated(config, place, content=make()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Puts the tables into the pages that ask for them."""
    for mark, make in TABLES.items():
        if mark in markdown:
            markdown = markdown.replace(mark, make())
    return markdown
