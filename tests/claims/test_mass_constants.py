from dataclasses import replace

import mpmath
import pytest
from flint import arb

from audit.claims import mass_constants
from audit.claims.mass_constants import Constant, Place, by_balls, enclosure, in_mpmath
from audit.ledger import Outcome, Role, Setting, Variant

HALF = Constant("c", Place.ORIGIN, "sigmoid(w)", "1/2", "0.2434442977899965483254", support="0,oo")
BOTH = "sigmoid(w)*sigmoid(-w)"
WHOLE = Constant("whole", Place.WHOLE, BOTH, "1/2", "0.2418209093786422720354", BOTH)


def seen(check, *form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


def test_the_halves_add_up_to_a_closed_form():
    """c + t = (gamma + log(2/pi))/2 for the right half of one logistic observation."""
    origin = enclosure(Place.ORIGIN, "sigmoid(w)", "1/2", "0", "0,oo")
    tail = enclosure(Place.TAIL, "sigmoid(w)", "1", "sigmoid(-w)", "0,oo")
    closed = (arb.const_euler() + (2 / arb.pi()).log()) / 2
    assert abs(origin + tail - closed) < arb("1e-14")


def test_both_classes_have_a_closed_form():
    """-gamma/2 - 2/3 log 2 - 6 zeta'(-1)."""
    with mpmath.workdps(30):
        closed = -mpmath.euler / 2 - 2 * mpmath.log(2) / 3 - 6 * mpmath.zeta(-1, derivative=1)
        assert mpmath.nstr(closed, 22).startswith(WHOLE.digits[:22])


def test_right_digits_are_proved():
    assert seen(by_balls, HALF, WHOLE).proves
    assert seen(in_mpmath, HALF, WHOLE).outcome is Outcome.HOLDS


@pytest.mark.parametrize("check", [by_balls, in_mpmath])
@pytest.mark.parametrize("digits", ["0.24344429778999654833", "0.2434442977899964", "-0.2434442977899965483254"])
def test_a_wrong_digit_is_found(check, digits):
    assert seen(check, replace(HALF, digits=digits)).outcome is Outcome.FAILS


def test_a_ball_wider_than_the_digits_is_undecided(monkeypatch):
    monkeypatch.setattr(mass_constants, "enclosure", lambda *_: arb("0.2434442977", "1e-3"))
    assert seen(by_balls, HALF).outcome is Outcome.UNDECIDED


def test_zero_is_said_of_a_narrow_ball_around_it_alone(monkeypatch):
    zero = Constant("zero", Place.ORIGIN, "sigmoid(w)", "1", "0.0000000000000000000000")
    assert seen(by_balls, zero).outcome is Outcome.HOLDS
    monkeypatch.setattr(mass_constants, "enclosure", lambda *_: arb(0, "1e-9"))
    assert seen(by_balls, zero).outcome is Outcome.UNDECIDED


def test_a_tail_without_a_bound_gives_no_ball():
    assert not mass_constants._in_tail("1", "0,oo").is_finite()
