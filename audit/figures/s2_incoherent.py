"""Where the mass of a truncated posterior goes: the split between zero and infinity is chosen by the truncation."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from audit.figures.enclosed import columns_of
from audit.figures.masses import from_above, from_below, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, certified
from audit.numerics.ball import ball, precision

LIKELIHOOD = "normal_pdf(1,tanh(w),1)"
"""One hidden tanh unit, one observation with unit noise: L(0) = phi(1), L(oo) = phi(0), L(-oo) = phi(2)."""
NEAR = 3
"""The mass of |w| < 10^-3 is called near zero."""
EXPONENTS = tuple(range(NEAR, 100, 3))
LOOKS = {Fraction(1, 3): (GREEN, "-."), Fraction(1): (ORANGE, "--"), Fraction(3): (BLUE, "-")}
"""Colour and line of every kappa, from the highest curve to the lowest."""
BITS = 80


def data() -> Columns:
    """n, and for each kappa P(|w| < 10^-3) under the posterior truncated to [10^-n, 10^(kappa n)], with its limit."""
    density = posterior(LIKELIHOOD)
    columns: dict[str, Any] = {"n": EXPONENTS}
    with precision(BITS):
        below = from_below(density, EXPONENTS)
        for kappa in LOOKS:
            above = from_above(density, [int(kappa * n) for n in EXPONENTS])
            near = [(b - below[0]) / (a + b) for b, a in zip(below, above, strict=True)]
            columns |= columns_of(f"near_zero_kappa_{kappa}", near)
            columns |= columns_of(f"limit_kappa_{kappa}", [_limit(kappa)] * len(near))
    return columns


def _limit(kappa: Fraction) -> Any:
    """2 phi(1)/(2 phi(1) + kappa (phi(0) + phi(2))): the masses grow like n log 10 times these."""
    at_zero, far = ball(Fraction(-1, 2)).exp(), (1 + ball(-2).exp()) / 2
    return at_zero / (at_zero + ball(kappa) * far)


def draw(figure: Any, columns: Columns) -> None:
    """Three truncations of one posterior, three answers."""
    axes = figure.add_subplot()
    n = columns["n"]
    for kappa, (colour, line) in LOOKS.items():
        upper = "n" if kappa == 1 else f"{kappa}n" if kappa > 1 else "n/3"
        label = rf"$[10^{{-n}}, 10^{{{upper}}}]$"
        axes.plot(n, columns[f"near_zero_kappa_{kappa}"], **certified(colour, line, label=label))
        limit = columns[f"limit_kappa_{kappa}"]
        axes.plot(n, limit, **certified(BLACK, ":", linewidth=0.7, label="limits" if kappa == 3 else None))
    axes.set_xlabel("cut-off exponent $n$")
    axes.set_ylabel(r"$P(|w| < 10^{-3})$")
    axes.set_xlim(0, n[-1])
    axes.set_ylim(0, 1)
    figure.legend(loc="outside upper center", title="prior $1/|w|$ truncated to", ncols=4, columnspacing=1.0)


FIGURE = Figure(
    "s2_incoherent",
    "Probability of |w| < 10^-3 for a tanh unit and one Gaussian observation under the log-uniform prior truncated to "
    "[10^-n, 10^(kappa n)]: as the truncation widens it tends to a limit (dotted) that kappa chooses.",
    data,
    draw,
)
