"""Torch layers with noise on their weights, as samplers f(n, seed) of the weights that one pass uses.

What the law of the weights is, for fixed weights theta of shape (out, in):

    Dropout before a Linear            w_ij = theta_ij m_j, m_j 0 or 1/(1-p)    discrete: dimension 0
    GaussianDropout before a Linear    w_ij = theta_ij s_j, s_j ~ N(1, alpha)   dimension = inputs with a nonzero column
    RowNoiseLinear                     the same, one s for a whole batch        the same
    FactorisedNoiseLinear              w_ij ~ N(theta_ij, alpha theta_ij^2)     a density if no theta_ij is 0
"""

from __future__ import annotations

import math
from collections.abc import Callable
from copy import deepcopy
from functools import partial

import torch
from torch import Tensor, nn

from audit.errors import InputError
from audit.numerics.exact import shown, whole
from audit.support.layer_kinds import KINDS, named, refused
from audit.support.sampled.loading import told

Sampler = Callable[[int, int], Tensor]
MOST_SIZE, TOLERANCE = 100_000, 1000.0
"""Of a layer; roundings that a pass may make before it no longer counts as linear or elementwise."""


class GaussianDropout(nn.Module):
    """Multiplies every input by its own s ~ N(1, alpha) in training mode; degenerate noise on the weights that follow.

    Raises InputError unless alpha is a finite number >= 0.

    >>> GaussianDropout(0.5).eval()(torch.ones(2)).tolist()
    [1.0, 1.0]
    """

    def __init__(self, alpha: float) -> None:
        super().__init__()
        self.alpha = _alpha(alpha)

    def forward(self, x: Tensor) -> Tensor:
        """X (..., in) to the same shape."""
        return x * _noise(torch.empty_like(x), self.alpha) if self.training else x


class _NoisyLinear(nn.Linear):
    """A Linear whose weight is drawn anew in every pass in training mode."""

    def __init__(self, in_features: int, out_features: int, alpha: float) -> None:
        super().__init__(_size(in_features, "in_features"), _size(out_features, "out_features"))
        self.alpha = _alpha(alpha)

    def noisy_weight(self) -> Tensor:
        raise NotImplementedError

    def forward(self, x: Tensor) -> Tensor:
        """X (..., in) to (..., out)."""
        return nn.functional.linear(x, self.noisy_weight() if self.training else self.weight, self.bias)


class RowNoiseLinear(_NoisyLinear):
    """w_i = s_i theta_i, one s_i ~ N(1, alpha) for all weights of an input i: degenerate for more than one output.

    Raises InputError for bad sizes or alpha.

    >>> RowNoiseLinear(3, 2, 0.5)(torch.ones(4, 3)).shape
    torch.Size([4, 2])
    """

    def noisy_weight(self) -> Tensor:
        """One draw of the weight, (out, in): the noise is shared along the first axis."""
        return self.weight * _noise(torch.empty_like(self.weight[0]), self.alpha)


class FactorisedNoiseLinear(_NoisyLinear):
    """w_ij ~ N(theta_ij, alpha theta_ij^2), independent: a density where alpha > 0 and no theta_ij is 0.

    Raises InputError for bad sizes or alpha.

    >>> FactorisedNoiseLinear(3, 2, 0.5)(torch.ones(4, 3)).shape
    torch.Size([4, 2])
    """

    def noisy_weight(self) -> Tensor:
        """One draw of the weight, (out, in)."""
        return self.weight * _noise(torch.empty_like(self.weight), self.alpha)


def sampler_of(module: nn.Module, inputs: int | None = None) -> Sampler:
    """f(n, seed): n draws of the weight that `module` applies to one data point in training mode, (n, out, in).

    Exact for the layers of this file, and for Sequential(noise, Linear) where noise multiplies its input elementwise
    (checked), as torch.nn.Dropout does. Any other module must be linear in its input given the noise: it is asked for
    every basis vector under the same seed, `inputs` of them (the in_features of its first Linear), a bias taken off, in a
    copy in float64 where it runs in that, so that the differences round as the weights do. The global random state, the
    mode of the module and its gradients are left alone; tensors lie where its parameters lie.

    Raises InputError for what is not a module, not linear, not random, looks at channels or other data points, or fails.

    >>> draw = sampler_of(nn.Sequential(nn.Dropout(0.5), nn.Linear(4, 3)))
    >>> draw(5, 0).shape, bool(torch.equal(draw(5, 0), draw(5, 0)))
    (torch.Size([5, 3, 4]), True)
    """
    if not isinstance(module, nn.Module):
        raise InputError(f"a {type(module).__name__}", KINDS, "sampler_of(torch.nn.Sequential(noise, linear))")
    refused(module)
    one = _one_weight(module, inputs)
    if all(_same(one(0), one(seed)) for seed in range(1, TRIES)) and not _rows_vary(module, inputs):
        raise _cannot(module, "whose weight is the same in every pass", "noise in training mode")
    return lambda n, seed: torch.stack([one(each) for each in _seeds(n, seed)])


TRIES, ROWS, MOST_NUMBERS = 9, 4096, 2**22
"""Seeds that must not all give one weight, unless the equal data points of one batch differ; how many, and numbers in all."""


def _rows_vary(module: nn.Module, inputs: int | None) -> bool:
    """Whether equal data points of a large batch get different weights: module(x) - module(0), row by row."""
    width = _width(module, inputs)
    like = next(module.parameters(), torch.zeros(()))
    x = torch.linspace(0.5, 2, width, device=like.device, dtype=like.dtype)
    batch = x.repeat(max(2, min(ROWS, MOST_NUMBERS // width)), 1)
    for seed in range(TRIES):
        at_x, at_zero = (_run(module, seed, partial(module, v)) for v in (batch.clone(), torch.zeros_like(batch)))
        made = (at_x - at_zero) / (at_x - at_zero).abs().max().clamp_min(torch.finfo(at_x.dtype).tiny)
        if not _close(made, made[:1].expand_as(made)):
            return True
    return False


def _one_weight(module: nn.Module, inputs: int | None) -> Callable[[int], Tensor]:
    if isinstance(module, _NoisyLinear):
        return lambda seed: _run(module, seed, module.noisy_weight)
    if isinstance(module, nn.Sequential) and len(module) == 2 and type(module[1]) is nn.Linear:
        noise, linear = module[0], module[1]
        ones = torch.ones(1, linear.in_features, device=linear.weight.device, dtype=linear.weight.dtype)
        if _multiplies(noise, ones):
            return lambda seed: linear.weight.detach() * _run(noise, seed, lambda: noise(ones.clone()))[0]
    return _basis(module, inputs)


def _multiplies(noise: nn.Module, ones: Tensor) -> bool:
    """Whether noise(x) = x * mask with a mask that does not depend on x."""
    x = torch.linspace(-2, 3, ones.numel(), device=ones.device, dtype=ones.dtype).reshape(ones.shape)
    for seed in range(3):
        mask, at_x, at_zero = (_run(noise, seed, partial(noise, v.clone())) for v in (ones, x, 0 * ones))
        if mask.shape != ones.shape or at_zero.any() or not _close(at_x, x * mask):
            return False
    return True


def _basis(module: nn.Module, inputs: int | None) -> Callable[[int], Tensor]:
    """The columns module(e_j) - module(0), all under one seed."""
    width = _width(module, inputs)
    like = next(module.parameters(), torch.zeros(()))
    wanted = like.dtype
    module, like = _doubled(module, like, width)
    eye = torch.eye(width, device=like.device, dtype=like.dtype)
    zero = torch.zeros(1, width, device=like.device, dtype=like.dtype)

    def at(x: Tensor, seed: int) -> Tensor:
        return _run(module, seed, lambda: module(x.clone()))

    x, y = (torch.linspace(low, 2, width, device=like.device, dtype=like.dtype)[None] for low in (-1.5, 0.5))
    for seed in range(3):
        base = at(zero, seed)
        apart = 3 * (at(x, seed) - base) - 2 * (at(y, seed) - base)
        if base.dim() != 2 or not _close(at(3 * x - 2 * y, seed) - base, apart):
            raise _cannot(module, "which is not linear in its input given the noise", "one layer of it")

    def one(seed: int) -> Tensor:
        base = at(zero, seed)
        return torch.cat([at(row[None], seed) - base for row in eye]).T.to(wanted)

    return one


def _doubled(module: nn.Module, like: Tensor, width: int) -> tuple[nn.Module, Tensor]:
    """A copy in float64, or the module itself where that cannot be made or does not run."""
    try:
        copied, double = deepcopy(module).double(), like.detach().double()
        _run(copied, 0, lambda: copied(double.new_zeros(1, width)))
    except (InputError, RuntimeError, TypeError):
        return module, like
    return copied, double


def _width(module: nn.Module, inputs: int | None) -> int:
    if inputs is not None:
        return _size(inputs, "inputs")
    found = next((layer.in_features for layer in module.modules() if isinstance(layer, nn.Linear)), None)
    if found is None:
        raise _cannot(module, "whose number of inputs is not known", "sampler_of(module, inputs=10)")
    return found


def _run(module: nn.Module, seed: int, call: Callable[[], Tensor]) -> Tensor:
    """A call in training mode under a seed, without traces: modes and random states are put back."""
    modes = [(part, part.training) for part in module.modules()]
    devices = sorted({p.device.index or 0 for p in module.parameters() if p.device.type == "cuda"})
    try:
        module.train()
        with torch.no_grad(), torch.random.fork_rng(devices=devices or None, enabled=True):
            torch.manual_seed(seed)
            return call()
    except (RuntimeError, ValueError, TypeError, IndexError) as cause:
        raise _cannot(module, f"which raises {told(cause)}", "its inputs") from cause
    finally:
        for part, mode in modes:
            part.training = mode


def _close(found: Tensor, wanted: Tensor) -> bool:
    """Equal up to the rounding of a thousand operations, next to 1 and to the largest entry."""
    if found.shape != wanted.shape:
        return False
    room = TOLERANCE * torch.finfo(found.dtype).eps * (1 + wanted.abs().max())
    return bool((found - wanted).abs().max() <= room)


def _same(one: Tensor, other: Tensor) -> bool:
    """Equal up to the rounding of one pass."""
    return bool((one - other).abs().max() <= 4 * torch.finfo(one.dtype).eps * one.abs().max())


def _cannot(module: nn.Module, why: str, hint: str) -> InputError:
    return InputError(f"{named(module)}, {why}", KINDS, hint)


def _seeds(n: int, seed: int) -> list[int]:
    made = torch.Generator().manual_seed(seed)
    return [int(each) for each in torch.randint(2**62, (n,), generator=made)]


def _noise(like: Tensor, alpha: float) -> Tensor:
    """s ~ N(1, alpha), independent, of the shape of `like`."""
    return like.normal_().mul_(math.sqrt(alpha)).add_(1)


def _alpha(alpha: float) -> float:
    if isinstance(alpha, bool) or not isinstance(alpha, int | float) or not 0 <= alpha < math.inf:
        raise InputError(f"alpha = {shown(alpha)}", "a finite number alpha >= 0", "alpha = 0.5")
    return float(alpha)


def _size(value: int, name: str) -> int:
    return whole(value, name, 1, MOST_SIZE, f"{name} = 10")
