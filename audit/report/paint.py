"""Colours, and the way from rich's renderables to text."""

from __future__ import annotations

from io import StringIO

from rich.console import Console, RenderableType

from audit.ledger import Outcome, Verdict

_STYLE = {
    Verdict.PROVED: "green",
    Verdict.SUPPORTED: "cyan",
    Verdict.CONDITIONAL: "yellow",
    Verdict.ERRATUM: "magenta",
    Verdict.REFUTED: "red",
    Verdict.UNDECIDED: "blue",
    Verdict.INTERPRETIVE: "dim",
    Verdict.ERROR: "bold red",
    Verdict.NOT_RUN: "dim",
}
_OUTCOME_STYLE = {Outcome.HOLDS: "green", Outcome.FAILS: "red", Outcome.UNDECIDED: "blue"}


def verdict_style(verdict: Verdict) -> str:
    """The colour of a verdict, one of the sixteen that every terminal theme chooses for itself."""
    return _STYLE[verdict]


def outcome_style(outcome: Outcome) -> str:
    """The colour of an outcome."""
    return _OUTCOME_STYLE[outcome]


def painted(renderable: RenderableType, *, width: int, colour: bool) -> str:
    """The renderable as text of this width, with or without colour; no line ends in blanks.

    >>> painted("proved", width=20, colour=False)
    'proved\\n'
    """
    file = StringIO()
    console = Console(
        file=file,
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    console.print(renderable)
    return "".join(line.rstrip() + "\n" for line in file.getvalue().splitlines())
