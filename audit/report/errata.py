"""What fails as printed, as a letter to the authors: one plain text a source, ready to be copied and sent.

A claim belongs here if this run computed that its printed form fails: an ERRATUM with its correction, a CONDITIONAL with
the hypothesis that it needs, a REFUTED without a repair. A case on which the source is only silent is not a mistake, and
a verdict that is not the expected one is not sent to anybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import fill

from audit.ledger import Finding, Outcome, Verdict
from audit.report.one_line import one_line
from audit.runner import ClaimResult, Run

KINDS = {
    Verdict.ERRATUM: ("misprint or error, with a proved correction", "Correct form, proved", "corrected"),
    Verdict.CONDITIONAL: ("true only under a further hypothesis", "Proved under a further hypothesis", "conditional"),
    Verdict.REFUTED: ("false, and we know of no repair that keeps its point", "", ""),
}
"""For each verdict: what it means for the author, and how the repair is announced, and the role that repairs."""
WIDTH = 78
"""Mail programs break longer lines."""
INDENT = "   "


@dataclass(frozen=True)
class Letter:
    """The errata of one source: how many, which claims they are, and the text."""

    source: str
    ids: tuple[str, ...]
    text: str


def letters(run: Run) -> tuple[Letter, ...]:
    """One letter for each source in which a printed form fails, in the order of the run."""
    found: dict[str, list[ClaimResult]] = {}
    for result in run.results:
        if result.as_expected and _fails_as_printed(result):
            found.setdefault(result.source, []).append(result)
    return tuple(
        Letter(source, tuple(result.id for result in results), _letter(source, results, run))
        for source, results in found.items()
    )


def _fails_as_printed(result: ClaimResult) -> bool:
    printed = [finding for finding in result.findings if finding.role == "printed"]
    return result.verdict in KINDS and any(finding.refuted for finding in printed)


def _letter(source: str, results: list[ClaimResult], run: Run) -> str:
    around = run.environment
    made = f"bayes-audit {around.audit}, commit {around.commit or 'unknown'}, {around.started}, seed {run.seed}"
    count = f"{len(results)} statement{'' if len(results) == 1 else 's'}"
    head = f"{source}: {count} that fail{'s' if len(results) == 1 else ''} as printed"
    note = (
        "Each failure below has a certified witness (exact algebra or interval arithmetic). To repeat one: "
        "audit show ID. To repeat all: audit run."
    )
    lines = [head, f"Found by {made}.", fill(note, WIDTH), ""]
    for number, result in enumerate(results, start=1):
        lines += [*_entry(number, result), ""]
    return "\n".join(lines).rstrip() + "\n"


def _entry(number: int, result: ClaimResult) -> Iterator[str]:
    meaning, announced, role = KINDS[result.verdict]
    yield _wrapped(f"{number}. {result.place}: {result.title}", "")
    yield _wrapped(f"[{result.verdict}: {meaning}]")
    yield _wrapped(f"Statement: {result.statement}")
    for finding in result.findings:
        if finding.role == "printed":
            yield _wrapped(f"As printed: {finding.latex}")
            yield from (_wrapped(f"Fails: {witness}") for witness in witnesses(finding))
    for finding in result.findings:
        if role and finding.role == role and finding.proved:
            yield _wrapped(f"{announced}: {finding.latex}")
    for label, content in (("Reason", result.derivation), ("Consequence", result.consequence)):
        if content:
            yield _wrapped(f"{label}: {content}")
    yield _wrapped(f"ID: {result.id}")


def witnesses(finding: Finding) -> tuple[str, ...]:
    """What showed that the variant fails, the certified witnesses alone if there are any; each once."""
    failing = [e for e in finding.evidence if e.outcome is Outcome.FAILS and e.witness]
    certified = [e for e in failing if e.certified_failure]
    return tuple(dict.fromkeys(one_line(e.witness or "") for e in certified or failing))


def _wrapped(text: str, indent: str = INDENT) -> str:
    """The text in lines of WIDTH; what is longer and has no blank, a formula say, stays whole."""
    return fill(
        one_line(text),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=INDENT,
        break_long_words=False,
        break_on_hyphens=False,
    )
