"""Germs contain the functions that they expand: checked at points by mpmath, for every head, end and order."""

import mpmath
import pytest
import sympy as sp
from flint import arb, fmpq

from audit.numerics.ball import ball_of_mpf, precision
from audit.posterior.balls.constant import ball_of
from audit.posterior.balls.germ import Germ
from audit.posterior.balls.germ_tree import germ_of
from audit.posterior.balls.growth import Beyond, Growth, Near, NotCertified, phi
from audit.posterior.ends import End
from tests.posterior.end_cases import CONVERGENT, DIVERGENT, DOWN, LEFT, RIGHT, UP, Case, w

OFFSETS = ("0.0001", "0.6", "1.5")


def scale_at(growth: Growth, s: arb) -> arb:
    return sum((ball_of(c) * phi(key, Near(s, 1)) for key, c in growth), arb(0)).exp()


def value(g: Germ, s: arb) -> arb:
    """The ball that a germ gives for the function at s."""
    total = sum((ball_of(c) * scale_at(growth, s) for growth, c in g.terms), arb(0))
    return total + g.rest[1] * scale_at(g.rest[0], s) if g.rest else total


def check(expression: sp.Expr, end: End, start: int, order: int) -> None:
    near = Near(arb(start), order)
    try:
        g = germ_of(expression, w, end, near)
    except (NotCertified, Beyond):
        pytest.skip("no bounds at this order")
    f = sp.lambdify(w, expression, "mpmath")
    digits = 60 if expression.has(sp.besselk) else 200
    with mpmath.workdps(digits), precision(600):
        for offset in OFFSETS:
            s = start + mpmath.mpf(offset)
            place = mpmath.mpf(int(end.place)) if end.finite else mpmath.mpf(0)
            at = place + end.side * mpmath.exp(-s) if end.finite else -end.side * mpmath.exp(s)
            true = ball_of_mpf(mpmath.mpf(f(at)))
            true += abs(true) * arb(0, arb(10) ** (-digits // 2))
            assert value(g, ball_of_mpf(s)).overlaps(true), (order, offset)


@pytest.mark.parametrize("order", [0, 1, 3, 6])
@pytest.mark.parametrize("case", DIVERGENT + CONVERGENT, ids=lambda case: case.name)
def test_germs_of_densities_contain_them(case: Case, order: int) -> None:
    check(case.density.product, case.end, 3, order)


HEADS = {
    "log gamma, oo": (sp.loggamma(w), UP),
    "log gamma, 0": (sp.loggamma(w), RIGHT),
    "log gamma, 1": (sp.loggamma(w), End(sp.S.One, 1)),
    "gamma at a pole": (sp.gamma(w), End(sp.Integer(-2), 1)),
    "digamma at a pole": (sp.polygamma(0, w), End(sp.Integer(-1), -1)),
    "digamma, oo": (sp.polygamma(0, w), UP),
    "E1, 0": (sp.E1(w), RIGHT),
    "E1, oo": (sp.E1(w), UP),
    "E1, 1": (sp.E1(w), End(sp.S.One, -1)),
    "Ei, 0": (sp.Ei(w), LEFT),
    "Ei, -oo": (sp.Ei(w), DOWN),
    "erf, -oo": (sp.erf(w), DOWN),
    "erfc, -oo": (sp.erfc(w), DOWN),
    "erfc, 0": (sp.erfc(w), LEFT),
    "sinh": (sp.sinh(w), DOWN),
    "cosh": (sp.cosh(w), UP),
    "sinh, 0": (sp.sinh(w), RIGHT),
    "atan, -oo": (sp.atan(w), DOWN),
    "K2, 0": (sp.besselk(2, w), RIGHT),
    "K(5/2), oo": (sp.besselk(sp.Rational(5, 2), w), UP),
    "K0, 1": (sp.besselk(0, w), End(sp.S.One, 1)),
    "tan at 1": (sp.tan(w), End(sp.S.One, 1)),
    "w^w, 0": (w**w, RIGHT),
    "2^w": (2**w, UP),
    "sign": (sp.sign(w) * w, DOWN),
    "min": (sp.Min(w, w**2), RIGHT),
    "iterated logarithm": (sp.log(sp.log(w)) ** 2 / sp.log(w), UP),
    "cosine of 1/w": (1 - sp.cos(1 / w), UP),
    "exp at 1": (sp.exp(w) - sp.E, End(sp.S.One, -1)),
    "sqrt at 2": (sp.sqrt(w) - sp.sqrt(2), End(sp.Integer(2), 1)),
    "negative power": ((w - 3) ** (-3), End(sp.Integer(3), -1)),
    "log-sum": (sp.log(1 + sp.exp(-w)) - sp.exp(-w), UP),
    "cloglog": (sp.log(1 - sp.exp(-sp.exp(w))), DOWN),
}


@pytest.mark.parametrize("order", [0, 1, 2, 5])
@pytest.mark.parametrize("name", HEADS)
def test_germs_of_heads_contain_them(name: str, order: int) -> None:
    expression, end = HEADS[name]
    check(expression, end, 3, order)


def test_cancellation_shows_the_next_term() -> None:
    g = germ_of(1 - sp.cos(w), w, RIGHT, Near(arb(1), 3))
    assert g.terms[0][1] == fmpq(1, 2)
    assert germ_of(w - w * sp.exp(0), w, RIGHT, Near(arb(1), 1)).is_zero


def test_what_is_outside_is_refused() -> None:
    with pytest.raises(Beyond):
        germ_of(sp.airyai(w), w, UP, Near(arb(1), 1))
    with pytest.raises(Beyond):
        germ_of(sp.log(w), w, DOWN, Near(arb(1), 1))
    with pytest.raises(NotCertified):
        germ_of(sp.Max(0, sp.sin(w)), w, UP, Near(arb(1), 1))


def test_a_piecewise_is_decided_on_the_whole_neighbourhood() -> None:
    step = sp.Piecewise((1, w > 10), (w, True))
    with pytest.raises(NotCertified):
        germ_of(step, w, UP, Near(arb(1), 1))
    assert germ_of(step, w, UP, Near(arb(3), 1)).terms[0][1] == 1
