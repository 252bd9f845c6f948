import pytest

from audit.errors import LedgerError
from audit.ledger import Evidence, Method, Outcome


def test_zero_points_are_undecided_whatever_the_check_says():
    assert Evidence(Method.BALL, Outcome.HOLDS, "nowhere", whole_domain=True, points=0).outcome is Outcome.UNDECIDED
    assert Evidence(Method.BALL, Outcome.FAILS, "nowhere", points=0).outcome is Outcome.UNDECIDED


def test_a_negative_count_is_refused():
    with pytest.raises(LedgerError, match="never negative"):
        Evidence(Method.BALL, Outcome.HOLDS, "here", points=-1)


@pytest.mark.parametrize("witness", [None, ""])
def test_a_failure_without_a_witness_is_refused(witness):
    with pytest.raises(LedgerError, match="no witness"):
        Evidence(Method.BALL, Outcome.FAILS, "here", points=1, witness=witness)


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("whole", [True, False])
def test_only_exact_algebra_and_balls_prove_and_only_on_the_whole_domain(method, whole):
    evidence = Evidence(method, Outcome.HOLDS, "here", whole_domain=whole, points=7)
    assert evidence.proves == (whole and method in {Method.SYMBOLIC, Method.BALL})


@pytest.mark.parametrize("method", Method)
def test_only_exact_algebra_and_balls_certify_a_witness(method):
    evidence = Evidence(method, Outcome.FAILS, "here", points=7, witness="w")
    assert evidence.certified_failure == (method in {Method.SYMBOLIC, Method.BALL})
    assert not evidence.proves
