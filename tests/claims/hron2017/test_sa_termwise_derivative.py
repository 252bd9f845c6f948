import pytest

from audit.claims.hron2017.sa_termwise_derivative import CLAIMS, twice_the_core
from audit.ledger import Method, Outcome, Setting
from audit.pseudo_kl import ball
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_a_broken_core_turns_the_value_at_zero_red():
    broken = twice_the_core(Method.BALL, lambda u: ball.slope(u) * 2)
    assert broken(verdicts.find(CLAIMS, "value_at_zero").variants[0], Setting()).outcome is Outcome.FAILS
