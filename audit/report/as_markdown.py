"""A Run as Markdown for a comment on a pull request: the counts, what differs from what was expected, the rest folded.

GitHub takes comments of fewer than 65,536 characters. Each part is a list of items between an opening and a closing, and
takes as many items as there is room for; what is left out is counted in a sentence, and nothing is cut in the middle.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audit.ledger import Finding, Outcome, Verdict
from audit.report.formula import INLINE_PATTERN
from audit.report.one_line import clipped, duration, one_line, tally
from audit.runner import ClaimResult, Run

FAILING = (Verdict.ERRATUM, Verdict.CONDITIONAL, Verdict.REFUTED)
LIMIT = 60_000
"""In UTF-16 units, of which a character takes one or two: what GitHub takes, less room for lines of a project's own."""
CELL = 110
"""Characters of evidence in a row of the table."""
SENTENCE_ROOM = 120


@dataclass(frozen=True)
class Part:
    """Items, each of some lines, between an opening and a closing; `what` names the items in the plural."""

    what: str
    items: list[str]
    opening: str = ""
    closing: str = ""


def text(run: Run, limit: int = LIMIT) -> str:
    """The run as GitHub's Markdown, of fewer than `limit` UTF-16 units; code spans hold formulas and witnesses.

    The head alone (about 700 units) is never cut.
    """
    made = "\n".join(_head(run))
    for part in _parts(run):
        made += _fitting(part, limit - 1 - _size(made))
    return made


def _parts(run: Run) -> Iterator[Part]:
    yield Part("verdicts that are not as expected", list(_unexpected(run)), "## Not as expected\n\n", "\n")
    table = "| verdict | claim | place | evidence |\n|---|---|---|---|\n"
    yield Part("claims", list(_rows(run)), _fold(f"All {len(run.results)} claims") + table, "\n</details>\n\n")
    failures = [_failure(result) for result in run.results if result.verdict in FAILING]
    opening = _fold(f"What does not hold as printed, or not on every case: {len(failures)}")
    yield Part("claims", failures, opening, "</details>\n")


def _fitting(part: Part, room: int) -> str:
    """The part with as many of its items as there is room for; nothing if there is no item, or no room for a sentence."""
    if not part.items or room < SENTENCE_ROOM:
        return ""
    whole = part.opening + "".join(part.items) + part.closing
    if _size(whole) <= room:
        return whole
    room -= _size(part.opening) + _size(part.closing) + SENTENCE_ROOM
    kept = 0
    while kept < len(part.items) and _size(part.items[kept]) <= room:
        room -= _size(part.items[kept])
        kept += 1
    if not kept:
        return f"{_left_out(len(part.items), part.what)}\n"
    return f"{part.opening}{''.join(part.items[:kept])}\n{_left_out(len(part.items) - kept, part.what)}\n{part.closing}"


def _left_out(count: int, what: str) -> str:
    return f"Left out for the length of a comment: {count} {what}. The HTML report has all.\n"


def _size(content: str) -> int:
    return len(content.encode("utf-16-le")) // 2


def _fold(summary: str) -> str:
    return f"<details><summary>{summary}</summary>\n\n"


def _head(run: Run) -> Iterator[str]:
    around = run.environment
    yield "# What the audit found"
    yield ""
    verdicts = tally({verdict.value: count for verdict, count in run.counts.items()})
    yield f"{len(run.results)} claims: {verdicts}; {len(run.unexpected)} not as expected."
    yield ""
    made = f"bayes-audit {around.audit}, {around.python}, {around.platform}, commit {around.commit or 'unknown'}"
    yield f"Made {around.started} in {duration(run.seconds)} with seed {run.seed} by {made}."
    yield "\n"


def _unexpected(run: Run) -> Iterator[str]:
    for result in run.unexpected:
        yield f"- `{result.id}`: **{result.verdict}**, expected {result.expected}: {code(result.error or result.reason)}\n"


def _rows(run: Run) -> Iterator[str]:
    for result in run.results:
        flag = "" if result.as_expected else f" (expected {result.expected})"
        evidence = _cell(clipped(result.reason, CELL))
        yield f"| {result.verdict}{flag} | `{result.id}` | {_cell(result.place)} | {evidence} |\n"


def _failure(result: ClaimResult) -> str:
    return "\n".join([*_failure_lines(result), "", ""])


def _failure_lines(result: ClaimResult) -> Iterator[str]:
    yield f"### {_plain(result.title)} ({result.verdict})"
    yield ""
    yield f"`{result.id}`, {_plain(result.place)}. {_plain(result.statement)}"
    yield ""
    for finding in result.findings:
        if finding.role != "mutant":
            yield f"- {finding.role}: {code(finding.latex)} {finding.outcome}{_witnesses(finding)}"
    if result.consequence:
        yield f"- consequence: {_plain(result.consequence)}"


def _witnesses(finding: Finding) -> str:
    seen = [e.witness for e in finding.evidence if e.outcome is Outcome.FAILS and e.witness]
    return "".join(f"; {code(witness)}" for witness in dict.fromkeys(seen))


def code(content: str) -> str:
    """The text in one line as a code span, whatever backticks it holds.

    >>> print(code("u > 0"), code("a `b` c"))
    `u > 0` ``a `b` c``
    """
    line = one_line(content)
    fence = "`"
    while fence in line:
        fence += "`"
    pad = " " if line.startswith("`") or line.endswith("`") else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def _plain(content: str) -> str:
    """A text in one line in which only the formulas between dollars are set: as code spans that GitHub reads as formulas."""
    pieces = INLINE_PATTERN.split(one_line(content))
    return "".join(_set(piece) if place % 2 else _escaped(piece) for place, piece in enumerate(pieces))


def _set(latex: str) -> str:
    return code(latex) if "`" in latex else f"$`{latex}`$"


def _cell(content: str) -> str:
    """Text in one line that a table cell holds as it is."""
    return _escaped(one_line(content))


def _escaped(line: str) -> str:
    """What Markdown or HTML would read as markup is escaped, and nobody is called by his name."""
    line = line.replace("&", "&amp;")
    for mark in "\\`*_|<[#~":
        line = line.replace(mark, "\\" + mark)
    return line.replace("@", "@\N{ZERO WIDTH NON-JOINER}")
