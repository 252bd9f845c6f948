import pytest

from audit.claims.forms import Equality
from audit.claims.hron2017.sa_dawson_series import CLAIMS, DAWSON, SERIES, by_differential_equation
from audit.numerics.symbolic import u
from tests.claims import verdicts


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_a_form_that_is_not_of_the_kind_is_not_refuted():
    assert by_differential_equation(Equality(SERIES, DAWSON + u)).holds is None
    assert by_differential_equation(Equality(SERIES + 1, DAWSON)).holds is None
