import pytest

from audit.errors import LedgerError
from audit.ledger import Setting, Verdict
from audit.runner.examine import Step, examine, name_of, steps
from tests import toys


@pytest.mark.parametrize("claim", [toys.THIRDS, toys.TWO_THIRDS, toys.SAMPLED_ONLY, toys.OPINION])
def test_the_verdict_is_the_expected_one(claim):
    result = examine(claim)
    assert result.verdict is claim.expected
    assert result.as_expected
    assert result.error is None


def test_the_result_carries_what_reports_need():
    result = examine(toys.TWO_THIRDS, Setting(seed=11))
    for name in ("id", "source", "place", "covers", "title", "statement", "hypotheses", "derivation", "depends"):
        assert getattr(result, name) == getattr(toys.TWO_THIRDS, name)
    assert result.reason == "the sum is 2/3"
    assert result.stem == "toy_misprint"
    assert [finding.variant for finding in result.findings] == [v.name for v in toys.TWO_THIRDS.variants]


def test_seed_and_seconds_are_filled_in():
    result = examine(toys.THIRDS, Setting(seed=11))
    evidence = [e for finding in result.findings for e in finding.evidence]
    assert len(evidence) == 6
    assert all(e.seed == 11 and e.seconds >= 0 for e in evidence)


def test_each_check_is_announced_before_it_runs():
    announced = list(steps(toys.THIRDS, Setting()))
    assert announced[:2] == [Step("sums_to_one", "as_printed"), Step("samples", "as_printed")]
    assert len(announced) == 3 * 2 + 1
    assert str(announced[0]) == "check sums_to_one on variant as_printed"


def test_a_check_that_raises_is_an_error_and_the_others_still_run():
    result = examine(toys.with_check(toys.raises))
    assert result.verdict is Verdict.ERROR
    assert result.error.splitlines() == [
        f"check raises on variant {name} raised ZeroDivisionError: one over nothing"
        for name in ("as_printed", "four_terms", "no_terms")
    ]
    assert [len(finding.evidence) for finding in result.findings] == [1, 1, 1]


def test_a_check_that_returns_no_evidence_is_an_error():
    result = examine(toys.with_check(toys.returns_none))
    assert result.verdict is Verdict.ERROR
    assert "returned NoneType, where Evidence is due" in result.error


def test_a_check_that_passes_a_mutant_is_an_error():
    result = examine(toys.with_check(toys.passes_everything))
    assert result.verdict is Verdict.ERROR
    assert "mutant four_terms" in result.reason


def test_a_check_that_makes_impossible_evidence_is_an_error():
    def no_witness(variant, setting):
        raise LedgerError("names no witness")

    assert "LedgerError: names no witness" in examine(toys.with_check(no_witness)).error


def test_a_missing_package_is_named_with_the_command_that_installs_it():
    result = examine(toys.MISSING)
    assert result.verdict is Verdict.NOT_RUN
    assert result.reason.endswith("python -m pip install 'bayes-audit[no_such_package_here]'")


def test_checks_without_a_name_of_their_own_are_named_by_what_they_are():
    from functools import partial

    class Callable:
        def __call__(self, variant, setting):
            raise NotImplementedError

    assert name_of(partial(toys.samples)) == "samples"
    assert name_of(Callable()) == "Callable"
