"""Penalties against the core, the published formulas, and their own differences."""

from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import InputError
from audit.numerics.ball import ball, precision
from audit.parametrisation.penalty import (
    EXACT,
    KINGMA,
    KINGMA_LEAST,
    MOLCHANOV,
    PENALTIES,
    UNCLIPPED,
    penalty_of,
    power,
)
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, negative_kl

U = (Q(1, 2), Q(7, 10), Q(2), Q(31))


@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=lambda p: p.name)
@pytest.mark.parametrize("u", U[1:])
def test_slope_and_curvature_are_derivatives(penalty, u):
    step = Q(1, 10**12)
    with precision(160):
        for f, slope in ((penalty.value, penalty.slope), (penalty.slope, penalty.curvature)):
            quotient = (f(ball(u + step)) - f(ball(u - step))) / (2 * ball(step))
            assert abs(quotient - slope(ball(u))) < arb(10) ** -15


@pytest.mark.parametrize("u", U)
def test_values_are_the_core_and_the_published_formulas(u):
    alpha = 1 / (2 * u)
    with precision(120):
        assert EXACT.value(ball(u)).overlaps(core.excess(u, 120))
        assert MOLCHANOV.value(ball(u)).overlaps(-negative_kl(MOLCHANOV_2017, alpha, 120))
        assert KINGMA.value(ball(u)).overlaps(-negative_kl(KINGMA_2015, alpha, 120))


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV], ids=lambda p: p.name)
def test_at_zero_the_value_is_zero_and_the_slope_one(penalty):
    with precision(80):
        assert penalty.value(arb(0)).contains(0)
        assert penalty.slope(arb(0)).contains(penalty.slope_at_zero.numerator)


@pytest.mark.parametrize("penalty", PENALTIES.values(), ids=lambda p: p.name)
def test_wide_balls_enclose_what_lies_in_them(penalty):
    with precision(80):
        wide = ball(Q(3, 5)).union(ball(Q(9, 10)))
        for f in (penalty.value, penalty.slope, penalty.curvature):
            assert all(f(wide).overlaps(f(ball(Q(k, 50)))) for k in range(30, 46))


def test_u_times_the_slope_is_half_or_more_in_the_tail():
    with precision(80):
        for penalty in PENALTIES.values():
            for u in (Q(1), Q(3), Q(50), Q(10**6)):
                assert ball(u) * penalty.slope(ball(u)) > ball(Q(1, 2) - 1 / (4 * u) - Q(1, 10**15))


def test_powers_of_balls_that_touch_zero():
    with precision(64):
        assert power(arb(0).union(arb(4)), arb(3) / 2).contains(8)
        assert power(arb(0), arb(3) / 2) == 0


def test_an_unknown_name():
    with pytest.raises(InputError, match="exact, molchanov2017, kingma2015"):
        penalty_of("laplace")


def test_the_cubic_stays_above_its_least_slope():
    """By exact algebra: 2u K' - 39/50 in alpha has one real root, and that is negative; with 79/100 it has three."""
    c1, c2, c3 = (Q(text) for text in KINGMA_2015.constants.values())

    def discriminant(least):
        a, b, c, d = 6 * c3, 4 * c2, 2 * c1, 1 - least
        return 18 * a * b * c * d - 4 * b**3 * d + b * b * c * c - 4 * a * c**3 - 27 * a * a * d * d

    assert c3 > 0
    assert KINGMA_LEAST < 1
    assert discriminant(KINGMA_LEAST) < 0 < discriminant(Q(79, 100))


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV, KINGMA], ids=lambda one: one.name)
def test_the_least_value_of_two_u_times_the_slope(penalty):
    for text in ("1/2", "1", "7/3", "20", "1000"):
        u = Q(text)
        assert 2 * ball(u) * penalty.slope(ball(u)) > ball(penalty.least_far(u))
        assert penalty.least_far(u) <= penalty.least_far(2 * u)


def test_how_fast_the_cubic_plunges():
    """u K''/K' at places of (0, u] is in the ball for u, and tends to -4."""
    for u in (Q(1, 50), Q(1, 3)):
        told = UNCLIPPED.plunging(ball(u))
        for part in (Q(1), Q(1, 2), Q(1, 1000)):
            x = ball(u * part)
            assert told.overlaps(x * UNCLIPPED.curvature(x) / UNCLIPPED.slope(x))
    assert abs(UNCLIPPED.plunging(ball(Q(1, 10**9))) + 4) < ball(Q(1, 10**7))
