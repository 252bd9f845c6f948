"""Where the mean of a stationary point can be: losses with known level sets, and those that are not convex."""

import sympy as sp

from audit.numerics.span import WHOLE
from audit.parametrisation.planar.convex import MU, SIGMA, loss, mean_within


def test_losses_at_sigma_zero():
    assert loss(((MU - 1) ** 2 + SIGMA**2) / 2) == (MU - 1) ** 2 / 2
    assert sp.simplify(loss(SIGMA * sp.exp(-(MU**2) / (2 * SIGMA**2)) + MU) - MU) == 0
    assert loss(MU / SIGMA) is None


def test_level_sets():
    low, high = mean_within(3 * sp.exp(MU + SIGMA**2 / 2) - 5 * MU)
    assert low == 0
    assert 0.95 < high < 4
    low, high = mean_within(((MU + 1) ** 2 + SIGMA**2) / 2)
    assert high == 0
    assert -8 < low < -2
    assert mean_within(-MU + 0 * SIGMA) == (0, float("inf"))


def test_other_losses_say_nothing():
    assert mean_within(MU**4 + 6 * MU**2 * SIGMA**2 + 3 * SIGMA**4 - MU**2 - SIGMA**2) == WHOLE
    assert mean_within(1 - sp.exp(-(SIGMA**2) / 2) * sp.cos(MU)) == WHOLE
    assert mean_within(MU**2 + SIGMA**2) == WHOLE
