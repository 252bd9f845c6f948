import mpmath
import pytest
import sympy as sp
from flint import arb

from audit.errors import CheckError
from audit.numerics.ball import ball_of_mpf, precision
from audit.numerics.evaluate import dawson, in_balls, in_mpmath
from audit.numerics.series import series
from audit.numerics.symbolic import HALF, k, u

FORMULAS = [
    sp.exp(u) * sp.log(u) + sp.sqrt(u) - u**3 / 7,
    sp.Ei(u) + sp.Ei(-u),
    sp.erfi(u) + sp.cosh(u) + sp.Abs(-u),
    sp.gamma(u + HALF) * sp.factorial(u) / sp.pi,
    sp.digamma(u) + sp.polygamma(1, u) + sp.harmonic(u) + sp.EulerGamma,
    dawson(sp.sqrt(u)) * sp.E,
    sp.exp(-u) * series(sp.digamma(k + HALF)),
    series(1 / k, start=1) - series(k, start=1, shift=1),
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("at", ["1e-6", "0.31", "5.9", "23"])
def test_the_two_libraries_agree(formula, at):
    inside, near = in_balls(formula, {u: at}), in_mpmath(formula, {u: at}, 40)
    with precision(128):
        assert abs(inside - ball_of_mpf(near)) < (1 + abs(inside)) * arb(10) ** -24


@pytest.mark.parametrize("at", [0, "0.5", "9", "40"])
def test_a_series_encloses_its_sum(at):
    total = in_balls(series(sp.S.One), {u: at})
    assert total.overlaps(in_balls(sp.exp(u), {u: at}))
    assert total.rad() < abs(total) * arb(2) ** -100


def test_a_series_on_a_wide_ball_encloses_both_ends():
    wide = in_balls(series(sp.S.One), {u: arb(2, "0.5")})
    assert wide.contains(in_balls(sp.exp(u), {u: "1.5"}))
    assert wide.contains(in_balls(sp.exp(u), {u: "2.5"}))


def test_a_series_that_does_not_fall_is_refused():
    with pytest.raises(CheckError, match="do not halve"):
        in_balls(sp.Sum(sp.Rational(3, 4) ** k * u**0, (k, 0, sp.oo)), {u: 1})


def test_a_finite_sum_is_refused():
    with pytest.raises(CheckError, match="not infinite"):
        in_balls(sp.Sum(u**k / sp.factorial(k), (k, 0, 5)), {u: 1})


@pytest.mark.parametrize("evaluated", [in_balls, in_mpmath])
def test_an_unknown_function_is_refused(evaluated):
    with pytest.raises(CheckError, match="no arithmetic evaluates"):
        evaluated(sp.airyai(u), {u: 1})


def test_dawson_knows_its_equation_and_its_value_at_zero():
    x = sp.Symbol("x")
    assert sp.diff(dawson(x), x) == 1 - 2 * x * dawson(x)
    assert dawson(sp.S.Zero) == 0
    with mpmath.workdps(30):
        assert abs(in_mpmath(dawson(u), {u: 1}) - mpmath.mpf("0.538079506912768419136387420408")) < 1e-28
