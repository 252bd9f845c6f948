import pytest

from audit.claims.hron2017.sa_proposition1_bound import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_only_the_strict_sign_fails():
    chain = verdicts.find(CLAIMS, "strict_inequality")
    assert verdicts.witness(chain).startswith("Z = oo > oo is false")
    assert verdicts.finding(chain, "not_strict").proved


def test_an_integrable_prior_bounds_nothing():
    chain = verdicts.find(CLAIMS, "strict_inequality")
    assert "not infinite" in verdicts.witness(chain, "integrable_prior")
    assert verdicts.witness(chain, "null_set").startswith("the bound is 0")
