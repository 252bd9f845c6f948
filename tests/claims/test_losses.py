from fractions import Fraction

import pytest
import sympy as sp

from audit.claims import losses
from audit.claims.losses import LOSSES, Loss, along, alpha, balanced, best_scale, mean_of, minimisers, mu, r, u, v, w
from audit.errors import CheckError, InputError
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.parametrisation import MODELS


def test_an_unknown_loss_is_refused():
    with pytest.raises(InputError, match="the loss 'cubic'"):
        losses.loss_of("cubic")


def test_a_wrong_mean_is_an_error(monkeypatch):
    wrong = {"off": Loss(w**2 / 2, mu**2 / 2), "late": Loss(w**2, (mu**2 + v) / 2), "log": LOSSES["logistic"]}
    for name, loss in wrong.items():
        monkeypatch.setitem(LOSSES, name, loss)
    for name, words in (("off", "heat equation"), ("late", "start from"), ("log", "no closed mean")):
        with pytest.raises(CheckError, match=words):
            mean_of(name)


@pytest.mark.parametrize("name", ["gaussian", "quartic", "relu-symmetric"])
@pytest.mark.parametrize("at", [Fraction("0.17"), Fraction("2.3")])
def test_the_scale_and_the_loss_are_those_of_the_parametrisation(name, at):
    with precision(128):
        scale = in_balls(best_scale(name), {u: at})
        assert (scale**2).overlaps(MODELS[name].scale_squared(ball(at)))
        assert in_balls(along(name), {u: at, r: scale}).overlaps(MODELS[name].value(ball(at)))


def test_scales_at_the_ends():
    assert best_scale("origin") == 0
    assert best_scale("flat") is None
    assert sp.simplify(best_scale("logistic") ** 2 - 8 * u) == 0


def test_several_best_scales_are_an_error(monkeypatch):
    monkeypatch.setattr(losses, "along", lambda name: (r - 1) ** 2 * (r - 2) ** 2)
    with pytest.raises(CheckError, match="3 best scales"):
        best_scale.__wrapped__("gaussian")


def test_a_theta_that_is_not_balanced_is_an_error(monkeypatch):
    monkeypatch.setattr(losses, "balanced", lambda theta: False)
    with pytest.raises(CheckError, match="not stationary"):
        best_scale.__wrapped__("logistic")
    monkeypatch.setattr(losses, "logistic_slope", lambda *given: ball(1))
    with pytest.raises(CheckError, match="not bracketed"):
        losses.squared_scale("logistic", Fraction(7))


@pytest.mark.parametrize("wrong", [1 / alpha, 4 / alpha, 2 / alpha**2, 2 / (1 + alpha)])
def test_only_one_theta_is_balanced(wrong):
    assert balanced(2 / alpha)
    assert not balanced(wrong)


@pytest.mark.parametrize("noise", ["3", "100", "1e7"])
def test_the_slope_of_a_logistic_observation_vanishes_at_two_over_alpha(noise):
    at = Fraction(noise)
    assert losses.logistic_slope(2 / at, at).contains(0)
    assert losses.logistic_slope(Fraction("1.99") / at, at) > 0
    assert losses.logistic_slope(Fraction("2.01") / at, at) < 0


def test_squared_scales():
    assert losses.squared_scale("flat", Fraction(5)) is None
    assert losses.squared_scale("logistic", Fraction(100)).contains(ball("0.04"))


@pytest.mark.parametrize(
    ("name", "found"),
    [("gaussian", {1}), ("origin", {0}), ("quartic", {-1, 1}), ("logistic", set())],
)
def test_minimisers(name, found):
    assert set(minimisers(name)) == found
    assert minimisers("flat") is sp.S.Reals


def test_the_cost_of_removal_is_positive_where_there_are_two_wells():
    assert sp.limit(losses.cost_of_removal("quartic"), u, 0) == sp.Rational(1, 6)
    assert losses.cost_of_removal("flat") == 0
    assert losses.at_zero("logistic") == sp.log(2)
