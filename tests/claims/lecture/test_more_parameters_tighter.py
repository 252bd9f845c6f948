from fractions import Fraction

import pytest
import sympy as sp
from flint import arb

from audit.claims.lecture import more_parameters_tighter
from audit.claims.lecture.more_parameters_tighter import (
    ALIKE,
    APART,
    CLAIMS,
    Order,
    alpha,
    exceeds,
    in_balls,
    objective,
    profile,
    reached,
    scale,
    target,
    theta,
)
from audit.ledger import Outcome, Role, Setting, Variant
from tests.claims import verdicts

OBJECTIVE, CLOSER = CLAIMS


@pytest.mark.parametrize("claim", CLAIMS, ids=verdicts.name)
def test_the_verdict_is_earned(claim):
    verdicts.holds_up(claim)


def test_the_profile_is_the_minimum_over_theta():
    best = sp.solve(sp.diff(objective(0, alpha[0]), theta[0]), theta[0])[0]
    data = sp.simplify((objective(0, alpha[0]) - objective(0, alpha[0]).subs(scale[0], 0)).subs(theta[0], best))
    u = sp.Symbol("u", positive=True)
    rho = scale[0] * target[0] ** 2
    assert sp.simplify(data.subs(alpha[0], 1 / (2 * u)) - rho / (2 * (1 + 2 * u))) == 0


def test_individual_alphas_reach_what_a_shared_one_does_not():
    assert float(reached(APART)) == pytest.approx(2.37857, abs=1e-3)
    assert exceeds(APART, arb("3.22"))
    assert not exceeds(APART, arb("3.23"))


def test_a_bound_that_is_reached_is_not_exceeded():
    assert not exceeds(ALIKE, profile(Fraction(3), arb(1) / 2) * 2)


def test_the_family_matters_not_the_data():
    assert "a gap of 0" in verdicts.witness(OBJECTIVE, "always_better")
    assert "rho = (1/2, 10)" in verdicts.witness(OBJECTIVE, "reverse")


def test_bounds_that_do_not_tell_are_undecided(monkeypatch):
    monkeypatch.setattr(more_parameters_tighter, "exceeds", lambda rhos, bound: False)
    variant = Variant("v", Role.PRINTED, "", Order(Fraction(0)))
    assert in_balls(variant, Setting()).outcome is Outcome.UNDECIDED
