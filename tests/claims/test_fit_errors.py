"""Two ways to the same error, and what each of them refuses."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest

from audit.claims.fit_errors import Fit, at_points, over_the_domain
from audit.claims.hron2017.s4_dawson_replaces_approximations import FITS, MATCHED, MOLCHANOV
from audit.ledger import Role, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.parametrisation.approximation_error import error_at
from audit.pseudo_kl.published import KINGMA_2015

PRINTED = [row[0] for row in FITS]


def seen(form: Fit) -> list[str]:
    variant = Variant("x", Role.MUTANT, "x", form)
    return [str(check(variant, Setting()).outcome) for check in (over_the_domain, at_points)]


@pytest.mark.parametrize("form", PRINTED, ids=lambda form: f"{form.approximation.name} {form.of}")
@pytest.mark.parametrize("alpha", [Q(1, 50), Q(37, 100), Q(1)])
def test_difference_quotients_agree_with_power_series(form, alpha):
    with precision(120):
        assert abs(form.error(alpha) - error_at(form.approximation, alpha, form.of)) < ball(Q(1, 10**20))


def test_a_place_beside_the_maximum_is_refused_by_the_search():
    beside = replace(MOLCHANOV, place=(Q("0.029874"), Q("0.029875")))
    assert seen(beside)[0] == "fails"


def test_a_bracket_that_cuts_through_the_enclosure_is_undecided():
    digits = Q("0.00937457191374721")
    assert seen(replace(MOLCHANOV, low=digits, high=digits + Q(1, 10**30)))[0] in {"undecided", "fails"}


def test_an_approximation_of_which_nothing_is_known_is_undecided_at_best():
    unknown = replace(MOLCHANOV, approximation=replace(MOLCHANOV.approximation, name="new"))
    assert seen(unknown) == ["undecided", "holds"]


def test_where_the_search_gives_up_a_point_above_the_bracket_is_a_witness():
    free = replace(KINGMA_2015, alpha_max=None)
    form = Fit(free, "kl", MATCHED, PRINTED[0].place, PRINTED[0].low, PRINTED[0].high, {})
    variant = Variant("x", Role.MUTANT, "x", form)
    evidence = over_the_domain(variant, Setting())
    assert evidence.certified_failure
    assert "above" in evidence.witness
