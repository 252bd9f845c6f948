"""A network of one cell as a table of tensors: "0.mean", "0.noise", "0.bias" and, where the prior learns it, "0.scale" a layer.

The first means are uniform on +-1/sqrt(inputs) and drawn by a generator of the run's own: nothing here touches the generator
that all of torch shares, so that runs on several threads do not disturb each other.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.experiments.sparse.architectures import Layer, logits, noisy_logits
from audit.experiments.sparse.laws import COORDINATES, Coordinates, Law
from audit.experiments.sparse.penalties import PENALTIES, Penalty, total_penalty
from audit.experiments.sparse.proper_priors import FIRST_LOG_SCALE
from audit.experiments.sparse.settings import Cell

if TYPE_CHECKING:
    from torch import Generator, Tensor


@dataclass(frozen=True)
class Model:
    """The layers, what the cell does with them, and the tensors that are learnt."""

    layers: tuple[Layer, ...]
    coordinates: Coordinates
    penalty: Penalty
    tensors: Mapping[str, Tensor]

    def part(self, name: str) -> list[Tensor]:
        """The tensor of this name of every layer."""
        return [self.tensors[f"{number}.{name}"] for number in range(len(self.layers))]

    def laws(self) -> list[Law]:
        """q of every layer."""
        pairs = zip(self.part("mean"), self.part("noise"), strict=True)
        return [self.coordinates.law(mean, noise, self.penalty.most) for mean, noise in pairs]

    def log_alphas(self) -> list[Tensor]:
        """log alpha of every layer, as the noise that acts has it."""
        pairs = zip(self.part("mean"), self.part("noise"), strict=True)
        return [self.coordinates.log_alpha(mean, noise, self.penalty.most).detach() for mean, noise in pairs]

    def outputs_and_penalty(self, x: Tensor, generator: Generator) -> tuple[Tensor, Tensor | None]:
        """Logits in training, with noise, and the penalty summed over all weights; None without one."""
        if not self.penalty.noisy:
            return logits(self.layers, self.part("mean"), self.part("bias"), x), None
        laws = self.laws()
        scales: Sequence[Tensor | None] = self.part("scale") if self.penalty.scaled else [None] * len(laws)
        out = noisy_logits(self.layers, laws, self.part("bias"), x, generator)
        return out, total_penalty(self.penalty, laws, scales)

    def project(self) -> None:
        """Moves the noise back to where the penalty is stated; in place, without gradients."""
        if math.isinf(self.penalty.most):
            return
        for mean, noise in zip(self.part("mean"), self.part("noise"), strict=True):
            noise.data.copy_(self.coordinates.project(mean.detach(), noise.detach(), self.penalty.most))


def new_model(cell: Cell, layers: tuple[Layer, ...], seed: int, device: str = "cpu") -> Model:
    """The model of a cell before training; float32. Cells of one seed begin with the same means.

    >>> from audit.experiments.sparse.settings import PLAIN
    >>> sorted(new_model(PLAIN, (Layer((2, 3)),), 0).tensors)
    ['0.bias', '0.mean']
    """
    import torch

    penalty, coordinates = PENALTIES[cell.prior, cell.kl], COORDINATES[cell.parametrisation]
    generator, tensors = torch.Generator().manual_seed(seed), {}
    for number, layer in enumerate(layers):
        edge = 1 / math.sqrt(layer.inputs)
        mean = torch.empty(layer.shape).uniform_(-edge, edge, generator=generator)
        tensors[f"{number}.mean"] = mean
        tensors[f"{number}.bias"] = torch.zeros(layer.shape[0])
        if penalty.noisy:
            tensors[f"{number}.noise"] = coordinates.start(mean)
        if penalty.scaled:
            tensors[f"{number}.scale"] = torch.tensor(FIRST_LOG_SCALE)
    placed = {name: tensor.to(device).requires_grad_() for name, tensor in tensors.items()}
    model = Model(layers, coordinates, penalty, placed)
    model.project()
    return model
