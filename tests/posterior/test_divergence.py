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
    ("density", "end", "text"),
    [
        (Density(w, (1 / (w * sp.log(w)),), (sp.S(3), sp.oo)), UP, "log(log(r))"),
        (Density(w, (sigmoid,)), UP, "r"),
        (Density(w, (w ** R(-3, 2),), HALF), RIGHT, "2*sqrt(r)"),
        (Density(w, (sp.log(w) ** 2 / w,), HALF), UP, "log(r)**3/3"),
        (Density(w, (sp.exp(w),)), UP, "integral of r*exp(r) d(log r)"),
    ],
    ids=lambda x: str(x)[:30],
)
def test_other_rates_in_words(density, end, text):
    made = growth(density, leading(density, end), ZERO)
    assert (made.leading, made.constant) == (text, None)


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
