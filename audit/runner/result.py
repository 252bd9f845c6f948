"""What a run leaves behind: one result a claim, and the whole."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from audit.ledger import Claim, Finding, Verdict
from audit.runner.environment import Environment

SCHEMA_VERSION = "1"
"""Version of the JSON document that a Run becomes; a key that goes or changes its meaning raises it."""


@dataclass(frozen=True)
class ClaimResult:
    """A claim as reports need it, the verdict that this run computed, and the evidence for it.

    `reason` is the verdict's ground in one line. `error` is None unless the verdict is ERROR and a check raised, hung
    or took its process down; it then says which check did so on which variant.
    """

    id: str
    source: str
    place: str
    covers: tuple[str, ...]
    title: str
    statement: str
    hypotheses: tuple[str, ...]
    derivation: str
    depends: tuple[str, ...]
    bears_on: tuple[str, ...]
    figure: str | None
    changes_conclusion: bool
    consequence: str
    verdict: Verdict
    expected: Verdict
    reason: str
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    error: str | None = None

    @property
    def stem(self) -> str:
        """The file that states the claim: `s4_u_alpha` for `s4_u_alpha.printed_value`."""
        return self.id.split(".")[0]

    @property
    def as_expected(self) -> bool:
        """The verdict is the one that the ledger expects."""
        return self.verdict is self.expected


def result_of(
    claim: Claim,
    verdict: Verdict,
    reason: str,
    *,
    findings: tuple[Finding, ...] = (),
    seconds: float = 0.0,
    error: str | None = None,
) -> ClaimResult:
    """The result of a claim: what the ledger says of it and what came out."""
    return ClaimResult(
        id=claim.id,
        source=claim.source,
        place=claim.place,
        covers=claim.covers,
        title=claim.title,
        statement=claim.statement,
        hypotheses=claim.hypotheses,
        derivation=claim.derivation,
        depends=claim.depends,
        bears_on=claim.bears_on,
        figure=claim.figure,
        changes_conclusion=claim.changes_conclusion,
        consequence=claim.consequence,
        verdict=verdict,
        expected=claim.expected,
        reason=reason,
        findings=findings,
        seconds=seconds,
        error=error,
    )


@dataclass(frozen=True)
class Run:
    """The results of one run in the order of the book, and what is needed to repeat it."""

    environment: Environment
    seed: int
    quick: bool
    results: tuple[ClaimResult, ...]
    seconds: float
    schema_version: str = SCHEMA_VERSION

    @property
    def counts(self) -> dict[Verdict, int]:
        """How many claims got each verdict, in the order of `Verdict`; verdicts that none got are left out."""
        seen = Counter(result.verdict for result in self.results)
        return {verdict: seen[verdict] for verdict in Verdict if seen[verdict]}

    @property
    def not_run(self) -> tuple[ClaimResult, ...]:
        """The claims that need a package which is not installed."""
        return tuple(result for result in self.results if result.verdict is Verdict.NOT_RUN)

    @property
    def unexpected(self) -> tuple[ClaimResult, ...]:
        """The claims that ran and got another verdict than the ledger expects."""
        return tuple(r for r in self.results if not r.as_expected and r.verdict is not Verdict.NOT_RUN)

    def exit_code(self, strict: bool = False) -> int:
        """0 if every claim that ran is as expected, else 1; with `strict` every claim must also have run."""
        return int(bool(self.unexpected) or (strict and bool(self.not_run)))
