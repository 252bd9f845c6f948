import pytest
import sympy as sp

from audit.claims.hron2017.s0_abstract_attribution import CLAIMS, Marginal, by_integration, w
from tests.claims import verdicts

MARGINAL, ALL, PROPER = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_half_line_gives_half():
    assert verdicts.witness(MARGINAL, "half_line") == "at w = 0.13: the marginal is 7.692..., not 3.846..."


@pytest.mark.parametrize("wrong", [1 / w + sp.Rational(1, 10**9), sp.sqrt(2) / w, 1 / w**2])
def test_the_proof_leaves_another_density_open(wrong):
    assert by_integration(Marginal(sp.S.One, wrong)).holds is None


def test_the_half_cauchy_form_is_the_first_that_is_not_log_uniform():
    witness = verdicts.witness(ALL)
    assert witness.startswith("[9], half-Cauchy: p(w) |w| = ")
    assert "expint" in witness
    assert verdicts.finding(ALL, "two_and_a_half").proved


def test_balls_see_the_finite_end_of_the_horseshoe_and_the_missing_one_of_the_noise():
    ball = verdicts.finding(ALL, "printed").evidence[1].witness
    assert ball.startswith("[9], half-Cauchy at -oo: prior x likelihood <=")
    assert "outside the support" in verdicts.finding(ALL, "with_11").evidence[1].witness


def test_what_changes_is_said():
    assert ALL.changes_conclusion
    assert "[11]" in ALL.consequence


def test_without_truncation_the_mass_diverges_at_zero():
    assert "infinite mass at 0+" in verdicts.witness(PROPER, "untruncated")
