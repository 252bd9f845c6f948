import pytest
import sympy as sp

from audit.claims.forms import Equality
from audit.claims.hron2017.s4_remark1_gradient import (
    CLAIMS,
    DERIVATIVE,
    MU,
    ChainRule,
    Limit,
    V,
    by_chain_rule,
    dawson_series,
    limit_at_zero,
)
from audit.numerics.evaluate import dawson
from audit.numerics.symbolic import u
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_proof_is_a_recurrence_for_every_power():
    reason = verdicts.result(verdicts.find(CLAIMS, "positive_u")).reason
    assert reason == "every power of u: (2n + 1) d_n = -2 d_(n-1), d_0 = 1, on both sides"


def test_the_proof_looks_at_both_sides():
    right = dawson(sp.sqrt(u)) / sp.sqrt(u)
    assert dawson_series(Equality(DERIVATIVE, right)).holds is True
    assert dawson_series(Equality(DERIVATIVE, 2 * right)).holds is None
    assert dawson_series(Equality(DERIVATIVE / 2, right)).holds is None


def test_the_value_at_zero_is_one():
    claim = verdicts.find(CLAIMS, "at_zero")
    assert verdicts.witness(claim, "two") == "at u = 0: 1 = 2 is false"
    assert limit_at_zero(Limit(dawson(sp.sqrt(u)) / sp.sqrt(u), sp.S.One)).holds is True
    assert limit_at_zero(Limit(dawson(2 * sp.sqrt(u)) / sp.sqrt(u), sp.S.One)).holds is None


def test_the_chain_rule_is_for_the_variance_not_for_the_scale():
    assert by_chain_rule(ChainRule(MU / V, -(MU**2) / (2 * V**2))).holds is True
    assert by_chain_rule(ChainRule(MU / V, -(MU**2) / (2 * sp.sqrt(V) ** 3))).holds is None
