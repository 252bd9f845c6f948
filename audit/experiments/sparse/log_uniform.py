"""Three forms of the KL to the log-uniform prior C/|w|, up to a constant, as functions of x = 1/alpha = mean^2/sigma^2 >= 0.

    exact           excess(x/2)                                                 [Hron, Matthews and Ghahramani 2017]
    molchanov2017   k1 (1 - s(k2 - k3 log x)) + 1/2 log(1 + x)                  [Molchanov, Ashukha and Vetrov 2017]
    kingma2015      1/2 log x - c1/x - c2/x^2 - c3/x^3 for x >= 1, constant below   [Kingma, Salimans and Welling 2015]

s is the logistic function. The prior is improper: these are no divergences between distributions, the constant is free, and
values of different forms cannot be compared. Their gradients can; the constants of the two approximations are read from
`audit.pseudo_kl.published`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017

if TYPE_CHECKING:
    from torch import Tensor

LEAST = 1e-30
"""An x below it is taken for it in log x: s is 1 there in float32."""


def exact(x: Tensor) -> Tensor:
    """excess(x/2), elementwise, to the accuracy of `audit.pseudo_kl.tensor`; 0 at x = 0."""
    from audit.pseudo_kl.tensor import excess

    return excess(x / 2)


def molchanov2017(x: Tensor) -> Tensor:
    """Minus the approximation of Molchanov et al., elementwise; 0 at x = 0."""
    k1, k2, k3 = (float(text) for text in MOLCHANOV_2017.constants.values())
    rest = (k3 * x.clamp(min=LEAST).log() - k2).sigmoid()
    return k1 * rest + x.log1p() / 2


def kingma2015(x: Tensor) -> Tensor:
    """Minus the cubic of Kingma et al. at alpha = min(1, 1/x), elementwise: its stated domain is alpha <= 1."""
    c1, c2, c3 = (float(text) for text in KINGMA_2015.constants.values())
    kept = x.clamp(min=1.0)
    alpha = 1 / kept
    return kept.log() / 2 - alpha * (c1 + alpha * (c2 + alpha * c3))


FORMS: Mapping[str, Callable[[Tensor], Tensor]] = {
    "exact": exact,
    "molchanov2017": molchanov2017,
    "kingma2015": kingma2015,
}
