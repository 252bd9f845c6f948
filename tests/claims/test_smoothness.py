"""The rules for analytic functions and powers, on functions whose smoothness is known."""

import pytest
import sympy as sp

from audit.claims.smoothness import LOG, Order, alpha, by_parts, by_power, by_two_values, order_of_power, sigmoid
from audit.ledger import Outcome, Role, Setting, Variant


@pytest.mark.parametrize("expression", [sigmoid(), 1 / (1 + alpha), sp.exp(-LOG) + alpha**3, sp.sqrt(1 + alpha)])
def test_analytic_functions(expression):
    assert by_parts(expression).holds is True


@pytest.mark.parametrize("expression", [1 / (1 - alpha), sp.log(alpha - 2), sp.sign(LOG), sp.Min(alpha, 3)])
def test_what_the_rules_do_not_show_stays_open(expression):
    proof = by_parts(expression)
    assert proof.holds is None
    assert proof.words


@pytest.mark.parametrize("expression", [sp.Abs(LOG), sp.Max(alpha, 1), sigmoid(sp.Max(LOG, 0))])
def test_kinks_at_one_are_refuted(expression):
    assert by_parts(expression).holds is False


def test_a_crossing_without_a_kink_is_not_refuted():
    assert by_parts(sp.Abs(LOG) * LOG).holds is None


@pytest.mark.parametrize(("power", "times"), [("1/2", 0), ("2.9739", 2), ("3", None), ("4", None), ("7.01", 7)])
def test_how_often_a_power_can_be_differentiated(power, times):
    assert order_of_power(sp.Rational(power)) == times


@pytest.mark.parametrize(
    ("k3", "times", "outcome"),
    [("1.48695", 2, Outcome.HOLDS), ("1.48695", 3, Outcome.FAILS), ("1.5", 2, Outcome.UNDECIDED)],
)
def test_the_order_at_mu_zero(k3, times, outcome):
    variant = Variant("x", Role.MUTANT, "x", Order(sp.Rational(k3), times))
    assert by_power(variant, Setting()).outcome is outcome


@pytest.mark.parametrize(("times", "outcome"), [(2, "holds"), (1, "fails"), (3, "fails"), (None, "fails")])
def test_the_order_from_the_published_formula(times, outcome):
    variant = Variant("x", Role.MUTANT, "x", Order(sp.Rational(1), times))
    assert by_two_values(variant, Setting()).outcome == outcome
