"""Rows that are all alike with the cubic: f against quotients of R, the fold against counts, and bounds that are too weak."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision, rational_ends
from audit.parametrisation import minima
from audit.parametrisation.logistic.alike_folds import alike_folds, bend, growth
from audit.parametrisation.logistic.alike_rising import strength
from audit.parametrisation.penalty import KINGMA, UNCLIPPED

STEP = Q(1, 10**15)


@pytest.mark.parametrize("u", [Q(3, 5), Q(2), Q(7)])
def test_f_is_the_slope_of_log_r_and_bend_its_own(u):
    with precision(200):
        ends = [ball(u - STEP), ball(u + STEP)]
        low, high = (strength(KINGMA, end).log() for end in ends)
        assert abs((high - low) / (2 * ball(STEP)) - growth(KINGMA, ball(u))) < arb(10) ** -20
        low, high = (growth(KINGMA, end) for end in ends)
        assert abs((high - low) / (2 * ball(STEP)) - bend(KINGMA, ball(u))) < arb(10) ** -20
        around = ball(u).union(ball(u + Q(1, 50)))
        assert growth(KINGMA, around).overlaps(growth(KINGMA, ball(u + Q(1, 100))))
        assert bend(KINGMA, around).overlaps(bend(KINGMA, ball(u + Q(1, 100))))


@pytest.mark.parametrize("penalty", [KINGMA, UNCLIPPED], ids=lambda penalty: penalty.name)
def test_the_fold_of_two_rows(penalty):
    """n rows divide rho by n, and the slope a stretches r by 1/a."""
    (fold,) = alike_folds(penalty, Q(1, 2), 2, 176)
    assert fold.rising
    assert fold.rho.rel_accuracy_bits() > 165
    assert (fold.r / fold.c).overlaps(arb(4))
    low, high = rational_ends(fold.rho)
    counts = [
        len(minima(rho, "logistic", kl=penalty.name, data={"x": [0.5, 0.5], "y": [1, 1]}, digits=12).points)
        for rho in (low * Q(99, 100), high * Q(101, 100))
    ]
    assert counts == [0, 2]


def test_a_bound_that_is_too_weak_is_told():
    for broken in (
        replace(UNCLIPPED, plunging=lambda u: ball(1)),
        replace(KINGMA, far_bend=lambda u: ball(-100)),
    ):
        with pytest.raises(PrecisionError, match="all alike"):
            alike_folds(broken, Q(1), 1, 40)
