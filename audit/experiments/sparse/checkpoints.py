"""Checkpoints of runs: written beside their place and moved onto it, so that an interrupt leaves the old one or the new one.

A checkpoint holds the fingerprint of all that decides the numbers (settings, cell, seed, data), the epochs done, tensors, the
state of Adam and of both generators, the history, and the measures once the run is finished. It is read without unpickling
objects.
"""

from __future__ import annotations

import json
import os
import pickle
import re
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.experiments.sparse.settings import Cell, Settings


def fingerprint(settings: Settings, cell: Cell, seed: int, sha256: str, device: str) -> str:
    """All that decides the numbers of a run, as text; the other cells and seeds of the grid do not."""
    shared = {name: value for name, value in asdict(settings).items() if name not in ("cells", "seeds")}
    return json.dumps([shared, asdict(cell), seed, sha256, device], sort_keys=True)


def place(folder: Path, cell: Cell, seed: int) -> Path:
    """The file of a run.

    >>> place(Path("runs"), Cell("log-uniform", "exact", "additive", 10.0), 3).name
    'log-uniform-exact-additive-x10-seed3.pt'
    """
    return folder / f"{re.sub('[^a-z0-9.-]+', '-', cell.name)}-seed{seed}.pt"


def save(path: Path, state: Mapping[str, Any]) -> None:
    """Writes a checkpoint: all of it, or nothing. Raises InputError where the folder cannot be written to."""
    import torch

    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            torch.save(dict(state), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, path)
    except OSError as cause:
        why = cause.strerror or "failed"
        raise InputError(f"--checkpoints {path.parent} ({why})", "a folder with room to write", "another") from cause
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def load(path: Path, wanted: str) -> dict[str, Any] | None:
    """The checkpoint of the fingerprint `wanted`; None where there is no file. Raises InputError for another, or a broken one."""
    import torch

    if not path.exists():
        return None
    try:
        if not zipfile.is_zipfile(path):
            raise ValueError("torch writes archives")
        state = torch.load(path, weights_only=True, map_location="cpu")
        found = state["fingerprint"]
    except (OSError, RuntimeError, EOFError, KeyError, TypeError, ValueError, pickle.UnpicklingError) as cause:
        raise InputError(
            f"{path} (no checkpoint)", "what this command wrote", "delete it, or leave out --resume"
        ) from cause
    if found != wanted:
        raise InputError(
            f"{path}, of other settings or data", "those of this run", "another --checkpoints, or no --resume"
        )
    return dict(state)
