from types import SimpleNamespace

import pytest
import sympy as sp

from audit.claims import shrinkage
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
from audit.numerics.ball import ball
from tests.claims import verdicts

PROPER, PENALISED, ZEROS, CONVEX, BIAS, *OPINIONS = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS[:5], ids=verdicts.name)
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


def test_the_penalty_is_not_convex_and_the_witness_says_how_much():
    assert verdicts.witness(CONVEX) == "-pen'' reaches 0.222"
    assert "second difference" in verdicts.finding(CONVEX, "near").evidence[1].witness


def test_thresholds_and_biases_of_others_are_refused():
    assert verdicts.witness(ZEROS, "ridge") == "the mean is 0 for y^2 <= 1 and continuous in y"
    assert verdicts.finding(ZEROS, "hard").evidence[1].witness == "y = 1.001: the mean is 0.001200..."
    assert verdicts.finding(ZEROS, "near").evidence[1].witness == "y = 0.991: no minimum with mu != 0"
    assert verdicts.witness(BIAS, "lasso") == "(y^0 (y - t))^2 tends to 0"


def test_what_balls_do_not_tell_is_undecided(monkeypatch):
    monkeypatch.setattr(shrinkage, "shape", lambda: SimpleNamespace(single=True, continuous=None, cells=3))
    monkeypatch.setattr(shrinkage, "minima", lambda *words, **more: SimpleNamespace(points=None))
    monkeypatch.setattr(shrinkage, "largest_concavity", lambda: ball(0).union(ball(2)))
    monkeypatch.setattr(shrinkage, "estimate", lambda y, digits: ball(y) - ball(0).union(ball(2)) / ball(y))
    for check, claim in (
        (shrinkage.by_shape, ZEROS),
        (shrinkage.by_counts, ZEROS),
        (shrinkage.by_concavity, CONVEX),
        (shrinkage.by_estimates, BIAS),
    ):
        variant = next(
            v
            for v in claim.variants
            if (v.role in ("printed", "conditional") and v.name != "printed") or claim is ZEROS
        )
        assert check(variant, Setting()).outcome is Outcome.UNDECIDED
