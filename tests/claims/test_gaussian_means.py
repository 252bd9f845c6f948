import pytest
import sympy as sp

from audit.claims.expectations import LogQ, LogSquare
from audit.claims.forms import Equality
from audit.claims.gaussian_means import by_common_measure, in_balls, in_mpmath, mu, sigma
from audit.ledger import Outcome, Role, Setting, Variant

ENTROPY = sp.log(2 * sp.pi * sp.E * sigma**2) / 2
W2 = LogSquare(mu, sigma, 1)


def outcomes(left, right):
    variant = Variant("form", Role.PRINTED, "", Equality(left, right))
    return [check(variant, Setting(quick=True)).outcome for check in (by_common_measure, in_balls, in_mpmath)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LogQ(mu, sigma), -ENTROPY),
        (W2, LogSquare(mu / sigma, 1, 1) + 2 * sp.log(sigma)),
        (W2, LogSquare(-2 * mu, 2 * sigma, sp.Rational(1, 4))),
    ],
)
def test_true_equalities(left, right):
    assert outcomes(left, right) == [Outcome.HOLDS] * 3


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (LogQ(mu, sigma), ENTROPY),
        (W2, LogSquare(mu / sigma, 1, 1) + sp.log(sigma)),
        (W2, LogSquare(2 * mu, sigma, 1)),
        (W2, sp.log(mu**2)),
    ],
)
def test_false_equalities_have_a_witness(left, right):
    assert outcomes(left, right) == [Outcome.FAILS] * 3


def test_a_law_that_is_no_image_is_undecided_where_balls_cannot_tell():
    far = LogSquare(mu, sigma, 1 + sp.Rational(1, 10) ** 60)
    assert outcomes(W2, far) == [Outcome.UNDECIDED, Outcome.HOLDS, Outcome.HOLDS]
