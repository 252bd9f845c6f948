from fractions import Fraction

import pytest

from audit.claims.forms import Equality, Inequality
from audit.claims.hron2017.sa_comparison_bound import (
    CLAIMS,
    CORRECTED,
    GAMMA,
    SUM,
    by_gap,
    end_of_failure,
    same_or_offset,
)
from audit.numerics.symbolic import u
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


U_STAR = ("1.699741039701372661123824", "1.699741039701372661123825")


def test_the_end_of_the_failure_is_certified_to_24_decimals():
    bound = verdicts.find(CLAIMS, "bound_by_last_form")
    assert verdicts.witness(bound) == f"false exactly for 0 < u <= u*, {U_STAR[0]} < u* < {U_STAR[1]}"
    assert end_of_failure(2 * GAMMA) == tuple(Fraction(end) for end in U_STAR)


def test_another_level_has_another_end():
    assert end_of_failure(3 * GAMMA)[0] > Fraction(U_STAR[1])


def test_the_last_form_is_off_by_two_gamma():
    assert "2*EulerGamma = 1.154" in verdicts.witness(verdicts.find(CLAIMS, "last_form"))


def test_a_difference_that_is_no_constant_is_open():
    assert same_or_offset(Equality(u, 2 * u)).holds is None
    assert by_gap(Inequality(SUM, CORRECTED + u)).holds is None
