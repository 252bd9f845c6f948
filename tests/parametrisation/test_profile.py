"""The reduction to one variable, against the objective itself: quadrature over w, minimised over the scale."""

from fractions import Fraction as Q

import numpy as np
import pytest
from flint import arb
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from audit.errors import InputError
from audit.numerics.ball import ball, precision
from audit.parametrisation.profile import GAUSSIAN, MODELS, PRODUCT, QUARTIC, RELU_SYMMETRIC, model_of

LOSS = {
    GAUSSIAN.name: lambda w: ((w - 1) ** 2) / 2,
    QUARTIC.name: lambda w: ((1 - w * w) ** 2) / 2,
    RELU_SYMMETRIC.name: lambda w: (1 + (1 - abs(w)) ** 2) / 2,
}


def expected(name, r, u):
    """E of the loss at w = r (sqrt(2u) + z), by quadrature; two weights by their moments."""
    if name == PRODUCT.name:
        return (1 - 2 * (r * r * 2 * u) + (r * r * (1 + 2 * u)) ** 2) / 2
    x = np.sqrt(2 * u)
    return quad(lambda z: LOSS[name](r * (x + z)) * np.exp(-z * z / 2), -12, 12, points=[-x], limit=200)[0] / np.sqrt(
        2 * np.pi
    )


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
@pytest.mark.parametrize("u", [0.05, 0.7, 4.0])
def test_the_best_scale_and_the_value_there(model, u):
    best = minimize_scalar(
        lambda r: expected(model.name, r, u), bounds=(0.01, 3), method="bounded", options={"xatol": 1e-9}
    )
    with precision(80):
        at = ball(Q(u))
        assert float(model.scale_squared(at)) == pytest.approx(best.x**2, rel=1e-6)
        assert float(model.value(at)) == pytest.approx(best.fun, rel=1e-9)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
@pytest.mark.parametrize("u", [Q(1, 20), Q(7, 10), Q(4), Q(60)])
def test_decline_and_bend_are_derivatives(model, u):
    step = Q(1, 10**12)
    with precision(160):
        ends = [ball(u + step), ball(u - step)]
        assert (
            abs((model.value(ends[1]) - model.value(ends[0])) / (2 * ball(step)) - model.decline(ball(u)))
            < arb(10) ** -15
        )
        assert (
            abs((model.decline(ends[0]) - model.decline(ends[1])) / (2 * ball(step)) - model.bend(ball(u)))
            < arb(10) ** -15
        )


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
def test_the_tail_bound_and_the_start(model):
    with precision(80):
        for u in (Q(1), Q(2), Q(10), Q(1000), Q(10**7)):
            assert ball(u) ** 2 * model.decline(ball(u)) <= ball(model.tail)
        assert model.decline(arb(0)).contains(model.decline_at_zero.numerator)


@pytest.mark.parametrize("model", MODELS.values(), ids=lambda m: m.name)
def test_wide_balls_enclose_what_lies_in_them(model):
    with precision(80):
        wide = ball(Q(1, 10)).union(ball(Q(2, 5)))
        for f in (model.value, model.decline, model.bend, model.scale_squared):
            assert all(f(wide).overlaps(f(ball(Q(k, 100)))) for k in range(10, 41))


def test_an_unknown_name():
    with pytest.raises(InputError, match="gaussian, quartic"):
        model_of("cubic")
