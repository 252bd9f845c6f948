import pytest

from audit.claims.hron2017.sa_harmonic_series import CLAIMS
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)
