import pytest

from audit.claims.hron2017.sa_exponential_integral import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_printed_integral_diverges_with_a_certified_rate():
    seen = verdicts.finding(CLAIMS[0], "printed").evidence
    assert "log(1/eps), unbounded" in next(e.witness for e in seen if e.method == "ball")
    assert "1/t + O(1)" in verdicts.witness(CLAIMS[0])


@pytest.mark.parametrize("variant", ["negative_x", "principal_value"])
def test_both_conditional_forms_are_proved(variant):
    assert verdicts.finding(CLAIMS[0], variant).proved


def test_a_lopsided_hole_is_off_by_log_2():
    assert verdicts.witness(CLAIMS[0], "lopsided").endswith("differ by 0.6931...")
