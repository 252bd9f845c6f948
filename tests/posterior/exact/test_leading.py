"""Leading behaviour and the integral test: known answers, cancellation, the edges of the scale, and what is not decided."""

import random

import mpmath
import pytest
import sympy as sp

from audit.posterior.balls.complex_ball import value_at
from audit.posterior.density import Density
from audit.posterior.ends import End
from audit.posterior.exact.leading import NegativeDensity, as_expression, leading, rate
from audit.posterior.exact.signs import Undecided
from audit.posterior.naive.multiprecision import mpmath_function
from tests.posterior.end_cases import CONVERGENT, DIVERGENT, DOWN, LEFT, ONE_LEFT, RIGHT, UP, R, sigmoid, w

X = sp.Symbol("r", positive=True)

CASES = [
    ((1 / abs(w), sigmoid), RIGHT, "1/2", False),
    ((1 / abs(w), sigmoid), UP, "1", False),
    ((1 / abs(w), sigmoid), DOWN, "exp(-r)", True),
    ((1 / abs(w), 1 - sp.cos(w)), RIGHT, "1/(2*r**2)", True),
    ((1 / (w * (1 - w)), w**3), ONE_LEFT, "1", False),
    ((1 / (w * (1 + sp.log(w) ** 2)),), RIGHT, "log(r)**(-2)", True),
    ((1 / (w * sp.log(w) * sp.log(sp.log(w)) ** 2),), UP, "1/(log(r)*log(log(r))**2)", True),
    ((1 / (w * sp.log(w) * sp.log(sp.log(w))),), UP, "1/(log(r)*log(log(r)))", False),
    ((sp.exp(w**2 / 2) * sp.expint(1, w**2 / 2),), UP, "2/r", True),
    ((sp.exp(w**2 / 2) * sp.expint(1, w**2 / 2),), RIGHT, "2*log(r)/r", True),
    ((1 / sp.gamma(w),), RIGHT, "r**(-2)", True),
    ((sp.gamma(w), sp.exp(-w * sp.log(w) + w)), UP, "sqrt(2)*sqrt(pi)*sqrt(r)", False),
    ((sp.besselk(0, w),), RIGHT, "log(r)/r", True),
    ((sp.besselk(1, w),), RIGHT, "1", False),
    ((sp.exp(-sp.sqrt(sp.log(w))) / w,), UP, "exp(-sqrt(log(r)))", True),
    ((w**-w,), UP, "r*exp(-r*log(r))", True),
    (((sp.exp(w) - 1 - w) / w**3,), RIGHT, "1/2", False),
    ((1 - sp.tanh(w),), UP, "2*r*exp(-2*r)", True),
    ((sp.gamma(w + 5) / sp.gamma(w + 7),), UP, "1/r", True),
    ((sp.pi / 2 - sp.atan(w),), UP, "1", False),
    ((sp.E - (1 + 1 / w) ** w,), UP, "E/2", False),
    ((sp.Max(0, w) / w**2,), LEFT, "0", True),
    ((sp.Piecewise((1, w > 1), (0, True)) / abs(w),), RIGHT, "0", True),
    ((sp.exp(-sp.exp(w) + w),), UP, "r*exp(r-exp(r))", True),
]


@pytest.mark.parametrize(("factors", "end", "expected", "integrable"), CASES, ids=lambda x: str(x)[:40])
def test_the_leading_behaviour_of_known_densities(factors, end, expected, integrable):
    found = leading(Density(w, factors), end)
    assert (rate(found), found.integrable) == (expected, integrable)


@pytest.mark.parametrize("case", CONVERGENT + DIVERGENT, ids=lambda case: case.name if hasattr(case, "name") else None)
def test_the_cases_of_the_ball_engine_are_decided_alike_or_not_at_all(case):
    try:
        found = leading(case.density, case.end)
    except Undecided:
        return
    assert found.integrable is (case in CONVERGENT)


@pytest.mark.parametrize(("factors", "end"), [case[:2] for case in CASES], ids=lambda x: str(x)[:40])
def test_the_ratio_to_the_leading_term_tends_to_one(factors, end):
    found = leading(Density(w, factors), end)
    if found.coefficient == 0:
        return
    steep = bool(found.monomial.large) or sp.Mul(*factors).has(sp.gamma)
    shape = mpmath_function(Density(X, (found.coefficient * as_expression(found.monomial, X),)))
    with mpmath.workdps(400):
        r = mpmath.mpf(random.Random(3).randint(900, 950) if steep else random.Random(3).randint(10**6, 10**7)) / 7
        place = mpmath.mpf(0) if not end.finite else mpmath.mpf(int(end.place))
        at = place + end.side / r if end.finite else -end.side * r
        actual = mpmath_function(Density(w, factors))(at) * (1 / r if end.finite else r)
        assert abs(actual / shape(r) - 1) < 0.2


@pytest.mark.parametrize(
    ("factors", "reason"),
    [((sp.cos(w) + 2,), "oscillates"), ((sp.gamma(-w),), "gamma"), ((sp.besselk(1, -w),), "negative argument")],
)
def test_what_oscillates_is_not_decided(factors, reason):
    with pytest.raises(Undecided, match=reason):
        leading(Density(w, factors), UP)


def test_a_density_that_is_negative_near_an_end_is_told_apart():
    with pytest.raises(NegativeDensity, match="0-"):
        leading(Density(w, (w,)), LEFT)


def test_exact_cancellation_of_everything_is_undecided_not_wrong():
    nothing = sp.Add(1 / (1 + sp.exp(w)), sp.exp(w) / (1 + sp.exp(w)), -1, evaluate=False)
    with pytest.raises(Undecided, match="cancel"):
        leading(Density(w, (nothing,)), End(sp.S.Zero, 1))


@pytest.mark.parametrize("power", [R(-3, 2), R(-1), R(-1, 2), R(0), R(7, 3)])
@pytest.mark.parametrize("log_power", [R(-2), R(-1), R(0), R(1)])
def test_the_integral_test_on_its_scale(power, log_power):
    found = leading(Density(w, (w**power * sp.log(w) ** log_power,)), UP)
    assert found.integrable is bool(power < -1 or (power == -1 and log_power < -1))


def test_a_symbolic_zero_is_seen():
    root = sp.sqrt(2) + sp.sqrt(3) - sp.sqrt(5 + 2 * sp.sqrt(6))
    found = leading(Density(w, (1 + root * w,)), UP)
    assert value_at(found.coefficient) == 1
    assert rate(found) == "r"
