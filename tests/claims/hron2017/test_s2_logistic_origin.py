import pytest
import sympy as sp

from audit.claims.hron2017.s2_logistic_origin import CLAIMS, EXACT, ONE, TABLE, Mass, a, b, by_symmetry, by_truncation
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize(("ending", "variant"), [("second_observation", "two"), ("second_observation", "three")])
def test_the_origin_stays_infinite(ending, variant):
    assert verdicts.finding(verdicts.find(CLAIMS, ending), variant).proved


def test_the_table_is_certified_to_more_than_20_digits():
    found = verdicts.finding(verdicts.find(CLAIMS, "constants"), "table")
    assert found.proved
    assert all(len(row.digits.lstrip("-0.").ljust(20, "0")) >= 19 for row in TABLE)
    assert len(TABLE) == found.evidence[0].points == 12


def test_the_mass_is_certified_down_to_1e_300():
    claim = verdicts.find(CLAIMS, "normaliser")
    assert "M(1e-300, 1e300) = 1381.551" in verdicts.finding(claim, "printed").evidence[1].summary
    assert "stated 2." in verdicts.witness(claim, "both_halves") or "stated 6." in verdicts.witness(
        claim, "both_halves"
    )


@pytest.mark.parametrize(
    "wrong",
    [Mass(ONE, EXACT / 2), Mass(ONE, sp.log(b) + sp.log(a)), Mass("sigmoid(w)**2", EXACT), Mass(ONE, 1 - a / b)],
)
def test_another_mass_is_not_proved_and_refuted_by_balls(wrong):
    assert by_symmetry(wrong).holds is None
    assert by_truncation(Variant("v", Role.MUTANT, "", wrong), Setting()).outcome is Outcome.FAILS
