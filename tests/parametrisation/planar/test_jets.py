"""Jacobians against difference quotients, and the eliminated strength against the gradient."""

from dataclasses import replace
from fractions import Fraction

import pytest
from flint import arb

from audit.errors import InputError
from audit.numerics.ball import precision
from audit.parametrisation.penalty import EXACT, KINGMA, MOLCHANOV, UNCLIPPED
from audit.parametrisation.planar.data_term import data_term
from audit.parametrisation.planar.jets import Levelling, Place, Turning, jets_of, rise_of, strength_at

WELL = jets_of(data_term("(1 - 2*(mu**2 + sigma2) + mu**4 + 6*mu**2*sigma2 + 3*sigma2**2)/2 + mu/7").energy)


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV, KINGMA], ids=lambda penalty: penalty.name)
@pytest.mark.parametrize(
    "make", [Turning, lambda jets, kl: Levelling(jets, kl, lambda: arb(1) / 3, lambda: arb(1) / 7)]
)
def test_jacobians(penalty, make):
    system = make(WELL, penalty)
    with precision(200):
        c, r, h = arb("1.3"), arb("0.7"), arb(10) ** -25
        here, jacobian = system.at(c, r)
        for k, there in enumerate((system.at(c + h, r)[0], system.at(c, r + h)[0])):
            for i in (0, 1):
                assert abs((there[i, 0] - here[i, 0]) / h - jacobian[i, k]) < arb(10) ** -20


@pytest.mark.parametrize("penalty", [EXACT, MOLCHANOV, KINGMA], ids=lambda penalty: penalty.name)
def test_w_is_the_slope_of_the_strength(penalty):
    """dR along (e_rr, -e_cr) is -W/e_c^2: a broken sign or factor in W shows."""
    with precision(200):
        c, r, h = arb("1.3"), arb("0.7"), arb(10) ** -25
        jet = WELL(c, r)
        there = strength_at(WELL, penalty, c + h * jet.e_rr, r - h * jet.e_cr)
        quotient = (there - strength_at(WELL, penalty, c, r)) / h
        w = Turning(WELL, penalty).at(c, r)[0][1, 0]
        assert abs(quotient + w / jet.e_c**2) < arb(10) ** -18
        assert not abs(quotient - w / jet.e_c**2) < arb(10) ** -18


def test_only_for_penalties_with_a_formula():
    with pytest.raises(InputError, match="another"):
        rise_of(replace(KINGMA, name="another"))
    assert not rise_of(MOLCHANOV)(arb(0)).is_finite()
    assert not rise_of(UNCLIPPED)(arb(0)).is_finite()


def test_a_depth_on_an_edge_raises_the_level():
    """G/e_c is F - R E0 - K0 at the strength R; without K0 it is not."""
    with precision(200):
        c, r, corner, raised = arb("1.3"), arb("0.7"), arb(1) / 3, KINGMA.value(arb(1) / 2)
        jet, rho = WELL(c, r), strength_at(WELL, KINGMA, c, r)
        wanted = rho * jet.e + KINGMA.value(c * c / 2) - rho * corner - raised
        told = [
            system.at(c, r)[0][1, 0] / jet.e_c
            for system in (
                Levelling(WELL, KINGMA, lambda: corner, lambda: raised),
                Levelling(WELL, KINGMA, lambda: corner),
            )
        ]
        assert abs(told[0] - wanted) < arb(10) ** -50
        assert abs(told[1] - wanted) > arb("0.1")


def test_a_place_in_a_range():
    place = Place(arb(2), arb(1), arb(1), True)
    assert place.inside(Fraction(1), Fraction(3)) is True
    assert place.inside(Fraction(3), Fraction(4)) is False
    assert place.inside(Fraction(2), Fraction(4)) is None
    assert place.alpha == 1
