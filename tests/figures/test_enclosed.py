"""Balls as columns: the radius holds the truth, and a ball that says too little is refused."""

from fractions import Fraction

import pytest
from flint import arb

from audit.errors import PrecisionError
from audit.figures.enclosed import columns_of, number
from audit.numerics.ball import ball, precision


@pytest.mark.parametrize("exact", [Fraction(1, 3), Fraction(-22, 7), Fraction(10**20, 3), Fraction(1, 10**30)])
def test_the_truth_lies_within_the_radius(exact):
    middle, radius = number(ball(exact))
    assert abs(Fraction(middle) - exact) <= Fraction(radius)
    assert radius <= 1e-15 * max(1.0, abs(middle))


def test_the_rounding_of_the_middle_counts():
    with precision(300):
        middle, radius = number(ball(Fraction(1, 3)))
    assert Fraction(radius) >= abs(Fraction(middle) - Fraction(1, 3)) > 0


@pytest.mark.parametrize("wide", [arb(1, 0.001), arb("nan"), arb("inf"), arb(0, 1)])
def test_a_wide_ball_is_no_point_of_a_picture(wide):
    with pytest.raises(PrecisionError, match="drawn"):
        number(wide)


def test_rows_without_a_value_stay_empty():
    assert columns_of("x", [None, arb(1)]) == {"x": [None, 1.0], "x_radius": [None, 0.0]}
