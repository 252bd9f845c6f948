"""Strengths at which alpha is a minimum: against the stationarity of one Gaussian weight, written out in floats."""

import math

import pytest

from audit.figures.pruning_rule import CUT, data
from audit.pseudo_kl import double


@pytest.fixture(scope="module")
def columns():
    return data()


def strength(t, slope):
    """With theta = 1/(1 + alpha), F = rho alpha/(2 (1 + alpha)) + KL; dF/d log alpha = 0 at rho = 2 s (1 + alpha)^2/alpha."""
    return 2 * slope * (1 + math.exp(t)) ** 2 / math.exp(t)


def exact_slope(t):
    """-dKL/d log alpha = u dKL/du."""
    u = math.exp(-t) / 2
    return u * float(double.slope(u))


def cubic_slope(t):
    a = math.exp(t)
    return 0.5 + 1.16145124 * a - 2 * 1.50204118 * a**2 + 3 * 0.58629921 * a**3


@pytest.mark.parametrize(("kl", "slope"), [("exact", exact_slope), ("kingma2015", cubic_slope)])
def test_the_curve_is_the_stationarity_written_out(columns, kl, slope):
    for t, rho in zip(columns["log_alpha"], columns[f"rho_{kl}"], strict=True):
        assert (rho is None) == (kl == "kingma2015" and t > 0)
        if rho is not None:
            assert rho == pytest.approx(strength(t, slope(t)), rel=1e-12)
            assert rho != pytest.approx(strength(t, slope(t) + 1e-9), rel=1e-12)


def test_the_rule_cuts_where_the_curve_is_at_three(columns):
    at = columns["log_alpha"].index(CUT)
    for kl in ("exact", "molchanov2017"):
        assert columns[f"cut_{kl}"][0] == pytest.approx(columns[f"rho_{kl}"][at], rel=1e-12)
        assert columns[f"cut_{kl}"][1:] == [None] * (len(columns["log_alpha"]) - 1)


def test_fold_tie_and_edge_stand_in_this_order(columns):
    fold, tie, edge = (columns[f"{name}_rho"][0] for name in ("fold", "tie", "edge"))
    assert fold < tie < edge
    assert edge == pytest.approx(strength(0, cubic_slope(0)), rel=1e-12)
    lowest = min(rho for rho in columns["rho_kingma2015"] if rho is not None)
    assert fold <= lowest < fold + 0.01


def test_what_ships_is_what_is_computed(shipped, columns):
    assert shipped("pruning_rule") == columns
