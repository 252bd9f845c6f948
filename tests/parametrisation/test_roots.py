"""Zeros counted by balls: none, one, several, double, at the ends, and what stays open."""

from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import precision
from audit.parametrisation.roots import refine, zeros


def polynomial(*roots):
    def value(x):
        product = arb(1)
        for root in roots:
            product *= x - arb(root)
        return product

    def slope(x):
        total = arb(0)
        for i in range(len(roots)):
            product = arb(1)
            for j, root in enumerate(roots):
                if j != i:
                    product *= x - arb(root)
            total += product
        return total

    return value, slope


@pytest.mark.parametrize("roots", [(), (2,), (1, 3), (1, 2, 5), (1, 1, 3), (7,), (-1,)])
def test_simple_zeros_are_counted_and_double_ones_stay_open(roots):
    with precision(64):
        found = zeros(*polynomial(*roots), Q(0), Q(6) + Q(1, 7))
    inside = sorted(root for root in roots if 0 < root < 6)
    if len(set(inside)) < len(inside):
        assert found.count is None
        assert all(low <= 1 <= high for low, high in found.open)
    else:
        assert found.count == len(inside)
        assert all(low <= root <= high for (low, high, _), root in zip(found.simple, inside, strict=True))


def test_the_sign_of_the_slope_is_told():
    with precision(64):
        found = zeros(*polynomial(1, 3), Q(0), Q(5))
    assert [rising for _, _, rising in found.simple] == [-1, 1]


def test_a_zero_at_the_start_does_not_count_where_the_sign_right_of_it_is_known():
    value, slope = polynomial(0, 3)
    with precision(64):
        assert zeros(value, slope, Q(0), Q(5), -1).count == 1
        assert zeros(value, slope, Q(0), Q(5)).count is None


def test_refining_halves_until_the_digits_are_there():
    low, high = refine(lambda x: x**3 - 5, Q(1), Q(2), 1, 300)
    assert low**3 < 5 < high**3
    assert (high - low) * 2**300 <= high


def test_a_sign_that_balls_do_not_tell_is_an_error():
    with pytest.raises(PrecisionError, match="the sign near"):
        refine(lambda x: arb(0, 1), Q(1), Q(2), 1, 50)
