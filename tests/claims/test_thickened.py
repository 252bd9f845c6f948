"""The terms of the expansions as data: the exact ones hold, each wrong one is found by both of the checks."""

from dataclasses import fields, replace
from fractions import Fraction as Q

import pytest
import sympy as sp
from flint import arb

from audit.claims import thickened
from audit.claims.hron2017.s3_degenerate_support import EXPANDED, GAUSSIAN, MASKED
from audit.claims.thickened import (
    MASKS,
    NOISE,
    NOISE_AND_GAUSSIAN,
    ROWS,
    Thickened,
    against_values,
    derived,
)
from audit.ledger import Outcome, Role, Setting, Variant

LAWS = {"noise": (NOISE, EXPANDED), "gaussian": (NOISE_AND_GAUSSIAN, GAUSSIAN), "masks": (MASKS, MASKED)}
KINDS = {"algebra": derived, "values": against_values}
CHECKS = {(kind, name): make(law) for name, (law, _) in LAWS.items() for kind, make in KINDS.items()}
each = pytest.mark.parametrize("kind", KINDS)
every_law = pytest.mark.parametrize("law", LAWS)


def seen(kind, law, form):
    return CHECKS[kind, law](Variant("tried", Role.CONDITIONAL, "", form), Setting())


@each
@every_law
def test_the_exact_terms_hold(kind, law):
    assert seen(kind, law, LAWS[law][1]).outcome is Outcome.HOLDS


@each
@every_law
@pytest.mark.parametrize("name", [field.name for field in fields(Thickened)])
def test_each_term_is_looked_at(kind, law, name):
    form = LAWS[law][1]
    term = getattr(form, name)
    for wrong in (term + 1, 2 * term + sp.Rational(1, 7)):
        evidence = seen(kind, law, replace(form, **{name: wrong}))
        assert evidence.outcome is Outcome.FAILS
        assert evidence.witness


@each
@pytest.mark.parametrize("wrong", [2 * sp.log(thickened.alpha), sp.log(thickened.alpha * thickened.theta**2)])
def test_a_small_wrong_factor_is_seen(kind, wrong):
    form = replace(EXPANDED, entry=EXPANDED.entry + sp.Rational(1, 10**7) * wrong)
    assert seen(kind, "noise", form).outcome is Outcome.FAILS


def test_rows_are_off_centre():
    assert {len(row) for row, _ in ROWS} >= {1, 2, 3, 4}
    assert any(0 in row for row, _ in ROWS)
    assert any(x < 0 for row, _ in ROWS for x in row)
    assert len({noise for _, noise in ROWS}) >= 4


@pytest.mark.parametrize("route", ["balls", "a factor", "the expansion", "mpmath", "float64"])
def test_a_route_that_is_off_is_named(monkeypatch, route):
    def broken(row, noise, eps):
        for name, value, rest in NOISE.routes(row, noise, eps):
            yield name, value + (1 if name == route else 0), rest

    check = against_values(replace(NOISE, routes=broken))
    evidence = check(Variant("tried", Role.CONDITIONAL, "", EXPANDED), Setting())
    assert evidence.outcome is Outcome.FAILS
    assert f", {route} at eps" in evidence.witness


def test_an_unknown_rest_is_undecided_and_no_failure():
    def unknown(row, noise, eps):
        for name, value, _ in NOISE.routes(row, noise, eps):
            yield name, value, arb("inf")

    check = against_values(replace(NOISE, routes=unknown))
    assert check(Variant("tried", Role.CONDITIONAL, "", EXPANDED), Setting()).outcome is Outcome.UNDECIDED


def test_the_roots_of_alpha_are_rational():
    assert all(sp.sqrt(sp.Rational(noise)).is_rational for _, noise in ROWS)
    assert all(isinstance(x, Q) for row, _ in ROWS for x in row)
