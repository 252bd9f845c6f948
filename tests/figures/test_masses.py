"""Truncated masses against closed forms: sigma(w) + sigma(-w) = 1, so that one class has n log 10 on either end."""

from fractions import Fraction
from math import log

import pytest

from audit.figures.enclosed import number
from audit.figures.masses import from_above, from_below, likelihood, posterior

EXPONENTS = (0, 1, 7, 200)


def holds(ball, truth):
    middle, radius = number(ball)
    return abs(middle - truth) <= radius + 4e-16 * abs(truth)


@pytest.mark.parametrize("masses", [from_below, from_above])
def test_the_mass_of_one_class_is_n_log_10(masses):
    found = masses(posterior("sigmoid(w)"), EXPONENTS)
    assert all(holds(ball, n * log(10)) for n, ball in zip(EXPONENTS, found, strict=True))
    # The mutant: another base of the logarithm, close to the truth.
    assert not holds(found[-1], 200 * log(10 + 1e-9))


def test_a_grid_need_not_begin_at_one():
    whole, part = (from_above(posterior("sigmoid(w)"), grid)[-1] for grid in ((0, 5), (5,)))
    assert abs(number(whole)[0] - number(part)[0]) < 1e-10


def test_a_likelihood_is_an_expression_without_the_prior():
    (w,) = likelihood("sigmoid(w)").free_symbols
    assert float(likelihood("sigmoid(w)").subs(w, 0)) == Fraction(1, 2)
