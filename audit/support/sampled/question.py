"""The question to a black box: is the law of these samples absolutely continuous, and if not, where does it live?"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

from audit.errors import InputError
from audit.numerics.exact import shown, whole
from audit.support.sampled.calling import Source, form_of
from audit.support.sampled.covered import covered_by
from audit.support.sampled.evidence import evidence_of
from audit.support.sampled.gather import LEAST_SAMPLES, gather
from audit.support.sampled.precision import NAMES
from audit.support.sampled.result import SampledSupport
from audit.support.sampled.verdict import decide, dimension_of

DRAWING_SHARE, TESTING_SHARE = 0.6, 0.8
"""Of the seconds: no batch is drawn after the first, no further test begun after the second."""
MOST_SAMPLES = 100_000
MOST_SEED = 2**31 - 1


def sampled_support(
    sampler: Callable[..., Any],
    *,
    samples: int | None = None,
    confidence: float = 0.99,
    seed: int = 0,
    seconds: float = 60.0,
    shape: Sequence[int] | None = None,
) -> SampledSupport:
    """Is the law of `sampler` absolutely continuous with respect to Lebesgue measure? If not, KL(q || p) = oo.

    `sampler` is f(n) or f(n, seed), which returns n independent samples, an array (n, ...), or f(), which returns one, of
    real numbers: NumPy arrays, lists, or tensors on any device. Noise that is shared along an axis of a sample is looked
    for along that axis, so samples should keep the shape of the weights, (out, in) for a layer; `shape` restores it for
    samples that come flat. `samples`: how many to draw (2000; 2560 of more than 1024 numbers); fewer come where the clock
    runs out. Samples of up to 1e7 numbers.

    Every answer holds within the rounding of the samples. False names the null set and bounds its mass with `confidence`,
    for any law. True says that no test found one, lists the tests, and is no proof. None is undecided.

    Raises InputError for a sampler that cannot be called, raises, returns another shape, numbers that are not real and
    finite, the same samples twice, or is constant; and for options out of their range.

    >>> import numpy as np
    >>> found = sampled_support(lambda n, seed: np.outer(np.random.default_rng(seed).normal(size=n), [1.0, 2.0, 3.0]))
    >>> found.dimension, found.absolutely_continuous, found.samples
    (1, False, 2000)
    """
    began = time.monotonic()
    _options(samples, confidence, seconds)
    whole(seed, "seed", 0, MOST_SEED, "seed = 0")
    source = Source(sampler, form_of(sampler), _shape(shape))
    gathered = gather(source, samples, int(seed), began + DRAWING_SHARE * seconds, began + seconds)
    found = evidence_of(gathered, confidence, int(seed), began + TESTING_SHARE * seconds)
    answer, reason = decide(found, confidence)
    dimension, bounds = dimension_of(found, answer)
    families = (*found.marginals.families, *(found.quadrics.families if found.quadrics else ()))
    return SampledSupport(
        ambient=gathered.ambient, shape=gathered.shape, dimension=dimension, dimension_bounds=bounds,
        hull_bounds=(found.low, found.high), absolutely_continuous=answer, reason=reason, hull=found.hull,
        atoms=found.atoms, families=families, flats=found.flats, estimate=found.nearest,
        precision=NAMES[gathered.bits], confidence=confidence, samples=gathered.count,
        seconds=time.monotonic() - began, covered=covered_by(found), not_run=found.not_run,
    )  # fmt: skip


def _options(samples: int | None, confidence: float, seconds: float) -> None:
    if samples is not None:
        whole(samples, "samples", LEAST_SAMPLES, MOST_SAMPLES, "samples = 2000")
    if isinstance(confidence, bool) or not isinstance(confidence, int | float) or not 0 < confidence < 1:
        raise InputError(f"confidence = {shown(confidence)}", "0 < confidence < 1", "confidence = 0.99")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf:
        raise InputError(f"seconds = {shown(seconds)}", "a finite number of seconds above 0", "seconds = 60")


def _shape(shape: Sequence[int] | None) -> tuple[int, ...] | None:
    if shape is None:
        return None
    if not isinstance(shape, tuple | list) or not shape:
        raise InputError(f"shape = {shown(shape)}", "the shape of one sample", "shape = (20, 30)")
    return tuple(whole(length, "a length of shape", 1, 10**7, "shape = (20, 30)") for length in shape)
