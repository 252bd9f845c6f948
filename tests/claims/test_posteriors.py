import pytest

from audit.claims import posteriors
from audit.claims.posteriors import Posterior, as_stated, finite, in_words
from audit.ledger import Method, Outcome, Role, Setting, Variant

METHODS = pytest.mark.parametrize("method", [Method.SYMBOLIC, Method.BALL])
LOGISTIC = Posterior("1/abs(w)", "sigmoid(w)", proper=False)
CAUCHY = Posterior("1/(1+w**2)", "sigmoid(w)", proper=True)
OPEN = Posterior("1/abs(w)", "1+sin(w)", proper=False, support="1,oo")


def seen(check, *stated):
    return check(Variant("v", Role.PRINTED, "", stated), Setting())


@METHODS
def test_each_method_decides_alone(method):
    assert finite(LOGISTIC, method) is False
    assert finite(CAUCHY, method) is True


@METHODS
def test_what_is_said_does_not_enter_what_is_found(method):
    assert finite(Posterior("1/abs(w)", "sigmoid(w)", proper=True), method) is False


def test_words_name_the_end_and_the_bound():
    assert in_words(LOGISTIC, Method.BALL).startswith("1/abs(w) times sigmoid(w) has infinite mass at 0-: prior x")
    assert in_words(LOGISTIC, Method.SYMBOLIC).endswith("at 0-: per d log r it is 1/2")
    assert in_words(CAUCHY, Method.BALL) == "1/(1+w**2) times sigmoid(w) on (-oo,oo) has finite mass"
    assert in_words(Posterior("1/abs(w)", "1", False), Method.BALL).startswith("1/abs(w) has infinite mass")


def test_both_checks_prove_and_refute():
    for check in as_stated(lambda form: form, "two posteriors"):
        assert seen(check, LOGISTIC, CAUCHY).proves
        wrong = seen(check, LOGISTIC, Posterior(CAUCHY.prior, CAUCHY.likelihood, proper=False))
        assert wrong.certified_failure
        assert "finite mass" in wrong.witness


def test_no_posterior_is_no_evidence():
    for check in as_stated(lambda form: form, "nothing"):
        assert seen(check).outcome is Outcome.UNDECIDED


def test_a_silent_method_is_undecided(monkeypatch):
    monkeypatch.setattr(posteriors, "finite", lambda stated, method: None)
    for check in as_stated(lambda form: form, "one posterior"):
        evidence = seen(check, LOGISTIC)
        assert evidence.outcome is Outcome.UNDECIDED
        assert "sigmoid" in evidence.summary


@METHODS
def test_an_undecided_decision_is_passed_on(method):
    assert finite(OPEN, method) in (None, False)
