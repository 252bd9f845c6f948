"""Gradient flow and Adam from very many starts, in each coordinate system and with each KL, beside SciPy's LSODA.

    pytest benchmarks/bench_dynamics.py                 10^4 starts, a group
    python benchmarks/bench_dynamics.py [10^6]          a table: seconds, steps a start, shares that are sparse

LSODA runs one start at a time with the package's gradient, on a few starts, and is scaled up. It has the same tolerance, 1e-3.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from audit.parametrisation.dynamics import SYSTEMS, Objective, adam, drawn, flow, objective, sparse

TIMES = (100.0, 1e4)
SEED = 1
ONE_BY_ONE = 100
ADAM_STEPS, ADAM_SHARE, RATE = 2000, 10, 1e-2
CLIPPED = "kingma2015, clipped"
LAWS = {"A": 2.0, "B": 3.2}
ROWS = [
    *((law, name, "exact") for law in LAWS for name in SYSTEMS if name != "clipped"),
    *((law, name, "molchanov2017") for law in LAWS for name in ("theta, log alpha", "mu, log sigma2")),
    *((law, name, CLIPPED) for law in LAWS for name in ("theta, log alpha", "theta, alpha")),
    *((law, "clipped", "exact") for law in LAWS),
]


@pytest.mark.parametrize("name", SYSTEMS)
def test_speed(benchmark: Callable[..., object], name: str) -> None:
    benchmark.group = "A, rho = 2, exact KL, 10^4 starts to t = 10^4"
    benchmark(flow, objective(2.0, system=name), drawn("A", 10_000, SEED), [TIMES[-1]])


def lsoda_ms(f: Objective, law: str) -> float:
    """Milliseconds a start."""
    starts = drawn(law, ONE_BY_ONE, SEED)
    first = f.system.of_log_alpha(starts.mean, starts.log_alpha)

    def fall(_: float, z: np.ndarray) -> list[float]:
        return [-float(part[0]) for part in f.gradient(z[:1], z[1:])]

    start = time.perf_counter()
    for x, y in zip(starts.mean, first, strict=True):
        solve_ivp(fall, (0, TIMES[-1]), [x, y], method="LSODA", rtol=1e-3, atol=1e-6)
    return 1000 * (time.perf_counter() - start) / ONE_BY_ONE


def main(count: int) -> None:
    print(f"{count} starts, seed {SEED}; A with rho = 2, B with rho = 3.2\n")
    print(
        "| starts | coordinates | KL | flow to t = 10^4, s | steps a start | given up | sparse at t = 100 | at t = 10^4 |"
    )
    print("|---|---|---|--:|--:|--:|--:|--:|")
    for law, name, kl in ROWS:
        starts, f = drawn(law, count, SEED), objective(LAWS[law], kl=kl, system=name)
        start = time.perf_counter()
        paths = flow(f, starts, TIMES)
        seconds = time.perf_counter() - start
        shares = " | ".join(f"{sparse(paths, row).value:.4f}" for row in (0, 1))
        print(
            f"| {law} | {name} | {kl} | {seconds:.1f} | {paths.steps / count:.0f} | {paths.lost} | {shares} |",
            flush=True,
        )
    fewer = count // ADAM_SHARE
    print(f"\n{fewer} starts, Adam, rate {RATE}, {ADAM_STEPS} steps; LSODA on {ONE_BY_ONE} starts\n")
    print(
        "| starts | coordinates | Adam, s | sparse after 500 | after 2000 | LSODA, ms a start | scaled to all starts, h |"
    )
    print("|---|---|--:|--:|--:|--:|--:|")
    for law in LAWS:
        for name in ("theta, log alpha", "mu, log sigma2"):
            f = objective(LAWS[law], system=name)
            start = time.perf_counter()
            paths = adam(f, drawn(law, fewer, SEED), [500, ADAM_STEPS], rate=RATE)
            seconds = time.perf_counter() - start
            shares = " | ".join(f"{sparse(paths, row).value:.4f}" for row in (0, 1))
            one = lsoda_ms(f, law)
            print(f"| {law} | {name} | {seconds:.1f} | {shares} | {one:.1f} | {one * count / 3.6e6:.1f} |", flush=True)


if __name__ == "__main__":
    np.seterr(all="ignore")
    sys.exit(main(int(float(sys.argv[1])) if len(sys.argv) > 1 else 1_000_000))
