"""The mass near zero under 1/|w|: it grows with every cut-off, for one class and for two."""

from __future__ import annotations

from typing import Any

from audit.errors import CheckError
from audit.figures.enclosed import columns_of
from audit.figures.masses import from_below, likelihood, posterior
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, RED, certified, sampled
from audit.numerics.ball import ball, precision
from audit.posterior import improper_along
from audit.posterior.naive.methods import scipy_quadrature

EXPONENTS = tuple(range(0, 301, 10))
NAIVE = (10, 40, 160, 300)
ONE_CLASS, BOTH = "sigmoid(w)", "sigmoid(w)*sigmoid(-w)"
BITS = 80


def data() -> Columns:
    """What is certified, and what scipy answers with the same cut-offs and without any."""
    return {**masses(), **naive()}


def masses() -> Columns:
    """Cut-off exponent n, M(10^-n, 1) certified for both posteriors, and the bound of the paper."""
    one = posterior(ONE_CLASS)
    # r and delta = 1 of the proof of Proposition 1, certified: likelihood >= r on [-1, 1].
    lower = improper_along(likelihood(ONE_CLASS), one.variable, {})
    if lower is None:
        raise CheckError("no lower bound of the likelihood around 0")
    with precision(BITS):
        bound = [ball(2 * lower.r * n) * ball(10).log() for n in EXPONENTS]
    return {
        "n": EXPONENTS,
        **columns_of("mass_one_class", from_below(one, EXPONENTS)),
        **columns_of("mass_both_classes", from_below(posterior(BOTH), EXPONENTS)),
        **columns_of("lower_bound", bound),
    }


def naive() -> Columns:
    """The answers of scipy.quad at some n, and that on the whole line in every row."""
    answers = scipy_quadrature(posterior(ONE_CLASS), [(10.0**-n, 1.0) for n in NAIVE])
    told = {n: integral.value for n, integral in zip(NAIVE, answers.integrals, strict=True)}
    whole = answers.whole.value if answers.whole is not None else float("nan")
    return {"scipy": [told.get(n) for n in EXPONENTS], "scipy_whole_line": [whole] * len(EXPONENTS)}


def draw(figure: Any, columns: Columns) -> None:
    """Straight lines up: no cut-off is small enough."""
    axes = figure.add_subplot()
    climbing(axes, columns)
    told = [(x, y) for x, y in zip(columns["n"], columns["scipy"], strict=True) if y is not None]
    whole = columns["scipy_whole_line"][0]
    axes.plot(*zip(*told, strict=True), **sampled(RED, "s", clip_on=False, label="scipy.quad"))
    axes.axhline(whole, color=RED, linewidth=0.7, linestyle=(0, (1, 1)), label="scipy.quad, no cut-off")
    axes.set_ylabel("unnormalised posterior mass")
    axes.legend(loc="upper left")


def climbing(axes: Any, columns: Columns) -> None:
    """The certified part of the picture, on one panel."""
    n = columns["n"]
    axes.plot(n, columns["mass_one_class"], **certified(BLUE, label="one observation, certified"))
    axes.plot(n, columns["lower_bound"], **certified(BLACK, ":", label="its bound by Proposition 1"))
    axes.plot(n, columns["mass_both_classes"], **certified(ORANGE, "--", label="both classes, certified"))
    axes.set_xlabel(r"cut-off exponent $n$, with $10^{-n} \leq |w| \leq 1$")
    axes.set_xlim(0, n[-1])
    axes.set_ylim(0)


FIGURE = Figure(
    "s2_logistic_origin",
    "Unnormalised posterior mass of 10^-n <= |w| <= 1 under the log-uniform prior and logistic likelihoods: certified "
    "masses grow without bound, above the lower bound of Proposition 1; scipy.quad (open squares) answers finitely, and too "
    "little.",
    data,
    draw,
)
