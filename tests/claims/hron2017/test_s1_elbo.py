import pytest
from flint import arb

from audit.claims.hron2017 import s1_elbo
from audit.claims.hron2017.s1_elbo import CLAIMS, Unbounded, divergence, growth
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

DECOMPOSITION, UNBOUNDED = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_printed_form_fails_for_want_of_a_posterior():
    assert verdicts.witness(DECOMPOSITION).startswith("Z = oo, and no posterior")
    ball = verdicts.finding(DECOMPOSITION, "printed").evidence[1]
    assert ball.certified_failure
    assert "no log Z" in ball.witness


def variant(prior: str) -> Variant:
    return Variant("v", Role.CONDITIONAL, "", Unbounded(prior))


def test_a_silent_decision_is_undecided(monkeypatch):
    monkeypatch.setattr(s1_elbo, "finite", lambda stated, method: None)
    assert divergence(variant("1/abs(w)"), Setting()).outcome is Outcome.UNDECIDED


def test_masses_too_wide_to_tell_are_undecided(monkeypatch):
    monkeypatch.setattr(s1_elbo, "log_masses", lambda prior: [arb(1), arb(3, 2)])
    assert growth(variant("1/abs(w)"), Setting()).outcome is Outcome.UNDECIDED
