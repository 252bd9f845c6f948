"""The mass near zero under 1/|w|: it grows with every cut-off, for one class and for two."""

from __future__ import annotations

from math import log
from typing import Any

from audit.errors import CheckError
from audit.figures.masses import from_below, likelihood, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, RED
from audit.posterior import improper_along
from audit.posterior.naive.methods import scipy_quadrature

EXPONENTS = tuple(range(0, 301, 10))
NAIVE = (10, 20, 40, 80, 160, 300)
ONE_CLASS, BOTH = "sigmoid(w)", "sigmoid(w)*sigmoid(-w)"
TO_NATURAL = log(10)


def data() -> Columns:
    """Cut-off exponent n, M(10^-n, 1) certified for both posteriors, the bound of the paper, and scipy's answer."""
    one = posterior(ONE_CLASS)
    # r and delta = 1 of the proof of Proposition 1, certified: likelihood >= r on [-1, 1].
    lower = improper_along(likelihood(ONE_CLASS), one.variable, {})
    if lower is None:
        raise CheckError("no lower bound of the likelihood around 0")
    answers = scipy_quadrature(one, [(10.0**-n, 1.0) for n in NAIVE])
    told = {n: integral.value for n, integral in zip(NAIVE, answers.integrals, strict=True)}
    whole = answers.whole.value if answers.whole is not None else float("nan")
    return {
        "n": EXPONENTS,
        "mass_one_class": from_below(one, EXPONENTS),
        "mass_both_classes": from_below(posterior(BOTH), EXPONENTS),
        "lower_bound": [2 * float(lower.r) * n * TO_NATURAL for n in EXPONENTS],
        "scipy": [told.get(n) for n in EXPONENTS],
        "scipy_whole_line": [whole] * len(EXPONENTS),
    }


def draw(figure: Any, columns: Columns) -> None:
    """Straight lines up: no cut-off is small enough."""
    axes = figure.add_subplot()
    n = columns["n"]
    axes.plot(n, columns["mass_one_class"], color=BLUE, label="one observation, certified")
    axes.plot(n, columns["lower_bound"], color=BLACK, linestyle=":", label="its bound by Proposition 1")
    axes.plot(n, columns["mass_both_classes"], color=ORANGE, label="both classes, certified")
    told = [(x, y) for x, y in zip(n, columns["scipy"], strict=True) if y is not None]
    axes.plot(*zip(*told, strict=True), color=RED, marker="x", linestyle="none", clip_on=False, label="scipy.quad")
    axes.axhline(
        columns["scipy_whole_line"][0], color=RED, linewidth=0.6, linestyle="--", label="scipy.quad, no cut-off"
    )
    axes.set_xlabel(r"cut-off exponent $n$, with $10^{-n} \leq |w| \leq 1$")
    axes.set_ylabel("unnormalised posterior mass")
    axes.set_xlim(0, n[-1])
    axes.set_ylim(0)
    axes.legend(loc="upper left")


FIGURE = Figure(
    "s2_logistic_origin",
    "Unnormalised posterior mass of 10^-n <= |w| <= 1 under the log-uniform prior and logistic likelihoods: certified "
    "masses grow without bound, above the lower bound of Proposition 1; scipy.quad answers finitely, and too little.",
    data,
    draw,
)
