import pytest
import sympy as sp

from audit.claims.hron2017.s4_multiplicative_infimum import CLAIMS, OnlyApproached, alpha, by_monotonicity
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_printed_misprint_of_u_changes_nothing():
    assert by_monotonicity(OnlyApproached(1 / alpha)).holds is True


def test_a_minimum_that_is_attained_is_named():
    assert verdicts.witness(CLAIMS[0], "attained") == "at alpha = 1 the penalty is at its minimum"


def test_both_halves_of_the_statement_are_needed():
    assert by_monotonicity(OnlyApproached(1 / (3 * alpha))).holds is True
    assert by_monotonicity(OnlyApproached(1 + 1 / alpha)).holds is None
    assert by_monotonicity(OnlyApproached((alpha - 1) ** 2 * sp.exp(-alpha))).holds is None
