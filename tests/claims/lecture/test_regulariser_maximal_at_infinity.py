import pytest

from audit.claims.lecture.regulariser_maximal_at_infinity import CLAIMS
from tests.claims import verdicts

ENCOURAGES, LARGEST = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_no_alpha_reaches_the_supremum():
    assert "no finite alpha" in verdicts.witness(LARGEST)
    assert verdicts.finding(LARGEST, "supremum").proved


def test_a_turning_point_is_seen():
    assert "negative at alpha = 8/5" in verdicts.witness(ENCOURAGES, "turning")
