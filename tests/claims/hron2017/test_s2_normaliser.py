import pytest
import sympy as sp

from audit.claims.hron2017 import s2_normaliser
from audit.claims.hron2017.s2_normaliser import (
    CLAIMS,
    POSITIVE,
    SHAPES,
    Dimension,
    by_decision,
    can_be_normalised,
    entries,
)
from audit.ledger import Outcome, Setting
from tests.claims import verdicts

FINITE, DIMENSION = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_only_a_positive_finite_mass_can_be_normalised():
    assert [can_be_normalised(value) for value in (sp.S.Zero, POSITIVE, sp.oo)] == [False, True, False]


def test_finite_is_not_enough():
    assert verdicts.witness(FINITE, "sufficient") == "Z = 0: c Z = 0 for every c > 0"


def test_biases_count():
    assert [len(entries(shapes)) for shapes in SHAPES] == [6, 13, 10]
    assert [Dimension(biases=False).count(shapes) for shapes in SHAPES] == [4, 9, 10]
    assert "6 weights, D = 4" in verdicts.witness(DIMENSION, "no_biases")


def test_a_silent_decision_is_undecided(monkeypatch):
    monkeypatch.setattr(s2_normaliser, "finite", lambda stated, method: None)
    assert by_decision(FINITE.variants[0], Setting()).outcome is Outcome.UNDECIDED
