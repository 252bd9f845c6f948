"""What `audit --version` tells: version, engine, Python, and the extras that are installed, none of which is imported.

Versions come from the metadata of the installed distributions, and whether torch was built for CUDA from the file `version.py`
that it carries, read as a syntax tree. So the answer takes no second where `import torch` takes three; whether a GPU is there
it does not say.
"""

from __future__ import annotations

import ast
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

EXTRAS: Mapping[str, str] = {
    "torch": "pip install 'bayes-audit[torch]'",
    "scikit-learn": "pip install 'bayes-audit[torch]'",
    "jax": "pip install jax",
    "distributed": "pip install distributed",
}
"""What is used where it is found, and the command that installs it."""


@dataclass(frozen=True)
class Extra:
    """An optional package: its version (None: not found), and the CUDA that it was built for (None: none, or not known)."""

    version: str | None
    cuda: str | None = None


@dataclass(frozen=True)
class Versions:
    """All that is told; `engines` are those that this processor can run, `engine` is the one that answers."""

    audit: str
    engine: str
    engines: tuple[str, ...]
    python: str
    extras: Mapping[str, Extra]


def versions() -> Versions:
    """What is installed, now. Raises InputError where AUDIT_ENGINE names an engine that there is not.

    >>> sorted(versions().extras)
    ['distributed', 'jax', 'scikit-learn', 'torch']
    """
    from audit import __version__
    from audit.pseudo_kl import engine

    return Versions(
        __version__,
        engine.chosen(),
        tuple(engine.engines()),
        f"{platform.python_implementation()} {platform.python_version()}",
        {name: found(name) for name in EXTRAS},
    )


def found(name: str) -> Extra:
    """The version of an installed distribution, and for torch its CUDA.

    >>> found("no-distribution-has-this-name")
    Extra(version=None, cuda=None)
    """
    try:
        installed = distribution(name)
    except PackageNotFoundError:
        return Extra(None)
    return Extra(installed.version, _cuda(installed) if name == "torch" else None)


def _cuda(torch: Distribution) -> str | None:
    """The constant `cuda` of torch/version.py, which is a text or None; None where there is no such file."""
    try:
        module = ast.parse(Path(str(torch.locate_file("torch/version.py"))).read_text(encoding="utf-8"))
    except (OSError, SyntaxError):
        return None
    for node in module.body:
        match node:
            case (
                ast.AnnAssign(target=ast.Name("cuda"), value=ast.Constant(str(text)))
                | ast.Assign(targets=[ast.Name("cuda")], value=ast.Constant(str(text)))
            ):
                return text
    return None


def as_text(told: Versions) -> str:
    """One line each.

    >>> extras = {"torch": Extra("2.0"), "jax": Extra(None)}
    >>> print(as_text(Versions("0.1", "numpy", ("numpy",), "CPython 3.11.0", extras)), end="")
    audit 0.1
    engine numpy, of numpy
    Python CPython 3.11.0
    torch 2.0, built without CUDA
    jax not found: pip install jax
    """
    lines = [f"audit {told.audit}", f"engine {told.engine}, of {', '.join(told.engines)}", f"Python {told.python}"]
    return "".join(f"{line}\n" for line in (*lines, *(_line(name, extra) for name, extra in told.extras.items())))


def _line(name: str, extra: Extra) -> str:
    if extra.version is None:
        return f"{name} not found: {EXTRAS[name]}"
    built = f", built {f'for CUDA {extra.cuda}' if extra.cuda else 'without CUDA'}" if name == "torch" else ""
    return f"{name} {extra.version}{built}"


def as_json(told: Versions) -> str:
    """The same for programs: an extra that is not found has the version null.

    >>> print(as_json(Versions("0.1", "numpy", (), "3.11", {"jax": Extra(None)})), end="")
    {"audit": "0.1", "engine": "numpy", "engines": [], "python": "3.11", "extras": {"jax": {"version": null, "cuda": null}}}
    """
    return json.dumps(asdict(told)) + "\n"
