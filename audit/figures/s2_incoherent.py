"""Where the mass of a truncated posterior goes: the split between zero and infinity is chosen by the truncation."""

from __future__ import annotations

from fractions import Fraction
from math import exp
from typing import Any

from audit.figures.masses import from_above, from_below, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLUE, GREEN, ORANGE

LIKELIHOOD = "normal_pdf(1,tanh(w),1)"
"""One hidden tanh unit, one observation with unit noise: L(0) = phi(1), L(oo) = phi(0), L(-oo) = phi(2)."""
NEAR = 3
"""The mass of |w| < 10^-3 is called near zero."""
EXPONENTS = tuple(range(NEAR, 100, 3))
RATIOS = (Fraction(1, 3), Fraction(1), Fraction(3))
COLOURS = (BLUE, ORANGE, GREEN)


def data() -> Columns:
    """n, and for each kappa P(|w| < 10^-3) under the posterior truncated to [10^-n, 10^(kappa n)], with its limit."""
    density = posterior(LIKELIHOOD)
    below = from_below(density, EXPONENTS)
    at_zero, far = exp(-1 / 2), (1 + exp(-2)) / 2
    columns: dict[str, Any] = {"n": EXPONENTS}
    for kappa in RATIOS:
        above = from_above(density, [int(kappa * n) for n in EXPONENTS])
        near = [(a - below[0]) / (a + b) for a, b in zip(below, above, strict=True)]
        columns[f"near_zero_kappa_{kappa}"] = near
        columns[f"limit_kappa_{kappa}"] = [at_zero / (at_zero + float(kappa) * far)] * len(near)
    return columns


def draw(figure: Any, columns: Columns) -> None:
    """Three truncations of one posterior, three answers."""
    axes = figure.add_subplot()
    n = columns["n"]
    for kappa, colour in zip(RATIOS, COLOURS, strict=True):
        upper = "n" if kappa == 1 else f"{kappa}n" if kappa > 1 else "n/3"
        axes.plot(n, columns[f"near_zero_kappa_{kappa}"], color=colour, label=rf"$[10^{{-n}}, 10^{{{upper}}}]$")
        axes.plot(n, columns[f"limit_kappa_{kappa}"], color=colour, linewidth=0.8, linestyle=":")
    axes.set_xlabel("cut-off exponent $n$")
    axes.set_ylabel(r"$P(|w| < 10^{-3})$, truncated posterior")
    axes.set_xlim(0, n[-1])
    axes.set_ylim(0, 1)
    axes.legend(loc="upper right", title="prior truncated to", ncols=3)


FIGURE = Figure(
    "s2_incoherent",
    "Probability of |w| < 10^-3 for a tanh unit and one Gaussian observation under the log-uniform prior truncated to "
    "[10^-n, 10^(kappa n)]: as the truncation widens it tends to a limit (dotted) that kappa chooses.",
    data,
    draw,
)
