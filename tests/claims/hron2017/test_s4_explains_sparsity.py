import pytest

from audit.claims.hron2017.s4_explains_sparsity import CLAIMS
from tests.claims import verdicts

FORMAL = tuple(claim for claim in CLAIMS if not claim.interpretive)


@pytest.mark.parametrize("claim", FORMAL, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_opinion_names_what_bears_on_it():
    (opinion,) = (claim for claim in CLAIMS if claim.interpretive)
    assert {claim.id for claim in FORMAL} < set(opinion.bears_on)


def test_beyond_its_domain_the_cubic_would_prune():
    assert "log alpha = 3.04452" in verdicts.witness(verdicts.find(CLAIMS, "cubic_cannot_prune"), "wider")


def test_both_minima_stand_side_by_side():
    words = verdicts.witness(verdicts.find(CLAIMS, "edge_of_the_clip"), "no_fold")
    assert "folds" in words


def test_mutants_fail_by_counts():
    said = verdicts.finding(verdicts.find(CLAIMS, "transient"), "other_way_round").evidence
    assert "1000/1000" in said[0].witness
    assert "48/48" in said[1].witness
