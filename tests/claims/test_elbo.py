import pytest
import sympy as sp
from flint import arb

from audit.claims import elbo
from audit.claims.elbo import Decomposition, conjugate, gaussian_bound, kl, log_masses, log_z, pointwise
from audit.ledger import Outcome, Role, Setting, Variant

TRUE = Decomposition(log_z - kl, True)
CHECKS = pytest.mark.parametrize("check", [pointwise, conjugate])


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@CHECKS
def test_the_identity_holds_where_z_is_finite(check):
    assert seen(check, TRUE).outcome is Outcome.HOLDS
    assert seen(pointwise, TRUE).proves


@CHECKS
@pytest.mark.parametrize("value", [log_z + kl, -kl, log_z - 2 * kl, log_z - kl + sp.Rational(1, 10**6)])
def test_another_value_fails_with_a_certified_witness(check, value):
    assert seen(check, Decomposition(value, True)).certified_failure


@CHECKS
def test_without_a_finite_z_it_fails(check):
    assert seen(check, Decomposition(log_z - kl, False)).certified_failure


def test_a_decision_that_is_silent_refutes_nothing(monkeypatch):
    monkeypatch.setattr(elbo, "finite", lambda stated, method: None)
    assert seen(pointwise, Decomposition(log_z - kl, False)).outcome is Outcome.UNDECIDED


def test_a_bound_that_is_not_passed_is_undecided(monkeypatch):
    monkeypatch.setattr(elbo, "log_masses", lambda prior: [arb(0), arb(0)])
    assert seen(conjugate, Decomposition(log_z - kl, False)).outcome is Outcome.UNDECIDED


def test_no_gaussian_reaches_more_than_two_thirds():
    assert gaussian_bound() > arb("0.66782")
    assert gaussian_bound() < arb("0.66783")


def test_the_truncated_posteriors_pass_it_and_go_on():
    first, second = log_masses("1/abs(w)")
    assert first > gaussian_bound()
    assert second > first + 2
