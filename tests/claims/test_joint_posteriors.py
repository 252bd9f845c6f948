import pytest
import sympy as sp
from flint import arb

from audit.claims import joint_posteriors
from audit.claims.joint_posteriors import (
    EXAMPLES,
    INSIDE,
    at_one_value,
    ball_mass,
    bounded_on_a_set,
    exact_mass,
    limit_at_zero,
    on_a_set,
    v,
    w,
)

RIDGE, LINE, VANISHING, LOGISTIC, RELU = EXAMPLES
ZERO = sp.S.Zero


def test_exact_masses_lie_in_the_balls():
    assert exact_mass(RIDGE) == sp.pi
    assert ball_mass(RIDGE).contains(arb.pi())
    assert abs(ball_mass(LINE) - arb("2.90023960792")) < arb("1e-10")
    assert exact_mass(VANISHING) == sp.sqrt(sp.pi) * sp.gamma(sp.Rational(1, 20))
    assert exact_mass(LOGISTIC) is ball_mass(LOGISTIC) is None


def test_the_likelihood_is_section_and_marginal_together():
    ridge = EXAMPLES[RIDGE]
    assert ridge.likelihood.subs(v, 1) == ridge.section
    over_v, (over_w, *_) = ridge.over_v[0][0], ridge.over_w[0]
    assert (
        sp.simplify((ridge.likelihood / sp.Abs(v)).subs(w, joint_posteriors.W) / (over_v * over_w) - joint_posteriors.W)
        == 0
    )


def test_what_each_of_them_meets():
    assert [name for name in EXAMPLES if at_one_value(name, ZERO, False)] == [RIDGE, LINE, LOGISTIC, RELU]
    assert [name for name in EXAMPLES if on_a_set(name, ZERO, False)] == [LOGISTIC, RELU]
    assert on_a_set(VANISHING, sp.Rational(1, 10), True)
    assert bounded_on_a_set(LINE)


def test_the_ridge_vanishes_off_its_one_value():
    assert limit_at_zero(EXAMPLES[RIDGE].likelihood.subs(v, INSIDE), 1) == 0
    assert limit_at_zero(1 / sp.Abs(w), 1) is None


@pytest.mark.parametrize("wrong", [sp.pi * 2, sp.pi + sp.Rational(1, 10**6)])
def test_a_wrong_exact_mass_is_not_confirmed_by_balls(monkeypatch, wrong):
    monkeypatch.setattr(joint_posteriors, "exact_mass", lambda name: wrong)
    assert ball_mass.__wrapped__(RIDGE) is None
