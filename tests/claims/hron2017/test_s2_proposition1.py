import pytest
import sympy as sp

from audit.claims.divergence import Ends
from audit.claims.hron2017 import s2_proposition1 as stem
from audit.claims.hron2017.s2_proposition1 import CLAIMS, Hypothesis, Moments, Silent, Where, lower_bound
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

CONDITIONAL = [(claim, variant.name) for claim in CLAIMS for variant in claim.with_role(Role.CONDITIONAL)]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize(("claim", "name"), CONDITIONAL, ids=lambda x: getattr(x, "id", x))
def test_every_conditional_form_is_proved(claim, name):
    assert verdicts.finding(claim, name).proved


def test_the_literal_reading_has_a_counterexample_with_mass_pi():
    claim = verdicts.find(CLAIMS, "hypothesis")
    exact, ball = (e.witness for e in verdicts.finding(claim, "printed").evidence)
    assert exact.endswith("meets the hypothesis and Z = pi")
    assert ball.endswith("Z = 3.14159265358...")


def test_a_root_that_vanishes_is_enough_for_a_finite_mass():
    witness = verdicts.witness(verdicts.find(CLAIMS, "hypothesis"), "vanishing")
    assert "Z = sqrt(pi)*gamma(1/20)" in witness


@pytest.mark.parametrize("power", [0, sp.Rational(1, 1000), 1])
def test_the_bound_is_infinite_for_power_0_alone(power):
    bound = lower_bound(Hypothesis(Where.SET, sp.S(power)))
    assert (bound == sp.oo) is (power == 0)
    assert lower_bound(Hypothesis(Where.POINT, sp.S(power))) == 0


def test_without_a_counterexample_a_failed_proof_is_undecided(monkeypatch):
    monkeypatch.setattr(stem, "EXAMPLES", {"logistic": stem.EXAMPLES["logistic"]})
    assert seen(stem.by_tonelli, Hypothesis(Where.POINT)).outcome is Outcome.UNDECIDED
    assert seen(stem.by_examples, Hypothesis(Where.POINT)).outcome is Outcome.HOLDS
    monkeypatch.setattr(stem, "EXAMPLES", {})
    assert seen(stem.by_examples, Hypothesis(Where.POINT)).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("check", [stem.silent_exactly, stem.silent_in_balls])
@pytest.mark.parametrize("likelihood", ["sigmoid(w)", "2", "exp(-w**2)"])
def test_where_the_proposition_applies_it_is_not_silent(check, likelihood):
    assert "applies" in seen(check, Silent(Ends(likelihood, ("0-", "0+")))).witness


@pytest.mark.parametrize("check", [stem.integrated, stem.enclosed])
def test_another_interval_has_other_moments(check):
    assert seen(check, Moments("log(3)", "2/(3*log(3))", "1/3", "1")).outcome is Outcome.HOLDS
    assert seen(check, Moments("log(2)", "1/(2*log(2))", "1/3", "1")).certified_failure


def test_a_missing_enclosure_is_undecided(monkeypatch):
    nothing = type("Nothing", (), {"normaliser": None})
    monkeypatch.setattr(stem, "propriety", lambda *_, **__: nothing)
    assert seen(stem.enclosed, Moments("log(2)", "1/(2*log(2))")).outcome is Outcome.UNDECIDED
