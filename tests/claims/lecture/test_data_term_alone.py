import pytest

from audit.claims.lecture.data_term_alone import CLAIMS
from tests.claims import verdicts

DELTA, ZERO, BOTH, DESCENT, KEPT = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_mutants_fail_for_their_reason():
    assert "no weight" in verdicts.witness(DELTA, "separable")
    assert "{-1, 1}" in verdicts.witness(DELTA, "one_of_two")
    assert "theta = 0" in verdicts.witness(ZERO, "zero")
    assert "every (theta, alpha)" in verdicts.witness(ZERO, "ignored")
    assert "-> 1/100" in verdicts.witness(BOTH, "a_little")
    assert "theta" in verdicts.witness(KEPT, "plus")


def test_where_descent_ends():
    (seen,) = verdicts.finding(DESCENT, "printed").evidence
    assert "between 0 and 0" in seen.summary
    assert seen.points == 12
