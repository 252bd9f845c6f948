"""Balls and correct rounding against the routes that mpmath offers, and against the printed series: side by side.

    pytest benchmarks/bench_core.py          a group of rows for each function and u, both sides in the same run
    python benchmarks/bench_core.py          microseconds and ratios, best of alternating runs

With M = mpmath's hyp1f1 at fifty digits:

    excess   -1/2 d/da M(a; 1/2; -u) at a = 0           by mpmath.diff, as eq. (2) reads
    slope    M(1; 3/2; -u)                              at once, and as the derivative of the above (`diff`)
    series   eq. (1) term by term, psi by mpmath        `precise.equation_1`, for excess and slope of `precise`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from fractions import Fraction
from importlib.metadata import version

import mpmath
import pytest
from mpmath import mpf

from audit.numerics.ball import DEFAULT_BITS
from audit.pseudo_kl import ball, precise

DIGITS, ROUNDS, LEAST_S = 50, 12, 0.01
"""Each work is repeated for at least LEAST_S a round, and the best of ROUNDS rounds counts."""
U = ("1e-6", "1e-2", "1", "10", "100", "1e4")

Work = Callable[[], object]


def excess_by_diff(x: mpf) -> mpf:
    """-1/2 d/da M(a; 1/2; -x) at a = 0."""
    with mpmath.workdps(DIGITS):
        return -mpmath.diff(lambda a: mpmath.hyp1f1(a, mpf(1) / 2, -x), 0) / 2


def slope_by_hyp1f1(x: mpf) -> mpf:
    """M(1; 3/2; -x)."""
    with mpmath.workdps(DIGITS):
        return mpmath.hyp1f1(1, mpf(3) / 2, -x)


def slope_by_diff(x: mpf) -> mpf:
    """The derivative of `excess_by_diff`: -1/2 d/da (-2a M(a + 1; 3/2; -x)) at a = 0."""
    with mpmath.workdps(DIGITS):
        return mpmath.diff(lambda a: a * mpmath.hyp1f1(a + 1, mpf(3) / 2, -x), 0)


def works(text: str) -> dict[str, dict[str, Work]]:
    """What is timed, in groups; the first of each group is ours, the ratios are relative to it. Nobody parses text."""
    with mpmath.workdps(DIGITS):
        u, x = Fraction(text), mpf(text)
    return {
        "ball.excess": {
            "ball.excess": lambda: ball.excess(u, DEFAULT_BITS),
            "mpmath diff(hyp1f1)": lambda: excess_by_diff(x),
        },
        "ball.slope": {
            "ball.slope": lambda: ball.slope(u, DEFAULT_BITS),
            "mpmath hyp1f1": lambda: slope_by_hyp1f1(x),
            "mpmath diff(hyp1f1)": lambda: slope_by_diff(x),
        },
        "precise.excess": {
            "precise.excess": lambda: precise.excess(u, DIGITS),
            "printed series (1)": lambda: precise.equation_1(u, DIGITS),
            "mpmath diff(hyp1f1)": lambda: excess_by_diff(x),
        },
        "precise.slope": {
            "precise.slope": lambda: precise.slope(u, DIGITS),
            "printed series (1)": lambda: precise.equation_1(u, DIGITS),
            "mpmath hyp1f1": lambda: slope_by_hyp1f1(x),
        },
    }


CASES = [
    pytest.param(u, group, name, id=f"{name}, u = {u}", marks=pytest.mark.benchmark(group=f"{group} at u = {u}"))
    for u in U
    for group, members in works("1").items()
    for name in members
]


@pytest.mark.parametrize(("u", "group", "name"), CASES)
def test_speed(benchmark: Callable[[Work], object], u: str, group: str, name: str) -> None:
    benchmark(works(u)[group][name])


def microseconds(members: dict[str, Work]) -> dict[str, float]:
    """Best time of each work; they take turns, so that a slow spell meets all of them."""
    for work in members.values():
        work()
    best = dict.fromkeys(members, float("inf"))
    for _ in range(ROUNDS):
        for name, work in members.items():
            calls, start = 0, time.perf_counter()
            while calls == 0 or time.perf_counter() - start < LEAST_S:
                work()
                calls += 1
            best[name] = min(best[name], (time.perf_counter() - start) / calls * 1e6)
    return best


def main() -> None:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("python-flint", "mpmath"))
    arithmetic = mpmath.libmp.BACKEND
    sys.stdout.write(f"{DIGITS} digits; {libraries} ({arithmetic} integers); us a call, and ratio to the first\n")
    for group, members in works("1").items():
        sys.stdout.write(f"\n{'u':>6s}" + "".join(f"  {name:>26s}" for name in members) + "\n")
        for u in U:
            times = microseconds(works(u)[group])
            ours = times[group]
            cells = (f"  {us:14.1f} {us / ours:8.1f} x" + " " for us in times.values())
            sys.stdout.write(f"{u:>6s}" + "".join(cells) + "\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main()
