"""One claim as the page shows it: the result, beside what only the whole run knows, its neighbours."""

from __future__ import annotations

from dataclasses import dataclass

from audit.ledger import Finding, Method, Verdict
from audit.report.as_page import files
from audit.report.errata import witnesses
from audit.runner import ClaimResult, Run

HOLDING = frozenset({Verdict.PROVED, Verdict.SUPPORTED})


@dataclass(frozen=True)
class Neighbour:
    """Another claim; `verdict` is None if this run did not look at it, and then there is nothing to link to."""

    id: str
    verdict: Verdict | None


@dataclass(frozen=True)
class ClaimPage:
    """A result, its variants apart from its mutants, and its neighbours in both directions."""

    result: ClaimResult
    depends: tuple[Neighbour, ...]
    needed_by: tuple[Neighbour, ...]
    bears_on: tuple[Neighbour, ...]

    @property
    def variants(self) -> tuple[Finding, ...]:
        """The forms of the statement, the printed one first."""
        return tuple(finding for finding in self.result.findings if finding.role != "mutant")

    @property
    def mutants(self) -> tuple[Finding, ...]:
        """The forms that were broken on purpose."""
        return tuple(finding for finding in self.result.findings if finding.role == "mutant")

    @property
    def methods(self) -> tuple[str, ...]:
        """How the checks looked, in the order of `Method`."""
        used = {evidence.method for finding in self.result.findings for evidence in finding.evidence}
        return tuple(method.value for method in Method if method in used)

    @property
    def files(self) -> dict[str, str]:
        """The files by what they are, from the root of the project."""
        return dict(zip(("source", "test", "figure"), files(self.result), strict=False))

    @property
    def section(self) -> str:
        """Source and place, as the filter by section names them."""
        return f"{self.result.source}: {self.result.place}"

    @property
    def overturns(self) -> bool:
        """The printed form does not hold, and a conclusion of the source falls with it."""
        return self.result.changes_conclusion and self.result.verdict not in HOLDING

    @property
    def unexpected(self) -> bool:
        """It ran, and got another verdict than the ledger expects."""
        return not self.result.as_expected and self.result.verdict is not Verdict.NOT_RUN

    def witnesses(self, finding: Finding) -> tuple[str, ...]:
        """What showed that a variant fails, each witness once."""
        return witnesses(finding)


def pages(run: Run) -> tuple[ClaimPage, ...]:
    """One page a claim, in the order of the run."""
    verdicts = {result.id: result.verdict for result in run.results}
    users: dict[str, list[str]] = {}
    for result in run.results:
        for name in result.depends:
            users.setdefault(name, []).append(result.id)

    def neighbours(names: list[str] | tuple[str, ...]) -> tuple[Neighbour, ...]:
        return tuple(Neighbour(name, verdicts.get(name)) for name in names)

    return tuple(
        ClaimPage(r, neighbours(r.depends), neighbours(users.get(r.id, [])), neighbours(r.bears_on))
        for r in run.results
    )
