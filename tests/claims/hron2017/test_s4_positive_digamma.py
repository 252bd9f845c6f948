import pytest

from audit.claims.hron2017.s4_positive_digamma import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_first_value_is_where_the_sign_changes():
    assert verdicts.result(CLAIMS[0]).reason.startswith("positive at k = 1 (0.0364")
    assert verdicts.witness(CLAIMS[0], "from_zero").startswith("at k = 0 the value is -1.96")
