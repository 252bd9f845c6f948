"""What is said of all alpha beyond an end is true of many of them, and breaks with the formula."""

from dataclasses import replace
from fractions import Fraction as Q

import pytest
from flint import arb

from audit.errors import CheckError, InputError
from audit.numerics.ball import ball, precision
from audit.parametrisation.approximation_ends import (
    ENDS,
    Behaviour,
    ends_of,
    exact_at_infinity,
    exact_at_zero,
    matched_at_zero,
)
from audit.parametrisation.penalty import constants
from audit.pseudo_kl import ball as core
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, negative_kl

SMALL = (Q(1, 20), Q(1, 57), Q(1, 10**3), Q(1, 10**7), Q(1, 10**40))


@pytest.mark.parametrize("alpha", SMALL)
def test_the_exact_kl_near_zero(alpha):
    with precision(200):
        u = 1 / (2 * alpha)
        whole = exact_at_zero(arb(0).union(ball(Q(1, 18))))
        value = -core.excess(u, 200) - ball(alpha).log() / 2
        assert whole.value.contains(value)
        assert whole.slope.contains(ball(u) * core.slope(u, 200))
        near = exact_at_zero(ball(alpha))
        assert near.value.overlaps(value)
        assert near.slope.overlaps(ball(u) * core.slope(u, 200))


@pytest.mark.parametrize("x", SMALL)
def test_the_exact_kl_near_infinity(x):
    with precision(200):
        whole = exact_at_infinity(arb(0).union(ball(Q(1, 18))))
        assert whole.value.contains(-core.excess(x / 2, 200))
        assert (whole.slope).contains(core.slope(x / 2, 200) / 2)


@pytest.mark.parametrize("approximation", [KINGMA_2015, MOLCHANOV_2017], ids=lambda a: a.name)
@pytest.mark.parametrize("size", SMALL)
def test_the_approximations_near_the_ends(approximation, size):
    listed, ends = constants(approximation.constants), ENDS[approximation.name]
    with precision(300):
        listed = constants(approximation.constants)
        whole = ends.at_zero(listed, arb(0).union(ball(Q(1, 18))))
        assert whole.value.contains(negative_kl(approximation, size, 300) - ball(size).log() / 2)
        if ends.at_infinity is not None:
            far = ends.at_infinity(listed, arb(0).union(ball(Q(1, 18))))
            assert far.value.contains(negative_kl(approximation, 1 / size, 300))


def test_the_constant():
    with precision(100):
        assert matched_at_zero().overlaps(-(arb.const_euler() + arb.const_log2()) / 2)
        assert ENDS["kingma2015"].constant().overlaps(matched_at_zero())


def test_errors_of_one_behaviour_against_another():
    one, other = Behaviour(arb(1), arb(2), arb(3)), Behaviour(arb(5), arb(7), arb(3))
    assert one.error(other, "kl") == 4
    assert one.error(other, "slope") == 15
    assert one.error(other, "relative slope") == arb(5) / 2


@pytest.mark.parametrize("approximation", [KINGMA_2015, MOLCHANOV_2017], ids=lambda a: a.name)
def test_another_formula_is_noticed(approximation):
    wrong = replace(approximation, formula=lambda c, a: approximation.formula(c, a) + a * a / 1000)
    with pytest.raises(CheckError, match=approximation.name):
        ends_of(wrong)


def test_a_sigmoid_that_falls_too_slowly_is_refused():
    wrong = replace(MOLCHANOV_2017, constants={**MOLCHANOV_2017.constants, "k3": "0.9"})
    with pytest.raises(InputError, match=r"k3 > 1"):
        ends_of(wrong)
