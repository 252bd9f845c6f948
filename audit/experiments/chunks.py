"""Chunks of a large piece of work, on threads here, or on whatever joblib is told: Dask and Ray carry the same chunks.

    with joblib.parallel_config(backend="ray"): ...     after ray.util.joblib.register_ray()

or, for a Dask cluster at an address, `with on_dask("tcp://..."): ...`. Each chunk is a tuple of arguments of one function that
can be pickled; results come as they are ready, in any order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TypeVar

import joblib

from audit.errors import InputError

T = TypeVar("T")


def results(function: Callable[..., T], chunks: Iterable[tuple[object, ...]], jobs: int | None = None) -> Iterator[T]:
    """`function(*chunk)` for every chunk, once each; `jobs` at a time, one for each processor without.

    >>> sorted(results(pow, [(2, 3), (3, 2)], jobs=1))
    [8, 9]
    """
    parallel = joblib.Parallel(n_jobs=jobs or -1, prefer="threads", return_as="generator_unordered")
    yield from parallel(joblib.delayed(function)(*chunk) for chunk in chunks)


@contextmanager
def on_dask(address: str, timeout_s: float = 10.0) -> Iterator[None]:
    """Inside, `results` runs on the Dask cluster whose scheduler has this address; a worker that dies loses no chunk.

    A chunk that was lost is computed again and told once. Raises InputError without dask, or where nobody answers.
    """
    try:
        client_at = import_module("distributed").Client
    except ImportError as cause:
        raise InputError("a Dask cluster, without dask", "the package", "pip install 'dask[distributed]'") from cause
    try:
        client = client_at(address, timeout=timeout_s)
    except (OSError, ValueError) as cause:
        raise InputError(f"the Dask scheduler {address!r}", "an address that answers", "tcp://host:8786") from cause
    with client, joblib.parallel_config(backend="dask", wait_for_workers_timeout=timeout_s):
        yield
