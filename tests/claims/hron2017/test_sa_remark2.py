import pytest

from audit.claims.hron2017.sa_remark2 import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_at_zero_the_second_summand_vanishes():
    summands = verdicts.find(CLAIMS, "each_summand")
    assert verdicts.witness(summands).startswith("at u = 0 the summand of k = 1 is 0")


def test_balls_cover_the_axis_and_a_tail_the_rest():
    seen = verdicts.finding(verdicts.find(CLAIMS, "strictly_increasing"), "printed").evidence
    cover = next(e for e in seen if e.method == "ball")
    assert cover.proves
    assert cover.points > 500
    assert cover.summary.endswith("cells cover [0, 40], and KL' >= (1 - e^-u)/(2u) beyond")
