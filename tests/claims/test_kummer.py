import mpmath
import pytest
import sympy as sp

from audit.claims.forms import Equality
from audit.claims.gaussian_means import C
from audit.claims.kummer import at_c_one, by_differential_equation, kummer_derivative
from audit.ledger import Evidence, Method, Outcome, Role, Setting, Variant
from audit.numerics.evaluate import in_mpmath
from audit.numerics.series import series
from audit.numerics.symbolic import HALF, k, u

MEAN = sp.exp(-u) * series(sp.digamma(k + HALF))
CONSTANT = -sp.EulerGamma - 2 * sp.log(2)


@pytest.mark.parametrize(("b", "sign"), [(HALF, -1), (3 * HALF, -1), (HALF, 1)])
def test_the_series_is_the_derivative_of_kummers_function(b, sign):
    with mpmath.workdps(30):
        near = mpmath.diff(lambda a: mpmath.hyp1f1(a, mpmath.mpf(int(b.p)) / int(b.q), sign * mpmath.mpf("1.7")), 0)
        assert abs(near - in_mpmath(kummer_derivative(b, sign * u), {u: "1.7"})) < mpmath.mpf(10) ** -10


@pytest.mark.parametrize(
    ("right", "holds"),
    [
        (CONSTANT - kummer_derivative(HALF, -u), True),
        (CONSTANT + 1 - kummer_derivative(HALF, -u), None),
        (CONSTANT + kummer_derivative(HALF, -u), None),
        (CONSTANT - kummer_derivative(HALF, u), None),
        (CONSTANT - kummer_derivative(3 * HALF, -u), None),
        (sp.log(u), None),
    ],
)
def test_one_equation_and_one_value(right, holds):
    assert by_differential_equation(Equality(MEAN, right)).holds is holds


def test_c_is_set_to_one():
    def check(variant, setting):
        assert variant.form == Equality(u, sp.S.Zero)
        return Evidence(Method.SYMBOLIC, Outcome.HOLDS, "u")

    assert (
        at_c_one(check)(Variant("form", Role.PRINTED, "", Equality(u * C, sp.log(C))), Setting()).outcome
        is Outcome.HOLDS
    )
