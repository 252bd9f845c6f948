"""Networks for `shells`: any torch module, and a NumPy form of one with a single hidden layer for runs without torch.

Both take all their weights, biases included, as one row in the order of `module.parameters()`, in float64. A likelihood
is a table entry: Gaussian with unit noise, or Categorical on logits.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.experiments.shells import MEBIBYTE, Floats, Network
from audit.numerics.exact import whole

ACTIVATIONS: Mapping[str, Callable[[Floats], Floats]] = {
    "relu": lambda x: np.maximum(x, 0.0),
    "tanh": np.tanh,
    "sigmoid": lambda x: 0.5 * (1.0 + np.tanh(x / 2)),
}
LIKELIHOODS = ("gaussian", "categorical")
DOUBLE = 8
"""Bytes."""
COPIES = 3
"""Of activations at the same time: input and output of a layer, and what a product works in."""
COPIES_OF_WEIGHTS = 6
"""The draw, the direction, their sum, their image on the device, and what the products work in."""
LOG_ROOT_TWO_PI = 0.9189385332046727


def numpy_network(
    x: Floats, y: NDArray[Any], hidden: int, activation: str = "tanh", likelihood: str = "categorical"
) -> Network:
    """outputs = W2 activation(W1 x + b1) + b2, as torch.nn.Sequential(Linear, activation, Linear) would have it.

    x has shape (n, d); y shape (n,) with classes 0, 1, ... for "categorical", shape (n, o) for "gaussian" (unit noise).
    Weights in a row: W1 (hidden, d), b1, W2 (o, hidden), b2. Raises InputError for other shapes and names.

    >>> net = numpy_network(np.ones((2, 1)), np.array([0, 1]), hidden=3)
    >>> net.weights, net.log_likelihood(np.zeros((1, 14))).round(6)
    (14, array([-1.386294]))
    """
    x, y, outputs = _data(x, y, likelihood)
    whole(hidden, "hidden", 1, 1_000_000, "hidden = 10")
    if activation not in ACTIVATIONS:
        raise InputError(f"the activation {activation!r}", ", ".join(ACTIVATIONS), "tanh")
    (n, d), bend = x.shape, ACTIVATIONS[activation]
    cuts = np.cumsum([hidden * d, hidden, outputs * hidden])

    def log_likelihood(weights: Floats) -> Floats:
        """Of shape (k,), for weights of shape (k, D)."""
        w1, b1, w2, b2 = np.split(weights, cuts, axis=1)
        inner = bend(x @ w1.reshape(-1, hidden, d).transpose(0, 2, 1) + b1[:, None, :])
        outer = inner @ w2.reshape(-1, outputs, hidden).transpose(0, 2, 1) + b2[:, None, :]
        return _log_likelihood(outer, y, likelihood)

    size = int(cuts[-1]) + outputs
    cost = DOUBLE * (COPIES_OF_WEIGHTS * size + COPIES * n * (hidden + outputs))
    return Network(f"{d}-{hidden}-{outputs} {activation}, {likelihood}", size, log_likelihood, cost)


def _data(x: Any, y: Any, likelihood: str) -> tuple[Floats, Any, int]:
    """x and y as arrays, and the number of outputs of the network."""
    if likelihood not in LIKELIHOODS:
        raise InputError(f"the likelihood {likelihood!r}", ", ".join(LIKELIHOODS), "categorical")
    x, y = np.asarray(x, dtype=np.float64), np.asarray(y)
    classes = likelihood == "categorical"
    shaped = x.ndim >= 2 and len(x) == len(y) > 0 and y.ndim == (1 if classes else 2)
    if not shaped or not np.isfinite(x).all() or (classes and (not np.issubdtype(y.dtype, np.integer) or y.min() < 0)):
        allowed = "finite x (n, d) with y (n,) of classes 0, 1, ... or y (n, o)"
        raise InputError(f"x of shape {x.shape} and y of shape {y.shape}", allowed, "x[:, None]")
    return x, y if classes else y.astype(np.float64), int(y.max()) + 1 if classes else y.shape[1]


def _log_likelihood(outputs: Floats, y: Any, likelihood: str) -> Floats:
    """sum_i log p(y_i | outputs_i) for outputs of shape (k, n, o)."""
    if likelihood == "gaussian":
        return np.asarray((-((outputs - y) ** 2) / 2 - LOG_ROOT_TWO_PI).sum(axis=(1, 2)))
    top = outputs.max(axis=2, keepdims=True)
    log_sum = top[..., 0] + np.log(np.exp(outputs - top).sum(axis=2))
    chosen = np.take_along_axis(outputs, y[None, :, None].repeat(len(outputs), 0), axis=2)[..., 0]
    return np.asarray((chosen - log_sum).sum(axis=1))


def torch_network(
    module: Any, x: Any, y: Any, likelihood: str = "categorical", device: str = "cpu", memory_mib: float = 256.0
) -> Network:
    """The torch module, in evaluation mode and float64, on the device; the module itself is left as it is.

    x has shape (n, ...) as the module takes it, y as in `numpy_network`. A sample that would need more than half of
    `memory_mib` takes the data in blocks. Raises InputError without torch, without the device, or where one row of
    data is already too large.
    """
    torch = torch_on(device)
    x, y, outputs = _data(x, y, likelihood)
    inner = copy.deepcopy(module).to(device=device, dtype=torch.float64).eval()
    shapes = {name: tuple(p.shape) for name, p in inner.named_parameters()}
    sizes = [int(np.prod(shape)) for shape in shapes.values()]
    data, target = torch.as_tensor(x, device=device), torch.as_tensor(y, device=device)
    row_cost = COPIES * DOUBLE * _activations(torch, inner, data[:1], outputs)
    fixed_cost = COPIES_OF_WEIGHTS * DOUBLE * sum(sizes)
    rows = int((memory_mib * MEBIBYTE / 2 - fixed_cost) // row_cost)
    if rows < 1:
        raise InputError(f"memory_mib = {memory_mib}", "twice what one sample needs", f"{2 * memory_mib:g}")

    def outputs_of(flat: Any, block: Any) -> Any:
        parts = torch.split(flat, sizes)
        given = {name: part.view(shape) for part, (name, shape) in zip(parts, shapes.items(), strict=True)}
        return torch.func.functional_call(inner, given, (block,))

    def log_likelihood(weights: Floats) -> Floats:
        """Of shape (k,), for weights of shape (k, D)."""
        with torch.no_grad():
            given = torch.as_tensor(weights, dtype=torch.float64, device=device)
            total = torch.zeros(len(given), dtype=torch.float64, device=device)
            for first in range(0, len(data), rows):
                block, wanted = data[first : first + rows], target[first : first + rows]
                values = torch.func.vmap(outputs_of, in_dims=(0, None))(given, block)
                total += _torch_log_likelihood(torch, values, wanted, likelihood)
            return np.asarray(total.cpu().numpy())

    cost = fixed_cost + row_cost * min(rows, len(data))
    name = f"{type(module).__name__} of {sum(sizes)} weights, {likelihood}"
    return Network(name, sum(sizes), log_likelihood, cost, device, {"torch": str(torch.__version__)})


def torch_on(device: str) -> Any:
    """The package torch. Raises InputError without it, for another device than cpu and cuda, and for cuda where there is none."""
    try:
        import torch
    except ImportError as cause:
        raise InputError("this, without torch", "the extra", "pip install 'bayes-audit[torch]'") from cause
    if device not in ("cpu", "cuda") or (device == "cuda" and not torch.cuda.is_available()):
        raise InputError(f"device = {device!r}", "cpu, or cuda where there is one", "cpu")
    return torch


def _activations(torch: Any, module: Any, row: Any, outputs: int) -> int:
    """How many numbers the layers return for one row of data. Raises InputError where they are no `outputs` in the end."""
    counted: list[int] = []
    hooks = [
        part.register_forward_hook(lambda _, __, value: counted.append(value.numel() if hasattr(value, "numel") else 0))
        for part in module.modules()
    ]
    with torch.no_grad():
        shape = tuple(module(row).shape)
    for hook in hooks:
        hook.remove()
    if len(shape) != 2 or shape[1] < outputs:
        raise InputError(
            f"a module with outputs of shape {shape}", f"one row of {outputs} outputs", "another last layer"
        )
    return sum(counted) + int(row.numel())


def _torch_log_likelihood(torch: Any, outputs: Any, y: Any, likelihood: str) -> Any:
    if likelihood == "gaussian":
        return (-((outputs - y) ** 2) / 2 - LOG_ROOT_TWO_PI).sum(dim=(1, 2))
    log_p = torch.log_softmax(outputs, dim=2)
    return log_p.gather(2, y[None, :, None].expand(len(outputs), -1, 1).long())[..., 0].sum(dim=1)
