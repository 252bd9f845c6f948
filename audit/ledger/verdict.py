"""From evidence to verdict. Nothing here looks at what a claim expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.ledger.evidence import Evidence, Outcome


class Verdict(StrEnum):
    """What a run says of a claim.

    ERROR and NOT_RUN are no verdicts on the statement: the first says that the audit itself is broken there, the second
    that an optional package is missing.
    """

    PROVED = "PROVED"
    SUPPORTED = "SUPPORTED"
    CONDITIONAL = "CONDITIONAL"
    ERRATUM = "ERRATUM"
    REFUTED = "REFUTED"
    UNDECIDED = "UNDECIDED"
    INTERPRETIVE = "INTERPRETIVE"
    ERROR = "ERROR"
    NOT_RUN = "NOT RUN"


MEANING = {
    Verdict.PROVED: "holds as printed on its whole stated domain, by exact algebra or by balls",
    Verdict.SUPPORTED: "holds as printed wherever it was computed; no proof of the whole domain",
    Verdict.CONDITIONAL: "fails as printed (certified witness) or is silent on a case; proved with an extra hypothesis",
    Verdict.ERRATUM: "fails as printed (certified witness); the corrected form is proved",
    Verdict.REFUTED: "fails as printed (certified witness); no repair keeps its point",
    Verdict.UNDECIDED: "neither proved nor refuted by this run",
    Verdict.INTERPRETIVE: "an opinion without formal content; see the claims that bear on it",
    Verdict.ERROR: "the audit is broken here: a check raised, hung, contradicted another or passed a mutant",
    Verdict.NOT_RUN: "needs an optional package that is not installed",
}


@dataclass(frozen=True)
class Finding:
    """All the evidence on one variant; `role` is a `Role`, kept as text so that reports need no claim."""

    variant: str
    role: str
    latex: str
    evidence: tuple[Evidence, ...]

    @property
    def outcome(self) -> Outcome:
        """The common outcome of the checks; undecided where none decided, or where they disagree."""
        seen = {e.outcome for e in self.evidence} - {Outcome.UNDECIDED}
        return seen.pop() if len(seen) == 1 else Outcome.UNDECIDED

    @property
    def disagrees(self) -> bool:
        """One check says `holds`, another `fails`."""
        return {Outcome.HOLDS, Outcome.FAILS} <= {e.outcome for e in self.evidence}

    @property
    def proved(self) -> bool:
        """Holds on the whole stated domain, rigorously, and nothing contradicts it."""
        return self.outcome is Outcome.HOLDS and any(e.proves for e in self.evidence)

    @property
    def refuted(self) -> bool:
        """Fails with a certified witness, and nothing contradicts it."""
        return self.outcome is Outcome.FAILS and any(e.certified_failure for e in self.evidence)


@dataclass(frozen=True)
class Judgement:
    """A verdict and the reason for it in one line."""

    verdict: Verdict
    reason: str


def judge(findings: Sequence[Finding]) -> Judgement:
    """The verdict that the evidence carries.

    The checks are tried first, on the mutants: a check that does not report `fails` on each of them is no check.
    """
    broken = _broken_checks(findings)
    if broken:
        return Judgement(Verdict.ERROR, broken)
    by_role: dict[str, list[Finding]] = {}
    for finding in findings:
        by_role.setdefault(finding.role, []).append(finding)
    return _judge_printed(by_role)


def _broken_checks(findings: Sequence[Finding]) -> str:
    """Why the checks cannot be trusted; empty if they can."""
    if not any(f.role == "mutant" for f in findings):
        return "no mutant was tried, so nothing shows that the checks can fail"
    for finding in findings:
        if not finding.evidence:
            return f"no check looked at {finding.variant}"
        if finding.role == "mutant":
            passed = [e for e in finding.evidence if e.outcome is not Outcome.FAILS]
            if passed:
                return f"the {passed[0].method} check says '{passed[0].outcome}' of the mutant {finding.variant}"
        elif finding.disagrees:
            return f"the checks contradict one another on {finding.variant}"
    return ""


def _judge_printed(by_role: dict[str, list[Finding]]) -> Judgement:
    proved = {role: [f for f in found if f.proved] for role, found in by_role.items()}
    if "printed" not in by_role:
        if proved.get("conditional"):
            return Judgement(
                Verdict.CONDITIONAL, "the source is silent on a case; " + _headline(proved["conditional"][0])
            )
        return Judgement(Verdict.UNDECIDED, "the conditional form is not proved")
    printed = by_role["printed"][0]
    if printed.proved:
        return Judgement(Verdict.PROVED, _headline(printed))
    if printed.outcome is Outcome.HOLDS:
        return Judgement(Verdict.SUPPORTED, _headline(printed))
    if not printed.refuted:
        return Judgement(Verdict.UNDECIDED, _headline(printed) or "no check decided the printed form")
    witness = next(e.witness or "" for e in printed.evidence if e.certified_failure)
    for role, verdict in (("corrected", Verdict.ERRATUM), ("conditional", Verdict.CONDITIONAL)):
        if proved.get(role):
            return Judgement(verdict, witness)
    if "corrected" in by_role or "conditional" in by_role:
        return Judgement(Verdict.UNDECIDED, f"fails as printed ({witness}), and the repair is not proved")
    return Judgement(Verdict.REFUTED, witness)


def _headline(finding: Finding) -> str:
    """The strongest evidence in one line."""
    for wanted in (lambda e: e.proves, lambda e: e.outcome is finding.outcome):
        for evidence in finding.evidence:
            if wanted(evidence):
                return evidence.summary or f"{evidence.method} on {evidence.domain}"
    return ""
