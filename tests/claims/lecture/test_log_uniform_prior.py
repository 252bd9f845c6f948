import pytest

from audit.claims.lecture import log_uniform_prior
from audit.claims.lecture.log_uniform_prior import CLAIMS, Assigned, Kind, by_algebra, by_balls
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

(PRIOR,) = CLAIMS
CHECKS = pytest.mark.parametrize("check", [by_algebra, by_balls])


def seen(check, density, kind):
    return check(Variant("v", Role.PRINTED, "", Assigned(density, kind)), Setting())


def test_the_verdict_is_earned():
    verdicts.holds_up(PRIOR)


@CHECKS
@pytest.mark.parametrize("density", ["1/(1+w**2)", "1/(abs(w)*(1+log(abs(w))**2))"])
def test_a_density_of_finite_mass_is_a_distribution(check, density):
    assert seen(check, density, Kind.PROBABILITY).outcome is Outcome.HOLDS


@CHECKS
def test_a_flat_density_is_locally_finite_and_not_scale_invariant(check):
    assert seen(check, "1", Kind.LOCALLY_FINITE).outcome is Outcome.HOLDS
    assert seen(check, "1", Kind.SCALE_INVARIANT).outcome is not Outcome.HOLDS


def test_shells_of_another_constant_are_told_apart():
    assert seen(by_balls, "2/abs(w)", Kind.SCALE_INVARIANT).certified_failure


@CHECKS
def test_a_silent_decision_is_undecided(monkeypatch, check):
    monkeypatch.setattr(log_uniform_prior, "finite", lambda stated, method: None)
    assert seen(check, "1/abs(w)", Kind.PROBABILITY).outcome is Outcome.UNDECIDED
