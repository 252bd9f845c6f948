"""What is added to the mean loss for each (prior, kl): the sum over all layers, and which alphas it allows.

log-uniform   exact, molchanov2017, kingma2015 (with its clip alpha <= 1)      up to a constant: no divergence
ard, gaussian exact                                                            a KL
horseshoe, horseshoe-global   bound                                            an upper bound of a KL
none          none: the noise is learnt, nothing opposes it
none          plain: no noise, the base line
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from audit.experiments.sparse.laws import Law
from audit.experiments.sparse.log_uniform import FORMS
from audit.experiments.sparse.proper_priors import PROPER

if TYPE_CHECKING:
    from torch import Tensor

KINGMA_MOST = 0.0
"""log alpha <= 0 is the stated domain of the cubic."""


@dataclass(frozen=True)
class Penalty:
    """`of_layer(law, log_scale)` is a sum; None: nothing. `most` bounds log alpha; `scaled`: each layer learns a scale."""

    of_layer: Callable[[Law, Tensor | None], Tensor] | None
    most: float = math.inf
    scaled: bool = False
    noisy: bool = True


def _elementwise(form: Callable[[Tensor], Tensor], law: Law, log_scale: Tensor | None) -> Tensor:
    return form(law.inverse_alpha).sum()


PENALTIES: Mapping[tuple[str, str], Penalty] = {
    **{
        ("log-uniform", name): Penalty(partial(_elementwise, form), KINGMA_MOST if name == "kingma2015" else math.inf)
        for name, form in FORMS.items()
    },
    **{
        (name, "bound" if name.startswith("horseshoe") else "exact"): Penalty(proper.penalty, scaled=proper.scaled)
        for name, proper in PROPER.items()
    },
    ("none", "none"): Penalty(None),
    ("none", "plain"): Penalty(None, noisy=False),
}


def total_penalty(penalty: Penalty, laws: Sequence[Law], log_scales: Sequence[Tensor | None]) -> Tensor | None:
    """The sum over all layers, one number with gradients; None where there is no penalty."""
    if penalty.of_layer is None:
        return None
    total = penalty.of_layer(laws[0], log_scales[0])
    for law, log_scale in zip(laws[1:], log_scales[1:], strict=True):
        total = total + penalty.of_layer(law, log_scale)
    return total
