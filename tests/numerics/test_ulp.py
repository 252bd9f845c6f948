"""Distances in ulps: known neighbours, binade edges, subnormal numbers, float32, wide balls, what is not finite."""

import math
from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.ball import ball
from audit.numerics.ulp import spacing, ulp_error

FINITE = st.floats(-1e308, 1e308)


@given(FINITE)
def test_spacing_is_that_of_numpy(x: float) -> None:
    assert float(spacing(Fraction(x))) == np.spacing(abs(x))


@given(st.floats(-(2.0**127), 2.0**127, width=32))
def test_spacing_of_float32_is_that_of_numpy(x: float) -> None:
    assert float(spacing(Fraction(x), np.float32)) == float(np.spacing(np.float32(abs(x))))


def test_spacing_of_a_number_between_floats() -> None:
    assert spacing(Fraction(1, 3)) == Fraction(1, 2**54)
    assert spacing(Fraction(-2, 3), np.float32) == Fraction(1, 2**24)


@given(st.floats(min_value=0.0, max_value=1e308))
def test_a_float_is_at_distance_0_and_its_neighbour_at_distance_1(x: float) -> None:
    assert ulp_error(x, ball(x)) == 0
    assert ulp_error(math.nextafter(x, math.inf), ball(x)) == 1


def test_both_sides_of_a_power_of_two() -> None:
    below = math.nextafter(1.0, 0.0)
    assert ulp_error(below, ball(1)) == 0.5
    assert ulp_error(1.0, ball(below)) == 1
    assert ulp_error(-1.0, ball(-below)) == 1


def test_subnormal_numbers_are_measured_in_the_smallest_one() -> None:
    assert ulp_error(0.0, ball(Fraction(1, 2**1076))) == 0.25
    assert ulp_error(5e-324, ball(Fraction(1, 2**1075))) == 0.5
    assert ulp_error(np.float32(0), ball(Fraction(1, 2**150))) == 0.5


def test_float32_counts_its_own_ulps() -> None:
    third = ball(Fraction(1, 3))
    assert 0 < ulp_error(np.float32(1 / 3), third) <= 0.5
    assert ulp_error(float(np.float32(1 / 3)), third) > 1e8


def test_the_far_end_of_a_wide_ball_counts() -> None:
    wide = ball("1.125").union(ball("1.875"))
    assert ulp_error(1.125, wide) == pytest.approx(0.75 * 2**52)
    assert ulp_error(-1.875, -wide) == pytest.approx(0.75 * 2**52)
    assert ulp_error(0.0, ball(-1).union(ball(1))) == math.inf


@pytest.mark.parametrize(
    ("value", "exact", "error"),
    [
        (math.inf, arb("inf"), 0.0),
        (math.inf, arb("-inf"), math.inf),
        (math.inf, arb(1), math.inf),
        (math.nan, arb("nan"), 0.0),
        (math.nan, arb(0), math.inf),
        (1.0, arb("nan"), math.inf),
    ],
)
def test_what_is_not_finite(value: float, exact: arb, error: float) -> None:
    assert ulp_error(value, exact) == error


def test_other_types_are_refused() -> None:
    with pytest.raises(InputError, match="float16"):
        ulp_error(np.float16(1), arb(1))
