from dataclasses import replace

import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation import minima
from audit.parametrisation.dynamics.gradient_flow import Paths, flow
from audit.parametrisation.dynamics.objectives import objective
from audit.parametrisation.dynamics.outcome import ends, places, share, sparse
from audit.parametrisation.dynamics.starts import drawn


def test_wilson_solves_its_equation():
    """|p - k/n| = z sqrt(p (1 - p)/n) at both ends."""
    found = share(37, 200)
    for p in (found.low, found.high):
        assert abs(p - 0.185) == pytest.approx(2.5758293035489 * (p * (1 - p) / 200) ** 0.5)
    assert share(200, 200).high == 1
    assert found.value == 0.185


@pytest.mark.parametrize(("count", "total"), [(-1, 3), (4, 3), (0, 0)])
def test_impossible_shares(count, total):
    with pytest.raises(InputError):
        share(count, total)


@pytest.mark.parametrize("system", ["theta, log alpha", "mu, sigma"])
def test_above_the_cut_paths_end_at_the_certified_minimum(system):
    paths = flow(objective(5.0, system=system), drawn("A", 300, 2), [1e4])
    found = ends(paths, minima(5, digits=15))
    assert found["point 0"].count == 300
    assert sum(part.count for part in found.values()) == 300


def test_the_sign_of_the_mean_tells_mirror_images():
    known = minima(20, "quartic", digits=15)
    starts = drawn("A", 400, 4)
    paths = flow(objective(20.0, "quartic", system="mu, sigma"), starts, [1e4])
    found = places(paths.x[0], paths.log_alpha[0], known)
    for name, sign in (("point 2", 1), ("point 3", -1)):
        assert not (found[name] & (np.sign(paths.x[0]) != sign)).any()
    assert sum(where.sum() for where in found.values()) == 400


def test_a_clip_ends_at_its_edge():
    paths = flow(objective(2.0, kl="kingma2015, clipped"), drawn("A", 100, 2), [1e4])
    assert ends(paths)["edge"].count == 100


def test_lost_paths_are_on_the_way():
    paths = Paths((1.0,), np.full((1, 2), np.nan), np.ones((1, 2)), np.full((1, 2), np.nan), 0)
    assert paths.lost == ends(paths)["on the way"].count == 2
    assert sparse(paths).count == 0


def test_an_open_cell_is_refused():
    with pytest.raises(InputError, match="open cell"):
        places(np.ones(1), np.ones(1), replace(minima(2, digits=5), points=None))
