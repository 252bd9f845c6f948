"""The expansion for wide Gaussians holds the means of its region, and says where it does not reach."""

from fractions import Fraction

from audit.numerics.ball import ball, precision
from audit.parametrisation.logistic.means import logistic_loss
from audit.parametrisation.logistic.smoothed import _hermite, smooth_around
from audit.parametrisation.logistic.taylor import Nearby

LOSS = logistic_loss([Fraction(1), Fraction(2)], [1, 1])


def test_the_expansion_holds_the_means_of_its_region():
    with precision(64):
        made = smooth_around(LOSS, ball(3), ball(4))
        for mu, sigma in (("3", "4"), ("3.2", "4.1"), ("2.8", "3.7")):
            direct = LOSS.means(ball(mu) / ball(sigma), ball(sigma), (1, 2, 3, 4))
            told = made.means(ball(mu), ball(sigma), (1, 2, 3, 4))
            assert all(x.overlaps(y) for x, y in zip(told, direct, strict=True))
            assert max(float(x.rad()) for x in told) < 1e-5
        assert not made.holds(ball(3), ball(5))


def test_hermite_polynomials():
    assert [_hermite(m) for m in range(5)] == [[1], [0, 1], [-1, 0, 1], [0, -3, 0, 1], [3, 0, -6, 0, 1]]


def test_a_ball_that_is_too_wide_is_told_by_nan():
    with precision(44):
        near = Nearby(LOSS)
        wide = near.means(ball(1), ball(3).union(ball(5)), (1, 2))
        assert not any(value.is_finite() for value in wide)
        assert all(value.is_finite() for value in near.means(ball(1), ball(4), (1, 2)))
