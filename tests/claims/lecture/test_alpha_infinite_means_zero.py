import pytest

from audit.claims.lecture.alpha_infinite_means_zero import CLAIMS
from tests.claims import verdicts

THETA, VARIANCE, EVEN, DELTA, REMOVAL = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_limits():
    assert "quartic: 1/3; relu-symmetric: 2/pi" in verdicts.finding(EVEN, "two_wells").evidence[0].summary
    assert "the limit is 4, not 1" in verdicts.witness(THETA, "logistic_half")
    assert "the limit is 1/3, not 0" in verdicts.witness(VARIANCE)


def test_what_removal_costs():
    assert "1/6 larger" in verdicts.witness(REMOVAL)
    assert "1/(2*(" not in verdicts.witness(REMOVAL, "at_finite_alpha")
    assert "1/2000002 larger" in verdicts.witness(REMOVAL, "at_finite_alpha")


def test_an_ignored_weight_is_told_apart():
    assert verdicts.witness(THETA).startswith("flat")
    assert "spreads" in verdicts.witness(DELTA, "flat_too")
