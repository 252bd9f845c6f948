import pytest
import sympy as sp

from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import HALF, equal_for_all, k, plain, positive_for_all, reduces_to_zero, shown, u

PSI = sp.digamma


@pytest.mark.parametrize(
    "zero",
    [
        sp.S.Zero,
        PSI(k + 3 * HALF) - PSI(k + HALF) - 1 / (k + HALF),
        PSI(k + 2) - PSI(k + 1) - 1 / (k + 1),
        PSI(k + HALF) - PSI(k - HALF) - 1 / (k - HALF),
        sp.harmonic(k + 1) - sp.harmonic(k) - 1 / (k + 1),
        sp.factorial(k + 1) / sp.factorial(k) - k - 1,
        sp.gamma(k + 3 * HALF) / sp.gamma(k + HALF) - k - HALF,
        PSI(3 * HALF) - PSI(HALF) - 2,
    ],
)
def test_shifts_cancel(zero):
    assert reduces_to_zero(zero)


@pytest.mark.parametrize("other", [sp.S.One, PSI(k + 1) - PSI(k + HALF), sp.harmonic(k) - PSI(k + 1), k - u])
def test_what_is_not_zero_does_not_reduce(other):
    assert not reduces_to_zero(other)


@pytest.mark.parametrize("x", [k + 3, k + 1, k + 7 * HALF, k - HALF, k - 3 * HALF])
def test_plain_keeps_the_value(x):
    at = {k: 4}
    with precision(128):
        assert abs(in_balls(plain(PSI(x)), at) - in_balls(PSI(x), at)) < 1e-25


@pytest.mark.parametrize(("right", "start", "holds"), [(k + 1, 0, False), (sp.Abs(k), 0, True), (k, 3, True)])
def test_equal_for_all(right, start, holds):
    assert equal_for_all(k, right, start=start).holds is holds


def test_equality_is_open_where_neither_algebra_nor_the_first_values_tell():
    assert equal_for_all(sp.S.Zero, sp.prod(k - i for i in range(30))).holds is None


@pytest.mark.parametrize(
    ("c", "start", "holds"),
    [
        (1 / (k + HALF), 0, True),
        (1 / (k - HALF), 0, False),
        (1 / (k - HALF), 1, True),
        (k, 0, False),
        (k**2 - 3 * k + 3, 0, None),
        (PSI(k + HALF), 0, False),
        (PSI(k + HALF), 1, True),
        (PSI(k + 1) - PSI(k + HALF), 1, True),
        (PSI(k + 1) - PSI(k + HALF) - sp.Rational(1, 10**9), 1, None),
        (2 - 1 / (k + HALF) ** HALF, 0, None),
    ],
)
def test_positive_for_all(c, start, holds):
    assert positive_for_all(c, start).holds is holds


@pytest.mark.parametrize(("value", "text"), [("1.23456", "1.23"), ("-0.0123456", "-0.012"), ("1e-30", "e-30")])
def test_shown_digits_are_right_and_cut(value, text):
    seen = shown(in_balls(sp.Rational(value), {}))
    assert text in seen or seen.startswith(text)
