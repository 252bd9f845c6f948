"""A Run as JUnit XML, which CI systems read: one test case a claim."""

from __future__ import annotations

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from audit.ledger import Verdict
from audit.report.one_line import printable
from audit.runner import ClaimResult, Run


def text(run: Run) -> str:
    """The run as a JUnit document: `failure` for an unexpected verdict, `error` for ERROR, `skipped` for NOT RUN.

    A claim whose ERROR or NOT RUN is expected is a success, as it is for the exit code.
    """
    suite = TestSuite("audit")
    suite.timestamp = run.environment.started
    for name, value in _properties(run).items():
        suite.add_property(name, value)
    suite.add_testcases([_case(result) for result in run.results])
    suite.time = round(run.seconds, 3)
    document = JUnitXml("audit")
    document.append(suite)
    document.update_statistics()
    written: bytes = document.tostring()
    return written.decode("utf-8") + "\n"


def _case(result: ClaimResult) -> TestCase:
    case = TestCase(result.id, classname=f"{result.source}.{result.stem}", time=round(result.seconds, 3))
    outcome = _outcome(result)
    if outcome is not None:
        case.result = [outcome]
    case.system_out = printable(f"{result.verdict}: {result.reason}")
    return case


def _outcome(result: ClaimResult) -> Error | Failure | Skipped | None:
    if result.as_expected:
        return None
    if result.verdict is Verdict.NOT_RUN:
        return Skipped(printable(result.reason))
    kind = Error if result.verdict is Verdict.ERROR else Failure
    complaint = kind(printable(f"{result.verdict}, expected {result.expected}: {result.reason}"), result.verdict.value)
    complaint.text = printable(f"{result.place}: {result.statement}\n{result.error or result.reason}")
    return complaint


def _properties(run: Run) -> dict[str, str]:
    around = run.environment
    plain = {
        "audit": around.audit,
        "python": around.python,
        "platform": around.platform,
        "cpus": str(around.cpus),
        "commit": around.commit or "none",
        "seed": str(run.seed),
        "quick": str(run.quick).lower(),
    }
    return plain | around.packages
