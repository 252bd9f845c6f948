import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation.dynamics.starts import drawn, grid


def test_the_laws():
    a, b = drawn("A", 20_000, 3), drawn("B", 20_000, 3)
    assert abs(a.mean.std() - 1) < 0.03
    assert -6 <= a.log_alpha.min() < -5.99
    assert 1.99 < a.log_alpha.max() <= 2
    assert abs(b.mean.std() - 0.3) < 0.01
    np.testing.assert_allclose(b.log_alpha + 2 * np.log(np.abs(b.mean)), -8)


def test_a_grid_has_the_middles_of_cells():
    made = grid((0, 3), (-1, 1), (2, 3))
    assert made.mean.tolist() == [[0.5, 1.5, 2.5]] * 2
    assert made.log_alpha[:, 0].tolist() == [-0.5, 0.5]


@pytest.mark.parametrize(("law", "count", "seed"), [("C", 5, 0), ("A", 0, 0), ("A", 5, -1)])
def test_bad_input(law, count, seed):
    with pytest.raises(InputError):
        drawn(law, count, seed)


def test_an_empty_range():
    with pytest.raises(InputError, match="range"):
        grid((1, 1), (0, 1), (2, 2))
