import pytest

from audit.claims.hron2017 import s2_standard_architectures as stem
from audit.claims.hron2017.s2_standard_architectures import CLAIMS, FACTORS, DataSets, Networks
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize("variant", ["eps_zero", "eps_positive", "labels"])
def test_units_without_the_assumption_are_decided(variant):
    assert verdicts.finding(verdicts.find(CLAIMS, "without_the_assumption"), variant).proved


@pytest.mark.parametrize("check", [stem.by_induction, stem.in_balls_on_boxes])
@pytest.mark.parametrize("activation", ["ReLU", "logistic", "tanh"])
@pytest.mark.parametrize("head", ["Gaussian", "Categorical"])
def test_each_usual_pair_holds_alone(check, activation, head):
    assert seen(check, Networks((activation,), (head,))).outcome is Outcome.HOLDS


@pytest.mark.parametrize("check", [stem.by_induction, stem.in_balls_on_boxes])
@pytest.mark.parametrize("activation", ["step", "batch norm, eps = 0"])
@pytest.mark.parametrize("head", ["Gaussian", "Categorical"])
def test_each_jump_is_certified(check, activation, head):
    found = seen(check, Networks((activation,), (head,)))
    assert found.certified_failure, found
    assert activation in found.witness


def test_a_label_without_noise_is_0_at_0():
    claim = verdicts.find(CLAIMS, "continuous_and_positive")
    assert verdicts.witness(claim, "noise_free") == "ReLU, label without noise: the likelihood is 0 at w = 0"


def test_what_neither_holds_nor_fails_is_open(monkeypatch):
    monkeypatch.setattr(stem, "continuous", lambda e: False)
    assert seen(stem.by_induction, Networks(("ReLU",), ("Gaussian",))).outcome is Outcome.UNDECIDED
    monkeypatch.setattr(stem, "improper_along", lambda *_: None)
    assert seen(stem.in_balls_on_boxes, Networks(("ReLU",), ("Gaussian",))).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("check", [stem.for_every_data_set, stem.on_data_sets])
def test_a_factor_that_vanishes_at_0_is_refuted_by_data(check):
    found = seen(check, DataSets(("min(1, abs(w))*exp(-(y-x*w)**2)",)))
    assert found.certified_failure
    assert "data 'threshold'" in found.witness


def test_every_data_set_includes_none_and_input_0():
    assert stem.DATA["none"] == {}
    found = seen(stem.on_data_sets, DataSets(FACTORS))
    assert found.points == 18
    assert found.outcome is Outcome.HOLDS
    assert seen(stem.for_every_data_set, DataSets(FACTORS)).proves


def test_a_factor_of_no_known_structure_is_open():
    assert seen(stem.for_every_data_set, DataSets(("2+sin(x*w)",))).outcome is Outcome.UNDECIDED
