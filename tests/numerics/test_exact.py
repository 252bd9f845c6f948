import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import InputError
from audit.numerics.exact import bits_of, log2_floor, nonnegative, positive, rational


@pytest.mark.parametrize(
    ("given_value", "value"),
    [
        (3, Fraction(3)),
        ("0.1", Fraction(1, 10)),
        (" 1e-300 ", Fraction(1, 10**300)),
        ("-3/7", Fraction(-3, 7)),
        ("+.5", Fraction(1, 2)),
        (0.1, Fraction(0.1)),
        (Decimal("0.1"), Fraction(1, 10)),
        (np.float32(0.1), Fraction(float(np.float32(0.1)))),
        (np.int64(7), Fraction(7)),
        (Fraction(2, 6), Fraction(1, 3)),
    ],
)
def test_numbers_are_taken_exactly(given_value, value):
    assert rational(given_value, "u") == value


@pytest.mark.parametrize(
    "bad",
    ["", "1.2.3", "one", "1/0", "nan", "1e99999", "0x10", math.nan, math.inf, Decimal("nan"), True, None, [1], 1j],
)
def test_everything_else_is_refused_in_one_sentence(bad):
    with pytest.raises(InputError, match="u = "):
        rational(bad, "u")


def test_long_input_is_shortened_in_the_message():
    with pytest.raises(InputError) as refused:
        rational("x" * 500, "u")
    assert len(str(refused.value)) < 250


@pytest.mark.parametrize(("rule", "ok", "bad"), [(nonnegative, "0", "-1e-9"), (positive, "1e-9", "0")])
def test_signs(rule, ok, bad):
    assert rule(ok, "u") == Fraction(ok)
    with pytest.raises(InputError):
        rule(bad, "u")


@given(st.fractions(min_value=Fraction(1, 10**30), max_value=10**30))
def test_log2_floor_is_below_by_less_than_two(x):
    assert Fraction(2) ** log2_floor(x) <= x < Fraction(2) ** (log2_floor(x) + 2)


@pytest.mark.parametrize("digits", [1, 15, 50, 1000])
def test_bits_hold_the_digits(digits):
    assert 10**digits < 2 ** bits_of(digits) <= 4 * 10**digits
