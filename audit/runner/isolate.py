"""One claim in a process of its own, so that a check that hangs or crashes takes nothing else with it.

The process announces each check before it runs; from then the clock of that check ticks. Where the platform has it, a
fork server is used: it loads once what this process has loaded of the package, SymPy and Arb behind it included, and
each claim starts from that clean copy in milliseconds.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import types
from collections.abc import Iterator
from math import ceil
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerContext, SpawnContext
from threading import Event, Lock
from time import monotonic, perf_counter
from typing import Any

import cloudpickle

from audit.claims import book
from audit.ledger import Claim, Setting, Verdict
from audit.runner.examine import Step, steps
from audit.runner.result import ClaimResult, result_of

START_LIMIT_S = 60.0
"""A process has loaded SymPy, Arb and the claim in a few seconds, on a slow disk in ten or twenty."""
POLL_S = 0.1
"""How soon a stop is noticed; messages and deaths wake the parent at once."""
FAREWELL_S = 2.0
"""A process that has answered ends by itself at once, unless a thread that a check began is still at work."""
ORPHAN_GRACE_S = 10
"""An orphan (its parent was killed) ends itself this long after the limit at which the parent would have ended it."""

SLOW_IMPORTS = ("scipy.special", "scipy.integrate", "sympy.physics.units")
"""Checks load these when they need them (SymPy's `simplify` the last); in the fork server they are loaded once for all."""

_STARTING = Lock()


def isolate(claim: Claim, setting: Setting, stop: Event | None = None) -> ClaimResult:
    """The result of one claim, examined in a process of its own.

    A check that takes longer than `claim.time_limit_s`, or takes the process down, makes the claim an ERROR that names
    the check and the variant. Setting `stop` ends the process and answers ERROR. Nothing is left running in any case.
    """
    start = perf_counter()
    stop = stop or Event()
    if stop.is_set():
        return _broken(claim, start, "the run was stopped before this claim")
    try:
        payload = cloudpickle.dumps((_packed(claim), setting))
    except Exception as error:  # noqa: BLE001 - anything can hide in a variant's form
        return _broken(claim, start, f"the claim cannot be sent to a process: {type(error).__name__}: {error}")
    context = _context()
    reader, writer = context.Pipe(duplex=False)
    process = context.Process(target=_child, args=(payload, writer), daemon=True)
    try:
        with _STARTING, _without_main(), _deaf_to_interrupts():
            process.start()
        writer.close()
        return _listen(claim, process, reader, stop, start)
    finally:
        _end(process)
        reader.close()


def _packed(claim: Claim) -> Claim | str:
    """A claim of the book that ships is named by its id, any other (of a notebook, say) is sent whole."""
    loaded = f"audit.claims.{claim.source}.{claim.stem}" in sys.modules
    return claim.id if loaded and book().by_id.get(claim.id) is claim else claim


def _context() -> ForkServerContext | SpawnContext:
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    loaded = (name for name in sys.modules if name.split(".")[0] == "audit")
    context.set_forkserver_preload([*sorted(loaded), *SLOW_IMPORTS])
    return context


@contextlib.contextmanager
def _without_main() -> Iterator[None]:
    """Hides the main module: a script that calls `run` without a guard would otherwise run again in every process."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        yield
    finally:
        sys.modules["__main__"] = main


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started here inherits a blocked SIGINT: Ctrl-C reaches a whole process group, and this process answers it."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # it unblocks the signal when it starts, so it starts before
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _listen(claim: Claim, process: Any, reader: Connection, stop: Event, start: float) -> ClaimResult:
    """Waits for the result, for a check's time to run out, for the process to die, or for `stop`."""
    step: Step | None = None
    limit_s = START_LIMIT_S
    deadline = monotonic() + limit_s
    while not stop.is_set():
        ready = wait([reader, process.sentinel], timeout=max(0.0, min(POLL_S, deadline - monotonic())))
        if reader in ready:
            message = _receive(reader)
            if isinstance(message, ClaimResult):
                wait([process.sentinel], timeout=FAREWELL_S)
                return message
            if isinstance(message, str):
                return _broken(claim, start, message)
            if message is None:
                return _broken(claim, start, f"{_where(step)} took its process down ({_death(process)})")
            step, limit_s = message, claim.time_limit_s
            deadline = monotonic() + limit_s
        elif ready:
            return _broken(claim, start, f"{_where(step)} took its process down ({_death(process)})")
        elif monotonic() >= deadline:
            return _broken(claim, start, f"{_where(step)} took longer than {limit_s:g} s and was stopped")
    return _broken(claim, start, f"{_where(step)} was stopped with the run")


def _receive(reader: Connection) -> Step | ClaimResult | str | None:
    """The next message (a text is an error of the process); None if there is none to come, or half of one."""
    try:
        message = cloudpickle.loads(reader.recv_bytes())
    except (EOFError, OSError):
        return None
    return message if isinstance(message, Step | ClaimResult | str) else None


def _broken(claim: Claim, start: float, error: str) -> ClaimResult:
    return result_of(claim, Verdict.ERROR, error, seconds=perf_counter() - start, error=error)


def _where(step: Step | None) -> str:
    return str(step) if step else "loading the claim"


def _death(process: Any) -> str:
    """How a dead process ended, in words."""
    with _STARTING:
        process.join(POLL_S)
    code = process.exitcode
    if code is None:
        return "it closed its pipe"
    if code < 0:
        return f"signal {signal.Signals(-code).name}"
    return f"exit code {code}"


def _end(process: Any) -> None:
    """Kills the process and what it started, and waits until it is gone."""
    if process.pid is None:
        return
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    with _STARTING:
        process.join()
        process.close()


def _child(payload: bytes, writer: Connection) -> None:
    """The process: sends each step before its check runs, then the result."""
    if hasattr(os, "setsid"):
        os.setsid()
    # What a check prints must not end up in a report on standard output.
    os.dup2(2, 1)
    # A parent that was interrupted listens no more; there is nobody left to tell.
    with contextlib.suppress(BrokenPipeError):
        _answer(payload, writer)
    writer.close()


def _answer(payload: bytes, writer: Connection) -> None:
    try:
        packed, setting = cloudpickle.loads(payload)
        claim = book()[packed] if isinstance(packed, str) else packed
        for message in steps(claim, setting):
            if hasattr(signal, "alarm"):
                signal.alarm(ceil(claim.time_limit_s) + ORPHAN_GRACE_S)
            writer.send_bytes(cloudpickle.dumps(message))
    except BrokenPipeError:
        raise
    except Exception as error:  # noqa: BLE001 - the parent tells it as an error of the claim
        complaint = f"the process could not examine the claim: {type(error).__name__}: {error}"
        writer.send_bytes(cloudpickle.dumps(complaint))
