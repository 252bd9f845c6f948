import math
import subprocess
import sys

import numpy as np
import pytest
from scipy.special import exp1

from audit.errors import InputError
from audit.experiments.networks import numpy_network
from audit.experiments.shells import Network, Sampling, box_shells, weight_shells

GAUSSIAN = Network("exp(-w^2/2)", 1, lambda weights: -(weights[:, 0] ** 2) / 2, 100)
CONSTANT = Network("constant", 3, lambda weights: np.full(len(weights), -700.0), 100)
Z = [-30.0, -20.0, -10.0, -2.0, -1.0, 0.0, 1.0]


def small(activation="tanh", likelihood="categorical", hidden=4):
    generator = np.random.default_rng(11)
    x = generator.normal(0.3, 1.2, (9, 3))
    y = generator.integers(0, 3, 9) if likelihood == "categorical" else generator.normal(0.4, 1.1, (9, 2))
    return numpy_network(x, y, hidden, activation, likelihood)


@pytest.mark.parametrize("width", [0.5, 1.0])
def test_the_mass_of_a_shell_is_an_exponential_integral(width):
    shells = box_shells(GAUSSIAN, Z, width, Sampling(samples=4000, seed=5))
    for z, log_mass, error in zip(Z, shells.log_mass, shells.error, strict=True):
        inner, outer = math.exp(2 * z) / 2, math.exp(2 * z + 2 * width) / 2
        truth = exp1(inner) - exp1(outer)
        assert abs(math.exp(log_mass) - truth) < 4 * error * truth + 1e-12


def test_near_zero_the_shells_are_flat_and_their_limit_is_the_likelihood_at_zero():
    shells = box_shells(small(), [-40.0, -30.0, -20.0, -14.0, -3.0, 0.0], 1.0, Sampling(samples=300, lowest=3))
    assert shells.log_limit == pytest.approx(-9 * math.log(3))
    assert shells.log_limit_error == 0
    assert abs(shells.slope) < 1e-9
    assert shells.slope_error < 1e-9
    assert shells.from_limit[0] == pytest.approx(0, abs=1e-13)
    assert abs(shells.from_limit[-1]) > 3 * shells.from_limit_error[-1]
    assert shells.dimension == 4 * 3 + 4 + 3 * 4 + 3


def test_a_slope_that_is_there_is_seen():
    steep = Network("w^2", 1, lambda weights: 2 * np.log(np.abs(weights[:, 0]) + 1e-300), 100)
    shells = box_shells(steep, [-9.0, -8.0, -7.0], 1.0, Sampling(samples=50))
    assert shells.slope == pytest.approx(2, abs=1e-9)


def test_the_errors_shrink_like_the_root_of_the_samples():
    few, many = (box_shells(small(), [0.0], 1.0, Sampling(samples=n, seed=2)) for n in (400, 6400))
    assert few.error[0] == pytest.approx(4 * many.error[0], rel=0.35)
    assert abs(few.log_mean[0] - many.log_mean[0]) < 4 * (few.error[0] + many.error[0])


@pytest.mark.parametrize("others", [0.7, np.linspace(-1, 1.3, 31)])
def test_along_one_weight(others):
    shells = weight_shells(small(), 2, [-40.0, -20.0, 0.0], others, 1.0, Sampling(samples=200, lowest=2))
    assert shells.dimension == 1
    assert abs(shells.from_limit[0]) < 1e-12
    assert abs(shells.from_limit[-1]) > 0
    assert (shells.log_limit_error > 0) == isinstance(others, float)
    assert shells.log_mass[0] == pytest.approx(math.log(2) + shells.log_mean[0])


def test_neither_chunks_nor_the_memory_change_a_digit_beyond_rounding():
    net = small()
    seen = []
    tight = Sampling(samples=37, seed=3, memory_mib=net.bytes_per_sample * 5.5 / 2**20)
    whole = box_shells(net, Z, 1.0, Sampling(samples=37, seed=3))
    cut = box_shells(net, Z, 1.0, tight, lambda done, of: seen.append((done, of)))
    assert (whole.chunk, cut.chunk) == (37, 5)
    assert seen == [*((n, 37) for n in range(5, 36, 5)), (37, 37)]
    assert cut.log_mean == pytest.approx(whole.log_mean, rel=1e-12)
    assert cut.memory_mib <= tight.memory_mib


def test_tiny_likelihoods_stay_in_range():
    shells = box_shells(CONSTANT, Z, 1.0, Sampling(samples=4))
    assert set(shells.log_mean) == {-700.0}
    assert shells.error == (0.0,) * len(Z)
    assert shells.trusted == (False,) * len(Z)


@pytest.mark.parametrize(
    ("z", "width", "sampling"),
    [
        ([], 1.0, Sampling()),
        ([math.nan], 1.0, Sampling()),
        ([400.0], 1.0, Sampling()),
        ([0.0], 0.0, Sampling()),
        ([0.0], 1.0, Sampling(samples=1)),
        ([0.0], 1.0, Sampling(lowest=0)),
        ([0.0], 1.0, Sampling(memory_mib=1e-6)),
    ],
)
def test_settings_that_are_none(z, width, sampling):
    with pytest.raises(InputError):
        box_shells(CONSTANT, z, width, sampling)


def test_an_index_others_or_likelihood_that_is_none():
    with pytest.raises(InputError, match="index"):
        weight_shells(CONSTANT, 3, Z)
    with pytest.raises(InputError, match="others of shape"):
        weight_shells(CONSTANT, 0, Z, np.zeros(2))
    with pytest.raises(InputError, match="nan"):
        box_shells(Network("broken", 1, lambda weights: weights[:, 0] * np.nan, 8), Z)


def test_the_package_does_not_load_torch():
    code = "import sys, audit.experiments.shells, audit.experiments.networks; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
