"""The formulas that are recognised: against the balls of `published`, and far enough from one another to be told apart."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest

from audit.implementation.candidates import CANDIDATES, kingma, molchanov
from audit.implementation.measured import CORE, RECOGNISED, scale_and_residual
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, negative_kl


@pytest.mark.parametrize("alpha", ["1/1000", "1/7", "3/4", "1"])
def test_the_published_formulas_against_balls(alpha):
    exact, x = Fraction(alpha), np.array([np.log(float(Fraction(alpha)))])
    for formula, source in ((kingma, KINGMA_2015), (molchanov, MOLCHANOV_2017)):
        assert formula(x)[0] == pytest.approx(-float(negative_kl(source, exact).mid()), abs=1e-14)


@pytest.mark.parametrize(("a", "b"), list(combinations(CANDIDATES, 2)), ids=lambda candidate: candidate.name)
def test_no_two_are_alike_whatever_the_scale_and_the_constant(a, b):
    x = np.linspace(CORE[0], min(CORE[1], a.x_max, b.x_max), 76)
    for one, other in ((a, b), (b, a)):
        scale, residual = scale_and_residual(one.value(x), other.value(x))
        assert residual > 20 * RECOGNISED["float32"] * abs(scale)


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda candidate: candidate.name)
def test_derivatives(candidate):
    x = np.linspace(-15, 2, 35)
    difference = (candidate.value(x + 1e-4) - candidate.value(x - 1e-4)) / 2e-4
    assert candidate.derivative(x) == pytest.approx(difference, abs=1e-5)
