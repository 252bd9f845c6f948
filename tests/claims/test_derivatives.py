import pytest
import sympy as sp

from audit.claims.derivatives import Derivative, by_coefficients, mean_value, mpmath_derivative
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics import points
from audit.numerics.series import series
from audit.numerics.symbolic import k, u

AT = {u: points.U}
CHECKS = (by_coefficients, mean_value(AT), mpmath_derivative(AT))
MEAN = sp.exp(-u) * series(k)


@pytest.mark.parametrize(
    ("right", "expected"),
    [
        (sp.S.One, Outcome.HOLDS),
        (sp.exp(-u) * series(sp.S.One), Outcome.HOLDS),
        (sp.S.One + sp.Rational(1, 10**6), Outcome.FAILS),
        (1 - sp.exp(-u), Outcome.FAILS),
    ],
)
def test_the_mean_of_a_poisson_variable_has_slope_one(right, expected):
    variant = Variant("form", Role.PRINTED, "", Derivative(MEAN + 7, right))
    assert {check(variant, Setting()).outcome for check in CHECKS} == {expected}


def test_the_mean_value_theorem_proves_nothing():
    variant = Variant("form", Role.PRINTED, "", Derivative(MEAN, sp.S.One))
    assert [check(variant, Setting()).proves for check in CHECKS] == [True, False, False]
