import pytest

from audit.claims.hron2017.s1_multiplicative_noise import CLAIMS
from tests.claims import verdicts

LAW, DENSITY = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_negative_theta_tells_the_modulus_apart():
    assert verdicts.witness(LAW, "modulus").startswith("at theta = -2.3")


def test_zero_is_a_point_mass():
    assert "point mass" in verdicts.witness(DENSITY)
    assert "10^40" in verdicts.finding(DENSITY, "half_line").evidence[1].witness


def test_both_signs_of_theta_are_looked_at():
    assert "the quotient is -1" in verdicts.witness(DENSITY, "signed")
