import pytest

from audit.claims.practice.mean_for_sum import CLAIMS, averaged
from audit.numerics.ball import ball
from audit.parametrisation import PENALTIES
from tests.claims import verdicts

BOUND, THRESHOLDS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_supremum_passes_the_evidence():
    assert verdicts.witness(BOUND) == "n = 2: the supremum over q is -1.359..., not -1.728..."
    above = [e.witness for e in verdicts.finding(BOUND, "printed").evidence][1]
    assert "above the bound" in above


def test_mutants_fail_for_their_reason():
    assert "below" in verdicts.finding(BOUND, "twice").evidence[1].witness
    assert "multiplied by 1/2, not by 1/3" in verdicts.witness(THRESHOLDS, "one_more")


def test_the_averaged_penalty():
    exact, mean, at = PENALTIES["exact"], averaged(7), ball("0.4")
    for name in ("value", "slope", "curvature"):
        assert (7 * getattr(mean, name)(at)).overlaps(getattr(exact, name)(at))
    assert 7 * mean.slope_at_zero == 1
