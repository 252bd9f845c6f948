"""`audit kl`: every printed digit is right, the radius says so, and two arithmetics that disagree are not printed."""

from decimal import Decimal
from fractions import Fraction
from functools import cache

import mpmath
import pytest
from flint import arb, ctx
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp, mpf, workdps

from audit.errors import AuditError, InputError, PrecisionError
from audit.numerics.ball import precision
from audit.pseudo_kl import ball, digits, precise

NAMES = ("excess", "slope", "kl")
U = ("0", "1e-300", "1e-20", "0.1", "3/7", "9", "9.07628551328", "100", "1e4", "1e300")
MORE_DIGITS = 40
DIGITS_OF_E = 0.43
"""The asymptotic series at u has 0.434 u digits; where that is too few, Taylor's loses as many to cancellation."""


@cache
def reference(u: str, wanted: int) -> dict[str, mpf]:
    """The three numbers from two textbook series in plain mpmath, which nothing in the package uses."""
    exact = Fraction(u)
    far = DIGITS_OF_E * exact > wanted + MORE_DIGITS + 10
    with workdps(wanted + MORE_DIGITS + 10 + (0 if far else int(2 * DIGITS_OF_E * exact))):
        x, least = mpf(exact.numerator) / exact.denominator, mpf(10) ** -(wanted + MORE_DIGITS)
        excess, slope = _asymptotic(x, least) if far else _taylor(x, least)
        kl = excess - (mp.log(4 * mp.pi) + 1 + mp.euler) / 2
        return {"excess": excess, "slope": slope, "kl": kl}


def _taylor(x: mpf, least: mpf) -> tuple[mpf, mpf]:
    """slope = sum (-2x)^n/(2n+1)!!, excess = sum (-2x)^n x/((2n+1)!! (n+1))."""
    term, slope, mean, n = mpf(1), mpf(0), mpf(0), 0
    while abs(term) > least / (1 + x) ** 2 or n < x:
        slope += term
        mean += term / (n + 1)
        n += 1
        term = term * (-2 * x) / (2 * n + 1)
    return x * mean, slope


def _asymptotic(x: mpf, least: mpf) -> tuple[mpf, mpf]:
    """slope = (1 + sum (1/2)_k/x^k)/(2x), excess = (log 4x + gamma)/2 - sum (1/2)_k/(2k x^k)."""
    term, tail, mean, k = mpf(1), mpf(1), mpf(0), 1
    while term > least:
        term = term * (k - mpf(1) / 2) / x
        tail += term
        mean += term / (2 * k)
        k += 1
    return (mp.log(4 * x) + mp.euler) / 2 - mean, tail / (2 * x)


def significant(text: str) -> int:
    return len(Decimal(text).as_tuple().digits)


@pytest.mark.parametrize("wanted", [1, 2, 16, 50, 333, 2000])
@pytest.mark.parametrize("u", U)
def test_all_digits_are_right_and_the_radius_bounds_the_error(u: str, wanted: int) -> None:
    found = digits.certified(u, wanted)
    assert (found.u, found.digits) == (u, wanted)
    for name in NAMES:
        text, radius = getattr(found, name), found.radius[name]
        with workdps(wanted + MORE_DIGITS):
            true = reference(u, wanted)[name]
            error = abs(mpf(text) - true)
            assert error <= mpf(radius) * (1 + mpf(10) ** -20)
            assert error <= abs(true) * mpf(10) ** (1 - wanted) / 2
        if true:
            assert significant(text) == wanted
            assert Decimal(radius) * 2 == Decimal((0, (1,), Decimal(text).as_tuple().exponent))


def test_at_zero_the_excess_is_exactly_zero_and_so_is_its_radius() -> None:
    found = digits.certified("0", 5)
    assert (found.excess, found.radius["excess"], found.slope) == ("0", "0", "1.0000")


@pytest.mark.parametrize(
    ("man", "exp", "text"),
    [
        (12345, -2, "123.45"),
        (12345, -7, "0.0012345"),
        (12345, -9, "0.000012345"),
        (12345, -10, "1.2345e-6"),
        (-12345, -5, "-0.12345"),
        (12345, 0, "1.2345e+4"),
        (-7, 0, "-7"),
        (7, -300, "7e-300"),
        (0, 0, "0"),
    ],
)
def test_numbers_are_printed_in_plain_notation_near_one_and_scientific_elsewhere(man: int, exp: int, text: str) -> None:
    assert digits._decimal(man, exp) == text
    assert Decimal(text) == Decimal(man).scaleb(exp)


@given(st.fractions().filter(bool), st.integers(1, 30))
def test_nearest_has_the_digits_asked_for_and_is_half_a_unit_away_at_most(x: Fraction, wanted: int) -> None:
    man, exp = digits.nearest(x, wanted)
    assert 10 ** (wanted - 1) <= abs(man) < 10**wanted
    assert abs(man * Fraction(10) ** exp - x) <= Fraction(10) ** exp / 2


def test_the_constant_c_enters_kl_only() -> None:
    one, other = digits.certified("2", 20), digits.certified("2", 20, c="1/3")
    assert (one.excess, one.slope) == (other.excess, other.slope)
    with workdps(30):
        assert abs(mpf(other.kl) - mpf(one.kl) - mp.log(3)) < mpf(10) ** -18


@pytest.mark.parametrize("name", ["excess", "slope", "kl_at"])
@pytest.mark.parametrize("u", ["1e-20", "0.7", "9", "1e4"])
def test_a_disagreement_in_the_last_digit_is_an_error(name: str, u: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = getattr(precise, name)

    def off(*arguments: object) -> mpf:
        with workdps(60):
            value = right(*arguments)
            return value + abs(value) * mpf(10) ** -29

    monkeypatch.setattr(precise, name, off)
    with pytest.raises(AuditError, match=r"balls give -?\d{30}e[-+]?\d+, the independent sums .*: one is wrong"):
        digits.certified(u, 30)


def test_balls_that_stay_wide_are_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ball, "slope", lambda *_: arb("0.5", "0.1"))
    with pytest.raises(PrecisionError, match="no rounding to 3 digits"):
        digits.certified("1", 3)


def test_next_to_a_tie_the_two_arithmetics_agree() -> None:
    low, high = Fraction(0), Fraction(64)
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if ball.excess(middle, 400) < arb(3) / 2 else (low, middle)
    assert (digits.certified(str(low), 1).excess, digits.certified(str(high), 1).excess) == ("1", "2")


@pytest.mark.parametrize("u", [float("nan"), float("inf"), -1, "-1e-300", "1e99999", "", "abc", "1 2", True, None, 1j])
def test_bad_u_is_one_sentence(u: object) -> None:
    with pytest.raises(InputError, match=r"^given: u = .*; allowed: a finite number u >= 0; try: .+$"):
        digits.certified(u)


@pytest.mark.parametrize("c", ["0", "-1", "nan", ""])
def test_bad_c_is_one_sentence(c: str) -> None:
    with pytest.raises(InputError, match=r"^given: c = .*; allowed: a finite number c > 0; try: .+$"):
        digits.certified("1", c=c)


@pytest.mark.parametrize("wanted", [0, -1, 1.5, True, None, "5", 100_001])
def test_bad_digits_are_one_sentence(wanted: object) -> None:
    with pytest.raises(InputError, match=r"^given: digits = .+; allowed: a whole number from 1 to 100000; try: "):
        digits.certified("1", wanted)


@pytest.mark.parametrize("dps", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(dps: int) -> None:
    expected = [digits.certified(u, 30) for u in U]
    with mpmath.workdps(dps), precision(dps):
        before = mp.prec, ctx.prec
        assert [digits.certified(u, 30) for u in U] == expected
        with pytest.raises(InputError):
            digits.certified("-1")
        assert (mp.prec, ctx.prec) == before
