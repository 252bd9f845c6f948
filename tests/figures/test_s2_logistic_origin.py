"""The mass near zero: certified values against closed forms, and what scipy answers."""

from math import log

import pytest

from audit.figures.s2_logistic_origin import masses
from audit.figures.s2_logistic_tail import masses as tail_masses


@pytest.fixture(scope="module")
def certified():
    return masses()


def one_class_is_right(columns):
    rows = zip(columns["n"], columns["mass_one_class"], columns["mass_one_class_radius"], strict=True)
    return all(abs(mass - n * log(10)) <= radius + 1e-15 * n for n, mass, radius in rows)


def test_one_class_has_n_log_10(certified):
    assert one_class_is_right(certified)
    # A factor 1 + 1e-12 is found.
    assert not one_class_is_right(
        {**certified, "mass_one_class": [m * (1 + 1e-12) for m in certified["mass_one_class"]]}
    )


def test_both_classes_gain_half_of_it_a_decade_far_down(certified):
    """2 sigma(0) sigma(-0) = 1/2: the mass of a decade of |w| tends to log(10)/2."""
    far = certified["mass_both_classes"]
    assert far[-1] - far[-2] == pytest.approx(5 * log(10), abs=1e-10)


def test_the_bound_lies_below_and_grows_without_end(certified):
    pairs = list(zip(certified["mass_one_class"], certified["lower_bound"], strict=True))
    assert all(mass >= bound for mass, bound in pairs)
    assert pairs[-1][1] > 100


def test_scipy_is_far_too_low_in_what_ships(shipped, certified):
    columns = shipped("s2_logistic_origin")
    assert {name: columns[name] for name in certified} == {name: list(column) for name, column in certified.items()}
    told = [(m, s) for m, s in zip(columns["mass_one_class"], columns["scipy"], strict=True) if s is not None]
    assert told[0][1] == pytest.approx(told[0][0], rel=1e-9)
    assert all(answer < mass / 2 for mass, answer in told[1:])


def test_the_other_end_is_another_mass(certified):
    assert tail_masses()["mass_both_classes"][-1] < 1 < certified["mass_both_classes"][1]
