"""A Run as a table for a terminal: verdict, id, place, one line of evidence."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from audit.ledger import Verdict
from audit.report.one_line import clipped, duration, one_line, tally
from audit.report.paint import painted, verdict_style
from audit.runner import ClaimResult, Run

MIN_EVIDENCE_WIDTH = 56
"""Fewer characters say nothing of a witness; below this the evidence moves to a line of its own."""
GAP = 2
HEADINGS = (Text("verdict"), Text("claim"), Text("place"))
CHANGES = "*"
"""Marks a verdict that changes a conclusion of the source."""
HOLDING = frozenset({Verdict.PROVED, Verdict.SUPPORTED})


def text(run: Run, *, width: int, colour: bool = False) -> str:
    """The table, a summary, and every unexpected verdict spelled out, `width` characters wide.

    Ids are never cut off: where the columns would not fit, each claim takes two lines.
    """
    return painted(Group(_table(run, width), *_epilogue(run)), width=width, colour=colour)


def _table(run: Run, width: int) -> Group:
    """Four columns where they fit, else claims of two lines."""
    widths = [max(map(len, column)) for column in zip(HEADINGS, *map(_narrow_cells, run.results), strict=True)]
    room = width - sum(widths) - GAP * len(widths)
    return _wide(run, widths, room) if room >= MIN_EVIDENCE_WIDTH else _tall(run, widths[0], width)


def _wide(run: Run, widths: list[int], room: int) -> Group:
    lines = [_in_columns(HEADINGS, widths, "evidence")]
    lines[0].stylize("dim")
    for result in run.results:
        lines.append(_in_columns(_narrow_cells(result), widths, clipped(_evidence(result), room)))
    return Group(*lines)


def _in_columns(cells: Iterable[Text], widths: list[int], last: str) -> Text:
    line = Text()
    for cell, width in zip(cells, widths, strict=True):
        line.append_text(cell).append(" " * (width + GAP - len(cell)))
    return line.append(last)


def _tall(run: Run, verdict_width: int, width: int) -> Group:
    indent = verdict_width + GAP
    lines: list[Text] = []
    for result in run.results:
        verdict, name, place = _narrow_cells(result)
        verdict.align("left", indent)
        first = Text.assemble(verdict, name)
        gap = width - len(first) - len(place)
        fits = gap >= GAP
        if fits:
            first.append(" " * gap).append_text(place)
        second = _evidence(result) if fits else f"{place}: {_evidence(result)}"
        lines += [first, Text(" " * indent + clipped(second, width - indent))]
    return Group(*lines)


def _narrow_cells(result: ClaimResult) -> tuple[Text, Text, Text]:
    return _verdict(result), Text(result.id, "bold"), Text(one_line(result.place), "dim")


def _verdict(result: ClaimResult) -> Text:
    style = verdict_style(result.verdict) if result.as_expected else f"reverse {verdict_style(result.verdict)}"
    mark = CHANGES if _changes_conclusion(result) else ""
    return Text().append(result.verdict.value, style).append(mark)


def _changes_conclusion(result: ClaimResult) -> bool:
    return result.changes_conclusion and result.verdict not in HOLDING


def _evidence(result: ClaimResult) -> str:
    return result.reason if result.as_expected else f"expected {result.expected}; {result.reason}"


def _epilogue(run: Run) -> Iterable[RenderableType]:
    yield Text()
    if any(map(_changes_conclusion, run.results)):
        yield Text(f"{CHANGES} changes a conclusion of the source", "dim")
    yield _summary(run)
    for reason in dict.fromkeys(result.reason for result in run.not_run):
        yield Text(f"not run: {one_line(reason)}")
    for result in run.unexpected:
        yield Text()
        yield _complaint(result)


def _summary(run: Run) -> Text:
    total = len(run.results)
    head = f"{total} claim{'' if total == 1 else 's'}: {tally({v.value: n for v, n in run.counts.items()})}\n"
    return Text.assemble(head, _bottom_line(run), (f", {duration(run.seconds)}, seed {run.seed}", "dim"))


def _bottom_line(run: Run) -> tuple[str, str]:
    if run.unexpected:
        return f"{len(run.unexpected)} not as expected", "bold red"
    if run.not_run:
        return f"all as expected, but {len(run.not_run)} not run", "bold yellow"
    return "all as expected", "bold green"


def _complaint(result: ClaimResult) -> Group:
    head = Text.assemble(
        (result.id, "bold"), ": ", _verdict(result), f", expected {result.expected}", (f"  ({result.place})", "dim")
    )
    return Group(head, Padding(Text(result.error or result.reason), (0, 0, 0, 4)))
