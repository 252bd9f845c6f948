"""Sums and products of expansions: cancellation is exact, remainders swallow what they dominate."""

import pytest
from flint import arb, fmpq

from audit.posterior.balls.constant import ONE
from audit.posterior.balls.germ import (
    Germ,
    added,
    bounded,
    built,
    enclosure,
    multiplied,
    negated,
    number,
    scaled,
    sign_of,
)
from audit.posterior.balls.growth import FLAT, Near, NotCertified, grown

NEAR = Near(arb(2), 3)
W = Germ(((grown(0, ONE), ONE),))
SMALL = Germ((), (grown(0, -ONE), arb(0, 1)))


def test_exact_cancellation_leaves_nothing() -> None:
    assert added([W, negated(W)], NEAR).is_zero
    assert added([number(fmpq(1, 3)), number(fmpq(-1, 3))], NEAR).is_zero


def test_remainders_swallow_smaller_terms() -> None:
    g = added([number(ONE), SMALL, Germ(((grown(0, fmpq(-2)), ONE),))], NEAR)
    assert g.terms == ((FLAT, ONE),)
    assert g.rest is not None
    assert g.rest[1].contains(1 + arb(-2).exp())


def test_products_multiply_scales() -> None:
    square = multiplied(added([W, number(ONE)], NEAR), added([W, number(-ONE)], NEAR), NEAR)
    assert [c for _, c in square.terms] == [ONE, -ONE]
    assert multiplied(SMALL, SMALL, NEAR).rest is not None


def test_enclosures_hold_on_the_whole_neighbourhood() -> None:
    growth, x = enclosure(added([W, number(-ONE)], NEAR), NEAR)
    assert growth == grown(0, ONE)
    assert x.contains(1)
    assert x.contains(1 - arb(-2).exp())
    assert sign_of(added([W, number(-ONE)], NEAR), NEAR) == 1
    assert sign_of(SMALL, NEAR) is None
    assert sign_of(Germ(()), NEAR) == 0


def test_growing_germs_are_not_bounded() -> None:
    with pytest.raises(NotCertified):
        bounded(W, NEAR)
    assert bounded(SMALL, NEAR).contains(arb(-2).exp())


def test_the_order_cuts_decaying_terms_only() -> None:
    pieces = [(grown(0, fmpq(k)), ONE) for k in range(-6, 5)]
    g = built(pieces, [], NEAR)
    assert len(g.terms) == 5 + 3
    assert g.rest is not None
    assert scaled(g, fmpq(2)).terms[0][1] == 2
