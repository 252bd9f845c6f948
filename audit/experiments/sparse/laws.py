"""Three coordinate systems (mean, noise) of q = N(mean, sigma^2), elementwise for a tensor of weights.

    multiplicative   noise = log alpha        sigma^2 = alpha theta^2
    additive         noise = log sigma^2
    clipped          noise = log sigma^2      l = clip(noise - log(theta^2 + 1e-8), -8, 8),  sigma^2 = e^l theta^2

The last is that of the reference code of sparse variational dropout, its small constant included. alpha = sigma^2/mean^2 is read
off the noise that acts, so that log alpha of the clipped form is l. `most` bounds log alpha from above: in training with the
cubic of Kingma, Salimans and Welling (2015), which is stated for alpha <= 1, every step is followed by the projection onto
log alpha <= 0, and the clip of the third form ends there. All systems start from the same law, log sigma^2 = -8, as long as
the clips allow it: |mean| < 1.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

CLIP = 8.0
IN_THE_LOGARITHM = 1e-8
LEAST_SQUARE = 1e-30
"""A theta^2 below it is taken for it where its logarithm is needed."""
FIRST_LOG_SIGMA2 = -8.0


@dataclass(frozen=True)
class Law:
    """Tensors of one shape: mean, sigma^2, log sigma^2, and mean^2/sigma^2 = 1/alpha; each carries gradients."""

    mean: Tensor
    variance: Tensor
    log_variance: Tensor
    inverse_alpha: Tensor


@dataclass(frozen=True)
class Coordinates:
    """`law(mean, noise, most)`; `start(mean)` gives the first noise; `project(mean, noise, most)` the noise after a step."""

    law: Callable[[Tensor, Tensor, float], Law]
    log_alpha: Callable[[Tensor, Tensor, float], Tensor]
    start: Callable[[Tensor], Tensor]
    project: Callable[[Tensor, Tensor, float], Tensor]


def _log_square(mean: Tensor) -> Tensor:
    return mean.square().clamp(min=LEAST_SQUARE).log()


def _of_log_alpha(mean: Tensor, log_alpha: Tensor, most: float) -> Law:
    variance = log_alpha.exp() * mean.square()
    return Law(mean, variance, log_alpha + _log_square(mean), (-log_alpha).exp())


def _of_log_sigma2(mean: Tensor, log_sigma2: Tensor, most: float) -> Law:
    return Law(mean, log_sigma2.exp(), log_sigma2, mean.square() * (-log_sigma2).exp())


def _clip(mean: Tensor, log_sigma2: Tensor, most: float) -> Tensor:
    free = log_sigma2 - (mean.square() + IN_THE_LOGARITHM).log()
    return free.clamp(-CLIP, min(CLIP, most))


def _clipped(mean: Tensor, log_sigma2: Tensor, most: float) -> Law:
    return _of_log_alpha(mean, _clip(mean, log_sigma2, most), most)


def _bounded_log_sigma2(mean: Tensor, log_sigma2: Tensor, most: float) -> Tensor:
    return log_sigma2.minimum(most + _log_square(mean)) if math.isfinite(most) else log_sigma2


def _first_log_sigma2(mean: Tensor) -> Tensor:
    return mean.new_full(mean.shape, FIRST_LOG_SIGMA2)


COORDINATES: Mapping[str, Coordinates] = {
    "multiplicative": Coordinates(
        law=_of_log_alpha,
        log_alpha=lambda mean, noise, most: noise,
        start=lambda mean: FIRST_LOG_SIGMA2 - _log_square(mean),
        project=lambda mean, noise, most: noise.clamp(max=most),
    ),
    "additive": Coordinates(
        law=_of_log_sigma2,
        log_alpha=lambda mean, noise, most: noise - _log_square(mean),
        start=_first_log_sigma2,
        project=_bounded_log_sigma2,
    ),
    "clipped": Coordinates(
        law=_clipped, log_alpha=_clip, start=_first_log_sigma2, project=lambda mean, noise, most: noise
    ),
}
