"""Complex evaluation: real values are right, and nothing that is not analytic passes for it."""

import mpmath
import pytest
import sympy as sp
from flint import acb, arb, fmpq

from audit.errors import CheckError
from audit.numerics.ball import ball_of_mpf, precision
from audit.posterior.balls.complex_ball import compiled, value_at

x = sp.Symbol("x", real=True)
VALUES = {
    "logistic": 1 / (1 + sp.exp(-x)),
    "softplus": sp.log(1 + sp.exp(3 * x)),
    "root": sp.sqrt(x) * x ** sp.Rational(1, 3) * x**x,
    "piecewise": sp.Piecewise((x**2, x > 2), (x, sp.And(x > 0, x < 1)), (3, True)),
    "not": sp.Piecewise((1, sp.Not(sp.Or(x > 2, x < 1))), (0, True)),
    "max": sp.Max(0, x - 1) + sp.Min(x, 2) + sp.Abs(x - 3) + sp.sign(x),
    "special": sp.erf(x) + sp.erfc(x) * sp.gamma(x) + sp.loggamma(x) + sp.polygamma(0, x),
    "integrals": sp.E1(x) + sp.Ei(x) + sp.Ei(-x) + sp.besselk(sp.Rational(1, 3), x),
    "waves": sp.sin(x) + sp.cos(x) * sp.tan(x) + sp.atan(x) + sp.tanh(x) + sp.sinh(x) / sp.cosh(x),
    "constants": sp.pi * sp.exp(2) * sp.EulerGamma * sp.sqrt(2) ** x,
}


@pytest.mark.parametrize("point", [fmpq(2, 7), fmpq(13, 5)])
@pytest.mark.parametrize("name", VALUES)
def test_values_agree_with_mpmath(name: str, point: fmpq) -> None:
    with mpmath.workdps(30), precision(100):
        found = compiled(VALUES[name], x)(acb(point), True).real
        other = sp.lambdify(x, VALUES[name], "mpmath")(mpmath.mpf(int(point.p)) / int(point.q))
        assert abs(found - ball_of_mpf(mpmath.mpf(other))) < arb(10) ** -20


NOT_ANALYTIC = {
    "abs": (sp.Abs(x), acb(0)),
    "max": (sp.Max(x, 1), acb(1)),
    "sign": (sp.sign(x), acb(0)),
    "step": (sp.Piecewise((1, x > 1), (0, True)), acb(1)),
    "root": (sp.sqrt(x), acb(-1)),
    "power": (x ** sp.Rational(1, 3), acb(-1)),
    "log": (sp.log(x), acb(-1)),
    "E1": (sp.E1(x), acb(-1)),
    "K": (sp.besselk(0, x), acb(-1)),
    "log gamma": (sp.loggamma(x), acb(-2.5)),
    "atan": (sp.atan(x), acb(0, 2)),
    "pole": (1 / x, acb(0)),
}


@pytest.mark.parametrize("name", NOT_ANALYTIC)
def test_a_ball_around_a_break_or_a_cut_is_refused(name: str) -> None:
    expression, middle = NOT_ANALYTIC[name]
    around = middle + acb(arb(0, 0.25), arb(0, 0.25))
    assert not compiled(expression, x)(around, True).is_finite()


def test_huge_arguments_do_not_overflow() -> None:
    huge = acb(10) ** 300
    assert abs(compiled(1 / (1 + sp.exp(x)), x)(huge, False).real) < arb(10) ** -300
    assert abs(compiled(sp.log(1 + sp.exp(x)), x)(huge, False).real / huge.real - 1) < arb(10) ** -10


def test_a_function_outside_the_tables_is_refused() -> None:
    with pytest.raises(CheckError, match="airy"):
        compiled(sp.airyai(x), x)
    with pytest.raises(CheckError, match="airy"):
        value_at(sp.airyai(1))
