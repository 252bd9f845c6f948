"""Constants stay exact while they can, and no sign is guessed."""

import sympy as sp
from flint import arb, fmpq

from audit.posterior.balls.constant import ball_of, constant, plus, raised, sign, times, whole_power


def test_rationals_stay_rational() -> None:
    assert plus(fmpq(1, 3), fmpq(-1, 3)) == 0
    assert times(fmpq(2, 3), fmpq(3, 2)) == 1
    assert plus(constant(sp.sqrt(2)), constant(-sp.sqrt(2))) == 0
    assert raised(fmpq(4), fmpq(1, 2)) == 2


def test_balls_are_contagious_and_long_constants_become_balls() -> None:
    assert isinstance(plus(arb(1), fmpq(1)), arb)
    long = sp.Add(*(sp.log(p) for p in sp.primerange(2, 120)))
    value = times(long, constant(sp.pi))
    assert isinstance(value, arb)
    assert value.overlaps(ball_of(long * sp.pi))


def test_signs() -> None:
    assert sign(sp.sqrt(2) - sp.Rational(141421356, 10**8)) == 1
    assert sign(sp.exp(sp.log(2) * 3) - 8) == 0
    assert sign(arb(0, 1)) is None
    assert sign(fmpq(-1, 10**50)) == -1


def test_whole_powers_of_balls_around_zero() -> None:
    around = arb(0, 2)
    assert whole_power(around, 3).contains(-8)
    assert whole_power(around, 2).contains(4)
    assert not whole_power(around, 2) < 0
    assert whole_power(around, 2).lower() > -1e-6
    assert (whole_power(arb(-2), -3) + arb("0.125")).contains(0)
