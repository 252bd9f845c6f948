"""Growth of truncated masses: constants of the literature of this book, and against the truncated mass itself."""

import pytest
import sympy as sp
from flint import arb

from audit.numerics.ball import precision
from audit.posterior.balls.complex_ball import value_at
from audit.posterior.balls.truncated import truncated_mass
from audit.posterior.density import Density
from audit.posterior.divergence import growth
from audit.posterior.ends import End
from audit.posterior.exact.leading import leading
from tests.posterior.end_cases import HALF, LEFT, RIGHT, UNIT, UP, R, sigmoid, w

ZERO = [sp.S.Zero]


@pytest.mark.parametrize(
    "likelihood",
    [
        sigmoid,
        sigmoid * sigmoid.subs(w, -w),
        sp.exp(-((1 - w) ** 2) / 2),
        sp.exp(-((1 - sp.Max(0, w)) ** 2) / 2),
        1 / (1 + w**2),
    ],
    ids=str,
)
def test_rate_and_constant_predict_the_truncated_mass(likelihood):
    density = Density(w, (1 / abs(w), likelihood))
    with precision(200):
        assert_predicted(density)


def assert_predicted(density):
    found = [growth(density, leading(density, end), ZERO, 20) for end in (LEFT, RIGHT)]
    rate = sum(leading(density, end).coefficient for end in (LEFT, RIGHT))
    predicted = value_at(rate) * 200 * arb(10).log() + found[0].constant + found[1].constant
    assert abs(predicted - truncated_mass(density, "1e-200", 1, 25)) < 1e-17


@pytest.mark.parametrize(
    ("density", "end", "text", "constant"),
    [
        (Density(w, (1 / (w * sp.log(w)),), (sp.S(3), sp.oo)), UP, "log(log(r))", "-0.326634259978281"),
        (Density(w, (sigmoid,), HALF), UP, "r", "-1.31326168751822"),
        (Density(w, (sp.exp(-sp.exp(-w)),)), UP, "r", "-1.33663146167023"),
        (Density(w, (w ** R(-3, 2),), HALF), RIGHT, "2*sqrt(r)", "-2"),
        (Density(w, (sp.log(w) ** 2 / w,), HALF), UP, "log(r)**3/3", "-0.111008217329643"),
        (Density(w, (w ** R(-3, 2) * (1 + sp.sqrt(w)), sp.exp(-w)), HALF), RIGHT, "2*sqrt(r)+log(r)", None),
        (Density(w, (sp.expint(1, w) / w,), HALF), RIGHT, "log(r)**2/2-EulerGamma*log(r)", None),
    ],
    ids=lambda x: str(x)[:30],
)
def test_all_diverging_terms_and_the_constant_beside_them(density, end, text, constant):
    made = growth(density, leading(density, end), ZERO)
    assert made.leading == text
    assert made.constant is not None
    if constant is not None:
        assert abs(made.constant - arb(constant)) < 1e-9


@pytest.mark.parametrize(
    ("factor", "text"),
    [
        (w ** R(-3, 2) * (1 + sp.sqrt(w)) * sp.exp(-w), "2*sqrt(r)+log(r)"),
        (sp.expint(1, w) / w, "log(r)**2/2-EulerGamma*log(r)"),
        (sp.log(w) ** 2 / w * sp.exp(-w), "log(r)**3/3"),
    ],
    ids=lambda x: str(x)[:30],
)
def test_several_diverging_terms_predict_the_truncated_mass(factor, text):
    density = Density(w, (factor,), HALF)
    made = growth(density, leading(density, RIGHT), ZERO, 20)
    assert made.leading == text
    with precision(200):
        start = 1 / sp.Rational(made.start.numerator, made.start.denominator)
        predicted = value_at(sp.sympify(text).subs("r", sp.Integer(10) ** 20)) + made.constant
        assert abs(predicted - truncated_mass(density, "1e-20", str(start), 25)) < 1e-8


@pytest.mark.parametrize(
    ("factor", "text"),
    [(sp.exp(w), "integral of r*exp(r) d(log r)"), (w * sp.sqrt(sp.log(2 + w)), "r**2*sqrt(log(r))/2")],
    ids=lambda x: str(x)[:30],
)
def test_beyond_the_scale_there_is_a_rate_and_no_constant(factor, text):
    density = Density(w, (factor,), HALF)
    made = growth(density, leading(density, UP), ZERO)
    assert made.constant is None
    assert made.leading == text


def test_the_region_starts_where_nothing_else_is_in_the_way():
    density = Density(w, (1 / w, 1 / (1 - w)), UNIT)
    made = growth(density, leading(density, RIGHT), [])
    assert made.start == 2
    assert abs(made.constant) < 1e-9
    near = growth(
        Density(w, (1 / abs(w), abs(w - R(1, 5)))),
        leading(Density(w, (1 / abs(w), abs(w - R(1, 5)))), RIGHT),
        [R(1, 5)],
    )
    assert near.start == 8
    far = Density(w, (1 / abs(w),), (sp.S(100), sp.oo))
    assert growth(far, leading(far, UP), []).start == 128


def test_an_interior_pole_is_measured_from_itself():
    density = Density(w, (1 / abs(w - 3), sp.exp(-w)))
    end = End(sp.S(3), -1)
    made = growth(density, leading(density, end), [sp.S(3)])
    assert made.leading == "exp(-3)*log(r)"
    assert made.constant is not None
