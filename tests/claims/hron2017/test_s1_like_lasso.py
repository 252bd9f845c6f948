import pytest
import sympy as sp

from audit.claims.hron2017 import s1_like_lasso
from audit.claims.hron2017.s1_like_lasso import (
    CLAIMS,
    Penalty,
    at_strengths,
    by_integration,
    for_every_strength,
    tau2,
    v,
)
from audit.ledger import Outcome, Setting, Verdict
from tests.claims import verdicts

PROPER, PENALISED, *OPINIONS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS[:2], ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_opinions_name_what_bears_on_them():
    assert [opinion.covers for opinion in OPINIONS] == [("P09",), ("P61",)]
    for opinion in OPINIONS:
        assert verdicts.result(opinion).verdict is Verdict.INTERPRETIVE
        assert "s1_like_lasso.penalised_likelihood" in opinion.bears_on


def test_the_boundary_is_decided():
    assert "Interval.open(0, oo), not in Interval(0, oo)" in verdicts.witness(PROPER, "boundary")
    assert verdicts.finding(PROPER, "boundary").evidence[1].witness == "exp(-lam*abs(w)) at lam = 0 is improper"


@pytest.mark.parametrize("wrong", [v / (2 * tau2) + sp.Rational(1, 10**6), v**2 / (2 * tau2), v / 2])
def test_the_proof_leaves_another_penalty_open(wrong):
    assert by_integration(Penalty(wrong)).holds is None


def test_an_open_condition_and_a_silent_decision_are_undecided(monkeypatch):
    monkeypatch.setattr(s1_like_lasso, "proper_strengths", lambda prior: None)
    monkeypatch.setattr(s1_like_lasso, "finite", lambda stated, method: None)
    for check in (for_every_strength, at_strengths):
        assert check(PROPER.variants[0], Setting()).outcome is Outcome.UNDECIDED
