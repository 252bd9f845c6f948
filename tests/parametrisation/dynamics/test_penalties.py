import numpy as np
import pytest
from flint import arb

from audit.errors import InputError
from audit.parametrisation.dynamics.penalties import EDGE, KERNELS, ROUNDED, kernel
from audit.parametrisation.penalty import PENALTIES
from audit.pseudo_kl import double

U = np.geomspace(1e-6, 1e6, 200)


@pytest.mark.parametrize("name", KERNELS)
def test_slope_and_curvature_against_balls(name):
    penalty, u = PENALTIES[name.split(",")[0]], U
    u = u[u >= float(penalty.least)]
    slope, bend = KERNELS[name].both(u)
    np.testing.assert_allclose(slope, [float(penalty.slope(arb(x)).mid()) for x in u], rtol=1e-12)
    np.testing.assert_allclose(bend, [float(penalty.curvature(arb(x)).mid()) for x in u], rtol=2e-9)
    np.testing.assert_array_equal(KERNELS[name].slope(u), slope)


def test_the_curvature_for_steps_is_that_of_the_core():
    np.testing.assert_allclose(KERNELS["exact"].both(U)[1], double.curvature(U), rtol=2e-9)


def test_the_clip_is_rounded_and_flat_beyond():
    u = np.array([0.0, EDGE - ROUNDED, EDGE - ROUNDED / 2, EDGE])
    slope, bend = KERNELS["kingma2015, clipped"].both(u)
    assert slope[:2].tolist() == bend[:2].tolist() == [0, 0]
    assert slope[2] == pytest.approx(slope[3] / 2)
    assert bend[2] == pytest.approx(1.5 * slope[3] / ROUNDED)


@pytest.mark.parametrize("name", ["exact", "molchanov2017"])
def test_at_zero(name):
    assert KERNELS[name].slope(np.zeros(1))[0] == pytest.approx(1)


def test_unknown():
    with pytest.raises(InputError, match="cubic"):
        kernel("cubic")
