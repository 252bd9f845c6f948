"""The split of a truncated posterior, against a sum over a grid in log w."""

import numpy as np
import pytest

from audit.figures.s2_incoherent import LOOKS, data
from audit.figures.style import certified


@pytest.fixture(scope="module")
def columns():
    return data()


def split(n, kappa):
    """P(|w| < 10^-3) by the trapezoidal rule in log w, to about 1e-6."""

    def mass(low, high):
        t = np.linspace(low * np.log(10), high * np.log(10), 200_001)
        both = np.exp(-((1 - np.tanh(np.exp(np.minimum(t, 5)))) ** 2) / 2)
        both += np.exp(-((1 + np.tanh(np.exp(np.minimum(t, 5)))) ** 2) / 2)
        return np.trapezoid(both, t)

    return mass(-n, -3) / mass(-n, kappa * n)


def agrees(columns, name, truth, row):
    return abs(columns[name][row] - truth) <= columns[f"{name}_radius"][row] + 1e-6


def test_the_split_is_that_of_another_quadrature_and_tends_to_its_limit(columns):
    for kappa in LOOKS:
        name, limit = f"near_zero_kappa_{kappa}", columns[f"limit_kappa_{kappa}"][0]
        for row in (1, 5, 12):
            truth = split(columns["n"][row], float(kappa))
            assert agrees(columns, name, truth, row)
            assert not agrees(columns, name, truth + 1e-4, row)
        near = columns[name]
        assert abs(near[-1] - limit) < min(0.03, abs(near[8] - limit))
    assert columns["limit_kappa_1"][0] == round(np.exp(-0.5) / (np.exp(-0.5) + (1 + np.exp(-2)) / 2), 16)


def test_what_ships_is_what_is_computed(shipped, columns):
    assert shipped("s2_incoherent") == {name: list(column) for name, column in columns.items()}


def test_every_line_has_dashes_of_its_own():
    assert len({str(certified(*look)["linestyle"]) for look in LOOKS.values()}) == len(LOOKS)
