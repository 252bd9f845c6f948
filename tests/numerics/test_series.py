import pytest
import sympy as sp

from audit.errors import CheckError
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.series import Coefficients, coefficients, series
from audit.numerics.symbolic import k, u

EXP = series(sp.S.One)


@pytest.mark.parametrize(
    ("expression", "first"),
    [
        (sp.S(5), [5, 0, 0]),
        (u**2, [0, 0, 2]),
        (sp.exp(u), [1, 1, 1]),
        (series(k), [0, 1, 2]),
        (series(1 / k, start=1), [0, 1, sp.Rational(1, 2)]),
        (series(k, start=1, shift=1), [1, 2, 3]),
        (series(k, start=3, shift=1), [0, 0, 3]),
        (3 - 2 * sp.exp(u) + sp.pi * series(k) + u, [1, sp.pi - 1, 2 * sp.pi - 2]),
    ],
)
def test_the_coefficients_of_powers_over_factorials(expression, first):
    c = coefficients(expression)
    assert [sp.simplify(c.at(i) - value) for i, value in enumerate(first)] == [0, 0, 0]


@pytest.mark.parametrize("expression", [series(k, 1, 1), 2 + series(1 / (k + 1), start=2), sp.exp(u) - u])
def test_they_sum_to_the_value(expression):
    c = coefficients(expression)
    with precision(128):
        total = sum(in_balls(c.at(i) * sp.Rational(17, 10) ** i / sp.factorial(i), {}) for i in range(40))
        assert abs(total - in_balls(expression, {u: "1.7"})) < 1e-20


@pytest.mark.parametrize("expression", [sp.log(u), 1 / u, sp.sqrt(u), sp.exp(-u), u * EXP, sp.exp(2 * u)])
def test_anything_else_is_refused(expression):
    with pytest.raises(CheckError, match="is no constant, power, e\\^u or series"):
        coefficients(expression)


def test_a_series_of_another_kind_is_refused():
    with pytest.raises(CheckError, match="not of the form"):
        coefficients(sp.Sum(u ** (2 * k) / sp.factorial(k), (k, 0, sp.oo)))


def test_sums_align_first_values():
    total = Coefficients((sp.S(7),), k) + Coefficients((), sp.S.One)
    assert [total.at(i) for i in range(3)] == [8, 2, 3]


@pytest.mark.parametrize(
    ("other", "holds"),
    [
        (series(sp.S.One, start=1) + 1, True),
        (series(sp.S.One, start=1), False),
        (series(1 + sp.sin(sp.pi * k)), True),
        (series(sp.S.One) + u**20 / 10**9, False),
    ],
)
def test_equality_of_all_coefficients(other, holds):
    assert coefficients(EXP).equal(coefficients(other)).holds is holds


def test_a_difference_beyond_algebra_and_the_first_values_is_open():
    product = sp.prod(k - i for i in range(30))
    assert coefficients(EXP).equal(coefficients(series(1 + product))).holds is None
