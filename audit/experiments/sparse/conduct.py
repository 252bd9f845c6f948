"""All runs of an experiment, several at a time where wanted, and the table that JSON holds of them.

A run uses one thread of torch and generators of its own: its numbers depend on settings, cell, seed, data, device and versions,
not on what runs beside it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.experiments.chunks import results
from audit.experiments.networks import torch_on
from audit.experiments.sparse.checkpoints import fingerprint, load, place, save
from audit.experiments.sparse.contrasts import contrasts
from audit.experiments.sparse.images import Source
from audit.experiments.sparse.intervals import LEVEL, summary
from audit.experiments.sparse.measures import measure
from audit.experiments.sparse.record import SCHEMA_VERSION
from audit.experiments.sparse.settings import Cell, Settings, as_table
from audit.experiments.sparse.training import begin, epochs

OFFSET_OF_SAMPLES = 2
"""Of the seed with which weights are sampled for the measures."""


@dataclass(frozen=True)
class Storage:
    """Where checkpoints go (None: nowhere), whether to go on from them, and the seconds between two of one run."""

    folder: Path | None = None
    resume: bool = False
    every_s: float = 1.0


NOWHERE = Storage()


def conduct(
    settings: Settings,
    source: Source,
    device: str = "cpu",
    jobs: int = 1,
    storage: Storage = NOWHERE,
    tick: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """Trains and measures every cell with every seed; `tick` is called after each epoch, or for each that a checkpoint saved.

    Gives settings, data, device, seconds (the sum over the runs), contrasts, and for each cell its runs with the intervals over
    them. Raises InputError without torch, for a device that is not there and for checkpoints that do not fit; PrecisionError
    where a loss is no number.
    """
    _refuse(device, storage)
    chunks = [
        (settings, cell, seed, source, device, storage, tick) for cell in settings.cells for seed in settings.seeds
    ]
    with _one_thread():
        found = {(cell, seed): run for cell, seed, run in results(_one_run, chunks, jobs)}
    cells = [_summed(cell, [found[cell, seed] for seed in settings.seeds]) for cell in settings.cells]
    return {
        "schema_version": SCHEMA_VERSION,
        "settings": as_table(settings),
        "data": {"name": source.name, "sha256": source.sha256},
        "device": device,
        "interval": {"kind": "t, over seeds", "level": LEVEL},
        "seconds": math.fsum(run["seconds"] for run in found.values()),
        "contrasts": contrasts(cells),
        "cells": cells,
    }


def one_run(
    settings: Settings,
    cell: Cell,
    seed: int,
    source: Source,
    device: str = "cpu",
    storage: Storage = NOWHERE,
    tick: Callable[[], None] = lambda: None,
) -> dict[str, Any]:
    """The measures of one run, from where its checkpoint is if storage says so."""
    import torch

    path = None if storage.folder is None else place(storage.folder, cell, seed)
    mark = fingerprint(settings, cell, seed, source.sha256, device)
    state = load(path, mark) if path is not None and storage.resume else None
    for _ in range(0 if state is None else state["epoch"]):
        tick()
    if state is not None and "measures" in state:
        return dict(state["measures"])
    images = source.split(seed)
    training = begin(settings, cell, seed, images, device)
    if state is not None:
        training.restore(state)
    x, y = (torch.from_numpy(array.copy()).to(device) for array in (images.x[:, None], images.y))
    for _ in epochs(training, x, y, mark, path, storage.every_s):
        tick()
    test_x, test_y = (torch.from_numpy(array.copy()).to(device) for array in (images.test_x[:, None], images.test_y))
    generator = torch.Generator(device).manual_seed(seed + OFFSET_OF_SAMPLES)
    found = {"seed": seed, **measure(training.model, test_x, test_y, settings.samples, generator)}
    found |= {"history": training.history, "seconds": training.seconds}
    if path is not None:
        save(path, training.state(mark) | {"measures": found})
    return found


def _one_run(*chunk: Any) -> tuple[Cell, int, dict[str, Any]]:
    import torch

    torch.set_num_threads(1)
    return chunk[1], chunk[2], one_run(*chunk)


def _summed(cell: Cell, runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    intervals = {path: asdict(interval) for path, interval in summary(runs).items()}
    return {"name": cell.name, "cell": asdict(cell), "weights": runs[0]["weights"], "summary": intervals, "runs": runs}


def _refuse(device: str, storage: Storage) -> None:
    torch_on(device)
    if storage.resume and storage.folder is None:
        raise InputError("--resume without --checkpoints", "both", "--checkpoints DIR --resume")


@contextmanager
def _one_thread() -> Iterator[None]:
    import torch

    before = torch.get_num_threads()
    try:
        yield
    finally:
        torch.set_num_threads(before)
