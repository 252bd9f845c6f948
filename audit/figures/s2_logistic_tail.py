"""The mass in the tail: unbounded for one class, finite for two."""

from __future__ import annotations

from typing import Any

from audit.errors import CheckError
from audit.figures.enclosed import columns_of
from audit.figures.masses import from_above, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.s2_logistic_origin import BITS, BOTH, ONE_CLASS
from audit.figures.style import BLACK, BLUE, ORANGE, RED, certified, sampled
from audit.numerics.ball import ball, precision
from audit.posterior import decide
from audit.posterior.naive.methods import scipy_quadrature

EXPONENTS = tuple(range(10, 301, 10))
NAIVE = (10, 40, 160, 300)
LOWEST, HIGHEST = 0.1, 2e3
"""Of the axis: from below the finite mass to above all others."""


def data() -> Columns:
    """What is certified, and what scipy answers with the same cut-offs."""
    return {**masses(), **naive()}


def masses() -> Columns:
    """Cut-off exponent n, M(1, 10^n) certified for both posteriors, the bound of the paper with k = 1."""
    one = posterior(ONE_CLASS)
    # The bound of the displayed chain, certified: prior x likelihood >= constant/w for every w >= k = 1.
    bound = next(report.certified for report in decide(one, digits=0).ends if report.end.name == "oo")
    if bound is None or bound.region != 1:
        raise CheckError("no lower bound of the tail from w = 1 on")
    with precision(BITS):
        lower = [ball(bound.constant) * n * ball(10).log() for n in EXPONENTS]
    return {
        "n": EXPONENTS,
        **columns_of("mass_one_class", from_above(one, EXPONENTS)),
        **columns_of("mass_both_classes", from_above(posterior(BOTH), EXPONENTS)),
        **columns_of("lower_bound", lower),
    }


def naive() -> Columns:
    """The answers of scipy.quad at some n, with the errors that it tells."""
    answers = scipy_quadrature(posterior(ONE_CLASS), [(1.0, 10.0**n) for n in NAIVE])
    told = dict(zip(NAIVE, answers.integrals, strict=True))
    return {
        "scipy": [told[n].value if n in told else None for n in EXPONENTS],
        "scipy_error_estimate": [told[n].error if n in told else None for n in EXPONENTS],
    }


def draw(figure: Any, columns: Columns) -> None:
    """The certified mass climbs; the quadrature of a general tool does not see it."""
    axes = figure.add_subplot()
    climbing(axes, columns)
    told = [(x, y) for x, y in zip(columns["n"], columns["scipy"], strict=True) if y is not None]
    axes.plot(*zip(*told, strict=True), **sampled(RED, "s", clip_on=False, label="scipy.quad"))
    axes.set_ylabel("unnormalised posterior mass")
    figure.legend(loc="outside upper center", ncols=2)


def climbing(axes: Any, columns: Columns) -> None:
    """The certified part of the picture, on one panel."""
    n = columns["n"]
    axes.plot(n, columns["mass_one_class"], **certified(BLUE, label="one observation, certified"))
    axes.plot(n, columns["lower_bound"], **certified(BLACK, ":", label="its bound in the paper, $k = 1$"))
    axes.plot(n, columns["mass_both_classes"], **certified(ORANGE, "--", label="both classes, certified"))
    axes.set_xlabel(r"cut-off exponent $n$, with $1 \leq |w| \leq 10^{n}$")
    axes.set_xlim(0, n[-1])
    axes.set_yscale("log")
    axes.set_ylim(LOWEST, HIGHEST)


FIGURE = Figure(
    "s2_logistic_tail",
    "Unnormalised posterior mass of 1 <= |w| <= 10^n under the log-uniform prior: with one logistic observation it grows like "
    "log(10^n), above the bound of the paper; with both classes it stays finite; scipy.quad (open squares) misses most of it.",
    data,
    draw,
)
