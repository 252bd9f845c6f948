"""One run: Adam on the mean loss plus the weighted penalty, minibatch by minibatch, and back to where it was after an interrupt.

    loss = cross entropy + beta penalty/n,     beta = min(1, (epoch + step/steps)/(warm_up epochs)),     n images

The learning rate falls linearly to 0 over the run; that of the noise is `noise_rate` times as large. Order and noise come from
two generators of the run's own, which a checkpoint keeps: a resumed run gives the numbers of an uninterrupted one, to the bit on
a CPU.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audit.errors import PrecisionError
from audit.experiments.sparse.architectures import NETWORKS
from audit.experiments.sparse.checkpoints import save
from audit.experiments.sparse.images import Images
from audit.experiments.sparse.model import Model, new_model
from audit.experiments.sparse.pruning import CUT, pruned_share
from audit.experiments.sparse.settings import Cell, Settings

if TYPE_CHECKING:
    from torch import Generator, Tensor

HISTORY_POINTS = 10
"""Of the share of pruned weights, evenly over the epochs."""


@dataclass
class Training:
    """The state of one run between two epochs; `history` has the pruned share after some epochs."""

    settings: Settings
    cell: Cell
    model: Model
    optimiser: Any
    order: Generator
    noise: Generator
    history: dict[str, float]
    epoch: int = 0
    seconds_before: float = 0.0
    start: float = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        """Of this run until now, those before an interrupt included."""
        return self.seconds_before + time.perf_counter() - self.start

    def state(self, fingerprint: str) -> dict[str, Any]:
        """What a checkpoint keeps."""
        tensors = {name: tensor.detach().clone() for name, tensor in self.model.tensors.items()}
        generators = {"order": self.order.get_state(), "noise": self.noise.get_state()}
        optimiser = self.optimiser.state_dict()
        own = {"epoch": self.epoch, "history": dict(self.history), "seconds": self.seconds}
        return {"fingerprint": fingerprint, "tensors": tensors, "optimiser": optimiser, **generators, **own}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes to where a checkpoint was."""
        for name, tensor in self.model.tensors.items():
            tensor.data.copy_(state["tensors"][name])
        self.optimiser.load_state_dict(state["optimiser"])
        self.order.set_state(state["order"])
        self.noise.set_state(state["noise"])
        self.epoch, self.history = state["epoch"], dict(state["history"])
        self.seconds_before = state["seconds"]


def begin(settings: Settings, cell: Cell, seed: int, images: Images, device: str = "cpu") -> Training:
    """A run before its first step."""
    import torch

    model = new_model(cell, NETWORKS[settings.network](images.side, images.classes), seed, device)
    noisy = [tensor for name, tensor in model.tensors.items() if name.endswith("noise")]
    others = [tensor for name, tensor in model.tensors.items() if not name.endswith("noise")]
    groups = [{"params": others, "factor": 1.0}, {"params": noisy, "factor": cell.noise_rate}]
    optimiser = torch.optim.Adam([group for group in groups if group["params"]], lr=settings.rate, fused=True)
    order = torch.Generator().manual_seed(seed)
    noise = torch.Generator(device).manual_seed(seed + 1)
    return Training(settings, cell, model, optimiser, order, noise, {})


def train_epoch(training: Training, x: Tensor, y: Tensor) -> None:
    """One pass over the images, each once; raises PrecisionError where the loss is no number any more."""
    import torch

    settings, model, loss = training.settings, training.model, None
    batches = list(_batches(training, len(y)))
    for step, chosen in enumerate(batches):
        done = training.epoch + step / len(batches)
        for group in training.optimiser.param_groups:
            group["lr"] = settings.rate * group["factor"] * (1 - done / settings.epochs)
        training.optimiser.zero_grad()
        loss = step_loss(training, x[chosen], y[chosen], _beta(settings, done) / len(y))
        torch.autograd.backward(loss)
        training.optimiser.step()
        model.project()
    training.epoch += 1
    if loss is not None and not loss.isfinite().item():
        raise PrecisionError(f"the loss of '{training.cell.name}' is {loss.item()} after epoch {training.epoch}")


def step_loss(training: Training, x: Tensor, y: Tensor, weight: float) -> Tensor:
    """Cross entropy of a minibatch plus weight times the penalty."""
    from torch.nn import functional

    out, penalty = training.model.outputs_and_penalty(x, training.noise)
    loss = functional.cross_entropy(out, y)
    return loss if penalty is None else loss + weight * penalty


def epochs(
    training: Training, x: Tensor, y: Tensor, fingerprint: str, path: Path | None = None, every_s: float = 1.0
) -> Iterator[None]:
    """Trains to the end and yields after each epoch; a checkpoint goes to `path` when `every_s` have passed, and at the end."""
    last, total = time.monotonic(), training.settings.epochs
    marks = {max(1, round(total * k / HISTORY_POINTS)) for k in range(1, HISTORY_POINTS + 1)}
    while training.epoch < total:
        train_epoch(training, x, y)
        if training.epoch in marks and training.model.penalty.noisy:
            training.history[str(training.epoch)] = pruned_share(training.model.log_alphas(), CUT)
        if path is not None and (training.epoch == total or time.monotonic() - last >= every_s):
            save(path, training.state(fingerprint))
            last = time.monotonic()
        yield


def _beta(settings: Settings, done: float) -> float:
    rising = settings.warm_up * settings.epochs
    return min(1.0, done / rising) if rising > 0 else 1.0


def _batches(training: Training, rows: int) -> Iterator[Tensor]:
    import torch

    order = torch.randperm(rows, generator=training.order).to(training.noise.device)
    return iter(torch.split(order, training.settings.batch))
