"""A Run as Markdown: the table, then every claim that fails as printed, with its witness."""

from __future__ import annotations

from collections.abc import Iterator

from audit.ledger import Finding, Outcome, Verdict
from audit.report.one_line import duration, one_line, tally
from audit.runner import ClaimResult, Run

FAILING = (Verdict.ERRATUM, Verdict.CONDITIONAL, Verdict.REFUTED)


def text(run: Run) -> str:
    """The run as Markdown (CommonMark with tables); code spans hold formulas and witnesses."""
    return "\n".join([*_head(run), *_table(run), *_failures(run), *_unexpected(run)]) + "\n"


def _head(run: Run) -> Iterator[str]:
    around = run.environment
    yield "# What the audit found"
    yield ""
    verdicts = tally({verdict.value: count for verdict, count in run.counts.items()})
    yield f"{len(run.results)} claims: {verdicts}; {len(run.unexpected)} not as expected."
    yield ""
    made = f"bayes-audit {around.audit}, {around.python}, {around.platform}, commit {around.commit or 'unknown'}"
    yield f"Made {around.started} in {duration(run.seconds)} with seed {run.seed} by {made}."
    yield ""


def _table(run: Run) -> Iterator[str]:
    yield "| verdict | claim | place | evidence |"
    yield "|---|---|---|---|"
    for result in run.results:
        flag = "" if result.as_expected else f" (expected {result.expected})"
        yield f"| {result.verdict}{flag} | `{result.id}` | {_cell(result.place)} | {_cell(result.reason)} |"
    yield ""


def _failures(run: Run) -> Iterator[str]:
    failing = [result for result in run.results if result.verdict in FAILING]
    if failing:
        yield "## What does not hold as printed"
        yield ""
    for result in failing:
        yield from _failure(result)


def _failure(result: ClaimResult) -> Iterator[str]:
    yield f"### {_cell(result.title)} ({result.verdict})"
    yield ""
    yield f"`{result.id}`, {_cell(result.place)}. {one_line(result.statement)}"
    yield ""
    for finding in result.findings:
        if finding.role != "mutant":
            yield f"- {finding.role}: {code(finding.latex)} {finding.outcome}{_witnesses(finding)}"
    if result.consequence:
        yield f"- consequence: {one_line(result.consequence)}"
    yield ""


def _witnesses(finding: Finding) -> str:
    seen = [e.witness for e in finding.evidence if e.outcome is Outcome.FAILS and e.witness]
    return "".join(f"; {code(witness)}" for witness in dict.fromkeys(seen))


def _unexpected(run: Run) -> Iterator[str]:
    if run.unexpected:
        yield "## Not as expected"
        yield ""
    for result in run.unexpected:
        yield f"- `{result.id}`: {result.verdict}, expected {result.expected}: {code(result.error or result.reason)}"


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


def _cell(content: str) -> str:
    """Text that a table cell holds as it is: what Markdown or HTML would read as markup is escaped."""
    line = one_line(content)
    for mark in "\\`*_|<[":
        line = line.replace(mark, "\\" + mark)
    return line
