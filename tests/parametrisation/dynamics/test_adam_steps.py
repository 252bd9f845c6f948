import numpy as np
import pytest

from audit.errors import InputError
from audit.parametrisation.dynamics.adam_steps import adam
from audit.parametrisation.dynamics.coordinates import SYSTEMS
from audit.parametrisation.dynamics.objectives import objective
from audit.parametrisation.dynamics.starts import Starts

START = Starts(np.array([0.7, 0.3]), np.array([-1.0, -2.0]))


def written_out(f, x, y, steps, rate):
    """One start, in Python, after the paper."""
    z, m, s = [x, y], [0.0, 0.0], [0.0, 0.0]
    for n in range(1, steps + 1):
        g = [float(part[0]) for part in f.gradient(np.array([z[0]]), np.array([z[1]]))]
        for i in (0, 1):
            m[i] = 0.9 * m[i] + 0.1 * g[i]
            s[i] = 0.999 * s[i] + 0.001 * g[i] ** 2
            z[i] -= rate * (m[i] / (1 - 0.9**n)) / ((s[i] / (1 - 0.999**n)) ** 0.5 + 1e-8)
    return z


@pytest.mark.parametrize("name", SYSTEMS)
def test_against_the_algorithm_as_printed(name):
    f = objective(2.5, system=name)
    y = f.system.of_log_alpha(START.mean, START.log_alpha)
    paths = adam(f, START, [7, 40], rate=1e-3)
    for i in (0, 1):
        assert written_out(f, START.mean[i], y[i], 40, 1e-3) == pytest.approx([paths.x[1, i], paths.y[1, i]], rel=1e-10)


def test_it_travels_by_about_the_rate_a_step():
    paths = adam(objective(0.3), START, [100], rate=1e-3)
    assert (np.abs(paths.log_alpha[0] - START.log_alpha) < 0.15).all()


@pytest.mark.parametrize(("counts", "rate"), [([], 1e-3), ([5, 5], 1e-3), ([0], 1e-3), ([5], 0.0), ([5], float("nan"))])
def test_bad_input(counts, rate):
    with pytest.raises(InputError):
        adam(objective(1.0), START, counts, rate=rate)
