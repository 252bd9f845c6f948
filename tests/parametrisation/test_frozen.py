"""Windows at a frozen variance: against a first pass, and against minima of F in mu that are counted in floats."""

import numpy as np
import pytest

from audit.errors import InputError, PrecisionError
from audit.parametrisation.frozen import cusp, window
from audit.pseudo_kl.double import slope

KNOWN = {"1/4": (5.07869, 5.14751, 5.22901), "1/10": (4.45789, 5.59002, 8.15092), "1/100": (4.04041, 7.86740, 60.5730)}


@pytest.mark.parametrize("tau", KNOWN)
def test_the_window_of_a_first_pass(tau):
    found = window(tau, digits=20)
    assert [float(x) for x in (found.low, found.tie, found.high)] == pytest.approx(KNOWN[tau], rel=1e-5)
    assert found.tie.rel_accuracy_bits() > 60


def minima_in_mu(tau, rho):
    x = np.linspace(1e-6, 60, 400_001)
    rise = x + x * slope(x * x) / tau - np.sqrt(rho / (2 * tau))
    return int(np.sum((rise[:-1] < 0) & (rise[1:] >= 0)))


@pytest.mark.parametrize("kl", ["exact"])
def test_two_minima_inside_and_one_outside(kl):
    found = window("1/10", kl, digits=20)
    low, high = float(found.low), float(found.high)
    assert [minima_in_mu(0.1, rho) for rho in (low * 0.999, low * 1.001, high * 0.999, high * 1.001)] == [1, 2, 2, 1]


def test_the_cusp():
    found = cusp(80)
    assert float(found.tau) == pytest.approx(0.2847494396)
    assert (float(found.x), float(found.rho)) == pytest.approx((1.50197, 5.13899), rel=1e-5)
    assert window("0.29") is None
    assert window("0.2847") is not None


def test_too_near_to_the_cusp_is_said():
    with pytest.raises(PrecisionError):
        window(found := "0.28474943965684648252", digits=20) or found


@pytest.mark.parametrize(("tau", "kl"), [("0", "exact"), ("-1", "exact"), ("1e-9", "exact"), ("0.1", "kingma2015")])
def test_bad_input(tau, kl):
    with pytest.raises(InputError):
        window(tau, kl)
