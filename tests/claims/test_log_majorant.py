import pytest
import sympy as sp

from audit.claims.log_majorant import Majorant, by_moments, in_moments, mean_at_one
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.symbolic import HALF, u

QUARTER = sp.Rational(1, 4)
TOTAL = 1 + 2 * u + mean_at_one(QUARTER)


@pytest.mark.parametrize(
    ("power", "total", "expected"),
    [
        (QUARTER, TOTAL, ["holds", "holds"]),
        (QUARTER, TOTAL + u**2, ["holds", "holds"]),
        (sp.Rational(1, 3), 1 + 2 * u + mean_at_one(sp.Rational(1, 3)), ["holds", "holds"]),
        (QUARTER, TOTAL - u, ["fails", "fails"]),
        (HALF, TOTAL, ["fails", "fails"]),
        (sp.Integer(1), TOTAL, ["fails", "fails"]),
    ],
)
def test_the_majorant(power, total, expected):
    variant = Variant("form", Role.PRINTED, "", Majorant(power, total))
    found = [check(variant, Setting()) for check in (by_moments, in_moments)]
    assert [e.outcome for e in found] == [Outcome(word) for word in expected]


def test_a_bound_that_only_points_support_is_no_proof():
    variant = Variant("form", Role.PRINTED, "", Majorant(QUARTER, TOTAL - sp.exp(-(10**9) * u) / 10))
    assert not by_moments(variant, Setting()).proves
