"""The KL of thickened row noise: rank-one formula in float64 and in balls, against a dense covariance in NumPy.

    pytest benchmarks/bench_support.py      a group of rows for each size
    python benchmarks/bench_support.py      milliseconds, best of alternating runs, and errors against balls

The dense route is what one writes from the definition: np.linalg.slogdet(alpha theta theta^T + eps^2 I), against N(0, I), so
that no special function enters. It takes D^3 time, and at eps = 1e-8 the covariance in float64 has lost eps.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from functools import partial

import numpy as np
import pytest

from audit.support import LogUniform, Normal, kl, row_noise
from audit.support.double import row_noise_kl

ALPHA, ROUNDS = 0.5, 5
SIZES = (10, 100, 1000)
LARGE = 1_000_000
EPS = (1e-3, 1e-8)


def theta(size: int) -> np.ndarray:
    return np.random.default_rng(7).normal(size=size)


def dense(mean: np.ndarray, eps: float) -> float:
    """KL(N(theta, alpha theta theta^T + eps^2 I) || N(0, I)) with a D x D matrix."""
    covariance = ALPHA * np.outer(mean, mean) + eps**2 * np.eye(len(mean))
    return float(np.trace(covariance) + mean @ mean - len(mean) - np.linalg.slogdet(covariance)[1]) / 2


def in_floats(mean: np.ndarray, eps: float) -> float:
    return row_noise_kl([mean], ALPHA, eps, Normal())


def in_balls(mean: np.ndarray, eps: float) -> float:
    return float(kl(row_noise(mean, ALPHA).gaussian(), Normal(), Fraction(eps) ** 2, 53).mid())


ROUTES: dict[str, Callable[[np.ndarray, float], float]] = {"double": in_floats, "ball": in_balls, "dense": dense}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("route", ROUTES)
def test_speed(benchmark: Callable[..., object], route: str, size: int) -> None:
    benchmark.group = f"D = {size}"
    benchmark(ROUTES[route], theta(size), EPS[0])


def best_ms(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * min(times)


def main() -> None:
    print(
        "| D | eps | double, ms | ball, ms | dense, ms | error of double | error of dense |\n|--:|--:|--:|--:|--:|--:|--:|"
    )
    for size in SIZES:
        for eps in EPS:
            mean = theta(size)
            times = {name: best_ms(partial(route, mean, eps)) for name, route in ROUTES.items()}
            exact = in_balls(mean, eps)
            errors = [abs(route(mean, eps) - exact) / abs(exact) for route in (in_floats, dense)]
            cells = [f"{times[name]:.3g}" for name in ROUTES] + [f"{error:.1e}" for error in errors]
            print(f"| {size} | {eps:g} | " + " | ".join(cells) + " |")
    mean = theta(LARGE)
    floats = best_ms(partial(row_noise_kl, [mean], ALPHA, 1e-3, LogUniform()))
    start = time.perf_counter()
    law = row_noise(mean, ALPHA).gaussian()
    built = time.perf_counter() - start
    start = time.perf_counter()
    kl(law, LogUniform(), Fraction(1, 10**6), 53)
    print(
        f"\nD = 10^6, log-uniform: double {floats:.0f} ms; exact law {built:.1f} s, ball {time.perf_counter() - start:.1f} s"
    )


if __name__ == "__main__":
    sys.exit(main())
