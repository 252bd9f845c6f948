"""Two networks for square images, as plain data, and what their layers compute with given weights or with a law of weights.

    dense           side^2 - a - b - classes          a, b = 128, 64 below 20 pixels a side, else 300, 100
    convolutional   two convolutions, each followed by a maximum over 2 x 2, then one hidden layer

The noisy form samples the outputs instead of the weights, out ~ N(A(x; mean), A(x^2; sigma^2)) for the linear map A of a layer
(local reparametrisation; the outputs of a convolution as if its weights were drawn anew for each window). Biases have no noise
and no penalty, and are not counted as weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.experiments.sparse.laws import Law

if TYPE_CHECKING:
    from torch import Generator, Tensor

SMALL_SIDE = 20
LEAST_VARIANCE = 1e-30
"""Of an output, so that the root has a derivative where all inputs are 0."""
POOLING = 2


@dataclass(frozen=True)
class Layer:
    """The shape of its weights, (out, in) or (out, in, k, k); a convolution pads by `padding` and is pooled."""

    shape: tuple[int, ...]
    padding: int = 0

    @property
    def convolves(self) -> bool:
        """Whether it is a convolution."""
        return len(self.shape) > 2

    @property
    def inputs(self) -> int:
        """How many weights meet in one output."""
        return math.prod(self.shape[1:])


def _dense(side: int, classes: int) -> tuple[Layer, ...]:
    first, second = (128, 64) if side < SMALL_SIDE else (300, 100)
    return Layer((first, side * side)), Layer((second, first)), Layer((classes, second))


def _convolutional(side: int, classes: int) -> tuple[Layer, ...]:
    first, second, hidden, window = (16, 32, 64, 3) if side < SMALL_SIDE else (20, 50, 500, 5)
    padding = window // 2
    left = side // POOLING // POOLING
    return (
        Layer((first, 1, window, window), padding),
        Layer((second, first, window, window), padding),
        Layer((hidden, second * left * left)),
        Layer((classes, hidden)),
    )


NETWORKS: Mapping[str, Callable[[int, int], tuple[Layer, ...]]] = {"dense": _dense, "convolutional": _convolutional}


def weights_of(layers: Sequence[Layer]) -> int:
    """How many weights there are; biases are not counted.

    >>> weights_of(NETWORKS["dense"](8, 10)), weights_of(NETWORKS["dense"](28, 10))
    (17024, 266200)
    """
    return sum(math.prod(layer.shape) for layer in layers)


def linear_map(layer: Layer, x: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """What a layer does before its bend: x of shape (n, in) or (n, in, side, side); images are flattened as needed."""
    from torch.nn import functional

    if layer.convolves:
        return functional.conv2d(x, weight, bias, padding=layer.padding)
    return functional.linear(x.flatten(1), weight, bias)


def bend(layer: Layer, x: Tensor, last: bool) -> Tensor:
    """The rectifier, and the maximum over 2 x 2 after a convolution; the last layer gives logits as they are."""
    from torch.nn import functional

    if last:
        return x
    bent = functional.relu(x)
    return functional.max_pool2d(bent, POOLING) if layer.convolves else bent


def logits(layers: Sequence[Layer], weights: Sequence[Tensor], biases: Sequence[Tensor], x: Tensor) -> Tensor:
    """Of shape (n, classes), for images of shape (n, 1, side, side) and fixed weights."""
    for number, (layer, weight, bias) in enumerate(zip(layers, weights, biases, strict=True), start=1):
        x = bend(layer, linear_map(layer, x, weight, bias), number == len(layers))
    return x


def noisy_logits(
    layers: Sequence[Layer], laws: Sequence[Law], biases: Sequence[Tensor], x: Tensor, generator: Generator
) -> Tensor:
    """The same with the outputs of each layer sampled; the generator lives on the device of x."""
    for number, (layer, law, bias) in enumerate(zip(layers, laws, biases, strict=True), start=1):
        mean = linear_map(layer, x, law.mean, bias)
        variance = linear_map(layer, x.square(), law.variance).clamp(min=LEAST_VARIANCE)
        noise = mean.new_empty(mean.shape).normal_(generator=generator)
        x = bend(layer, mean + variance.sqrt() * noise, number == len(layers))
    return x
