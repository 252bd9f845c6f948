"""The assertion for other projects' tests: it passes, it tells all defects, and an allowance must name a check."""

from dataclasses import replace

import pytest

from audit.claims import book
from audit.errors import InputError
from audit.ledger import Evidence, Method, Outcome, Role, Verdict
from audit.testing import assert_claim, assert_kl_implementation
from tests.implementation import kls


def test_a_sound_kl_passes_and_the_report_comes_back():
    report = assert_kl_implementation(kls.molchanov, inputs="log_alpha", dtype="float32")
    assert report.recognised == "molchanov2017"


def test_a_defect_is_an_assertion_with_its_sentence():
    with pytest.raises(AssertionError, match=r"^dead_zones: the gradient is exactly 0 for log alpha above 3"):
        assert_kl_implementation(kls.zero_above_three, inputs="log_alpha")


def test_every_defect_is_a_line():
    with pytest.raises(AssertionError) as caught:
        assert_kl_implementation(kls.clamped_at_8, inputs="log_alpha")
    checks = [line.partition(":")[0] for line in str(caught.value).splitlines()]
    assert checks == ["error", "limits", "far", "dead_zones", "gradient"]


def test_what_is_allowed_may_stay():
    report = assert_kl_implementation(kls.zero_above_three, inputs="log_alpha", allow=["dead_zones"])
    assert [found.check for found in report.defects] == ["dead_zones"]


def test_an_allowance_of_nothing_is_unusable():
    with pytest.raises(InputError, match="allow="):
        assert_kl_implementation(kls.molchanov, inputs="log_alpha", allow=["deadzones"])


def test_a_claim_that_earns_its_verdict_passes():
    assert assert_claim(book()["s4_u_alpha.printed_value"]).as_expected


def test_a_claim_with_another_verdict_or_a_mutant_that_passes_is_told():
    right = book()["s4_u_alpha.printed_value"]
    with pytest.raises(AssertionError, match="is ERRATUM, expected PROVED"):
        assert_claim(replace(right, expected=Verdict.PROVED))
    corrected = right.with_role(Role.CORRECTED)[0]
    spared = replace(corrected, name="spared", role=Role.MUTANT)
    with pytest.raises(AssertionError, match="the mutant 'spared' is no failure by symbolic: holds"):
        assert_claim(replace(right, variants=(*right.variants, spared)))


def test_an_undecided_mutant_and_a_check_that_raises_are_told():
    right = book()["s4_u_alpha.printed_value"]

    def shrugs(variant, setting):
        return Evidence(Method.SAMPLED, Outcome.UNDECIDED, "nowhere", points=1)

    with pytest.raises(AssertionError, match="the mutant 'doubled' is no failure by sampled: undecided"):
        assert_claim(replace(right, checks=(*right.checks, shrugs)))

    def raises(variant, setting):
        raise ZeroDivisionError("on purpose")

    with pytest.raises(AssertionError) as caught:
        assert_claim(replace(right, checks=(*right.checks, raises), expected=Verdict.ERROR))
    assert "raised ZeroDivisionError: on purpose" in str(caught.value)
