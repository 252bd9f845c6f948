"""All that is measured of a trained network, as one table of numbers that JSON can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from audit.experiments.sparse.calibration import (
    accuracy_of,
    ece_of,
    mean_probabilities,
    nll_of,
    sampled_probabilities,
)
from audit.experiments.sparse.pruning import CUT, by_rank, by_threshold, scores_of, sizes_of, within_a_point

if TYPE_CHECKING:
    from torch import Generator, Tensor

    from audit.experiments.sparse.model import Model

EDGES = tuple(float(edge) for edge in range(-20, 21))
"""Of the histogram of log alpha; what lies outside is counted in the first and the last bin."""


def measure(model: Model, x: Tensor, y: Tensor, samples: int, generator: Generator) -> dict[str, Any]:
    """The measures on test images x of shape (n, 1, side, side) with classes y of shape (n,).

    weights, accuracy, error, nll, ece with the mean weights; ranked and ranked_by_size: accuracy by compression, by log alpha and
    by size; for a noisy cell the same scores with `samples` sampled networks, kept, compression and accuracy_pruned at
    log alpha = 3, thresholds, histogram, kept_by_layer.
    """
    p = mean_probabilities(model, x)
    found: dict[str, Any] = {"weights": sum(mean.numel() for mean in model.part("mean"))}
    found |= _scores(p, y, "")
    found["ranked"] = by_rank(model, scores_of(model), x, y)
    found["ranked_by_size"] = by_rank(model, sizes_of(model), x, y)
    found["compression_within_a_point"] = within_a_point(found["ranked"])
    if not model.penalty.noisy:
        return found
    found |= _scores(sampled_probabilities(model, x, samples, generator), y, "_sampled")
    found["thresholds"] = by_threshold(model, x, y)
    cut = found["thresholds"][f"{CUT:g}"]
    found |= {"kept": cut["kept"], "compression": cut["compression"], "accuracy_pruned": cut["accuracy"]}
    found["kept_by_layer"] = [int((values < CUT).sum().item()) for values in model.log_alphas()]
    found["histogram"] = {"edges": list(EDGES), "counts": histogram(model.log_alphas())}
    if model.penalty.scaled:
        found["log_scales"] = [float(scale.item()) for scale in model.part("scale")]
    return found


def histogram(log_alphas: list[Tensor]) -> list[int]:
    """How many weights lie between each two of EDGES; every weight is counted once."""
    import torch

    edges = torch.tensor(EDGES)
    values = torch.cat([part.flatten() for part in log_alphas]).cpu()
    places = (torch.bucketize(values, edges, right=True) - 1).clamp(0, len(EDGES) - 2)
    return [int(count) for count in torch.bincount(places, minlength=len(EDGES) - 1).tolist()]


def _scores(p: Tensor, y: Tensor, ending: str) -> dict[str, float]:
    accuracy = accuracy_of(p, y)
    table = {"accuracy": accuracy, "error": 1 - accuracy, "nll": nll_of(p, y), "ece": ece_of(p, y)}
    return {f"{name}{ending}": value for name, value in table.items()}
