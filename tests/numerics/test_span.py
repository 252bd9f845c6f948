"""Spans hold every value: against Fractions and mpmath at random points of random spans, and at infinite ends."""

from fractions import Fraction
from math import inf, isfinite

import mpmath
import pytest
import sympy as sp
from hypothesis import given
from hypothesis import strategies as st

from audit.numerics import span
from audit.numerics.evaluate import dawson

FINITE = st.floats(-1e6, 1e6, allow_nan=False)


def within(low, high):
    return st.tuples(st.floats(low, high), st.floats(low, high), st.floats(0, 1)).map(
        lambda t: ((min(t[:2]), max(t[:2])), min(max(min(t[:2]) + t[2] * abs(t[1] - t[0]), min(t[:2])), max(t[:2])))
    )


PAIR = within(-1e6, 1e6)


def holds(enclosure, value):
    return enclosure[0] <= value <= enclosure[1]


@given(PAIR, PAIR)
def test_sums_and_products_hold_every_value(first, second):
    (x, a), (y, b) = first, second
    assert holds(span.add(x, y), Fraction(a) + Fraction(b))
    assert holds(span.multiply(x, y), Fraction(a) * Fraction(b))
    assert holds(span.negate(x), -a)


@given(PAIR, st.integers(0, 7))
def test_powers_hold_every_value(pair, n):
    x, a = pair
    assert holds(span.power(x, n), Fraction(a) ** n)
    if a:
        assert holds(span.power(x, -n), 1 / Fraction(a) ** n)


FUNCTIONS = {
    sp.exp: (mpmath.exp, -700, 700),
    sp.log: (mpmath.log, 1e-300, 1e300),
    sp.erf: (mpmath.erf, -6, 6),
    sp.erfc: (mpmath.erfc, -6, 26),
    sp.tanh: (mpmath.tanh, -30, 30),
    sp.sinh: (mpmath.sinh, -30, 30),
    sp.cosh: (mpmath.cosh, -30, 30),
    sp.atan: (mpmath.atan, -1e9, 1e9),
    sp.sin: (mpmath.sin, -50, 50),
    sp.cos: (mpmath.cos, -50, 50),
    sp.Abs: (abs, -9, 9),
    dawson: (lambda t: mpmath.sqrt(mpmath.pi) / 2 * mpmath.exp(-t * t) * mpmath.erfi(t), -5, 5),
}


@pytest.mark.parametrize("head", FUNCTIONS, ids=lambda head: head.__name__)
def test_functions_hold_every_value(head):
    f, least, most = FUNCTIONS[head]

    @given(within(least, most))
    def check(pair):
        x, a = pair
        with mpmath.workdps(30):
            low, high = span.FUNCTIONS[head](x)
            assert low <= f(mpmath.mpf(a)) <= high

    check()


def test_infinite_ends_have_their_limits():
    assert span.FUNCTIONS[sp.exp]((-inf, 0.0))[0] == 0
    assert span.FUNCTIONS[sp.exp]((1.0, inf))[1] == inf
    assert span.FUNCTIONS[sp.erf]((2.0, inf))[1] == 1
    assert span.FUNCTIONS[sp.erfc]((2.0, inf))[0] == 0
    assert span.FUNCTIONS[sp.log]((0.0, 1.0))[0] == -inf
    assert span.FUNCTIONS[sp.cos]((0.0, inf)) == (-1, 1)
    assert span.FUNCTIONS[dawson]((0.0, inf))[1] < 0.5411
    assert span.invert((0.0, 2.0)) == (pytest.approx(0.5), inf)
    assert span.invert((-1.0, 2.0)) == span.WHOLE
    assert span.multiply((0.0, 0.0), (1.0, inf)) == (0, 0)
    assert span.real_power((0.0, 4.0), (0.5, 0.5)) == (0, pytest.approx(2))
    assert span.real_power((4.0, 9.0), (-0.5, -0.5)) == (pytest.approx(1 / 3), pytest.approx(0.5))
    assert span.real_power((2.0, 3.0), (0.3, 0.4))[0] == pytest.approx(2**0.3)
    assert span.real_power((-2.0, 3.0), (0.3, 0.4)) == span.WHOLE


def test_undefined_arguments_give_no_less_than_they_should():
    assert span.FUNCTIONS[sp.log]((-1.0, 2.0))[0] == -inf
    assert span.sure((float("nan"), 1.0)) == span.WHOLE
    assert span.power(span.WHOLE, -2) == (0, inf)


@given(st.fractions())
def test_a_rational_is_inside(q):
    low, high = span.point(q)
    assert not isfinite(low) or Fraction(low) <= q
    assert not isfinite(high) or q <= Fraction(high)


def test_numbers_beyond_float64():
    assert span.point(Fraction(10) ** 400) == (span.MOST, inf)
    assert span.point(-(Fraction(10) ** 400)) == (-inf, -span.MOST)
