"""The decision: both methods at each end, what happens when they disagree or are silent, normaliser and growth."""

import sys

import pytest
import sympy as sp
from flint import arb

from audit.errors import CheckError, InputError
from audit.posterior import Density, decide, propriety
from audit.posterior.exact.signs import Undecided
from tests.posterior.end_cases import HALF, sigmoid, w

module = sys.modules["audit.posterior.propriety"]


def test_the_papers_example():
    found = decide(Density(w, (1 / abs(w), sigmoid)))
    assert str(found.verdict) == "improper"
    assert [(r.end.name, r.integrable, r.rate, r.method) for r in found.ends] == [
        ("-oo", True, "exp(-r)", "exact and balls"),
        ("0-", False, "1/2", "exact and balls"),
        ("0+", False, "1/2", "exact and balls"),
        ("oo", False, "1", "exact and balls"),
    ]
    assert found.decisive.end.name == "0-"
    assert "prior x likelihood >=" in found.decisive.witness
    constants = [r.growth.constant for r in found.ends if r.growth]
    assert abs(constants[1] - arb("0.243444297789997")) < 1e-10
    assert abs(constants[2] - arb("-0.180627817983958")) < 1e-10
    assert found.normaliser is None


def test_a_proper_posterior_has_its_normaliser():
    found = propriety("1", "exp(-(w-3)**2/8)", digits=15)
    assert abs(found.normaliser.Z - (8 * arb.pi()).sqrt()) < 1e-14
    assert abs(found.normaliser.mean - 3) < 1e-13
    assert abs(found.normaliser.variance - 4) < 1e-12


def test_digits_zero_leaves_numbers_out():
    found = propriety("1", "exp(-w**2)", digits=0)
    assert found.normaliser is None


def test_disagreement_is_an_error(monkeypatch):
    monkeypatch.setattr(module, "leading", flipped(module.leading))
    with pytest.raises(CheckError, match="disagree at -oo"):
        decide(Density(w, (1 / abs(w), sigmoid)))


def flipped(function):
    def wrong(density, end):
        found = function(density, end)
        return type(found)(found.end, found.coefficient, found.monomial, not found.integrable)

    return wrong


def silent(*_):
    raise Undecided("nothing is known")


@pytest.mark.parametrize(
    ("exact", "balls", "verdict", "methods"),
    [
        (True, False, "improper", {"exact"}),
        (False, True, "improper", {"balls"}),
        (False, False, "undecided", {None}),
    ],
)
def test_one_method_carries_the_verdict_where_the_other_is_silent(monkeypatch, exact, balls, verdict, methods):
    if not exact:
        monkeypatch.setattr(module, "leading", silent)
    if not balls:
        monkeypatch.setattr(module, "witness", lambda density, end: None)
    found = decide(Density(w, (1 / abs(w), sigmoid)), digits=0)
    assert str(found.verdict) == verdict
    assert {report.method for report in found.ends} == methods


def test_singular_places_that_were_not_found_leave_a_proper_looking_density_undecided():
    found = propriety("exp(-w**2)/abs(w+exp(w))**(1/2)", digits=0)
    assert str(found.verdict) == "undecided"
    assert "not all found" in found.reason


def test_an_oscillating_density_is_decided_only_as_far_as_it_goes():
    assert str(propriety("1/(1+w**2)", "2+sin(w)", digits=0).verdict) == "proper"
    assert str(propriety("1/abs(w)", "2+sin(w)", digits=0).verdict) == "improper"
    assert str(propriety("1/w", "1+sin(w)", support="1,oo", digits=0).verdict) == "undecided"


def test_a_negative_density_near_an_end_is_bad_input():
    with pytest.raises(InputError, match="negative"):
        decide(Density(w, (sp.exp(-w) * (10**6 - w),), HALF))


def test_the_answer_comes_within_the_time_limit(monkeypatch):
    def slow(density):
        while True:
            pass

    monkeypatch.setattr(module, "cuts", slow)
    found = decide(Density(w, (1 / (1 + w**2),)), seconds=0.5, digits=0)
    assert str(found.verdict) == "undecided"
    assert "0.5 s" in found.reason


@pytest.mark.parametrize(
    ("prior", "support", "proper"),
    [("tan(w)**(1/2)", "0,pi/2", True), ("(1+w)**100000", "0,1", True), ("1/tan(w)", "0,pi/2", False)],
)
def test_awkward_densities_get_an_answer(prior, support, proper):
    found = propriety(prior, support=support, digits=5)
    assert (str(found.verdict) == "proper") is proper


def test_coefficients_that_are_too_long_to_read_are_told_in_digits():
    x = [k / 7 for k in range(1, 200)]
    found = propriety("1/w", "(1+(x/w)**2/4)**(-5/2)/w", support="0,oo", data={"x": x}, digits=0)
    assert len(found.ends[0].rate) < 200
    assert str(found.verdict) == "proper"


def test_an_enclosure_that_contains_zero_is_not_told(monkeypatch):
    weak = module.normaliser(Density(w, (sp.exp(-(w**2)),)), digits=3)
    monkeypatch.setattr(module, "normaliser", lambda *_, **__: type(weak)(arb(0, 1), None, None, True, True))
    assert decide(Density(w, (sp.exp(-(w**2)),))).normaliser is None
