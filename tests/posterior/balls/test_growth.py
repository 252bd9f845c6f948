"""Scales: their order, logarithms and certified suprema."""

import math
from itertools import pairwise

import pytest
import sympy as sp
from flint import arb, fmpq

from audit.posterior.balls.constant import ONE, ZERO
from audit.posterior.balls.growth import (
    Beyond,
    Near,
    NotCertified,
    as_key,
    combined,
    compared,
    direction,
    falling,
    from_zero,
    grown,
    log_supremum,
    logarithm,
    ordered,
    supremum,
    unit,
)

S4 = Near(arb(4), 1)


def key(*powers: int) -> tuple[fmpq, ...]:
    return tuple(fmpq(p) for p in powers) + (ZERO,) * (5 - len(powers))


def test_order_of_scales() -> None:
    chain = [grown(2, ONE), grown(1, ONE), grown(0, fmpq(1, 100)), grown(0, ONE), ordered([(key(1), ONE)])]
    for low, high in pairwise(chain):
        assert compared(low, high) == -1
        assert compared(high, low) == 1
    assert direction(grown(0, -ONE)) == -1
    assert direction(combined((grown(0, ONE), ONE), (grown(0, ONE), -ONE))) == 0


def test_irrational_exponents_are_ordered() -> None:
    root = grown(0, sp.sqrt(2))
    assert compared(root, grown(0, fmpq(141421356, 10**8))) == 1
    assert compared(root, grown(0, fmpq(141421357, 10**8))) == -1


def test_logarithms_and_keys_are_inverse() -> None:
    growth = combined((grown(0, fmpq(2)), ONE), (grown(1, fmpq(-3)), ONE))
    assert as_key(growth) == key(2, -3)
    assert [c for _, c in logarithm(growth)] == [fmpq(2), fmpq(-3)]
    assert as_key(ordered([(key(1), ONE)])) is None
    with pytest.raises(Beyond):
        logarithm(((unit(4), ONE),))


@pytest.mark.parametrize("powers", [(-1, 3), (-1, 0, 2), (0, -1, 1), (0, 0, -4, 1), (-1, -1, -1)])
def test_falling_monomials_fall(powers: tuple[int, ...]) -> None:
    bound = falling(key(*powers), S4)
    assert bound > 0
    for s in (4.5, 7, 20):
        level = [math.exp(s), s, math.log(s), math.log(math.log(s))]
        assert bound > math.prod(x**p for x, p in zip(level, powers, strict=False))


@pytest.mark.parametrize(("powers", "start"), [((-1, 3), 2), ((0, -1, 5), 4), ((0, 0, -1), 0), ((1,), 4)])
def test_what_does_not_fall_yet_is_not_certified(powers: tuple[int, ...], start: int) -> None:
    with pytest.raises(NotCertified):
        falling(key(*powers), Near(arb(start), 1))


def test_suprema_bound_from_above() -> None:
    growth = ordered([(key(2), fmpq(-1, 2)), (key(1), ONE), (key(0, 1), fmpq(3))])
    bound = log_supremum(growth, S4)
    for s in (4, 5, 9):
        assert bound >= -math.exp(2 * s) / 2 + math.exp(s) + 3 * s - 1e-6
    with pytest.raises(NotCertified):
        log_supremum(ordered([(key(2), fmpq(-1)), (key(1), fmpq(1000))]), Near(arb(1), 1))


def test_the_supremum_of_a_constant_scale_is_one() -> None:
    assert supremum((), S4) == 1
    assert from_zero(grown(0, -ONE), S4).contains(0)
    assert from_zero(grown(0, -ONE), S4).contains((arb(-4)).exp())
