"""A small network with sparse variational dropout in plain NumPy: what prunes it, how far, and at what accuracy.

x in R^d, d = 100, each ~ N(0, 1); the class is the sign of x_0: one informative input of a hundred, 200 observations. One hidden
layer of h ReLU units, d h + 2 h weights. Each weight is N(mu, sigma^2); activations are sampled (local reparametrisation)

    a = x mu + e sqrt(x^2 sigma^2),   e ~ N(0, 1)

and Adam descends  sum_i -log p(y_i | x_i) + beta K,  beta rising from 0 to 1 in the first half, its rate falling to 0 in the last
quarter, in the coordinates (theta, log alpha) or (mu, log sigma^2). By hand, with d/da of the loss called g:

    d/dmu = x^T g,    d/dsigma^2 = (x^2)^T (g e/(2 sqrt(x^2 sigma^2)))

K' as a function of u = mu^2/(2 sigma^2) is that of `audit.parametrisation.dynamics.penalties`, or 1/(1 + 2u) for the ARD prior.
In the end the weights with log alpha > 3 are removed, and the means of the others kept. The networks of the literature are larger
and their data are images: `audit experiment` trains such ones, with PyTorch.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.numerics.exact import whole
from audit.parametrisation.dynamics.penalties import KERNELS

INPUTS, CLASSES = 100, 2
TRAIN, TEST = 200, 4000
STEPS, RATE = 1000, 0.04
CUT = 3.0
"""A weight with a larger log alpha is removed."""
SMALL_NOISE = -4.0
"""log sigma^2 at the start."""
BETA1, BETA2, EPS = 0.9, 0.999, 1e-8
FLOOR = 1e-12
"""Under the square root of a variance: all weights of a unit may have vanished."""
COORDINATES = ("multiplicative", "additive")
Floats = NDArray[Any]
"""float64 throughout: in float32 what Adam remembers of a dead unit becomes subnormal, and a hundred times slower."""
Slope = Callable[[Floats], Floats]


SLOPES: dict[str, Slope] = {
    **{name: kernel.slope for name, kernel in KERNELS.items()},
    "ard": lambda u: np.asarray(0.5 / (0.5 + u)),
    "none": np.zeros_like,
}


@dataclass(frozen=True)
class Trained:
    """`kept` of `weights` are left; accuracy on new data of the pruned network, and of the one with all means."""

    weights: int
    kept: int
    pruned_accuracy: float
    whole_accuracy: float

    @property
    def compression(self) -> float:
        """weights/kept; with no weight left, weights."""
        return self.weights / max(self.kept, 1)


def data(rows: int, random: np.random.Generator) -> tuple[Floats, NDArray[np.int64]]:
    """x of shape (rows, 100) and classes 0, 1 of shape (rows,): is x_0 > 0?"""
    x = random.standard_normal((rows, INPUTS))
    return x, (x[:, 0] > 0).astype(np.int64)


def train(penalty: str, coordinates: str = "additive", seed: int = 0, hidden: int = 100, steps: int = STEPS) -> Trained:
    """One run. `penalty`: exact, molchanov2017, "kingma2015, clipped", ard, or none (no KL and no noise: the base line).

    The same seed gives the same data and the same first weights to every penalty. Raises InputError.
    """
    if penalty not in SLOPES or coordinates not in COORDINATES:
        allowed = f"{'; '.join(SLOPES)} in {' or '.join(COORDINATES)} coordinates"
        raise InputError(f"{penalty!r} in {coordinates!r} coordinates", allowed, "exact, additive")
    whole(hidden, "hidden", 1, 10_000, "hidden = 100")
    whole(steps, "steps", 1, 1_000_000, f"steps = {STEPS}")
    random = np.random.default_rng(seed)
    x, y = data(TRAIN, random)
    fresh = data(TEST, random)
    layers = [_Layer(random, size, coordinates) for size in ((INPUTS, hidden), (hidden, CLASSES))]
    noisy, slope = penalty != "none", SLOPES[penalty]
    for step in range(1, steps + 1):
        _backward(layers, x, y, random if noisy else None)
        beta, rate = min(1.0, 2 * step / steps), RATE * min(1.0, 4 * (1 - step / (steps + 1)))
        for layer in layers:
            layer.descend(slope, beta, noisy, step, rate)
    kept = [layer.log_alpha() <= CUT if noisy else np.ones_like(layer.mean, bool) for layer in layers]
    means = [layer.mean for layer in layers]
    pruned = [np.where(keep, mean, 0.0) for keep, mean in zip(kept, means, strict=True)]
    biases = [layer.bias for layer in layers]
    return Trained(
        sum(mean.size for mean in means),
        sum(int(keep.sum()) for keep in kept),
        _accuracy(pruned, biases, *fresh),
        _accuracy(means, biases, *fresh),
    )


class _Layer:
    """Means, log variances or log alphas, biases, and what Adam remembers of them."""

    def __init__(self, random: np.random.Generator, size: tuple[int, int], coordinates: str) -> None:
        self.additive = coordinates == "additive"
        self.mean = random.standard_normal(size) * np.sqrt(2 / size[0])
        noise = np.full(size, SMALL_NOISE)
        self.noise = noise if self.additive else noise - np.log(self.mean**2)
        self.bias = np.zeros(size[1])
        self.slopes: list[Floats] = []
        self.moments = [(np.zeros_like(p), np.zeros_like(p)) for p in (self.mean, self.noise, self.bias)]

    def variance(self) -> Floats:
        """sigma^2."""
        return np.asarray(np.exp(self.noise) * (1.0 if self.additive else self.mean**2))

    def log_alpha(self) -> Floats:
        """log(sigma^2/mu^2)."""
        with np.errstate(divide="ignore"):
            return self.noise - np.log(self.mean**2) if self.additive else self.noise

    def forward(self, x: Floats, random: np.random.Generator | None) -> Floats:
        """The activations; without a generator those of the means."""
        self.x, self.random = x, random
        centre = x @ self.mean + self.bias
        if random is None:
            return np.asarray(centre)
        self.squares = x**2
        self.drawn = self.variance()
        self.spread = np.sqrt(self.squares @ self.drawn + FLOOR)
        self.sample = random.standard_normal(centre.shape)
        return np.asarray(centre + self.sample * self.spread)

    def backward(self, g: Floats) -> Floats:
        """Keeps the derivatives by mean, sigma^2 and bias; returns g e/(2 spread), of which `by_input` makes the one by x."""
        half = np.zeros_like(g) if self.random is None else g * self.sample / (2 * self.spread)
        by_variance = np.zeros_like(self.mean) if self.random is None else self.squares.T @ half
        self.slopes = [self.x.T @ g, by_variance, g.sum(axis=0)]
        return half

    def by_input(self, g: Floats, half: Floats) -> Floats:
        """The derivative by x."""
        by_x = g @ self.mean.T
        return by_x if self.random is None else np.asarray(by_x + 2 * self.x * (half @ self.drawn.T))

    def descend(self, slope: Slope, beta: float, noisy: bool, step: int, rate: float) -> None:
        """One step of Adam on data term and penalty, in the coordinates of the layer."""
        by_mean, by_variance, by_bias = self.slopes
        variance = self.drawn if noisy else self.mean
        if not noisy:
            gradients = (by_mean, by_mean, by_bias)
        elif self.additive:
            u = self.mean**2 / (2 * variance)
            pull = beta * slope(u)
            gradients = (by_mean + pull * self.mean / variance, by_variance * variance - pull * u, by_bias)
        else:
            u = np.exp(-self.noise) / 2
            alpha = np.exp(self.noise)
            chained = by_mean + 2 * by_variance * alpha * self.mean
            gradients = (chained, by_variance * variance - beta * slope(u) * u, by_bias)
        for value, gradient, (first, second) in zip(
            (self.mean, self.noise, self.bias), gradients, self.moments, strict=True
        ):
            first += (1 - BETA1) * (gradient - first)
            second += (1 - BETA2) * (gradient**2 - second)
            move = first / (1 - BETA1**step) / (np.sqrt(second / (1 - BETA2**step)) + EPS)
            if noisy or value is not self.noise:
                value -= rate * move


def _backward(layers: list[_Layer], x: Floats, y: NDArray[np.int64], random: np.random.Generator | None) -> None:
    """Softmax cross-entropy, summed over the data."""
    inner = layers[0].forward(x, random)
    logits = layers[1].forward(np.maximum(inner, 0.0), random)
    g = np.exp(logits - logits.max(axis=1, keepdims=True))
    g /= g.sum(axis=1, keepdims=True)
    g[np.arange(len(y)), y] -= 1.0
    by_hidden = layers[1].by_input(g, layers[1].backward(g))
    layers[0].backward(by_hidden * (inner > 0))


def _accuracy(means: list[Floats], biases: list[Floats], x: Floats, y: NDArray[np.int64]) -> float:
    inner = np.maximum(x @ means[0] + biases[0], 0.0)
    return float(((inner @ means[1] + biases[1]).argmax(axis=1) == y).mean())
