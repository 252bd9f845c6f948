"""How good the predicted probabilities are: accuracy, negative log likelihood, and the expected calibration error.

    nll = mean of -log p(y)           ece = sum over bins of share(bin) |accuracy(bin) - mean confidence(bin)|

with 15 bins of equal width for the confidence max p [Guo et al. 2017]. Probabilities are those of the mean weights, or the mean
over networks whose weights are drawn from q.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from audit.experiments.sparse.architectures import logits

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from audit.experiments.sparse.model import Model

BINS = 15
LEAST_PROBABILITY = 1e-30
"""Below it a probability is taken for it in nll: float32 has 0 there."""
BLOCK = 2048
"""Images at a time, so that memory stays bounded."""


def probabilities(model: Model, weights: Sequence[Tensor], x: Tensor) -> Tensor:
    """Of shape (n, classes), float64, for fixed weights."""
    import torch

    biases = [bias.detach() for bias in model.part("bias")]
    with torch.no_grad():
        blocks = [logits(model.layers, weights, biases, block) for block in torch.split(x, BLOCK)]
        return torch.cat(blocks).double().softmax(dim=1)


def mean_probabilities(model: Model, x: Tensor) -> Tensor:
    """With the mean of every weight."""
    return probabilities(model, [mean.detach() for mean in model.part("mean")], x)


def sampled_probabilities(model: Model, x: Tensor, samples: int, generator: Generator) -> Tensor:
    """The mean over networks with weights drawn from q, one draw for all images."""
    total = x.new_zeros(())
    for _ in range(samples):
        weights = []
        for law in model.laws():
            noise = law.mean.new_empty(law.mean.shape).normal_(generator=generator)
            weights.append((law.mean + law.variance.sqrt() * noise).detach())
        total = total + probabilities(model, weights, x) / samples
    return total


def accuracy_of(p: Tensor, y: Tensor) -> float:
    """The share of rows whose largest probability is that of the class y."""
    return int((p.argmax(dim=1) == y).sum().item()) / len(y)


def nll_of(p: Tensor, y: Tensor) -> float:
    """The mean of -log p(y), in nats."""
    chosen = p.gather(1, y[:, None])[:, 0]
    return -math.fsum(chosen.clamp(min=LEAST_PROBABILITY).log().tolist()) / len(y)


def ece_of(p: Tensor, y: Tensor) -> float:
    """The expected calibration error, from 0 to 1.

    >>> import torch
    >>> round(ece_of(torch.tensor([[0.9, 0.1], [0.8, 0.2]]), torch.tensor([0, 1])), 6)
    0.45
    """
    confidence, chosen = p.max(dim=1)
    right = (chosen == y).double()
    bins = (confidence * BINS).ceil().clamp(1, BINS) - 1
    gaps = [float((right - confidence)[bins == number].sum().abs().item()) for number in range(BINS)]
    return math.fsum(gaps) / len(y)
