"""Proper priors beside the log-uniform one: KL(N(m, sigma^2) || p), or an upper bound of it, in closed form.

    ard               p = N(0, s^2), each weight its own s^2 = m^2 + sigma^2, which minimises the KL: 1/2 log(1 + 1/alpha)
    gaussian          p = N(0, s^2), one s for a layer, its minimiser s^2 = mean(m^2 + sigma^2): 1/2 log(s^2/sigma^2) summed
    horseshoe         p(w) = int N(w; 0, tau^2 lam^2) 2/(pi (1 + lam^2)) dlam, tau = 1
    horseshoe-global  the same with one tau for a layer, which is learnt

s and tau are chosen with the data in view (empirical Bayes), and p is proper for each of their values.

Horseshoe, with K = (2 pi^3)^(-1/2) and t = (m^2 + sigma^2)/tau^2:

    KL <= -1/2 log(2 pi e sigma^2/tau^2) - log(K/2 log(1 + 4/t))

Proof. Put tau = 1; in general w/tau is what has this prior. p(w) = f(w^2), and f(s) = int e^(-s/(2 lam^2)) M(dlam) with a
measure M >= 0 is a Laplace transform, so that log f is convex (Hoelder). By Jensen E_q log f(w^2) >= log f(E_q w^2), and
E_q w^2 = t. This is the bound of the best q(w) q(lam) that factorises, q(lam) integrated out: E_q log N(w; 0, lam^2) depends on t
alone. In closed form f(t) = K e^x E1(x) at x = t/2 [Carvalho, Polson and Scott 2010], and e^x E1(x) > 1/2 log(1 + 2/x)
[Abramowitz and Stegun 5.1.20]. The first step loses nothing as sigma/m -> 0, the second less than log 2, since
e^x E1(x) < log(1 + 1/x) there.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audit.experiments.sparse.laws import Law

if TYPE_CHECKING:
    from torch import Tensor

LOG_TWO_PI_E = math.log(2 * math.pi) + 1
LOG_HALF_K = -math.log(2) - math.log(2 * math.pi**3) / 2
FIRST_LOG_SCALE = math.log(0.1)
"""log tau at the start, of the size of a weight."""


@dataclass(frozen=True)
class Proper:
    """`penalty(law, log_scale)`, summed over the weights of a layer; `scaled`: log_scale is a parameter of the layer."""

    penalty: Callable[[Law, Tensor | None], Tensor]
    scaled: bool = False


def ard(law: Law, log_scale: Tensor | None = None) -> Tensor:
    """min over s of KL(N(m, sigma^2) || N(0, s^2)), each weight with its own s; summed."""
    return law.inverse_alpha.log1p().sum() / 2


def gaussian(law: Law, log_scale: Tensor | None = None) -> Tensor:
    """min over s of the sum of KL(N(m, sigma^2) || N(0, s^2)) over a layer."""
    best = (law.mean.square() + law.variance).mean().log()
    return (best - law.log_variance).sum() / 2


def horseshoe(law: Law, log_scale: Tensor | None = None) -> Tensor:
    """The bound above, summed; tau = 1 without a log_scale."""
    inverse, shift = (1.0, 0.0) if log_scale is None else ((-2 * log_scale).exp(), 2 * log_scale)
    second = (law.mean.square() + law.variance) * inverse
    entropy = LOG_TWO_PI_E + law.log_variance - shift
    return -(entropy / 2 + LOG_HALF_K + (4 / second).log1p().log()).sum()


PROPER: Mapping[str, Proper] = {
    "ard": Proper(ard),
    "gaussian": Proper(gaussian),
    "horseshoe": Proper(horseshoe),
    "horseshoe-global": Proper(horseshoe, scaled=True),
}
