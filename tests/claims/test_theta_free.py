from fractions import Fraction

import pytest
import sympy as sp

from audit.claims.theta_free import Regulariser, alpha, at_the_maximiser, by_gradient, second_term, theta
from audit.ledger import Outcome, Role, Setting, Variant
from audit.numerics.ball import precision
from audit.pseudo_kl import ball as core

MULTIPLICATIVE = tuple(sp.sqrt(a) * sp.Abs(t) for t, a in zip(theta, alpha, strict=True))


def variant(spread, power):
    return Variant("tried", Role.PRINTED, "x", Regulariser(spread, sp.Rational(power)))


@pytest.mark.parametrize("check", [by_gradient, at_the_maximiser])
@pytest.mark.parametrize(
    ("spread", "power", "outcome"),
    [
        (MULTIPLICATIVE, 1, Outcome.HOLDS),
        (tuple(3 * spread for spread in MULTIPLICATIVE), 1, Outcome.HOLDS),
        (MULTIPLICATIVE, 2, Outcome.FAILS),
        (MULTIPLICATIVE, 0, Outcome.FAILS),
        ((MULTIPLICATIVE[0], alpha[1]), 1, Outcome.FAILS),
    ],
)
def test_both_checks_agree(check, spread, power, outcome):
    found = check(variant(spread, power), Setting())
    assert found.outcome is outcome
    assert outcome is Outcome.HOLDS or found.witness


def test_the_second_term_is_that_of_the_core_for_the_log_uniform_prior():
    form = Regulariser(MULTIPLICATIVE, sp.S.One)
    with precision(96):
        seen = second_term(Fraction("-0.7"), Fraction("1.9"), form, 0)
        assert seen.overlaps(core.kl_at(1 / (2 * Fraction("1.9")), 1, 96))
