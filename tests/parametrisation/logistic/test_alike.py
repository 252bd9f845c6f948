"""Rows that are all alike: f against the general means, its slope against differences, and its zeros."""

from fractions import Fraction

import pytest

from audit.numerics.ball import ball, precision
from audit.parametrisation.logistic.alike import Alike
from audit.parametrisation.logistic.means import logistic_loss
from audit.parametrisation.penalty import EXACT, MOLCHANOV

THREE = logistic_loss([Fraction(2)] * 3, [1] * 3)


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV], ids=lambda one: one.name)
def test_f_is_the_tilt_of_the_general_objective(penalty):
    rows = Alike(penalty, Fraction(3, 5) * 3)
    with precision(80):
        for u in ("0.2", "1.5"):
            c = (2 * ball(u)).sqrt()
            r = 2 * c / 2
            slope, spread = THREE.means(c, r, (1, 2))
            assert (c * slope + r * spread).contains(0)
            tilt = penalty.slope(ball(u)) - ball("3/5") * (r / c) ** 2 * spread
            assert rows.slope(ball(u)).overlaps(tilt)
            step = ball("1e-8")
            rise = (rows.slope(ball(u) + step) - rows.slope(ball(u) - step)) / (2 * step)
            assert abs(rise - rows.bend(ball(u))) < 1e-6


def test_zeros_on_both_sides_of_the_threshold():
    assert [len(Alike(EXACT, s).found().simple) for s in (Fraction(1, 2), Fraction(1), Fraction(3, 2))] == [0, 0, 1]
    assert Alike(MOLCHANOV, Fraction(1)).found() is None
