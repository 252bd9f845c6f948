"""For the tests of other projects: assertions that a KL is implemented soundly, and that a claim earns its verdict.

from audit.testing import assert_kl_implementation

def test_kl():
    assert_kl_implementation(my_kl, inputs="mu,log_sigma2", returns="kl", reduction="sum")
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from audit.errors import InputError
from audit.implementation import Report, audit_implementation
from audit.implementation.frameworks import Function
from audit.ledger import Claim, Setting

if TYPE_CHECKING:
    from audit.runner import ClaimResult


def assert_kl_implementation(function: Function, *, inputs: str, allow: Collection[str] = (), **options: Any) -> Report:
    """Runs the battery, and raises AssertionError with all defects in it, one a line; those of the checks in `allow` may stay.

    The options are those of `audit.audit_implementation`, which raises InputError. A name in `allow` that no finding bears is an
    InputError, so that an allowance does not outlive its defect's check. Returns the report.

    >>> import math
    >>> report = assert_kl_implementation(lambda x: math.log1p(math.exp(-x)) / 2, inputs="log_alpha", prior="ard")
    >>> report.sound
    True
    """
    report = audit_implementation(function, inputs=inputs, **options)
    names = [found.check for found in report.findings]
    unknown = sorted(set(allow) - set(names))
    if unknown:
        raise InputError(f"allow={unknown}", ", ".join(names), "no allow")
    left = [found for found in report.defects if found.check not in allow]
    if left:
        raise AssertionError("\n".join(f"{found.check}: {found.summary}" for found in left))
    return report


def assert_claim(claim: Claim, setting: Setting = Setting()) -> ClaimResult:
    """Runs a claim in this process: its verdict must be the expected one, and each check must say `fails` of each mutant.

    Raises AssertionError with what is not so, one a line. Returns the result.

    >>> from audit.claims import book
    >>> assert_claim(book()["s4_u_alpha.printed_value"]).verdict.value
    'ERRATUM'
    """
    from audit.ledger import Outcome, Role
    from audit.runner import examine

    result = examine(claim, setting)
    wrong = (
        [] if result.as_expected else [f"{claim.id} is {result.verdict}, expected {claim.expected}: {result.reason}"]
    )
    wrong += result.error.splitlines() if result.error else []
    for finding in result.findings:
        if finding.role != Role.MUTANT.value:
            continue
        passed = [e for e in finding.evidence if e.outcome is not Outcome.FAILS]
        wrong += [f"the mutant {finding.variant!r} is no failure by {e.method}: {e.outcome}" for e in passed]
    if wrong:
        raise AssertionError("\n".join(wrong))
    return result
