"""One claim in full: what `audit show` prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from audit.claims import SOURCES
from audit.ledger import Evidence, Finding
from audit.ledger.verdict import MEANING
from audit.report.one_line import duration, one_line, printable
from audit.report.paint import outcome_style, painted, verdict_style
from audit.runner import ClaimResult

INDENT = 2


def text(result: ClaimResult, *, width: int, colour: bool = False) -> str:
    """Statement, hypotheses, every variant with its outcome and evidence, derivation, neighbours and files."""
    return painted(Group(*_parts(result)), width=width, colour=colour)


def _parts(result: ClaimResult) -> Iterator[RenderableType]:
    yield Text.assemble((result.id, "bold"), (f"   {result.place}   {' '.join(result.covers)}".rstrip(), "dim"))
    yield Text(one_line(result.title))
    yield Text()
    yield _verdict(result)
    yield from _section("statement", [result.statement])
    yield from _section("hypotheses", result.hypotheses)
    yield from _findings(result.findings)
    yield from _section("derivation", [result.derivation])
    yield from _section("consequence", [result.consequence])
    yield from _section("depends on", result.depends)
    yield from _section("bears on it", result.bears_on)
    yield from _section("files", files(result))


def files(result: ClaimResult) -> list[str]:
    """Where the claim, its test and its figure are, from the root of the project; for another book, from above its folder."""
    figure = [f"figures/{result.figure}.pdf"] if result.figure else []
    if result.source not in SOURCES:
        return [f"{result.source}/{result.stem}.py", f"{result.source}/tests/test_{result.stem}.py", *figure]
    return [
        f"audit/claims/{result.source}/{result.stem}.py",
        f"tests/claims/{result.source}/test_{result.stem}.py",
        *figure,
    ]


def _verdict(result: ClaimResult) -> RenderableType:
    line = Text.assemble((result.verdict.value, verdict_style(result.verdict)), f"  {MEANING[result.verdict]}")
    if not result.as_expected:
        line.append(f"  (expected {result.expected})", "bold red")
    notes = [Text(printable(result.error or result.reason))]
    if result.changes_conclusion:
        notes.append(Text("A failure changes a conclusion of the source."))
    return Group(line, *(Padding(note, (0, 0, 0, INDENT)) for note in notes))


def _section(heading: str, paragraphs: Iterable[str]) -> Iterator[RenderableType]:
    kept = [paragraph.strip() for paragraph in paragraphs if paragraph.strip()]
    if kept:
        yield Text()
        yield Text(heading, "bold dim")
    for paragraph in kept:
        yield Padding(Text(printable(paragraph)), (0, 0, 0, INDENT))


def _findings(findings: Iterable[Finding]) -> Iterator[RenderableType]:
    for finding in findings:
        yield Text()
        yield Text.assemble(
            (f"{finding.role} ", "bold dim"),
            (finding.variant, "bold"),
            ": ",
            (finding.outcome.value, outcome_style(finding.outcome)),
        )
        yield Padding(Text(printable(finding.latex)), (0, 0, 0, INDENT))
        for evidence in finding.evidence:
            yield Padding(_evidence(evidence), (0, 0, 0, INDENT + 2))


def _evidence(evidence: Evidence) -> Text:
    head = Text.assemble(
        (f"{evidence.method.value} ", "cyan"), (evidence.outcome.value, outcome_style(evidence.outcome)), " on "
    )
    head.append(one_line(evidence.domain))
    head.append("".join(f", {part}" for part in _measures(evidence)), "dim")
    for label, content in (("witness", evidence.witness), ("", evidence.summary)):
        if content:
            head.append(f"\n  {label + ': ' if label else ''}{one_line(content)}")
    return head


def _measures(evidence: Evidence) -> list[str]:
    """How much was done, in the words of a caption."""
    parts = [
        "the whole domain" if evidence.whole_domain else "",
        f"{evidence.points} point{'' if evidence.points == 1 else 's'}" if evidence.points is not None else "",
        f"{evidence.prec_bits} bits" if evidence.prec_bits is not None else "",
        duration(evidence.seconds) if evidence.seconds is not None else "",
    ]
    return [part for part in parts if part]
