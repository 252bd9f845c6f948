import pytest
import sympy as sp

from audit.claims.forms import Equality
from audit.claims.hron2017.s4_remark1_kummer import CLAIMS, PRINTED, every_power
from audit.numerics.series import series
from audit.numerics.symbolic import k
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_reason_is_a_quotient_for_every_power():
    assert verdicts.result(CLAIMS[0]).reason == "quotient of the coefficients of u^n, every n >= 1: -1"


def test_a_wrong_constant_is_off_by_half_a_logarithm():
    left, right = verdicts.witness(CLAIMS[0], "2_pi_e").split(": ")[1].removesuffix(" is false").split(" = ")
    assert float(left.rstrip(".")) - float(right.rstrip(".")) == pytest.approx(0.3466, abs=2e-3)


def test_the_proof_says_nothing_of_other_constants_and_other_series():
    assert every_power(PRINTED).holds is True
    assert every_power(Equality(PRINTED.left, PRINTED.right + sp.Rational(1, 10**9))).holds is None
    assert every_power(Equality(PRINTED.left, PRINTED.right + series(1 / (k + 1)))).holds is None
