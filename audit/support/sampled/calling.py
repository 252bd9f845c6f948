"""How a sampler is called, and what it may return: f(n), f(n, seed) or f(), and arrays of real numbers."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.support.sampled.loading import told
from audit.support.sampled.precision import BITS, WIDEST

FORMS = "a function f(n), f(n, seed) or f() that returns samples"
SEEDS = ("seed", "rng", "key", "random_state")
"""A second parameter whose name holds one of these takes the seed, a whole number."""
SEEDS_BY_DEFAULT = ("seed", "random_state")
"""The same if it has a default, as it may want a generator or another object under the other names."""
MOST_NUMBERS = 10_000_000
"""Of one sample: the random projection holds 36 bytes a coordinate."""


@dataclass(frozen=True)
class Source:
    """A sampler, how it is called ("n", "n, seed" or ""), and the shape of one sample once it is known."""

    sampler: Callable[..., Any]
    form: str
    shape: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Drawn:
    """`values` of shape (n, *shape) in the dtype that the sampler used (float32 for narrower ones), and its bits.

    `integers`: the dtype was one of integers or booleans.
    """

    values: NDArray[Any]
    bits: int
    integers: bool = False


def form_of(sampler: object) -> str:
    """How to call it: "n, seed", "n" or "" (one sample a call), from its signature.

    A second parameter takes the seed if its name holds "seed", "rng", "key" or "random_state". Raises InputError for what
    cannot be called, or asks for more.

    >>> form_of(lambda n: n), form_of(lambda n, seed: n), form_of(lambda: 1)
    ('n', 'n, seed', '')
    """
    if not callable(sampler):
        raise InputError(f"a sampler that is a {type(sampler).__name__}", FORMS, "def sample(n): ...")
    try:
        parameters = list(inspect.signature(sampler).parameters.values())
    except (TypeError, ValueError):
        return "n"
    given = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    required = [p for p in given if p.default is p.empty]
    keyword = [p for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    other = len(required) == 2 and not _named(required[1].name, SEEDS)
    if len(required) > 2 or keyword or other or (required and _named(required[0].name, SEEDS)):
        names = ", ".join(p.name for p in [*given, *keyword])
        raise InputError(f"a sampler f({names})", FORMS, "functools.partial to fill in the rest")
    if len(required) == 2 or (len(given) >= 2 and _named(given[1].name, SEEDS_BY_DEFAULT)):
        return "n, seed"
    return "n" if given or any(p.kind is p.VAR_POSITIONAL for p in parameters) else ""


def _named(name: str, parts: tuple[str, ...]) -> bool:
    return any(part in name.lower() for part in parts)


def draw(source: Source, n: int, seed: int) -> Drawn:
    """n samples as an array (n, *shape): one call, or n calls of f().

    Raises InputError if the sampler raises, or returns an array whose first axis is not n, that is ragged, empty, of
    another shape than before, not real, not finite, masked, or not readable. What the sampler prints goes to stderr.

    >>> draw(Source(lambda n: [[1.0, 2.0]] * n, "n"), 3, 0).values.shape
    (3, 2)
    """
    if source.form:
        arguments = (n, seed) if source.form == "n, seed" else (n,)
        drawn = _array(_called(source, *arguments))
        values = drawn.values
        if values.ndim == 0 or values.shape[0] != n:
            raise _shape(
                f"shape {values.shape} from f({source.form}) with n = {n}", f"{n} samples along the first axis"
            )
    else:
        each = [_array(_called(source)) for _ in range(n)]
        shapes = {one.values.shape for one in each}
        if len(shapes) > 1:
            raise _shape(f"samples of shapes {' and '.join(map(str, sorted(shapes)[:2]))}", "one shape in every call")
        drawn = _together(each)
        values = drawn.values
    return replace(drawn, values=_checked(values.reshape(n, -1) if values.ndim == 1 else values, source.shape))


def _together(each: list[Drawn]) -> Drawn:
    return Drawn(np.stack([one.values for one in each]), each[0].bits, all(one.integers for one in each))


def _called(source: Source, *arguments: int) -> Any:
    try:
        with redirect_stdout(sys.stderr):
            return source.sampler(*arguments)
    except (Exception, SystemExit) as cause:
        shown = ", ".join(map(str, arguments))
        raise InputError(f"a sampler that raises {told(cause)}", FORMS, f"calling it by hand: f({shown})") from cause


def _array(given: Any) -> Drawn:
    """An array of float32 or float64 and its bits, from arrays, lists, and tensors on any device."""
    if isinstance(given, Sequence) and given and (hasattr(given[0], "detach") or np.ma.isMaskedArray(given[0])):
        each = [_array(one) for one in given]
        if len({one.values.shape for one in each}) > 1:
            raise _shape("samples that form no array", "arrays of one shape, not ragged")
        return _together(each)
    if np.ma.isMaskedArray(given) and np.ma.getmaskarray(given).any():
        raise InputError("samples with masked entries", "a number in every entry", "samples.filled(...)")
    try:
        if hasattr(given, "detach"):
            given = given.detach().cpu()
            if str(given.dtype).endswith("bfloat16"):
                return Drawn(np.asarray(given.float()), BITS["bfloat16"])
        values = np.asarray(given)
    except Exception as cause:
        raise _shape(f"samples that form no array ({told(cause)})", "arrays of one shape, not ragged") from cause
    if values.dtype.kind not in "fiub":
        raise InputError(f"samples of dtype {values.dtype}", "real numbers", "float32 or float64 arrays of one shape")
    bits = BITS.get(values.dtype.name, WIDEST)
    widened = values.astype(np.float32 if bits <= BITS["float32"] else np.float64, copy=False)
    return Drawn(widened, bits, values.dtype.kind in "iub")


def _checked(values: NDArray[Any], shape: tuple[int, ...] | None) -> NDArray[Any]:
    size = int(np.prod(values.shape[1:]))
    if size == 0 or size > MOST_NUMBERS:
        raise _shape(f"samples of shape {values.shape[1:]}", f"from 1 to {MOST_NUMBERS} numbers a sample")
    if shape is not None:
        if size != int(np.prod(shape)):
            raise _shape(f"samples of shape {values.shape[1:]}", f"shape {shape}, as given or in the first call")
        values = values.reshape(len(values), *shape)
    if not np.isfinite(values).all():
        bad = values[~np.isfinite(values)].flat[0]
        raise InputError(f"{bad} in the samples", "finite numbers", "the standard deviations that the sampler uses")
    return values


def _shape(given: str, allowed: str) -> InputError:
    return InputError(given, allowed, "f(n) that returns an array of shape (n, ...)")
