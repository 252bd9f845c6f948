"""The approximations of -KL in the literature, each constant with its source. They agree with -KL up to a constant.

alpha = sigma^2/mu^2, so that u = mu^2/(2 sigma^2) = 1/(2 alpha). As they are used in practice: a larger value is a
smaller penalty.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from flint import arb

from audit.errors import InputError
from audit.numerics.ball import BITS_MAX, DEFAULT_BITS, ball, precision
from audit.numerics.exact import Exact, approximate, positive, whole


def _cubic(c: dict[str, arb], alpha: arb) -> arb:
    """1/2 log a + c1 a + c2 a^2 + c3 a^3."""
    return alpha.log() / 2 + alpha * (c["c1"] + alpha * (c["c2"] + alpha * c["c3"]))


def _sigmoid(k: dict[str, arb], alpha: arb) -> arb:
    """k1 s(k2 + k3 log a) - 1/2 log(1 + 1/a) - k1 with s(x) = 1/(1 + e^-x)."""
    s = 1 / (1 + (-(k["k2"] + k["k3"] * alpha.log())).exp())
    return k["k1"] * s - (1 + 1 / alpha).log() / 2 - k["k1"]


@dataclass(frozen=True)
class Approximation:
    """A published approximation of -KL + constant as a function of alpha: formula, constants, source, stated domain."""

    name: str
    source: str
    latex: str
    formula: Callable[[dict[str, arb], arb], arb]
    constants: dict[str, str]
    alpha_max: Fraction | None


KINGMA_2015 = Approximation(
    name="kingma2015",
    source="Kingma, Salimans, Welling 2015 (arXiv:1506.02557), the cubic for the log-uniform prior, alpha <= 1",
    latex=r"\tfrac12\log\alpha + c_1\alpha + c_2\alpha^2 + c_3\alpha^3",
    formula=_cubic,
    constants={"c1": "1.16145124", "c2": "-1.50204118", "c3": "0.58629921"},
    alpha_max=Fraction(1),
)

MOLCHANOV_2017 = Approximation(
    name="molchanov2017",
    source="Molchanov, Ashukha, Vetrov 2017 (arXiv:1701.05369), eq. (14)",
    latex=r"k_1\,s(k_2 + k_3\log\alpha) - \tfrac12\log(1 + \alpha^{-1}) - k_1,\quad s(x) = 1/(1 + e^{-x})",
    formula=_sigmoid,
    constants={"k1": "0.63576", "k2": "1.87320", "k3": "1.48695"},
    alpha_max=None,
)


def negative_kl(approximation: Approximation, alpha: Exact, prec_bits: int = DEFAULT_BITS) -> arb:
    """The approximation of -KL at alpha > 0, as an enclosure of the printed formula with its printed constants.

    Raises InputError for alpha <= 0 and beyond the domain that the source states.

    >>> print(negative_kl(MOLCHANOV_2017, 1, 100).str(12, radius=False))
    -0.431238950990
    """
    a = positive(alpha, "alpha")
    if approximation.alpha_max is not None and a > approximation.alpha_max:
        raise InputError(f"alpha = {approximate(a)}", f"0 < alpha <= {approximation.alpha_max}", "molchanov2017")
    with precision(whole(prec_bits, "prec_bits", 2, BITS_MAX, "168 for 50 digits") + 20):
        return approximation.formula({name: ball(text) for name, text in approximation.constants.items()}, ball(a))
