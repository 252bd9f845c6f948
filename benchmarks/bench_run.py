"""Whole processes: how long a person waits for `audit --help`, `import audit` and `audit run`, start of Python included.

    python benchmarks/bench_run.py          best and median of several runs, in seconds

A first run, which is not counted, fills the caches of the file system and of bytecode.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import time

LIMIT_S = 600.0
COMMANDS: dict[str, tuple[list[str], int]] = {
    "python -c pass": (["-c", "pass"], 15),
    "python -c 'import audit'": (["-c", "import audit"], 15),
    "audit --help": (["-m", "audit", "--help"], 15),
    "audit list": (["-m", "audit", "list"], 5),
    "audit kl 1.7": (["-m", "audit", "kl", "1.7"], 5),
    "audit run": (["-m", "audit", "run"], 3),
    "audit run --jobs 1": (["-m", "audit", "run", "--jobs", "1"], 3),
    "audit run --quick": (["-m", "audit", "run", "--quick"], 3),
}
"""What is typed, what follows `python`, and how often it is run."""


def seconds(arguments: list[str]) -> float:
    """Wall time of one process; a code other than 0 means that it did not do its work."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, timeout=LIMIT_S, check=False)
    taken = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(
            f"{' '.join(arguments)} ended with code {done.returncode}: {done.stderr.decode()[-300:]}{done.stdout.decode()[-300:]}"
        )
    return taken


def main() -> None:
    load = f", load {os.getloadavg()[0]:.2f}" if hasattr(os, "getloadavg") else ""
    sys.stdout.write(f"Python {platform.python_version()}, {os.cpu_count()} cores{load}; seconds\n")
    sys.stdout.write(f"{'':28s} {'best':>7s} {'median':>7s} {'runs':>5s}\n")
    for name, (arguments, runs) in COMMANDS.items():
        seconds(arguments)
        times = [seconds(arguments) for _ in range(runs)]
        sys.stdout.write(f"{name:28s} {min(times):7.3f} {statistics.median(times):7.3f} {runs:5d}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
