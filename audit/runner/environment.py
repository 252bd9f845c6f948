"""Where and with what a run was made. Packages are asked for their version without being imported."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

DISTRIBUTION = "bayes-audit"
COMPUTING_PACKAGES = ("numpy", "scipy", "mpmath", "sympy", "python-flint", "joblib", "torch")
"""The packages that a verdict can depend on; those that only print are left out."""
GIT_TIMEOUT_S = 5.0
"""Git answers in milliseconds; a repository on a dead network drive shall not hold up the run."""


@dataclass(frozen=True)
class Environment:
    """Versions, machine, commit and time. `commit` is None outside a checkout, and ends in `+` where files differ."""

    audit: str
    python: str
    platform: str
    cpus: int
    packages: dict[str, str]
    commit: str | None
    started: str


def environment() -> Environment:
    """The environment of this process, now.

    >>> environment().started.endswith("Z")
    True
    """
    found = {name: _version(name) for name in COMPUTING_PACKAGES}
    return Environment(
        audit=_version(DISTRIBUTION) or "not installed",
        python=f"{platform.python_implementation()} {platform.python_version()}",
        platform=platform.platform(),
        cpus=usable_cpus(),
        packages={name: number for name, number in found.items() if number},
        commit=commit(Path(__file__).parent),
        started=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def usable_cpus() -> int:
    """The number of cores that this process may use, which a container can make smaller than the machine's."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def commit(folder: Path) -> str | None:
    """The commit that this folder is checked out from; None if git is absent or does not track it."""
    if not _git(folder, "ls-files", "."):
        return None
    name = _git(folder, "rev-parse", "HEAD")
    changed = _git(folder, "status", "--porcelain", "--untracked-files=no")
    return f"{name}+" if name and changed else name


def _git(folder: Path, *words: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, timeout=GIT_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
