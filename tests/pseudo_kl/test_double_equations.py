"""The printed equations in float64, against balls."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from audit.errors import InputError
from audit.numerics.ulp import ulp_error
from audit.pseudo_kl import ball, double

EDGES = np.array([0.0, 5e-324, 1e-300, 1e-8, 0.5, 1.0, 126.0, 1e16, 1e308])


def spread(seed: int, low: float, high: float, size: int) -> np.ndarray:
    return 10.0 ** np.random.default_rng(seed).uniform(low, high, size)


@pytest.mark.parametrize(("equation", "error_max"), [(double.equation_1, 2e-14), (double.equation_2, 1e-11)])
def test_equations_1_and_2(equation: Callable[..., Any], error_max: float) -> None:
    u = np.concatenate([[0.0, 5e-324, 1e-300, 1e6], spread(4, -6, 6, 80)])
    exact = np.array([float(ball.kl_at(float(x)).mid()) for x in u])
    assert np.abs(equation(u) - exact).max() < error_max
    assert equation(u.astype(np.float32)[:3]).dtype == np.float32
    assert np.isnan(equation([np.nan, 1.0])).tolist() == [True, False]
    for outside in (-1e-300, 1.1e6, np.inf):
        with pytest.raises(InputError, match="0 <= u <= 1e\\+06"):
            equation(outside)


def test_equation_3() -> None:
    u = np.concatenate([EDGES, spread(6, -300, 300, 300), spread(7, -6, 6, 300)])
    for x, y in zip(u, double.equation_3(u), strict=True):
        assert ulp_error(y, ball.slope(float(x))) < 300
    assert double.equation_3([0.0, np.inf]).tolist() == [1.0, 0.0]
    with pytest.raises(InputError, match="u = -1"):
        double.equation_3(-1)
