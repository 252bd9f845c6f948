import pytest

from audit.claims.practice import SOURCE, STEMS
from audit.claims.practice import naive_quadrature as stem
from audit.claims.practice.naive_quadrature import CLAIMS, FAR_OFF, LOGISTIC, Between, OnTheLine, Said
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

ON_THE_LINE = [stem.against_divergence, stem.against_mass]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)
    assert claim.source == SOURCE
    assert claim.stem in STEMS


@pytest.mark.parametrize("check", ON_THE_LINE)
@pytest.mark.parametrize("tool", stem.TOOLS)
@pytest.mark.parametrize("likelihood", FAR_OFF)
def test_no_tool_sees_a_small_pole(check, tool, likelihood):
    assert seen(check, OnTheLine(tool, (likelihood,))).certified_failure


@pytest.mark.parametrize("check", ON_THE_LINE)
def test_a_large_pole_makes_scipy_warn(check):
    assert seen(check, OnTheLine("scipy", ("normal_pdf(3, w, 1)",))).outcome is Outcome.HOLDS
    assert not stem.said("scipy", "normal_pdf(3, w, 1)").content


@pytest.mark.parametrize("check", ON_THE_LINE)
def test_a_proper_posterior_is_nothing_to_detect(check, monkeypatch):
    likelihood = "abs(w)*exp(-w**2)"
    monkeypatch.setattr(stem, "said", lambda *_: Said(1.7724538509055, 1e-8, ""))
    assert seen(check, OnTheLine("scipy", (likelihood,))).outcome is Outcome.HOLDS


@pytest.mark.parametrize("tool", ["scipy", "scipy, 500 subdivisions"])
def test_the_witness_between_cutoffs_is_a_ball(tool):
    found = seen(stem.between_error_bars, Between(tool, 0.1, 1e6))
    assert found.certified_failure
    assert "the mass is 16.1180956509583" in found.witness


@pytest.mark.parametrize("tool", ["scipy", "mpmath, 30 digits"])
def test_near_cutoffs_hold(tool, monkeypatch):
    """30 digits of mpmath are right, and become a float only here."""
    answer = stem.said(tool, LOGISTIC, (0.01, 2.0))
    monkeypatch.setattr(stem, "said", lambda *_: Said(answer.value, max(answer.error, 1e-14), ""))
    assert seen(stem.between_error_bars, Between(tool, 0.01, 2.0)).outcome is Outcome.HOLDS


@pytest.mark.parametrize(
    ("answer", "content"),
    [
        (Said(1.0, 0.1, ""), True),
        (Said(float("inf"), 0.1, ""), False),
        (Said(1.0, float("nan"), ""), False),
        (Said(1.0, 0.1, "slow"), False),
    ],
)
def test_content_is_a_finite_answer_without_a_warning(answer, content, monkeypatch):
    assert answer.content is content
    monkeypatch.setattr(stem, "said", lambda *_: answer)
    outcome = seen(stem.between_error_bars, Between("scipy", 0.1, 1e6)).outcome
    assert outcome is (Outcome.FAILS if content else Outcome.HOLDS)
