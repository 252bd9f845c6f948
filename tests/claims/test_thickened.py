"""The terms of the expansion as data: the exact ones hold, each wrong one is found by both of the checks."""

from dataclasses import fields, replace
from fractions import Fraction as Q

import pytest
import sympy as sp
from flint import arb

from audit.claims import thickened
from audit.claims.hron2017.s3_degenerate_support import EXPANDED
from audit.claims.thickened import EPS, ROWS, Thickened, against_balls, by_derivatives, exact
from audit.ledger import Outcome, Role, Setting, Variant
from audit.support import LogUniform, expansion, row_noise

CHECKS = (by_derivatives, against_balls)


def seen(check, form):
    return check(Variant("tried", Role.CONDITIONAL, "", form), Setting())


@pytest.mark.parametrize("check", CHECKS)
def test_the_exact_terms_hold(check):
    assert seen(check, EXPANDED).outcome is Outcome.HOLDS


@pytest.mark.parametrize("name", [field.name for field in fields(Thickened)])
@pytest.mark.parametrize("check", CHECKS)
def test_each_term_is_looked_at(check, name):
    term = getattr(EXPANDED, name)
    for wrong in (term + 1, -term, 2 * term):
        evidence = seen(check, replace(EXPANDED, **{name: wrong}))
        assert evidence.outcome is Outcome.FAILS
        assert evidence.witness


@pytest.mark.parametrize("wrong", ["2*log(alpha)", "log(alpha*theta**2)"])
def test_a_small_wrong_factor_is_seen(wrong):
    form = replace(
        EXPANDED,
        entry=EXPANDED.entry
        + sp.Rational(1, 10**9) * sp.sympify(wrong, {"alpha": thickened.alpha, "theta": thickened.theta}),
    )
    assert all(seen(check, form).outcome is Outcome.FAILS for check in CHECKS)


def test_rows_are_off_centre():
    assert {len(row) for row, _ in ROWS} >= {1, 2, 3, 4}
    assert any(0 in row for row, _ in ROWS)
    assert any(x < 0 for row, _ in ROWS for x in row)
    assert len({noise for _, noise in ROWS}) >= 4


@pytest.mark.parametrize("index", range(len(ROWS)))
def test_the_value_and_the_rest_are_those_of_the_law(index):
    row, noise = ROWS[index]
    for eps in EPS:
        value, rest = exact(index, eps)
        found = expansion(row_noise(row, noise).gaussian(), LogUniform(), 200)
        assert value.overlaps(found.kl(eps, 200))
        assert arb(0) <= rest < 1e3 * float(eps) ** 4


def test_too_large_an_eps_is_undecided_and_no_failure(monkeypatch):
    monkeypatch.setattr(thickened, "ROWS", ((tuple(map(Q, ("1e-40", "2"))), Q(1)),))
    monkeypatch.setattr(thickened, "exact", lambda index, eps: (exact.__wrapped__(0, eps)[0], arb("inf")))
    assert seen(against_balls, EXPANDED).outcome is Outcome.UNDECIDED
