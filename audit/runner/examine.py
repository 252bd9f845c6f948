"""One claim in this process: every check on every variant, then the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from time import perf_counter

from audit.errors import CheckError
from audit.ledger import Check, Claim, Evidence, Finding, Setting, Variant, Verdict, judge
from audit.runner.environment import DISTRIBUTION
from audit.runner.result import ClaimResult, result_of


@dataclass(frozen=True)
class Step:
    """The check that is about to run, and the variant that it will look at."""

    check: str
    variant: str

    def __str__(self) -> str:
        return f"check {self.check} on variant {self.variant}"


def examine(claim: Claim, setting: Setting = Setting()) -> ClaimResult:
    """The result of one claim; a check that raises makes it an ERROR, and the other checks still run.

    Nothing limits the time here: `isolate` does, in a process that can be stopped.

    >>> from audit.claims import book
    >>> result = examine(book()["s4_u_alpha.printed_value"])
    >>> result.verdict is result.expected
    True
    """
    *_, result = steps(claim, setting)
    if not isinstance(result, ClaimResult):
        raise CheckError(f"claim {claim.id!r} came to no result")
    return result


def steps(claim: Claim, setting: Setting) -> Iterator[Step | ClaimResult]:
    """Announces each check before it runs; the last item is the result."""
    early = _without_checks(claim)
    if early is not None:
        yield early
        return
    start = perf_counter()
    findings: list[Finding] = []
    errors: list[str] = []
    for variant in claim.variants:
        gathered: list[Evidence] = []
        for check in claim.checks:
            step = Step(name_of(check), variant.name)
            yield step
            try:
                gathered.append(_evidence(check, variant, setting))
            except Exception as error:  # noqa: BLE001 - whatever a check raises is a finding about the check
                errors.append(f"{step} raised {type(error).__name__}: {error}")
        findings.append(Finding(variant.name, variant.role.value, variant.latex, tuple(gathered)))
    yield _conclude(claim, tuple(findings), errors, perf_counter() - start)


def name_of(check: Check) -> str:
    """What a check is called in messages, a partial or a callable object included."""
    inner = getattr(check, "func", check)
    return str(getattr(inner, "__name__", type(inner).__name__))


def _without_checks(claim: Claim) -> ClaimResult | None:
    """The result of a claim that no check has to look at: an opinion, or one whose package is missing."""
    if claim.interpretive:
        return result_of(claim, Verdict.INTERPRETIVE, "see " + ", ".join(claim.bears_on))
    if claim.needs is not None and find_spec(claim.needs) is None:
        return result_of(
            claim, Verdict.NOT_RUN, f"needs {claim.needs}: python -m pip install '{DISTRIBUTION}[{claim.needs}]'"
        )
    return None


def _evidence(check: Check, variant: Variant, setting: Setting) -> Evidence:
    """What the check says, with the seed and the time it took.

    Raises CheckError if the check returns anything but Evidence, and whatever the check raises.
    """
    start = perf_counter()
    evidence = check(variant, setting)
    if not isinstance(evidence, Evidence):
        raise CheckError(f"it returned {type(evidence).__name__}, where Evidence is due")
    seed = setting.seed if evidence.seed is None else evidence.seed
    return replace(evidence, seed=seed, seconds=perf_counter() - start)


def _conclude(claim: Claim, findings: tuple[Finding, ...], errors: list[str], seconds: float) -> ClaimResult:
    if errors:
        return result_of(claim, Verdict.ERROR, errors[0], findings=findings, seconds=seconds, error="\n".join(errors))
    judgement = judge(findings)
    return result_of(claim, judgement.verdict, judgement.reason, findings=findings, seconds=seconds)
