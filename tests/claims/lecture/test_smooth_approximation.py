import pytest

from audit.claims.lecture.smooth_approximation import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_supremum_is_told_with_its_place():
    reason = verdicts.result(verdicts.find(CLAIMS, "close")).reason
    assert "0.00937457... , at" in reason or "0.00937457..., at alpha = 0.0298734..." in reason


def test_a_bound_a_hundredth_smaller_is_refused_by_the_supremum_itself():
    assert "the largest error is 0.00937457" in verdicts.witness(verdicts.find(CLAIMS, "close"), "closer")


@pytest.mark.parametrize("variant", ["clipped", "modulus", "small_kink"])
def test_a_kink_is_shown_by_two_derivatives(variant):
    claim = verdicts.find(CLAIMS, "differentiable")
    evidence = verdicts.finding(claim, variant).evidence
    assert "one-sided derivatives" in evidence[0].witness
    assert "quotients" in evidence[1].witness


def test_at_mu_zero_the_power_is_read_off_the_published_formula():
    claim = verdicts.find(CLAIMS, "at_mu_zero")
    assert [e.witness for e in verdicts.finding(claim, "printed").evidence][1] == "it starts as |mu|^2.9739000"
    assert "2 times" in verdicts.result(claim).reason
