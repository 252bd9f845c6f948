"""Folds and ties against counts just below and above them, and against the values of a first pass."""

from fractions import Fraction as Q

import pytest

from audit.errors import InputError
from audit.numerics.ball import rational_ends
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV
from audit.parametrisation.points import stationary
from audit.parametrisation.profile import GAUSSIAN, PRODUCT, QUARTIC, RELU_SYMMETRIC
from audit.parametrisation.thresholds import folds, pruning_cut, ties

KNOWN = {
    (QUARTIC, EXACT): (6.91806, 8.25531),
    (RELU_SYMMETRIC, EXACT): (10.5660, 12.5795),
    (PRODUCT, MOLCHANOV): (5.56955, 6.63092),
}


@pytest.mark.parametrize(("model", "penalty"), KNOWN, ids=lambda part: part.name)
def test_fold_and_tie(model, penalty):
    (fold,), (tie,) = folds(model, penalty, 100), ties(model, penalty, 100)
    assert fold.rising
    assert fold.alone
    assert (float(fold.rho), float(tie.rho)) == pytest.approx(KNOWN[model, penalty], rel=1e-5)
    assert fold.rho.rel_accuracy_bits() > 90
    low, high = rational_ends(fold.rho)
    assert stationary(model, penalty, low * (1 - Q(1, 10**6)), 40).points == ()
    assert len(stationary(model, penalty, high * (1 + Q(1, 10**6)), 40).points) == 2


def test_at_the_tie_the_values_change_order():
    (tie,) = ties(QUARTIC, EXACT, 60)
    low, high = rational_ends(tie.rho)
    for rho, deeper in ((low * Q(999, 1000), False), (high * Q(1001, 1000), True)):
        found = stationary(QUARTIC, EXACT, rho, 60)
        assert (found.points[-1].value < found.at_zero) is deeper


def test_the_linear_model_has_neither_with_the_exact_kl():
    assert folds(GAUSSIAN, EXACT, 60) == ties(GAUSSIAN, EXACT, 60) == ()


def test_the_cubic_has_a_fold_of_its_own():
    (fold,) = folds(GAUSSIAN, KINGMA, 60)
    assert float(fold.rho) == pytest.approx(3.16261, rel=1e-5)
    assert float(fold.alpha) == pytest.approx(0.898621, rel=1e-5)
    assert ties(GAUSSIAN, KINGMA, 60) == ()


def test_the_pruning_cut():
    assert float(pruning_cut(GAUSSIAN, EXACT, bits=60)) == pytest.approx(1.08394, rel=1e-5)
    assert float(pruning_cut(GAUSSIAN, MOLCHANOV, bits=60)) == pytest.approx(1.12380, rel=1e-5)
    with pytest.raises(InputError, match="stated domain"):
        pruning_cut(GAUSSIAN, KINGMA)
