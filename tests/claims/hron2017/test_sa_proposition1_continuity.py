import pytest
import sympy as sp

from audit.claims.forms import Inequality
from audit.claims.hron2017 import sa_proposition1_continuity as stem
from audit.claims.hron2017.sa_proposition1_continuity import CLAIMS, Uniform, bound_on, by_inversion, by_sign, r, v
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

CHECKS = [by_inversion, stem.in_balls_at_values]


def seen(check, form):
    return check(Variant("v", Role.PRINTED, "", form), Setting())


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_no_constant_delta_serves_all_values():
    claim = verdicts.find(CLAIMS, "one_delta_for_all")
    assert verdicts.witness(claim).endswith("delta is oo times the largest that continuity allows")
    assert verdicts.finding(claim, "of_v").proved


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("constant", [sp.Rational(1, 100), sp.S(3)])
def test_any_other_constant_fails_too(check, constant):
    assert seen(check, Uniform(constant)).certified_failure


@pytest.mark.parametrize("check", CHECKS)
def test_a_smaller_delta_serves_as_well(check):
    assert seen(check, Uniform(bound_on(r) / 2)).outcome is Outcome.HOLDS


def test_a_delta_that_is_smaller_for_large_v_alone_is_left_open_by_the_limit():
    assert seen(by_inversion, Uniform(bound_on(r) / sp.sqrt(v))).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize("tolerance", [stem.gap / 2, stem.gap])
def test_any_tolerance_up_to_the_gap_is_proved(tolerance):
    assert by_sign(Inequality(r, stem.eps - tolerance, strict=False)).holds
    assert by_sign(Inequality(r, stem.eps - 3 * tolerance, strict=False)).holds is None
