"""excess and slope together against scipy.special.dawsn alone: 10^6 float64, one thread, the same array, side by side.

pytest benchmarks/bench_double.py          a table of all functions on three arrays
python benchmarks/bench_double.py          nanoseconds an element, and the ratio, best of alternating runs
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable

import numpy as np
import pytest
from scipy.special import dawsn

from audit.pseudo_kl import double

SIZE, ROUNDS = 1_000_000, 15
ARRAYS = {"1e-6..1e6": (-6, 6), "1e-2..1e2": (-2, 2), "1e-300..1e300": (-300, 300)}
"""Decimal exponents: u is log-uniform between them."""

Work = Callable[[], object]


def log_uniform(name: str) -> np.ndarray:
    return 10 ** np.random.default_rng(1711_02989).uniform(*ARRAYS[name], SIZE)


def works(u: np.ndarray) -> dict[str, Work]:
    """What is timed: results into arrays that exist already, so that no page of memory is asked for."""
    e, s = np.zeros(SIZE), np.zeros(SIZE)
    return {
        "dawsn": lambda: dawsn(u, out=e),
        "excess_and_slope": lambda: double.excess_and_slope(u, out=(e, s)),
        "excess": lambda: double.excess(u, out=e),
        "slope": lambda: double.slope(u, out=s),
        "curvature": lambda: double.curvature(u, out=s),
        "excess_and_slope, new arrays": lambda: double.excess_and_slope(u),
        "dawsn, new array": lambda: dawsn(u),
    }


@pytest.mark.parametrize("array", ARRAYS)
@pytest.mark.parametrize("work", works(np.ones(1)))
def test_speed(benchmark: Callable[[Work], object], array: str, work: str) -> None:
    benchmark(works(log_uniform(array))[work])


def nanoseconds(u: np.ndarray) -> dict[str, float]:
    """Best time of each work in ns an element; the works take turns, so that a slow spell meets all of them."""
    best = dict.fromkeys(works(u), float("inf"))
    for _ in range(ROUNDS):
        for name, work in works(u).items():
            start = time.perf_counter()
            work()
            best[name] = min(best[name], time.perf_counter() - start)
    return {name: seconds / SIZE * 1e9 for name, seconds in best.items()}


def main() -> None:
    threads = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    sys.stdout.write(f"NumPy {np.__version__}, {threads} cores, one used; ns an element, and ratio to dawsn\n")
    for array in ARRAYS:
        sys.stdout.write(f"u log-uniform on {array}\n")
        times = nanoseconds(log_uniform(array))
        for name, ns in times.items():
            sys.stdout.write(f"    {name:30s} {ns:6.1f}  {ns / times['dawsn']:5.2f}\n")


if __name__ == "__main__":
    main()
