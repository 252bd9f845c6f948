import pytest

from audit.claims.lecture.equivalence import CLAIMS, dropout_ends_at
from tests.claims import verdicts

*FORMAL, BEFORE = CLAIMS
GRADIENTS, OPTIMA, INFERENCE, FAMILY = FORMAL


@pytest.mark.parametrize("claim", FORMAL, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_zero_has_no_density():
    assert "w_ML = 0" in verdicts.witness(OPTIMA)
    assert "alpha = 0" in verdicts.witness(OPTIMA, "no_noise")
    assert 2 * dropout_ends_at(2, 3) == 1


def test_mutants_fail_for_their_reason():
    assert "slope" in verdicts.witness(GRADIENTS, "second_only")
    assert "covariance of weights 1, 2" in verdicts.witness(FAMILY, "shared_noise")
    assert "0-" in verdicts.witness(INFERENCE, "at_infinity") or "0+" in verdicts.witness(INFERENCE, "at_infinity")
    assert "oo" in verdicts.witness(INFERENCE, "at_zero")


def test_an_opinion_names_what_bears_on_it():
    assert BEFORE.interpretive
    assert "data_term_alone.zero_alpha" in BEFORE.bears_on
