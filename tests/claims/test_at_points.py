from fractions import Fraction

import pytest
import sympy as sp

from audit.claims.at_points import balls_at, grid, matches_core, mpmath_at, named
from audit.claims.forms import Equality, Inequality
from audit.errors import CheckError
from audit.ledger import Method, Outcome, Role, Setting, Variant
from audit.numerics import points
from audit.numerics.evaluate import dawson
from audit.numerics.symbolic import u

AT = {u: points.U}
v = sp.Symbol("v", positive=True)


def outcomes(form, at=AT):
    return [check(at)(Variant("form", Role.PRINTED, "", form), Setting()).outcome for check in (balls_at, mpmath_at)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        (Equality(sp.exp(u) * sp.exp(-u), sp.S.One), Outcome.HOLDS),
        (Equality(sp.exp(u), 1 + u), Outcome.FAILS),
        (Inequality(1 + u, sp.exp(u)), Outcome.HOLDS),
        (Inequality(sp.exp(u), 1 + u), Outcome.FAILS),
    ],
)
def test_forms_at_points(form, expected):
    assert outcomes(form) == [expected, expected]


def test_equal_sides_of_an_inequality_are_left_open_by_balls_and_by_a_strict_sign():
    assert outcomes(Inequality(u, u, strict=False)) == [Outcome.UNDECIDED, Outcome.HOLDS]
    assert outcomes(Inequality(u, u))[1] is Outcome.UNDECIDED


def test_a_ball_that_is_no_number_is_no_evidence():
    form = Equality(sp.log(-u, evaluate=False), sp.Integer(3))
    with pytest.raises(CheckError):
        balls_at(AT)(Variant("form", Role.PRINTED, "", form), Setting())


def test_points_never_prove():
    evidence = balls_at(AT)(Variant("form", Role.PRINTED, "", Equality(u, u)), Setting())
    assert evidence.method is Method.BALL
    assert not evidence.proves


def test_no_points_decide_nothing():
    assert outcomes(Equality(u, u), {}) == [Outcome.UNDECIDED] * 2


def test_a_witness_names_the_point():
    evidence = balls_at({u: (Fraction(2),)})(Variant("form", Role.PRINTED, "", Equality(u, u + 1)), Setting())
    assert evidence.witness.startswith("at u = 2")
    assert evidence.certified_failure


def test_grids_walk_side_by_side_and_repeat_for_a_seed():
    at = {u: points.U, v: points.ALPHA}
    first = grid(at, Setting(seed=3))
    assert first == grid(at, Setting(seed=3)) != grid(at, Setting(seed=4))
    assert len(first) == max(len(points.U), len(points.ALPHA)) + 3
    assert all(set(values) == {u, v} for values in first)
    assert len(grid(at, Setting(quick=True))) == 2


@pytest.mark.parametrize(("factor", "expected"), [(1, Outcome.HOLDS), (sp.Rational(1000001, 1000000), Outcome.FAILS)])
def test_the_core_is_met_or_missed_in_three_arithmetics(factor, expected):
    variant = Variant("form", Role.PRINTED, "", Equality(u, factor * dawson(sp.sqrt(u)) / sp.sqrt(u)))
    assert [check(variant, Setting()).outcome for check in matches_core("slope")] == [expected] * 3


def test_named_gives_the_name():
    @named("a_name")
    def check(variant, setting):
        raise NotImplementedError

    assert check.__name__ == "a_name"
