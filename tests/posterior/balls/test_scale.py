"""Comparison scales: the integral test on its edges, safe rounding, sentences."""

from fractions import Fraction

import pytest
import sympy as sp
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st

from audit.posterior.balls.constant import constant
from audit.posterior.balls.scale import diverges, in_words, rounded
from audit.posterior.ends import End

TINY = fmpq(1, 10**30)


@pytest.mark.parametrize(
    ("scale", "verdict"),
    [
        ((0, 0, 0), True),
        ((TINY, -9, -9), True),
        ((-TINY, 9, 9), False),
        ((0, -1, 0), True),
        ((0, -1 - TINY, 9), False),
        ((0, -1 + TINY, -9), True),
        ((0, -1, -1), True),
        ((0, -1, -1 - TINY), False),
        ((constant(1 - sp.sqrt(2)), 0, 0), False),
    ],
)
def test_the_integral_test_on_its_edges(scale: tuple[object, object, object], verdict: bool) -> None:
    a, b, c = (fmpq(x) if isinstance(x, int) else x for x in scale)
    assert diverges((a, b, c)) is verdict


@given(st.integers(1, 10**12), st.integers(1, 10**12))
def test_rounding_is_to_the_safe_side_and_close(p: int, q: int) -> None:
    x = arb(p) / q
    up, down = rounded(x, up=True), rounded(x, up=False)
    assert up is not None
    assert down is not None
    assert down <= Fraction(p, q) <= up
    assert up - down <= Fraction(p, q) / 400


def test_extreme_constants() -> None:
    assert rounded(arb(2) ** -9000, up=False) is None
    assert rounded(arb(2) ** -9000, up=True) == Fraction(1, 2**4000)
    assert rounded(arb(2) ** 9000, up=True) is None
    assert rounded(arb("nan"), up=True) is None


def test_sentences() -> None:
    half = (fmpq(0), fmpq(-2), fmpq(0))
    said = in_words(End(sp.Rational(3, 2), -1), True, half, Fraction(1, 4), Fraction(1, 2))
    assert said == "prior x likelihood <= 0.2500/(|w - (3/2)| log(1/|w - (3/2)|)^2) for every w in [1, 3/2)"
    tail = (fmpq(-1, 2), fmpq(0), fmpq(1))
    said = in_words(End(-sp.oo, 1), False, tail, Fraction(3), Fraction(16))
    assert said == "prior x likelihood >= 3 log(log|w|)/|w|^(3/2) for every w <= -16"
