"""The mass in the tail: certified values against closed forms and a quadrature, and what scipy answers."""

from math import exp, inf, log

import pytest
from scipy.integrate import quad

from audit.figures.s2_logistic_tail import masses


@pytest.fixture(scope="module")
def certified():
    return masses()


def test_one_class_has_n_log_10(certified):
    rows = zip(certified["n"], certified["mass_one_class"], certified["mass_one_class_radius"], strict=True)
    assert all(abs(mass - n * log(10)) <= radius + 1e-15 * n for n, mass, radius in rows)


def test_both_classes_have_what_quadpack_finds_on_the_half_line(certified):
    truth = 2 * quad(lambda w: exp(-w) / (1 + exp(-w)) ** 2 / w, 1, inf, epsabs=1e-13)[0]
    assert certified["mass_both_classes"][0] == pytest.approx(truth, abs=1e-11)
    assert len(set(certified["mass_both_classes"][2:])) == 1
    # The mutant: without the factor for the two signs of w.
    assert certified["mass_both_classes"][0] != pytest.approx(truth / 2, abs=1e-11)


def test_the_bound_of_the_paper_lies_below(certified):
    pairs = zip(certified["mass_one_class"], certified["lower_bound"], strict=True)
    assert all(mass > bound > mass / 2 for mass, bound in pairs)


def test_scipy_does_not_see_the_growth_in_what_ships(shipped, certified):
    columns = shipped("s2_logistic_tail")
    assert {name: columns[name] for name in certified} == {name: list(column) for name, column in certified.items()}
    told = [(m, s) for m, s in zip(columns["mass_one_class"], columns["scipy"], strict=True) if s is not None]
    assert told[-1][1] < told[-1][0] / 5
