"""The sums behind `precise`: the stated error bounds the true one, on both sides of the switch to the tail."""

from fractions import Fraction

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from audit.errors import PrecisionError
from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import precision, rational_ends
from audit.pseudo_kl import ball, fixed_point

FUNCTIONS = ("excess", "slope", "curvature")
every_function = pytest.mark.parametrize("name", FUNCTIONS)
U = st.builds(lambda man, exp: Fraction(man) * Fraction(10) ** exp, st.integers(1, 10**6), st.integers(-306, 294))


def within_its_error(name: str, u: Fraction, bits: int) -> bool:
    value, error, shift = getattr(fixed_point, name)(u, bits)
    unit = Fraction(1, 2**shift)
    low, high = rational_ends(getattr(ball, name)(u, bits + 100))
    return (value - error) * unit <= low and high <= (value + error) * unit


def relative_error(name: str, u: Fraction, bits: int) -> Fraction:
    value, error, _ = getattr(fixed_point, name)(u, bits)
    return Fraction(error, abs(value))


@settings(max_examples=150)
@given(U, st.integers(20, 700))
@example(Fraction(1, 10**300), 20)
@example(Fraction(10) ** 300, 700)
@example(Fraction(10**6 - 1, 3), 700)
def test_the_error_bounds_the_distance_from_the_true_value(u: Fraction, bits: int) -> None:
    for name in FUNCTIONS:
        assert within_its_error(name, u, bits)
        assert relative_error(name, u, bits) < Fraction(1, 2 ** (bits - 12))


@every_function
@pytest.mark.parametrize("bits", [20, 64, 200, 700])
def test_both_sides_of_the_switch_to_the_tail_are_within_their_errors(name: str, bits: int) -> None:
    switch = Fraction(fixed_point.tail_start(bits))
    for u in (switch - Fraction(1, 10**9), switch, switch + Fraction(1, 10**9), 2 * switch, 20 * switch):
        assert within_its_error(name, u, bits)


@every_function
@pytest.mark.parametrize("bits", [30, 168, 700])
def test_the_poisson_sum_and_the_tail_meet(name: str, bits: int, monkeypatch: pytest.MonkeyPatch) -> None:
    u = Fraction(fixed_point.tail_start(bits)) + 1
    tail = getattr(fixed_point, name)(u, bits)
    monkeypatch.setattr(fixed_point, "tail_start", lambda _: 10**9)
    poisson = getattr(fixed_point, name)(u, bits)
    (low, high), (bottom, top) = (
        (Fraction(value - error, 2**shift), Fraction(value + error, 2**shift))
        for value, error, shift in (tail, poisson)
    )
    assert max(low, bottom) <= min(high, top)


def test_the_tail_refuses_u_that_it_cannot_reach() -> None:
    with pytest.raises(PrecisionError, match=r"the asymptotic series at u = 20 does not reach 168 bits"):
        fixed_point.tail_terms(Fraction(20), 168)


def test_at_zero_everything_is_exact_or_nearly_so() -> None:
    assert fixed_point.excess(Fraction(0), 50)[:2] == (0, 0)
    assert within_its_error("slope", Fraction(0), 50)
    assert within_its_error("curvature", Fraction(0), 50)


@given(st.integers(-(10**9), 10**9), st.integers(0, 100), st.fractions(-1000, 1000))
def test_scaling_keeps_the_exact_product_within_the_error(value: int, error: int, factor: Fraction) -> None:
    scaled, wider, shift = fixed_point.scaled((value, error, 30), factor)
    for end in (value - error, value + error):
        assert abs(Fraction(end, 2**30) * factor - Fraction(scaled, 2**shift)) <= Fraction(wider, 2**shift)


@pytest.mark.parametrize("x", [Fraction(1, 10**300), Fraction(3, 7), Fraction(1), Fraction(2), Fraction(10) ** 300])
@pytest.mark.parametrize("shift", [10, 60, 500])
def test_the_logarithm_is_within_one_unit(x: Fraction, shift: int) -> None:
    with precision(shift + 100):
        low, high = rational_ends(to_ball(x).log() * 2**shift)
    found = fixed_point.fixed_log(x, shift)
    assert abs(found - low) <= 1
    assert abs(found - high) <= 1


@given(st.integers(-(10**12), 10**12), st.integers(0, 60), st.integers(1, 9))
def test_decimals_lie_within_half_a_unit(value: int, shift: int, digits: int) -> None:
    man, exp = fixed_point.decimal(value, shift, digits)
    unit = Fraction(10) ** exp
    assert abs(man * unit - Fraction(value, 2**shift)) <= unit / 2


@pytest.mark.parametrize(("value", "shift", "digits"), [(15, 0, 1), (150, 0, 2), (5, 6, 3), (8000, 0, 3)])
def test_decimals_have_as_many_digits_as_asked_for(value: int, shift: int, digits: int) -> None:
    man, _ = fixed_point.decimal(value, shift, digits)
    assert 10 ** (digits - 1) <= man <= 10**digits
