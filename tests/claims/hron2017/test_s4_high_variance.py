import pytest

from audit.claims.hron2017.s4_high_variance import ASKED, CLAIMS, Decreasing, alpha, by_chain_rule
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_derivative_is_shown():
    assert "slope(u) (-1/(2*alpha**2))" in verdicts.result(CLAIMS[0]).reason


def test_large_alpha_is_visited():
    assert max(ASKED) == 10**9
    assert min(ASKED) < 1


def test_a_rise_is_named_with_its_size():
    assert verdicts.witness(CLAIMS[0], "increasing") == "from alpha = 0.03 to 0.42 KL rises by 0.1811..."


def test_only_a_derivative_below_zero_everywhere_is_a_proof():
    assert by_chain_rule(Decreasing(1 / alpha**2)).holds is True
    assert by_chain_rule(Decreasing(alpha + 1 / alpha)).holds is None
