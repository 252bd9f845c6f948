import pytest

from audit.ledger import Evidence, Finding, Method, Outcome, Verdict, judge
from audit.ledger.verdict import MEANING

PROOF = Evidence(Method.BALL, Outcome.HOLDS, "all u", whole_domain=True, points=9, summary="all cells")
PART = Evidence(Method.BALL, Outcome.HOLDS, "u in [0, 1]", points=9)
POINTS = Evidence(Method.PRECISE, Outcome.HOLDS, "5 points", points=5)
COUNTER = Evidence(Method.SYMBOLIC, Outcome.FAILS, "u = 1", points=1, witness="1 is not 2")
FLOATS = Evidence(Method.SAMPLED, Outcome.FAILS, "u = 1", points=1, witness="1.0 != 2.0")
OPEN = Evidence(Method.BALL, Outcome.UNDECIDED, "u = 1", points=1)
NOTHING = Evidence(Method.BALL, Outcome.HOLDS, "no u", whole_domain=True, points=0)
BROKEN_FORM = Finding("broken", "mutant", "1=2", (COUNTER,))


def finding(role, *evidence):
    return Finding(f"the_{role}", role, "x", evidence)


RULES = [
    (Verdict.PROVED, [("printed", PROOF)]),
    (Verdict.PROVED, [("printed", PROOF, POINTS, OPEN)]),
    (Verdict.SUPPORTED, [("printed", PART)]),
    (Verdict.SUPPORTED, [("printed", POINTS)]),
    (Verdict.ERRATUM, [("printed", COUNTER), ("corrected", PROOF)]),
    (Verdict.ERRATUM, [("printed", COUNTER), ("corrected", PROOF), ("conditional", PROOF)]),
    (Verdict.CONDITIONAL, [("printed", COUNTER), ("conditional", PROOF)]),
    (Verdict.CONDITIONAL, [("conditional", PROOF)]),
    (Verdict.REFUTED, [("printed", COUNTER)]),
    (Verdict.REFUTED, [("printed", COUNTER, FLOATS)]),
    (Verdict.UNDECIDED, [("printed", FLOATS)]),
    (Verdict.UNDECIDED, [("printed", FLOATS), ("corrected", PROOF)]),
    (Verdict.UNDECIDED, [("printed", OPEN)]),
    (Verdict.UNDECIDED, [("printed", NOTHING)]),
    (Verdict.UNDECIDED, [("printed", COUNTER), ("corrected", POINTS)]),
    (Verdict.UNDECIDED, [("printed", COUNTER), ("conditional", OPEN)]),
    (Verdict.UNDECIDED, [("conditional", POINTS)]),
    (Verdict.ERROR, [("printed", PROOF, COUNTER)]),
    (Verdict.ERROR, [("printed", COUNTER), ("corrected", PROOF, FLOATS)]),
    (Verdict.ERROR, [("printed",)]),
]


@pytest.mark.parametrize(("verdict", "roles"), RULES)
def test_the_verdict_follows_from_the_evidence(verdict, roles):
    judgement = judge([*(finding(*role) for role in roles), BROKEN_FORM])
    assert judgement.verdict is verdict
    assert judgement.reason


@pytest.mark.parametrize("seen", [PROOF, PART, OPEN, NOTHING])
def test_a_check_that_does_not_fail_on_a_mutant_is_an_error(seen):
    judgement = judge([finding("printed", PROOF), Finding("broken", "mutant", "1=2", (COUNTER, seen))])
    assert judgement.verdict is Verdict.ERROR
    assert "mutant broken" in judgement.reason


def test_without_a_mutant_nothing_is_proved():
    assert judge([finding("printed", PROOF)]).verdict is Verdict.ERROR


def test_a_mutant_that_no_check_saw_is_an_error():
    assert judge([finding("printed", PROOF), Finding("broken", "mutant", "1=2", ())]).verdict is Verdict.ERROR


def test_a_mutant_may_fail_without_certificate():
    assert judge([finding("printed", PROOF), Finding("broken", "mutant", "1=2", (FLOATS,))]).verdict is Verdict.PROVED


def test_the_reason_is_the_witness_or_the_strongest_evidence():
    assert judge([finding("printed", COUNTER), BROKEN_FORM]).reason == "1 is not 2"
    assert judge([finding("printed", POINTS, PROOF), BROKEN_FORM]).reason == "all cells"
    assert judge([finding("printed", POINTS), BROKEN_FORM]).reason == "precise on 5 points"


def test_every_verdict_has_a_meaning():
    assert set(MEANING) == set(Verdict)
