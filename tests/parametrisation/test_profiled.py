from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest

from audit.errors import CheckError, InputError, PrecisionError
from audit.numerics.ball import ball, precision
from audit.parametrisation import minima
from audit.parametrisation import profiled as module
from audit.parametrisation.penalty import EXACT, MOLCHANOV
from audit.parametrisation.profiled import along, concavity, estimate, profiled, shape


@pytest.mark.parametrize("kl", ["exact", "molchanov2017"])
@pytest.mark.parametrize("t", ["0.17", "0.83", "2.9", "41"])
def test_the_value_is_the_least_over_the_variance(kl, t):
    found, penalty = profiled(t, kl, 20), {"exact": EXACT, "molchanov2017": MOLCHANOV}[kl]
    with precision(100):
        place = ball(t)
        for factor in ("0.7", "0.98", "1.03", "1.9"):
            v = ball(factor) * found.variance
            assert v / 2 + penalty.value(place**2 / (2 * v)) > found.value
        v = found.variance
        assert (v / 2 + penalty.value(place**2 / (2 * v))).overlaps(found.value)
        assert found.t.contains(place)


def test_slope_and_curvature_are_derivatives():
    step = Fraction(1, 10**6)
    low, middle, high = (profiled(Fraction("1.7") + shift * step, digits=40) for shift in (-1, 0, 1))
    with precision(140):
        assert abs((high.value - low.value) / (2 * ball(step)) - middle.slope) < ball("1e-11")
        assert abs((high.slope - low.slope) / (2 * ball(step)) - middle.curvature) < ball("1e-11")


def test_the_shapes():
    exact, sigmoid = shape(), shape("molchanov2017")
    assert (exact.single, exact.concave, exact.continuous, exact.strength_at_zero) == (True, True, True, 1)
    assert exact.threshold.contains(1)
    assert (sigmoid.single, sigmoid.concave, sigmoid.continuous) == (True, False, True)
    # Convex near 0: K' of the sigmoid rises there.
    assert MOLCHANOV.curvature(ball(sigmoid.witness)) > 0


def test_the_concavity_is_larger_than_at_zero_and_below_one():
    largest = concavity()
    assert largest > ball("0.2216")
    assert largest < ball("0.2228")
    assert along(EXACT, ball(0)).curvature.contains(ball(Fraction(-1, 6)))


@pytest.mark.parametrize("y", ["-37", "1.0001", "2.3", "-5.9"])
def test_the_estimate_is_the_counted_minimum(y):
    given = Fraction(y)
    (point,) = minima(given**2, digits=20).points
    with precision(100):
        found = ball(given) * point.coordinates["mu"]
        assert abs(found - estimate(y, digits=20)) < ball("1e-15")


def test_the_estimate_is_zero_up_to_the_threshold():
    assert [estimate(y) == 0 for y in ("-1", "0.83", 0, 1)] == [True] * 4
    assert estimate("1.000001") > 0
    assert estimate(10, "molchanov2017") > 9
    assert profiled(0).value == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: profiled(-1), "t >= 0"),
        (lambda: profiled(10**7), "t <= 1000000"),
        (lambda: profiled(1, digits=0), "digits"),
        (lambda: estimate(float("nan")), "y = nan"),
        (lambda: estimate(-(10**7)), "try: .y. = 3"),
        (lambda: estimate(1, "kingma2015"), "domain ends at alpha = 1"),
        (lambda: shape("cubic"), "the KL 'cubic'"),
    ],
)
def test_bad_input(call, words):
    with pytest.raises(InputError, match=words):
        call()


def test_another_slope_at_zero_is_an_error(monkeypatch):
    broken = replace(EXACT, slope=lambda u: EXACT.slope(u) * ball("1.01"))
    monkeypatch.setattr(module, "penalty_of", lambda kl: broken)
    with pytest.raises(CheckError, match="of exact is not 1"):
        shape()


def test_what_is_not_shown_is_refused(monkeypatch):
    monkeypatch.setattr(module, "shape", lambda kl: SimpleNamespace(continuous=None))
    with pytest.raises(PrecisionError, match="not shown to have one minimum"):
        estimate(2)
    monkeypatch.setattr(module, "NARROWEST", Fraction(10))
    with pytest.raises(PrecisionError, match="concavity near"):
        concavity()
    monkeypatch.setattr(module, "NARROWEST", Fraction(1, 10**6))
    monkeypatch.setattr(module, "FAR", Fraction(9, 10**4))
    with pytest.raises(PrecisionError, match="beyond u"):
        concavity()
    with pytest.raises(PrecisionError, match="no u up to"):
        module._solution(lambda u: -u - 1, Fraction(1), 30)
