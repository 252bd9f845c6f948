import pytest

from audit.claims.hron2017.s3_row_noise import CLAIMS
from tests.claims import verdicts

ROW, ONE_MATRIX, LAW = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_noise_per_data_point_is_no_single_matrix():
    assert "is false" in verdicts.witness(ONE_MATRIX)
    assert verdicts.finding(ONE_MATRIX, "same_variables").proved


def test_negative_theta_tells_the_modulus_apart():
    assert "theta = -" in verdicts.witness(LAW, "modulus")


@pytest.mark.parametrize("name", ["deviation", "moment"])
def test_the_variances_of_the_rank_are_those_of_the_law(name):
    by_rank = verdicts.finding(LAW, name).evidence[2]
    assert by_rank.witness.startswith("theta = ")
    assert "the variance is" in by_rank.witness
