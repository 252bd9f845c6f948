"""The command `scale`: checks of the core on more numbers than a test has time for."""

from __future__ import annotations

import json
import math
import time
from contextlib import nullcontext
from dataclasses import asdict
from importlib import import_module
from itertools import takewhile
from typing import Annotated, Any

import typer

from audit.cli.progress import counted
from audit.cli.screen import emit

CHECKS = {
    "float32": "audit.experiments.float32_check",
    "float64": "audit.experiments.float64_check",
    "log-moment": "audit.experiments.scale.log_moment",
    "gradient": "audit.experiments.scale.gradient",
    "flow": "audit.experiments.scale.starts",
    "shells": "audit.experiments.scale.shell_masses",
}
WHICH = (
    "float32: excess and slope at every input, and the fast mode (minutes). float64: a million inputs. log-moment: E log|w| by "
    "Monte Carlo for a million (mu, sigma). gradient: the KL and its gradient of 1e8 weights (torch). flow: a million starts of "
    "the gradient flow. shells: the mass of a network's posterior near zero."
)


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("scale")(_scale)


def _scale(
    check: Annotated[
        str,
        typer.Option(metavar="NAME", help=WHICH),
    ] = "float32",
    device: Annotated[str, typer.Option(metavar="NAME", help="cpu, or cuda with the extra torch.")] = "cpu",
    budget: Annotated[
        float, typer.Option(metavar="SECONDS", help="Start no further chunk after so long; what was done is told.")
    ] = math.inf,
    jobs: Annotated[int, typer.Option(metavar="N", help="Threads; 0 for one each processor.")] = 0,
    dask: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="Send the chunks to the Dask scheduler there.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Check the core on very many numbers."""
    from audit.errors import InputError
    from audit.experiments.chunks import on_dask, results

    if check not in CHECKS:
        raise InputError(f"the check {check!r}", ", ".join(CHECKS), "--check float32")
    if jobs < 0:
        raise InputError(f"--jobs {jobs}", "a number >= 0", "--jobs 2")
    if not budget > 0:
        raise InputError(f"--budget {budget}", "seconds > 0", "--budget 60")
    module: Any = import_module(CHECKS[check])
    start, total, done = time.perf_counter(), module.nothing(), 0
    checker, chunks = module.checker(device), module.chunks()
    in_time = takewhile(lambda _: time.perf_counter() - start < budget, chunks)
    with nullcontext() if dask is None else on_dask(dask), counted(len(chunks), hidden=as_json) as step:
        for found in results(checker, in_time, jobs or None):
            total, done = total + found, done + 1
            step()
    seconds = time.perf_counter() - start
    if as_json:
        head = {"check": check, "device": device, "seconds": seconds, "chunks": done, "chunks_in_all": len(chunks)}
        emit(json.dumps({**head, "sound": total.sound, **asdict(total)}, indent=2) + "\n")
    else:
        stopped = [] if done == len(chunks) else [f"stopped after --budget: {done} of {len(chunks)} chunks"]
        emit("\n".join([*total.lines(), *stopped, f"{seconds:.0f} s on {device}"]) + "\n")
    return 0 if total.sound and done else 1
