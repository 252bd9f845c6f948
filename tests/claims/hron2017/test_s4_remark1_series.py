import pytest
import sympy as sp

from audit.claims.hron2017.s4_remark1_series import CLAIMS, TRUE_A, PowerSeries, entire
from audit.ledger import Method
from audit.pseudo_kl.symbolic import n
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_definition_is_integrated_and_the_core_compared_in_every_arithmetic():
    claim = verdicts.find(CLAIMS, "equation_1")
    methods = [evidence.method for evidence in verdicts.finding(claim, "printed").evidence]
    assert methods.count(Method.SYMBOLIC) == 1
    for method in (Method.BALL, Method.PRECISE, Method.SAMPLED):
        assert methods.count(method) >= 3


@pytest.mark.parametrize(("variant", "gap"), [("minus_sum", "-0.09060"), ("without_2", "-1.707"), ("psi_1", "-1.360")])
def test_a_misprint_shows_at_mean_zero_already(variant, gap):
    words = verdicts.witness(verdicts.find(CLAIMS, "equation_1"), variant)
    assert words == f"at mu = 0, sigma = 0.37, C = 1: the definition gives -2.054..., the form {gap}..."


def test_the_ratio_of_the_coefficients_is_shown():
    assert verdicts.result(verdicts.find(CLAIMS, "analytical_expression")).reason.startswith(
        "a(n+1)/a(n) = -2*n/((n + 1)*(2*n + 1)) -> 0"
    )


def test_coefficients_of_another_function_are_left_open_by_the_proof():
    assert entire(PowerSeries(TRUE_A)).holds is True
    assert entire(PowerSeries(TRUE_A / (n + 1))).holds is None
    assert entire(PowerSeries(TRUE_A * sp.factorial(n))).holds is None


def test_zero_is_attained_at_mean_zero():
    assert verdicts.witness(verdicts.find(CLAIMS, "domain"), "positive") == "at mu = 0, sigma = 0.37: 0 < 0 is false"
