"""KL of thickened row noise: against the core for one weight, and against its slopes for several."""

import math

import pytest

from audit.figures.s3_degenerate_support import CASES, PRIORS, data
from audit.pseudo_kl import double

COUNTS = {
    "one_weight": (1, 1),
    "two_of_two": (2, 2),
    "three_of_four": (3, 4),
    "six_of_six": (6, 6),
    "three_rows": (6, 6),
}
"""Weights that are not zero, and all of them; three rows keep three dimensions of their own."""
KEPT = {"three_rows": 3}


@pytest.fixture(scope="module")
def columns():
    return data()


def slope(columns, case, prior):
    """Nats a decade of eps, over the last four quarters of a decade."""
    column = columns[f"{case}_{prior}"]
    return column[-1] - column[-5]


@pytest.mark.parametrize("case", CASES)
def test_the_slope_counts_weights(columns, case):
    kept = KEPT.get(case, 1)
    for prior, count in zip(PRIORS, COUNTS[case], strict=True):
        assert slope(columns, case, prior) == pytest.approx((count - kept) * math.log(10), abs=1e-6)
        assert slope(columns, case, prior) != pytest.approx((count - kept + 1) * math.log(10), abs=1e-6)


def test_one_weight_has_the_kl_of_the_core(columns):
    euler = 0.5772156649015329
    at_zero = -0.5 * (math.log(4 * math.pi) + 1 + euler)
    for n, value in zip(columns["n"], columns["one_weight_log_uniform"], strict=True):
        u = 1.3**2 / (2 * (0.7 * 1.3**2 + 10 ** (-2 * n)))
        assert value == pytest.approx(at_zero + float(double.excess(u)), abs=1e-9)


def test_the_expansion_meets_the_value_from_one_hundredth_on(columns):
    for case in CASES:
        for prior in PRIORS:
            value, told = columns[f"{case}_{prior}"], columns[f"{case}_{prior}_expansion"]
            assert value[16:] == pytest.approx(told[16:], abs=1e-5)
            assert value[0] != pytest.approx(told[0], abs=1e-3)


def test_what_ships_is_what_is_computed(shipped, columns):
    assert shipped("s3_degenerate_support") == columns
