"""The parts of the claims on mu = 0: which losses are in which class, what is found, what a broken arithmetic does."""

from fractions import Fraction

from audit.claims import minima_at_zero
from audit.claims.minima_at_zero import (
    MEANS,
    Frozen,
    NoneAtZero,
    by_heat,
    by_planes,
    by_turning_points,
    convex,
    even,
    smooth,
)
from audit.ledger import Outcome, Role, Setting, Variant
from audit.parametrisation.planar.data_term import data_term


def told(check, form):
    return check(Variant("x", Role.PRINTED, "x", form), Setting())


def test_classes():
    assert [convex(name) for name in MEANS] == [True, True, True, False, False]
    assert [even(name) for name in MEANS] == [False, False, True, True, False]
    assert all(data_term(text).heat for text in MEANS.values())


def test_both_checks_name_the_double_well():
    for check in (by_heat, by_planes):
        found = told(check, NoneAtZero(smooth))
        assert found.outcome is Outcome.FAILS
        assert "(1 - w^2)^2/2" in found.witness
        assert told(check, NoneAtZero(convex)).outcome is Outcome.HOLDS


def test_a_tilted_double_well_has_nothing_at_zero():
    assert minima_at_zero._flat("w^4 - 3w^2 - w") is None


def test_an_open_heat_equation_is_undecided(monkeypatch):
    monkeypatch.setattr(minima_at_zero, "heat", lambda: False)
    assert told(by_heat, NoneAtZero(convex)).outcome is Outcome.UNDECIDED


def test_above_the_cusp_there_is_no_window():
    found = told(by_turning_points, Frozen(Fraction(3, 10), "1", "2"))
    assert found.outcome is Outcome.FAILS


def test_minima_in_mu_are_counted():
    assert minima_at_zero._count(Fraction(1, 10), Fraction(6)) == 2
    assert minima_at_zero._count(Fraction(1, 10), Fraction(9)) == 1
