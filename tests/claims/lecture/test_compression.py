from fractions import Fraction

import pytest

from audit.claims.lecture import compression as stem
from audit.claims.lecture.compression import CLAIMS, OnlyWay
from audit.ledger import Outcome
from tests.claims import verdicts

WITHOUT_LOSS, ONLY = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_what_was_reached_is_told():
    (seen,) = verdicts.finding(WITHOUT_LOSS, "printed").evidence
    assert "compression, exact, additive, 80 units" in seen.summary
    assert "95 % [" in seen.summary


def test_the_witnesses():
    assert (
        verdicts.witness(ONLY)
        == "thresholding pays 0 for every kept weight, the noisy minimum alpha*rho/(2*(alpha + 1))"
    )
    seen = verdicts.finding(ONLY, "printed").evidence[1]
    assert seen.witness.startswith("at rho = 2 both keep the weight: alpha = 1.829")


def test_a_weight_that_is_removed_is_no_witness():
    below = OnlyWay("exact", Fraction(3), (Fraction(1, 2),))
    assert verdicts.seen(stem.by_minima, below).outcome is Outcome.UNDECIDED
    never_kept = OnlyWay("exact", Fraction(-20), (Fraction(2),))
    assert verdicts.seen(stem.by_minima, never_kept).outcome is Outcome.UNDECIDED
