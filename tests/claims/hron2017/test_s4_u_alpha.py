import pytest

from audit.claims.hron2017.s4_u_alpha import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_witness_is_the_factor_two():
    left, right = verdicts.witness(CLAIMS[0]).split(": ")[1].removesuffix(" is false").split(" = ")
    assert float(right.rstrip(".")) == pytest.approx(2 * float(left.rstrip(".")), rel=1e-2)
