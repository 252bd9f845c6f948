"""Which weights go, and what is left: by a threshold on log alpha, or by rank to a given compression.

    kept at c     log alpha < c; public code takes c = 3          compression = weights/kept, None where nothing is kept

A network without noise is ranked by -log theta^2: the smallest weights go first. So is any other, beside: where all alphas are
equal, as at the clip alpha <= 1, their rank says nothing. Pruned weights are set to 0, mean and noise;
nothing is trained again afterwards.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from audit.experiments.sparse.calibration import accuracy_of, probabilities

if TYPE_CHECKING:
    from torch import Tensor

    from audit.experiments.sparse.model import Model

CUT = 3.0
"""log alpha from where public code calls a weight pruned [Molchanov, Ashukha and Vetrov 2017]."""
CUTS = (-2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0)
RANKED = (1, 2, 3, 5, 7, 10, 14, 20, 28, 40, 56, 80, 110, 160, 200)
POINT = 0.01
"""One percentage point of accuracy."""


def pruned_share(log_alphas: Sequence[Tensor], cut: float) -> float:
    """The share of weights with log alpha >= cut."""
    gone = sum(int((values >= cut).sum().item()) for values in log_alphas)
    return gone / sum(values.numel() for values in log_alphas)


def compression(weights: int, kept: int) -> float | None:
    """weights/kept; None where nothing is kept.

    >>> compression(300, 3), compression(300, 0)
    (100.0, None)
    """
    return weights / kept if kept else None


def by_threshold(model: Model, x: Tensor, y: Tensor) -> dict[str, dict[str, Any]]:
    """For each threshold of CUTS: weights kept, compression, accuracy of the means that are kept."""
    log_alphas, table = model.log_alphas(), {}
    for cut in CUTS:
        masks = [values < cut for values in log_alphas]
        kept = sum(int(mask.sum().item()) for mask in masks)
        share = compression(sum(mask.numel() for mask in masks), kept)
        table[f"{cut:g}"] = {"kept": kept, "compression": share, "accuracy": _accuracy(model, masks, x, y)}
    return table


def by_rank(model: Model, scores: Sequence[Tensor], x: Tensor, y: Tensor) -> dict[str, float]:
    """Accuracy at each compression of RANKED: the weights with the smallest scores are kept, ties by their order."""
    import torch

    order = torch.cat([score.flatten() for score in scores]).argsort(stable=True)
    accuracies = {}
    for ratio in RANKED:
        flat = torch.zeros(len(order), dtype=torch.bool, device=order.device)
        flat[order[: max(1, len(order) // ratio)]] = True
        parts = torch.split(flat, [score.numel() for score in scores])
        masks = [part.view(score.shape) for part, score in zip(parts, scores, strict=True)]
        accuracies[str(ratio)] = _accuracy(model, masks, x, y)
    return accuracies


def scores_of(model: Model) -> list[Tensor]:
    """What ranks weights, the largest goes first: log alpha, or their size without noise."""
    return model.log_alphas() if model.penalty.noisy else sizes_of(model)


def sizes_of(model: Model) -> list[Tensor]:
    """-log theta^2 of every layer: the smallest weights go first."""
    return [-mean.detach().square().log() for mean in model.part("mean")]


def within_a_point(accuracies: Mapping[str, float]) -> float:
    """The largest compression of a table by rank up to which no accuracy is more than POINT below that of all weights.

    >>> within_a_point({"1": 0.98, "2": 0.975, "5": 0.9, "10": 0.98})
    2.0
    """
    allowed, reached = accuracies["1"] - POINT, 1.0
    for ratio in sorted(accuracies, key=int):
        if accuracies[ratio] < allowed:
            break
        reached = float(ratio)
    return reached


def _accuracy(model: Model, masks: Sequence[Tensor], x: Tensor, y: Tensor) -> float:
    means = [mean.detach() * mask for mean, mask in zip(model.part("mean"), masks, strict=True)]
    return accuracy_of(probabilities(model, means, x), y)
