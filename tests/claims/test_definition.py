"""The definition of KL by quadrature in three libraries: known values, agreement, and misprints that each one sees."""

from dataclasses import replace
from fractions import Fraction

import pytest
import sympy as sp
from flint import arb

from audit.claims import definition
from audit.claims.definition import CASES, MORE_CASES, by_balls, by_mpmath, by_scipy
from audit.claims.expectations import log_square
from audit.claims.forms import Equality
from audit.ledger import Method, Outcome, Role, Setting, Variant
from audit.numerics.ball import precision
from audit.numerics.symbolic import u
from audit.pseudo_kl import ball, symbolic

CHECKS = {
    definition.against_definition: Method.BALL,
    definition.mpmath_definition: Method.PRECISE,
    definition.scipy_definition: Method.SAMPLED,
    definition.ball_kl: Method.BALL,
    definition.precise_kl: Method.PRECISE,
    definition.double_kl: Method.SAMPLED,
    definition.symbolic_kl: Method.BALL,
}
every_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
TRUE = Variant("true", Role.PRINTED, "", Equality(sp.Symbol("KL"), symbolic.equation_1()))


def off_by(amount: sp.Expr) -> Variant:
    return replace(TRUE, form=replace(TRUE.form, right=TRUE.form.right + amount))


def test_the_mean_of_the_logarithm_at_mean_zero_is_known() -> None:
    """E log chi^2_1 = psi(1/2) + log 2 = -gamma - log 2."""
    with precision(100):
        found = log_square(arb(0), 1, 100)
        assert found.overlaps(-arb.const_euler() - arb.const_log2())
        assert found.rad() < arb(2) ** -80


@pytest.mark.parametrize("m", ["0.3", "1.7", "-4", "12", "20"])
def test_the_mean_of_the_logarithm_is_even_and_grows_like_twice_the_excess(m: str) -> None:
    with precision(100):
        found, mirrored = log_square(arb(m), 1, 100), log_square(-arb(m), 1, 100)
        assert found.overlaps(mirrored)
        grown = 2 * ball.excess(Fraction(m) ** 2 / 2, 100) - arb.const_euler() - arb.const_log2()
        assert found.overlaps(grown)
        assert found.rad() < arb(10) ** -15


@pytest.mark.parametrize("case", CASES, ids=str)
def test_three_quadratures_of_the_definition_meet_the_core(case: definition.Case) -> None:
    core = ball.kl(*case, 100)
    for direct in (by_balls, by_mpmath, by_scipy):
        assert direct(case).overlaps(core)
    assert by_balls(case).rad() < arb(10) ** -15


@pytest.mark.parametrize("direct", [by_balls, by_mpmath, by_scipy])
def test_each_quadrature_takes_the_constant_c_with_its_sign(direct: object) -> None:
    mu, sigma, _ = CASES[1]
    with precision(100):
        difference = direct((mu, sigma, Fraction(3))) - direct((mu, sigma, Fraction(1)))
        assert abs(difference + arb(3).log()) < arb(10) ** -6


def test_the_cases_are_off_centre() -> None:
    means, scales, constants = zip(*MORE_CASES, strict=True)
    assert min(means) < 0 < max(means)
    assert 0 in means
    assert 1 not in scales
    assert min(constants) < 1 < max(constants)
    squares = [mu**2 / (2 * sigma**2) for mu, sigma, _ in MORE_CASES]
    assert 0 < min(square for square in squares if square) < Fraction(1, 1000)
    assert max(squares) > 10


@every_check
def test_the_true_form_holds_on_some_points(check: object) -> None:
    seen = check(TRUE, Setting(quick=True))
    assert seen.outcome is Outcome.HOLDS
    assert seen.method is CHECKS[check]
    assert seen.points >= 1
    assert not seen.whole_domain


@every_check
@pytest.mark.parametrize(
    "wrong",
    [sp.log(2) / 2, -sp.log(2) / 2, sp.log(symbolic.c), sp.Rational(1, 10**6), u / 1000],
    ids=["log 2", "minus log 2", "no C", "a millionth", "a tilt"],
)
def test_a_misprint_fails_with_both_values_as_witness(check: object, wrong: sp.Expr) -> None:
    seen = check(off_by(wrong), Setting(quick=True))
    assert seen.outcome is Outcome.FAILS
    assert seen.witness.startswith("at mu = ")
    assert "the definition gives" in seen.witness


def test_with_quick_one_case_is_visited_and_it_is_not_the_one_with_mean_zero() -> None:
    full, quick = (definition.against_definition(TRUE, Setting(quick=quick)) for quick in (False, True))
    assert (full.points, quick.points) == (len(CASES), 1)
    assert definition.against_definition(off_by(u), Setting(quick=True)).outcome is Outcome.FAILS
