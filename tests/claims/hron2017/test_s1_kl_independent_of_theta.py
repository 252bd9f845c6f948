from fractions import Fraction

import pytest
import sympy as sp

from audit.claims.hron2017.s1_kl_independent_of_theta import CLAIMS, Family, a, both_ways, mean_of_g, s
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

INDEPENDENT, CONVERSE = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_a_power_changes_kl_by_its_distance_from_one():
    assert verdicts.witness(INDEPENDENT, "almost") == "dKL/dlog|theta| = 1/1000 for every alpha"


def test_two_constants_are_told_apart_by_the_sign_of_theta():
    assert "from w > 0 to w < 0, by 2*b" in verdicts.witness(CONVERSE, "two_constants")


@pytest.mark.parametrize("g", [sp.S.Zero, sp.log(2), 2 * a, a**2])
def test_a_family_that_leaves_solutions_out_is_not_complete(g):
    variant = Variant("v", Role.CONDITIONAL, "", Family(g, (a,)))
    assert both_ways(variant, Setting()).outcome is Outcome.UNDECIDED


def test_the_mean_of_one_is_one_and_that_of_s_is_a_logarithmic_moment():
    one = mean_of_g(Family(sp.S.One, ()), Fraction("-0.4"), Fraction("0.37"))
    assert one.contains(1)
    assert one.rad() < 1e-12
    shifted = [mean_of_g(Family(s, ()), theta, Fraction("0.37")) for theta in (Fraction(2), Fraction(4))]
    assert float((shifted[1] - shifted[0]).mid()) == pytest.approx(0.6931471805599453)
