"""Deciding an end against SymPy's limits, truncated masses and normalisers against mpmath's quadrature: side by side.

    pytest benchmarks/bench_posterior.py     a group of rows for each question
    python benchmarks/bench_posterior.py     milliseconds and ratios, best of alternating runs

SymPy gets the one limit that decides (of r F, or of F itself); mpmath integrates in s = log w, split at 0, at the same number
of digits, without a certificate. A route that takes longer than LIMIT_S is shown as `>`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import mpmath
import pytest
import sympy as sp

from audit.posterior import Density, density_of, truncated_mass
from audit.posterior.balls.normaliser import normaliser
from audit.posterior.balls.witness import witness
from audit.posterior.clock import TimeIsUp, time_limit
from audit.posterior.ends import End
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.leading import leading
from audit.posterior.naive.multiprecision import mpmath_function

ROUNDS, LIMIT_S, DIGITS = 5, 20.0, 15
UP, RIGHT = End(sp.oo, -1), End(sp.S.Zero, 1)
Work = Callable[[], object]

ROWS = {"x": [f"{(37 * k) % 100 - 50}e-1" for k in range(30)], "y": [(-1) ** k for k in range(30)]}
ENDS = {
    "logistic, oo": (density_of("1/abs(w)", "sigmoid(w)"), UP),
    "logistic, 0+": (density_of("1/abs(w)", "sigmoid(w)"), RIGHT),
    "horseshoe, oo": (density_of("exp(w**2/2)*E1(w**2/2)"), UP),
    "1 - cos w, 0+": (density_of("1/abs(w)", "1-cos(w)"), RIGHT),
    "Bertrand, oo": (density_of("1/(w*log(w)*log(log(w))**2)", support="16,oo"), UP),
    "probit, 30 rows, oo": (density_of("1", "Phi(y*x*w)", data=ROWS), UP),
}
MASSES = {
    "logistic 1e-300..1e300": (density_of("1/abs(w)", "sigmoid(w)"), "1e-300", "1e300"),
    "Gaussian 1e-100..1e100": (density_of("1/abs(w)", "normal_pdf(1,w,1)"), "1e-100", "1e100"),
}
NORMALISERS = {
    "Gaussian prior, 30 logistic rows": density_of("exp(-w**2/2)", "sigmoid(y*x*w)", data=ROWS),
    "horseshoe": density_of("exp(w**2/2)*E1(w**2/2)", "normal_pdf(1,w,1)"),
}


def by_limit(density: Density, end: End) -> object:
    """lim r^2 F, where the answer is finite unless the density diverges there."""
    r = sp.Symbol("r", positive=True)
    jacobian = 1 / r if end.finite else r
    return sp.limit(density.product.subs(density.variable, end.inward(r)) * jacobian, r, sp.oo)


def in_log_variable(density: Density, low: float, high: float) -> object:
    """mpmath.quad of f(e^s) e^s on both sides."""
    f = mpmath_function(density)
    with mpmath.workdps(DIGITS):
        a, b = mpmath.mpf(low), mpmath.mpf(high)
        path = [a, -8, 0, 8, b] if a < -8 and b > 8 else [a, (a + b) / 2, b]
        return mpmath.quad(lambda s: (f(mpmath.exp(s)) + f(-mpmath.exp(s))) * mpmath.exp(s), path)


def works() -> dict[str, dict[str, Work]]:
    """What is timed; ours first."""
    found: dict[str, dict[str, Work]] = {}
    for name, (density, end) in ENDS.items():
        found[name] = {
            "exact": lambda density=density, end=end: leading(density, end),
            "balls": lambda density=density, end=end: witness(density, end),
            "SymPy limit": lambda density=density, end=end: by_limit(density, end),
        }
    for name, (density, a, b) in MASSES.items():
        low, high = (float(mpmath.log(mpmath.mpf(x))) for x in (a, b))
        found[name] = {
            "truncated_mass": lambda density=density, a=a, b=b: truncated_mass(density, a, b, DIGITS),
            "mpmath.quad": lambda density=density, low=low, high=high: in_log_variable(density, low, high),
        }
    for name, density in NORMALISERS.items():
        found[name] = {
            "normaliser, mean, variance": lambda density=density: normaliser(density, cuts(density), 10),
            "mpmath.quad, Z alone": lambda density=density: in_log_variable(density, -60.0, 4.0),
        }
    return found


def best(work: Work) -> float:
    """Seconds, the best of some runs; infinity beyond the limit."""
    times = []
    for _ in range(ROUNDS):
        sp.core.cache.clear_cache()
        start = time.perf_counter()
        try:
            with time_limit(LIMIT_S):
                work()
        except TimeIsUp:
            return float("inf")
        times.append(time.perf_counter() - start)
        if sum(times) > LIMIT_S:
            break
    return min(times)


@pytest.mark.parametrize("name", list(works()))
def test_speed(benchmark: Callable[[Work], object], name: str) -> None:
    benchmark(next(iter(works()[name].values())))


def _told(route: str, taken: float, ours: float) -> str:
    return f"{route} {1000 * taken:.1f} ms ({taken / ours:.1f}x)" if taken < LIMIT_S else f"{route} > {LIMIT_S:g} s"


def main() -> int:
    for name, routes in works().items():
        seconds = {route: best(work) for route, work in routes.items()}
        ours = next(iter(seconds.values()))
        told = [_told(route, taken, ours) for route, taken in seconds.items()]
        print(f"{name}: {', '.join(told)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
