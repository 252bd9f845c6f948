import pytest

from audit.claims.hron2017 import s0_improper_posterior
from audit.claims.hron2017.s0_improper_posterior import CLAIMS, LIKELIHOODS, VANISHING, Quantifier, Statement, by
from audit.claims.posteriors import Posterior, finite
from audit.ledger import Method, Outcome, Role, Setting, Variant, Verdict
from tests.claims import verdicts

WEAK, STRONG, OPINION = CLAIMS
METHODS = pytest.mark.parametrize("method", [Method.SYMBOLIC, Method.BALL])


@pytest.mark.parametrize("claim", CLAIMS[:2], ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_opinion_names_what_bears_on_it():
    assert verdicts.result(OPINION).verdict is Verdict.INTERPRETIVE
    assert OPINION.covers == ("P03",)
    assert "s0_improper_posterior.usual_models" in OPINION.bears_on


@METHODS
@pytest.mark.parametrize("likelihood", LIKELIHOODS.values(), ids=list(LIKELIHOODS))
def test_each_usual_likelihood_is_improper(likelihood, method):
    assert finite(Posterior("1/abs(w)", likelihood, False), method) is False


@METHODS
@pytest.mark.parametrize("likelihood", VANISHING.values(), ids=list(VANISHING))
def test_a_likelihood_that_vanishes_at_zero_and_far_out_is_proper(likelihood, method):
    assert finite(Posterior("1/abs(w)", likelihood, False), method) is True


def test_the_strong_reading_fails_on_one_of_those():
    assert verdicts.witness(STRONG) == "1/abs(w) times w**2*exp(-w**2/2) on (-oo,oo) has finite mass"


def test_a_silent_method_is_undecided(monkeypatch):
    monkeypatch.setattr(s0_improper_posterior, "finite", lambda one, method: None)
    form = Statement("1/abs(w)", Quantifier.EACH)
    assert by(Method.BALL)(Variant("v", Role.PRINTED, "", form), Setting()).outcome is Outcome.UNDECIDED
