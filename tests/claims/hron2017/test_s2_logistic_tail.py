import pytest
import sympy as sp

from audit.claims.divergence import Ends, by_leading, by_witnesses
from audit.claims.hron2017 import s2_logistic_tail as stem
from audit.claims.hron2017.s2_logistic_tail import (
    CLAIMS,
    VALUE,
    Antiderivative,
    Bound,
    C,
    b,
    by_calculus,
    by_monotony,
    k,
)
from audit.claims.labels import sigma
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


@pytest.mark.parametrize("name", ["at_least", "bounded"])
def test_both_repairs_of_the_strict_sign_are_proved(name):
    claim = verdicts.find(CLAIMS, "strict_bound")
    assert verdicts.finding(claim, name).proved
    assert verdicts.witness(claim) == "the integrals are oo and oo, and oo > oo is false"


def test_the_label_is_needed_for_the_sum():
    claim = verdicts.find(CLAIMS, "likelihood")
    assert "the probabilities sum to 1 plus" in verdicts.witness(claim)
    assert verdicts.finding(claim, "with_label").proved


@pytest.mark.parametrize("lower", [sigma(k / 2), sigma(k) - sp.Rational(1, 100)])
def test_smaller_constants_bound_from_below_too(lower):
    form = Bound(lower, finite=True, strict=True)
    assert seen(stem.bound_in_balls, form).outcome is Outcome.HOLDS


def test_a_bound_above_is_left_open_by_the_proof_and_refuted_by_balls():
    form = Bound(sigma(k) + sp.Rational(1, 2), finite=True, strict=False)
    assert by_monotony(form).holds is None or by_monotony(form).holds is False
    assert seen(stem.bound_in_balls, form).certified_failure


def test_an_infinite_bound_with_a_constant_of_no_sign_is_undecided():
    form = Bound(sigma(k) - 1, finite=False, strict=True)
    assert seen(stem.bound_in_balls, form).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("wrong", [2 * VALUE, VALUE + C, C * sigma(k) * (1 - k / b), C * sigma(b) * sp.log(b / k)])
def test_another_antiderivative_is_not_proved(wrong):
    assert by_calculus(Antiderivative(wrong)).holds is None
    assert seen(stem.antiderivative_in_balls, Antiderivative(wrong)).certified_failure


@pytest.mark.parametrize("check", [by_leading, by_witnesses])
def test_one_wrong_posterior_of_several_is_enough(check):
    wrong = (stem.RIGHT, Ends("sigmoid(w)", ("oo",)))
    assert seen(stem.each(check), wrong).certified_failure
    assert seen(stem.each(check), (stem.RIGHT, stem.TANH)).proves


def test_the_rates_of_the_networks_stand_in_the_evidence():
    claim = verdicts.find(CLAIMS, "network_tails")
    assert "4 likelihoods" in verdicts.result(claim).reason
    assert "stated exp(-2)/sqrt(2*pi)" in verdicts.finding(claim, "tanh_rate").evidence[0].witness
