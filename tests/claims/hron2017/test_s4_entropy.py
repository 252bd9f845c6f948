import pytest
import sympy as sp

from audit.claims.hron2017.s4_entropy import CLAIMS, ENTROPY, SIGMA, PseudoKL, by_integration
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_sign_is_that_of_the_definition():
    assert verdicts.witness(CLAIMS[0], "plus_sign") == ("at sigma = 0.37: int q log q = -0.4246..., stated 0.4246...")


def test_the_integral_is_exact_for_every_mean_and_scale():
    assert "-log(2*pi*sigma**2)/2 - 1/2" in verdicts.result(CLAIMS[0]).reason
    assert by_integration(PseudoKL(-1, ENTROPY)).holds is True


@pytest.mark.parametrize("wrong", [ENTROPY + sp.Rational(1, 10**6), ENTROPY * 2, ENTROPY + sp.log(SIGMA)])
def test_the_proof_leaves_another_entropy_open(wrong):
    assert by_integration(PseudoKL(-1, wrong)).holds is None
