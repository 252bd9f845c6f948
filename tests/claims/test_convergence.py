import pytest
import sympy as sp

from audit.claims.convergence import Entire, ratio_test, terms_halve
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.symbolic import HALF, k

PSI, ONE = sp.digamma(k + HALF), sp.S.One


def outcomes(c, g):
    variant = Variant("form", Role.PRINTED, "", Entire(c, g))
    return [check(variant, Setting()).outcome for check in (ratio_test, terms_halve)]


@pytest.mark.parametrize(
    ("c", "g", "expected"),
    [
        (PSI, 1 / sp.factorial(k), ["holds", "holds"]),
        (PSI, ONE, ["fails", "fails"]),
        (PSI, sp.Rational(1, 1000) ** k, ["fails", "holds"]),
        (PSI, sp.factorial(k), ["fails", "fails"]),
        (-PSI, 1 / sp.factorial(k), ["undecided", "holds"]),
        (1 / (k + 1), ONE, ["undecided", "fails"]),
    ],
)
def test_only_what_converges_everywhere_passes(c, g, expected):
    assert outcomes(c, g) == [Outcome(word) for word in expected]
