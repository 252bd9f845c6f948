"""The core in exact algebra: the printed equations against balls and mpmath, the coefficients against exact rationals."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy as sp
from flint import ctx
from mpmath import mp, workdps

from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import u
from audit.pseudo_kl import ball, precise, symbolic
from audit.pseudo_kl.symbolic import c, n

POINTS = (Fraction(1, 10**20), Fraction(1, 7), Fraction(17, 10), Fraction(9), Fraction(23))
at_points = pytest.mark.parametrize("point", POINTS, ids=float)
BITS = 200


@at_points
@pytest.mark.parametrize("name", ["equation_1", "equation_2"])
@pytest.mark.parametrize("scale", [Fraction(1), Fraction(29, 100)])
def test_the_printed_equations_are_the_kl_of_the_core(point: Fraction, name: str, scale: Fraction) -> None:
    expression = getattr(symbolic, name)()
    assert expression.free_symbols == {u, c}
    value = in_balls(expression, {u: point, c: scale}, BITS)
    assert value.overlaps(ball.kl_at(point, scale, BITS))
    assert value.rad() < 2.0**-100


@at_points
@pytest.mark.parametrize("name", ["excess", "slope", "curvature"])
def test_the_series_are_the_functions_of_the_core(point: Fraction, name: str) -> None:
    value = in_balls(getattr(symbolic, name)(), {u: point}, BITS)
    assert value.overlaps(getattr(ball, name)(point, BITS))
    assert value.rel_accuracy_bits() > 60
    with workdps(40):
        other = in_mpmath(getattr(symbolic, name)(), {u: point}, 60)
        assert mpmath.almosteq(other, getattr(precise, name)(point, 40), mpmath.mpf(10) ** -30)


@at_points
def test_equation_3_is_the_slope_of_the_core(point: Fraction) -> None:
    assert in_balls(symbolic.equation_3(), {u: point}, BITS).overlaps(ball.slope(point, BITS))


def test_each_series_is_the_derivative_of_the_one_before() -> None:
    for point in POINTS[1:]:
        for first, second in ((symbolic.excess(), symbolic.slope()), (symbolic.slope(), symbolic.curvature())):
            difference = sp.diff(first, u).doit(deep=False) - second
            assert in_balls(difference, {u: point}, BITS).contains(0)


def test_the_kl_of_mean_and_scale_is_even_in_the_mean_and_has_the_stated_gradient() -> None:
    mu, sigma = sp.Symbol("mu", real=True), sp.Symbol("sigma", positive=True)
    at = {mu: Fraction(-23, 10), sigma: Fraction(83, 100), c: Fraction(7)}
    assert symbolic.kl(mu, sigma).subs(mu, -mu) == symbolic.kl(mu, sigma)
    assert in_balls(symbolic.kl(mu, sigma), at, BITS).overlaps(ball.kl(at[mu], at[sigma], 7, BITS))
    gradients = zip(symbolic.kl_gradient(mu, sigma), ball.kl_gradient(at[mu], at[sigma], BITS), strict=True)
    for stated, computed in gradients:
        value = in_balls(stated, at, BITS)
        assert value.overlaps(computed)
        assert value.rel_accuracy_bits() > 60


def double_factorial(m: int) -> int:
    return m * double_factorial(m - 2) if m > 0 else 1


@pytest.mark.parametrize("order", range(12))
def test_the_slope_coefficient_is_a_power_of_minus_two_over_a_double_factorial(order: int) -> None:
    value = sp.Rational((-2) ** order, double_factorial(2 * order + 1))
    assert sp.simplify(symbolic.slope_coefficient(sp.Integer(order)) - value) == 0
    assert sp.simplify(symbolic.excess_coefficient(sp.Integer(order + 1)) - value / (order + 1)) == 0
    assert sp.simplify(symbolic.psi_series_coefficient(sp.Integer(order + 1)) - 2 * value / (order + 1)) == 0


@pytest.mark.parametrize("order", range(6))
@pytest.mark.parametrize("start", [sp.Rational(1, 2), sp.Rational(7, 3)])
def test_the_difference_of_the_reciprocal_is_what_repeated_subtraction_gives(order: int, start: sp.Rational) -> None:
    values = [1 / (start + i) for i in range(order + 1)]
    for _ in range(order):
        values = [b - a for a, b in pairwise(values)]
    assert sp.simplify(symbolic.difference_of_reciprocal(sp.Integer(order), start) - values[0]) == 0


@pytest.mark.parametrize("order", range(1, 7))
def test_the_rising_factorial_and_its_derivative_at_zero_are_those_of_the_product(order: int) -> None:
    a = sp.Symbol("a")
    product = sp.prod(a + i for i in range(order))
    assert sp.simplify(sp.expand_func(symbolic.rising(a, sp.Integer(order))) - product) == 0
    assert symbolic.rising_derivative(sp.Integer(order)) == sp.diff(product, a).subs(a, 0)


def test_the_lemmas_are_proved_in_words_that_say_how() -> None:
    assert symbolic.difference_is_proved().holds is True
    assert "induction" in symbolic.difference_is_proved().words
    assert symbolic.kummer_is_proved().holds is True
    assert symbolic.kummer_is_proved().words.endswith("-1")


@pytest.mark.parametrize("wrong", [lambda order, at: symbolic.rising(at, order), lambda order, at: 1 / (at + order)])
def test_a_wrong_difference_is_not_proved_and_neither_is_what_rests_on_it(
    wrong: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(symbolic, "difference_of_reciprocal", wrong)
    assert symbolic.difference_is_proved().holds is None
    assert symbolic.kummer_is_proved().holds is None


def test_a_wrong_coefficient_of_kummer_is_not_proved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(symbolic, "rising_derivative", lambda order: sp.gamma(order + 1))
    assert symbolic.kummer_is_proved().holds is None


def test_the_letter_of_the_orders_is_a_whole_number_from_zero_on() -> None:
    assert n.is_integer
    assert n.is_nonnegative


@pytest.mark.parametrize("bits", [5, 15, 53, 1000])
def test_the_precision_of_the_caller_neither_matters_nor_changes(bits: int) -> None:
    expected = str(in_balls(symbolic.equation_1(), {u: "1.7", c: 2}, BITS).mid().str(40, radius=False))
    with precision(bits), workdps(bits):
        before = mp.prec, ctx.prec
        found = in_balls(symbolic.equation_1(), {u: "1.7", c: 2}, BITS)
        assert (mp.prec, ctx.prec) == before
    assert str(found.mid().str(40, radius=False)) == expected
