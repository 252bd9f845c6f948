import pytest
import sympy as sp

from audit.claims.hron2017.s4_only_sum_depends import CLAIMS, Inference, Path, T, by_splitting, limit_of_u
from audit.ledger import Verdict
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_slips_of_the_argument_are_found_and_its_conclusion_stands():
    verdict = {claim.id.split(".")[1]: verdicts.result(claim).verdict for claim in CLAIMS}
    assert verdict == {
        "only_the_sum": Verdict.ERRATUM,
        "first_summand": Verdict.ERRATUM,
        "inference": Verdict.CONDITIONAL,
        "minimum_at_zero": Verdict.PROVED,
        "where": Verdict.CONDITIONAL,
    }


def test_the_factor_that_depends_on_u_is_the_witness():
    words = verdicts.witness(verdicts.find(CLAIMS, "only_the_sum"))
    assert words == "the other factors are 0.1826... at u = 1.7, 0.7334... at 0.31"


def test_the_first_summand_decays():
    words = verdicts.witness(verdicts.find(CLAIMS, "first_summand"))
    assert words == "at u = 1.7: -0.3587... = -1.963... is false"


def test_a_positive_first_summand_breaks_the_inference():
    assert verdicts.witness(verdicts.find(CLAIMS, "inference")) == (
        "c(0) = 10, c(k) = 1: f(1.7) - f(0) = -7.355... < 0"
    )
    assert by_splitting(Inference(sp.S.Zero, sp.S.Zero)).holds is True
    assert by_splitting(Inference(sp.Rational(1, 10**9), sp.S.Zero)).holds is None


def test_u_may_stay_while_the_variance_grows():
    assert verdicts.witness(verdicts.find(CLAIMS, "where")) == "u -> 1/2 along mu = t, sigma = t"
    assert limit_of_u(Path(sp.sqrt(T), T)).holds is True
