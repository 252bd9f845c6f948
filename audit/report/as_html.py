"""A Run as one self-contained page: no network, no script library, a filter by verdict."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from audit.ledger.verdict import MEANING
from audit.report.one_line import duration, printable
from audit.runner import Run

if TYPE_CHECKING:
    from jinja2 import Template


def text(run: Run) -> str:
    """The page; everything that the run says is escaped, formulas stand as their LaTeX source."""
    return printable(
        _template().render(run=run, environment=run.environment, counts=run.counts, meaning=MEANING, duration=duration)
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined

    around = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return around.from_string(files("audit.report").joinpath("page.html").read_text(encoding="utf-8"))
