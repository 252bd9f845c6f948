"""The posterior mass of a network in each logarithmic shell e^z <= |w| < e^(z + dz), under p(w) = 1/|w| on every weight.

With w = sign e^(z + t), t uniform on [0, dz] and a fair sign,

    int_shell L(w) dw/|w| = 2 dz E[L],        all D weights in one shell: (2 dz)^D E[L].

So a shell near zero holds as much mass as the next one as soon as E[L] is flat in z, and E[L] tends to L(0): if that is
positive, infinitely many shells of equal mass remain. Each shell is an estimate with a standard error; all shells use
the same signs and jitters, so that differences and slopes are known far better than the masses. The shell at z = -oo,
where the weights are zero, is the deterministic answer that the others are held against.
"""

from __future__ import annotations

import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.numerics.exact import whole

Floats = NDArray[np.float64]
LogLikelihood = Callable[[Floats], Floats]
Progress = Callable[[int, int], None]
MEBIBYTE = 1 << 20
MOST_VALUES = 20_000_000
"""Shells times samples: their log likelihoods are kept, 8 bytes each."""
FEW = 20.0
"""With fewer effective samples than this the mean of a shell rests on a handful of draws, and so does its error."""


@dataclass(frozen=True)
class Network:
    """What the estimates need of a network and its data: weights of shape (k, `weights`) to k log likelihoods.

    `bytes_per_sample` bounds what one row of weights costs while it is evaluated.
    """

    name: str
    weights: int
    log_likelihood: LogLikelihood
    bytes_per_sample: int
    device: str = "cpu"
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shells:
    """One entry a shell in each tuple; `z` are the lower edges.

    `log_mean` is log E[L], `error` its standard error, `effective` the effective number of samples (E[L])^2 n/E[L^2].
    `log_limit` is log E[L] with zero in place of the weights of the shell, `from_limit` the difference to it and
    `from_limit_error` the standard error of that. `slope` is d log E[L]/dz over the `lowest` shells.
    """

    network: str
    kind: str
    dimension: int
    z: tuple[float, ...]
    width: float
    log_mean: tuple[float, ...]
    error: tuple[float, ...]
    effective: tuple[float, ...]
    log_limit: float
    log_limit_error: float
    from_limit: tuple[float, ...]
    from_limit_error: tuple[float, ...]
    lowest: int
    slope: float
    slope_error: float
    samples: int
    seed: int
    chunk: int
    memory_mib: float
    device: str
    versions: Mapping[str, str]

    @property
    def log_mass(self) -> tuple[float, ...]:
        """log of the mass of each shell: D log(2 dz) + log E[L], D the number of weights in it."""
        return tuple(self.dimension * float(np.log(2 * self.width)) + value for value in self.log_mean)

    @property
    def trusted(self) -> tuple[bool, ...]:
        """Does the mean of the shell rest on more than a handful of draws?"""
        return tuple(effective >= FEW for effective in self.effective)


@dataclass(frozen=True)
class Sampling:
    """How much is drawn: samples a shell, the seed, the bound on memory, and how many of the lowest shells give the slope."""

    samples: int = 200
    seed: int = 0
    memory_mib: float = 256.0
    lowest: int = 4


def box_shells(
    network: Network,
    z: Sequence[float],
    width: float = 1.0,
    sampling: Sampling = Sampling(),
    progress: Progress | None = None,
) -> Shells:
    """The mass of the box shells: all weights with e^z <= |w_i| < e^(z + width), for each z.

    float64; signs and jitters from NumPy's PCG64, seeded by (seed, sample), so that chunks and device change nothing.
    `progress(done, of)` is called after each chunk. Raises InputError for settings that cannot be used.

    >>> net = Network("constant", 3, lambda weights: np.full(len(weights), -1.0), 100)
    >>> shells = box_shells(net, [-20.0, -10.0], 0.5, Sampling(samples=10, lowest=2))
    >>> shells.log_mean, shells.slope, shells.log_mass
    ((-1.0, -1.0), 0.0, (-1.0, -1.0))
    """

    def draw(sample: int) -> tuple[Floats, Floats]:
        generator = np.random.default_rng((sampling.seed, sample))
        signs = 2.0 * generator.integers(0, 2, network.weights) - 1.0
        return np.zeros(network.weights), np.asarray(signs * np.exp(width * generator.random(network.weights)))

    return _estimate(network, "all weights", network.weights, z, width, sampling, draw, progress)


def weight_shells(
    network: Network,
    index: int,
    z: Sequence[float],
    others: Floats | float = 1.0,
    width: float = 1.0,
    sampling: Sampling = Sampling(),
    progress: Progress | None = None,
) -> Shells:
    """The mass of the shells along one weight, the others fixed or drawn.

    `others` is an array of shape (weights,), whose entry `index` is not used, or the standard deviation of the normal
    distribution that every sample draws them from. The rest as in `box_shells`.

    >>> net = Network("gaussian", 2, lambda weights: -(weights[:, 0] ** 2) / 2, 100)
    >>> shells = weight_shells(net, 0, [-30.0, 0.0], np.array([0.0, 1.0]))
    >>> shells.log_limit, round(shells.log_mean[0], 12), shells.log_mean[1] < -0.5
    (0.0, -0.0, True)
    """
    whole(index, "index", 0, network.weights - 1, "index = 0")
    fixed = None if isinstance(others, float | int) else np.asarray(others, dtype=np.float64)
    if fixed is not None and (fixed.shape != (network.weights,) or not np.isfinite(fixed).all()):
        raise InputError(f"others of shape {fixed.shape}", f"{network.weights} finite numbers", "one for each weight")

    def draw(sample: int) -> tuple[Floats, Floats]:
        generator = np.random.default_rng((sampling.seed, sample))
        direction = np.zeros(network.weights)
        direction[index] = (2.0 * generator.integers(0, 2) - 1.0) * np.exp(width * generator.random())
        rest = generator.standard_normal(network.weights) * others if fixed is None else fixed.copy()
        rest[index] = 0.0
        return rest, direction

    return _estimate(network, f"weight {index}", 1, z, width, sampling, draw, progress)


def _estimate(
    network: Network,
    kind: str,
    dimension: int,
    z: Sequence[float],
    width: float,
    sampling: Sampling,
    draw: Callable[[int], tuple[Floats, Floats]],
    progress: Progress | None,
) -> Shells:
    chunk = _checked(network, z, width, sampling)
    scales = np.exp([-np.inf, *z])
    log_l = np.empty((len(scales), sampling.samples))
    for first in range(0, sampling.samples, chunk):
        drawn = [draw(sample) for sample in range(first, min(first + chunk, sampling.samples))]
        rest, direction = (np.stack(part) for part in zip(*drawn, strict=True))
        for row, scale in enumerate(scales):
            log_l[row, first : first + len(drawn)] = network.log_likelihood(rest + scale * direction)
        if progress is not None:
            progress(first + len(drawn), sampling.samples)
    if not (log_l < np.inf).all():
        raise InputError(f"log likelihoods of {network.name} that are nan or infinite", "finite ones", "smaller z")
    return _summary(log_l, network, kind, dimension, z, width, sampling, chunk)


def _checked(network: Network, z: Sequence[float], width: float, sampling: Sampling) -> int:
    """The number of samples that are evaluated at once."""
    whole(sampling.samples, "samples", 2, MOST_VALUES // (len(z) + 1), "samples = 200")
    if not z or not np.all(np.isfinite(z)) or max(z) > 300 or not 0 < width < 100:
        raise InputError(f"z = {list(z)[:5]}, width = {width}", "lower edges up to 300, width > 0", "z = -20, ..., 5")
    whole(sampling.lowest, "lowest", 1, 1000, "lowest = 4")
    chunk = int(sampling.memory_mib * MEBIBYTE // network.bytes_per_sample)
    if chunk < 1:
        needed = network.bytes_per_sample / MEBIBYTE
        raise InputError(f"memory_mib = {sampling.memory_mib}", f"at least {needed:.1f} for one sample", "more memory")
    return min(chunk, sampling.samples)


def _summary(
    log_l: Floats,
    network: Network,
    kind: str,
    dimension: int,
    z: Sequence[float],
    width: float,
    sampling: Sampling,
    chunk: int,
) -> Shells:
    """The delta method: log mean_k has the influence L_ik/mean_k - 1 in sample i; linear in it, all the errors."""
    top = np.max(log_l, axis=1, keepdims=True)
    top = np.where(np.isfinite(top), top, 0.0)
    ratio = np.exp(log_l - top)
    mean = ratio.mean(axis=1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_mean, influence = (top + np.log(mean))[:, 0], ratio / mean - 1
        effective = sampling.samples / ((influence + 1) ** 2).mean(axis=1)
        from_limit = log_mean[1:] - log_mean[0]
    order = np.argsort(z)[: sampling.lowest]
    weights = _slope_weights(np.asarray(z, dtype=np.float64)[order])
    slope = float(weights @ (log_mean[1:][order] - log_mean[1:][order].mean())) if len(order) > 1 else 0.0
    return Shells(
        network=network.name,
        kind=kind,
        dimension=dimension,
        z=_floats(z),
        width=width,
        log_mean=_floats(log_mean[1:]),
        error=_floats(_errors(influence[1:])),
        effective=_floats(effective[1:]),
        log_limit=float(log_mean[0]),
        log_limit_error=float(_errors(influence[:1])[0]),
        from_limit=_floats(from_limit),
        from_limit_error=_floats(_errors(influence[1:] - influence[0])),
        lowest=len(order),
        slope=slope,
        slope_error=float(_errors((weights @ influence[1:][order])[None])[0]),
        samples=sampling.samples,
        seed=sampling.seed,
        chunk=chunk,
        memory_mib=chunk * network.bytes_per_sample / MEBIBYTE,
        device=network.device,
        versions={"python": platform.python_version(), "numpy": np.__version__, **network.versions},
    )


def _slope_weights(z: Floats) -> Floats:
    """c_k with sum c_k y_k the least-squares slope of y over z."""
    centred = z - z.mean()
    total = float(centred @ centred)
    return np.asarray(centred / total if total > 0 else centred)


def _errors(influence: Floats) -> Floats:
    """The standard error of a mean whose summands are the rows."""
    return np.asarray(influence.std(axis=1, ddof=1) / np.sqrt(influence.shape[1]))


def _floats(values: Sequence[float] | Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
