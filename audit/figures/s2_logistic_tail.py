"""The mass in the tail: unbounded for one class, finite for two."""

from __future__ import annotations

from typing import Any

from audit.errors import CheckError
from audit.figures.masses import from_above, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.s2_logistic_origin import BOTH, ONE_CLASS, TO_NATURAL
from audit.figures.style import BLACK, BLUE, ORANGE, RED
from audit.posterior import decide
from audit.posterior.naive.methods import scipy_quadrature

EXPONENTS = tuple(range(10, 301, 10))
NAIVE = (10, 20, 40, 80, 160, 300)


def data() -> Columns:
    """Cut-off exponent n, M(1, 10^n) certified for both posteriors, the bound of the paper with k = 1, scipy's answer."""
    one = posterior(ONE_CLASS)
    # The bound of the displayed chain, certified: prior x likelihood >= constant/w for every w >= k = 1.
    bound = next(report.certified for report in decide(one, digits=0).ends if report.end.name == "oo")
    if bound is None or bound.region != 1:
        raise CheckError("no lower bound of the tail from w = 1 on")
    told = dict(zip(NAIVE, scipy_quadrature(one, [(1.0, 10.0**n) for n in NAIVE]).integrals, strict=True))
    return {
        "n": EXPONENTS,
        "mass_one_class": from_above(one, EXPONENTS),
        "mass_both_classes": from_above(posterior(BOTH), EXPONENTS),
        "lower_bound": [float(bound.constant) * n * TO_NATURAL for n in EXPONENTS],
        "scipy": [told[n].value if n in told else None for n in EXPONENTS],
        "scipy_error_estimate": [told[n].error if n in told else None for n in EXPONENTS],
    }


def draw(figure: Any, columns: Columns) -> None:
    """The certified mass climbs; the quadrature of a general tool does not see it."""
    axes = figure.add_subplot()
    n = columns["n"]
    axes.plot(n, columns["mass_one_class"], color=BLUE, label="one observation, certified")
    axes.plot(n, columns["mass_both_classes"], color=ORANGE, label="both classes, certified")
    axes.plot(n, columns["lower_bound"], color=BLACK, linestyle=":", label="its bound in the paper, $k = 1$")
    told = [(x, y) for x, y in zip(n, columns["scipy"], strict=True) if y is not None]
    axes.plot(*zip(*told, strict=True), color=RED, marker="x", linestyle="none", clip_on=False, label="scipy.quad")
    axes.set_xlabel(r"cut-off exponent $n$, with $1 \leq |w| \leq 10^{n}$")
    axes.set_ylabel("unnormalised posterior mass")
    axes.set_xlim(0, n[-1])
    axes.set_yscale("log")
    axes.set_ylim(0.1, 3e4)
    axes.legend(loc="upper left", ncols=2)


FIGURE = Figure(
    "s2_logistic_tail",
    "Unnormalised posterior mass of 1 <= |w| <= 10^n under the log-uniform prior: with one logistic observation it grows like "
    "log(10^n), above the bound of the paper; with both classes it stays finite; scipy.quad misses most of it.",
    data,
    draw,
)
