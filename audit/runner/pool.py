"""Many claims, several at a time, one process each."""

from __future__ import annotations

import contextlib
import hashlib
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from threading import Event
from time import perf_counter

from joblib import Parallel, delayed

from audit.errors import InputError
from audit.ledger import Claim, Setting, Verdict
from audit.runner.environment import environment, usable_cpus
from audit.runner.isolate import isolate
from audit.runner.result import ClaimResult, Run

LEANING = {Verdict.PROVED, Verdict.SUPPORTED, Verdict.CONDITIONAL, Verdict.ERRATUM, Verdict.REFUTED}
"""Verdicts that say something, and so can be withdrawn."""
SEED_BITS = 32
"""The widest seed that every generator in use accepts."""


def run(
    claims: Iterable[Claim],
    *,
    jobs: int | None = None,
    seed: int = 0,
    quick: bool = False,
    progress: Callable[[ClaimResult], None] | None = None,
) -> Run:
    """Runs claims and returns their results in the given order.

    `jobs` claims run at a time (the number of usable cores by default). `quick` lets the checks look at fewer points.
    `progress` is called in this thread with each result as it comes. The same seed gives each claim the same points,
    alone or in company. Raises InputError for a number of jobs below 1, KeyboardInterrupt once every process has ended
    if an interrupt (Ctrl-C) came.

    >>> from audit.claims import book
    >>> run(book().select(["s4_u_alpha"]), seed=1).exit_code()
    0
    """
    jobs = _number_of_jobs(jobs)
    start, around = perf_counter(), environment()
    claims = tuple(claims)
    stop = Event()
    work = (delayed(isolate)(c, Setting(seed_of(seed, c.id), quick), stop) for c in claims)
    done: dict[str, ClaimResult] = {}
    with _interrupt_sets(stop):
        coming = Parallel(n_jobs=jobs, prefer="threads", return_as="generator_unordered")(work)
        try:
            for result in coming:
                done[result.id] = result
                if progress is not None and not stop.is_set():
                    progress(result)
            interrupted = stop.is_set()
        finally:
            # After an error the checks under way are stopped, and waited for: joblib warns of results that nobody takes.
            stop.set()
            deque(coming, maxlen=0)
    if interrupted:
        raise KeyboardInterrupt
    _withdraw(claims, done)
    results = tuple(_with_bearing(done[claim.id], done) for claim in claims)
    return Run(around, seed, quick, results, perf_counter() - start)


@contextlib.contextmanager
def _interrupt_sets(stop: Event) -> Iterator[None]:
    """Turns the first SIGINT into an order to stop, so that no exception tears joblib before each process has ended.

    The second one interrupts in the usual way. Signals reach the main thread only: elsewhere nothing changes.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.getsignal(signal.SIGINT)

    def order(number: int, frame: object) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, order)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def seed_of(seed: int, name: str) -> int:
    """The seed of one claim: depends on the seed of the run and on the claim's id, on nothing else.

    >>> seed_of(0, "s4_u_alpha.printed_value") == seed_of(0, "s4_u_alpha.printed_value")
    True
    """
    digest = hashlib.sha256(f"{seed}:{name}".encode()).digest()
    return int.from_bytes(digest[: SEED_BITS // 8])


def _number_of_jobs(jobs: int | None) -> int:
    if jobs is None:
        return usable_cpus()
    if not isinstance(jobs, int) or isinstance(jobs, bool) or jobs < 1:
        raise InputError(f"jobs = {jobs!r}", "a whole number, 1 or more", f"{usable_cpus()}, the usable cores")
    return jobs


def _withdraw(claims: tuple[Claim, ...], done: dict[str, ClaimResult]) -> None:
    """A verdict that leans on another claim falls with it: UNDECIDED while a claim it depends on is not as expected.

    Only claims of this run count; one that was not run withdraws nothing.
    """
    fallen = True
    while fallen:
        fallen = False
        for claim in claims:
            broken = [name for name in claim.depends if name in done and not done[name].as_expected]
            if broken and done[claim.id].verdict in LEANING:
                reason = f"depends on {broken[0]}, which is not as expected"
                done[claim.id] = replace(done[claim.id], verdict=Verdict.UNDECIDED, reason=reason)
                fallen = True


def _with_bearing(result: ClaimResult, done: dict[str, ClaimResult]) -> ClaimResult:
    """An opinion's reason names the claims that bear on it and what this run says of them."""
    if result.verdict is not Verdict.INTERPRETIVE:
        return result
    said = [f"{name} {done[name].verdict if name in done else '(not in this run)'}" for name in result.bears_on]
    return replace(result, reason="see " + ", ".join(said))
