"""Gaussian means of the logistic loss: against mpmath's quadrature, on balls of parameters, and by the expansion."""

from fractions import Fraction

import mpmath
import pytest
from flint import arb

from audit.errors import PrecisionError
from audit.numerics.ball import ball, precision
from audit.parametrisation.logistic.alike import hyperbolic
from audit.parametrisation.logistic.means import absolute_moment, logistic_loss
from audit.parametrisation.logistic.taylor import Nearby, expand, largest_derivative, steepest

LOSS = logistic_loss([Fraction(1), Fraction(2), Fraction(-1, 2), Fraction(0)], [1, 1, 1, 0])


def derivative(order, w):
    with mpmath.workdps(30):
        f = {
            0: lambda x: mpmath.log(1 + mpmath.exp(x)),
            1: lambda x: 1 / (1 + mpmath.exp(-x)),
        }
        total = mpmath.mpf(0)
        for a, n in zip(LOSS.slopes, LOSS.counts, strict=True):
            x = -mpmath.mpf(a.numerator) / a.denominator * w
            value = f[order](x) if order < 2 else mpmath.diff(f[1], x, order - 1)
            total += n * (-mpmath.mpf(a.numerator) / a.denominator) ** order * value
        return total + (mpmath.log(2) * LOSS.blank if order == 0 else 0)


@pytest.mark.parametrize("order", range(5))
@pytest.mark.parametrize(("c", "r"), [("0.7", "1.1"), ("-1.3", "0.2"), ("2", "3.5")])
def test_means_hold_the_integral(order, c, r):
    with precision(80):
        (value,) = LOSS.means(ball(c), ball(r), [order])
    with mpmath.workdps(20):
        exact = mpmath.quad(
            lambda z: derivative(order, mpmath.mpf(r) * (mpmath.mpf(c) + z)) * mpmath.npdf(z),
            [-12, -4, -1, 0, 1, 4, 12],
        )
    assert abs(float(value.mid()) - float(exact)) < 1e-11
    assert float(value.rad()) < 1e-15


def test_a_ball_of_parameters_holds_what_is_inside():
    with precision(64):
        wide = LOSS.means(arb(0.7, 0.05), arb(1.1, 0.1), range(5))
        for c, r in (("0.66", "1.02"), ("0.74", "1.19")):
            assert all(x.contains(y) for x, y in zip(wide, LOSS.means(ball(c), ball(r), range(5)), strict=True))


def test_the_expansion_holds_the_means_of_its_region():
    with precision(64):
        made = expand(LOSS, ball("0.8"), ball("1.1"))
        for mu, sigma in (("0.8", "1.1"), ("0.83", "1.14"), ("0.75", "1.06")):
            direct = LOSS.means(ball(mu) / ball(sigma), ball(sigma), (1, 2, 3, 4))
            told = made.means(ball(mu), ball(sigma), (1, 2, 3, 4))
            assert all(x.overlaps(y) for x, y in zip(told, direct, strict=True))
            assert max(float(x.rad()) for x in told) < 0.05
        assert not made.holds(ball("2"), ball("1.1"))
        near = Nearby(LOSS)
        near.means(ball("0.7"), ball("1.1"), (1, 2))
        near.means(ball("0.701"), ball("1.1"), (1, 2))
        assert len(near.known) == 1


def test_bounds_of_derivatives():
    assert largest_derivative() > 0
    assert steepest(LOSS) > largest_derivative()
    with mpmath.workdps(40):
        highest = max(
            abs(mpmath.diff(lambda t: 1 / (1 + mpmath.exp(-t)), mpmath.mpf(x) / 10, 10)) for x in range(-60, 61, 5)
        )
    assert largest_derivative() > float(highest)


def test_moments_and_hyperbolic_means():
    assert absolute_moment(2).overlaps(arb(1))
    assert absolute_moment(1).overlaps((2 / arb.pi()).sqrt())
    with precision(80), mpmath.workdps(20):
        for u, k in (("0.3", 1), ("2", 3)):
            wide = mpmath.sqrt(2 * mpmath.mpf(u))
            exact = mpmath.quad(
                lambda z, wide=wide, k=k: mpmath.sech(wide * z) ** k * mpmath.npdf(z), [-12, -3, 0, 3, 12]
            )
            assert abs(float(hyperbolic(ball(u), k).mid()) - float(exact)) < 1e-12


def test_too_wide_a_law_is_said():
    with pytest.raises(PrecisionError, match="nodes"):
        LOSS.means(ball(1), ball(10**5), [1])
