import pytest
import sympy as sp

from audit.claims.forms import Equality
from audit.claims.hron2017.sa_digamma_identities import CLAIMS, from_functional_equation, x
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_recurrence_comes_from_gamma_and_from_no_rule_of_sympy(monkeypatch):
    monkeypatch.setattr("sympy.expand_func", None)
    assert from_functional_equation(CLAIMS[0].variants[0].form).holds is True


def test_psi_of_another_argument_is_left_alone():
    assert from_functional_equation(Equality(sp.digamma(2 * x), sp.digamma(x))).holds is None
