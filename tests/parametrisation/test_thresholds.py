"""Folds and ties against counts just below and above them, and against the values of a first pass."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from audit.errors import InputError
from audit.numerics.ball import ball, rational_ends
from audit.parametrisation import minima
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV, PENALTIES, UNCLIPPED
from audit.parametrisation.points import stationary
from audit.parametrisation.profile import GAUSSIAN, MODELS, PRODUCT, QUARTIC, RELU_SYMMETRIC
from audit.parametrisation.thresholds import complete, edge, folds, onset, pruning_cut, ties

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
    (tie,) = ties(GAUSSIAN, KINGMA, 60)
    assert float(tie.rho) == pytest.approx(3.20161, rel=1e-5)
    assert float(edge(GAUSSIAN, KINGMA)) == pytest.approx(3.33013208, rel=1e-8)


def test_the_pruning_cut():
    assert float(pruning_cut(GAUSSIAN, EXACT, bits=60)) == pytest.approx(1.08394, rel=1e-5)
    assert float(pruning_cut(GAUSSIAN, MOLCHANOV, bits=60)) == pytest.approx(1.12380, rel=1e-5)
    with pytest.raises(InputError, match="stated domain"):
        pruning_cut(GAUSSIAN, KINGMA)


@pytest.mark.parametrize(("kl", "exponent"), [(EXACT, 1), (MOLCHANOV, 2.0535989)])
def test_how_alpha_diverges_at_the_threshold(kl, exponent):
    """alpha* at rho = 1 + delta from the counted minimum, against (constant/delta)^exponent: the rest is O(u)."""
    start = onset(GAUSSIAN, kl, 60)
    assert float(start.exponent) == pytest.approx(exponent, rel=1e-7)
    for delta, off in ((Q(1, 10**3), 0.02), (Q(1, 10**5), 0.01)):
        (point,) = stationary(GAUSSIAN, kl, 1 + delta, 60).points
        told = (float(start.constant) / float(delta)) ** float(start.exponent)
        assert float(point.alpha) == pytest.approx(told, rel=off if kl is EXACT else 0.2)


def test_no_minimum_comes_in_from_infinity_for_an_even_loss():
    assert onset(QUARTIC, EXACT) is None
    assert edge(QUARTIC, EXACT) is None
    assert onset(GAUSSIAN, KINGMA) is None


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda model: model.name)
@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=lambda penalty: penalty.name)
def test_bounds_far_out_hold(model, penalty):
    """`far`, `far_bend` and `steepness` at u = 1000 hold what is computed at 1000, 3000 and 10^5."""
    start = ball(1000)
    for u in (ball(1000), ball(3000), ball(10**5)):
        assert penalty.far(start).overlaps(2 * u * penalty.slope(u))
        assert penalty.far_bend(start).overlaps(u * penalty.bend(u))
        assert model.steepness(start).overlaps(-u * model.bend(u) / model.decline(u))
    assert penalty.far(start).rad() < 0.2


@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=lambda penalty: penalty.name)
def test_bounds_hold_from_nine_on(penalty):
    for least in (9, 12, 40):
        for u in (least, least + 1, 2 * least, 50 * least):
            x = ball(u)
            assert penalty.far(ball(least)).contains(2 * x * penalty.slope(x))
            assert penalty.far_bend(ball(least)).contains(x * penalty.bend(x))
    x = ball(3)
    assert (1 + ball("2/3") / x**2) / (2 * x) > x * EXACT.slope(x**2) > 0
    assert EXACT.slope(ball(1)) > ball("1/2")


def test_a_fold_far_out_is_not_overlooked():
    """A data term with -u D'/D below 1 far out, or a KL with 2u K'' of the other sign, may have folds there."""
    assert complete(GAUSSIAN, EXACT)
    assert not complete(replace(GAUSSIAN, steepness=lambda u: ball("4/5")), EXACT)
    assert not complete(GAUSSIAN, replace(EXACT, far_bend=lambda u: ball(-3)))
    assert not complete(replace(GAUSSIAN, bend=lambda u: ball(-1).union(ball(1))), EXACT)


def test_the_cubic_without_its_clip():
    """Its folds are those below alpha = 1, where they are; as u -> 0 a bound of u K''/K' that is too weak is told."""
    for model in (GAUSSIAN, QUARTIC):
        clipped, whole = folds(model, KINGMA, 60), folds(model, UNCLIPPED, 60)
        assert [fold.rho.str(15) for fold in clipped] == [fold.rho.str(15) for fold in whole]
        assert complete(model, UNCLIPPED)
        assert not complete(model, replace(UNCLIPPED, plunging=lambda u: ball(2)))
        assert ties(model, UNCLIPPED) == ()
        assert edge(model, UNCLIPPED) is None


def test_a_saddle_is_no_tie():
    """The quartic well has three folds with the cubic, and one minimum that gets as deep as alpha = 1."""
    assert len(folds(QUARTIC, KINGMA, 60)) == 3
    (tie,) = ties(QUARTIC, KINGMA, 60)
    assert tie.rising
    low, high = rational_ends(tie.rho)
    for rho, deeper in ((low * Q(999, 1000), False), (high * Q(1001, 1000), True)):
        found = minima(rho, "quartic", kl="kingma2015", digits=15)
        best = min(point.value for point in found.points if point.kind == "minimum")
        at_edge = next(end.limit for end in found.boundary if end.limit is not None)
        assert (best < at_edge) is deeper
