"""Posterior mass of real networks in each logarithmic shell: flat towards zero, for every activation and likelihood."""

from __future__ import annotations

from typing import Any

import numpy as np

from audit.experiments.digits import digits
from audit.experiments.networks import numpy_network
from audit.experiments.shells import Sampling, Shells, box_shells
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, sampled

ROWS, HIDDEN = 20, 8
Z = tuple(range(-16, 0))
NETWORKS = (("relu", "categorical"), ("tanh", "categorical"), ("sigmoid", "gaussian"))
MARKS = ((BLUE, "o", "-"), (ORANGE, "s", "--"), (GREEN, "^", "-."))
SAMPLING = Sampling(samples=400, seed=20, lowest=8)


def data() -> Columns:
    """z, and for each network log E[L] in the shell over its limit at zero, with its standard error; None if not trusted."""
    x, y = digits(ROWS)
    columns: dict[str, Any] = {"z": Z}
    for activation, likelihood in NETWORKS:
        target = y if likelihood == "categorical" else np.eye(10)[y]
        shells = box_shells(
            numpy_network(x, target, HIDDEN, activation, likelihood), [float(z) for z in Z], 1.0, SAMPLING
        )
        name = f"{activation}_{likelihood}"
        columns[name] = _trusted(shells, shells.from_limit)
        columns[f"{name}_standard_error"] = _trusted(shells, shells.from_limit_error)
    return columns


def _trusted(shells: Shells, values: tuple[float, ...]) -> list[float | None]:
    return [value if good else None for value, good in zip(values, shells.trusted, strict=True)]


def draw(figure: Any, columns: Columns) -> None:
    """Flat shells: each further one towards zero holds as much mass as the one before."""
    axes = figure.add_subplot()
    for (activation, likelihood), (colour, marker, line) in zip(NETWORKS, MARKS, strict=True):
        name = f"{activation}_{likelihood}"
        seen = [
            (z, value, error)
            for z, value, error in zip(columns["z"], columns[name], columns[f"{name}_standard_error"], strict=True)
            if value is not None
        ]
        z, value, error = zip(*seen, strict=True)
        twice = [2 * e for e in error]
        axes.errorbar(
            z, value, yerr=twice, capsize=1.5, **sampled(colour, marker, line, label=f"{activation}, {likelihood}")
        )
    axes.axhline(0.0, color=BLACK, linewidth=0.5, linestyle=":")
    axes.set_xlabel(r"shell $e^{z} \leq |w_i| < e^{z+1}$, all weights")
    axes.set_ylabel(r"log mean likelihood, relative to $w = 0$")
    axes.legend(loc="best")


FIGURE = Figure(
    "s2_standard_architectures",
    f"Log mean likelihood of one-hidden-layer networks on {ROWS} images of scikit-learn's digits, with all weights in one "
    "logarithmic shell, relative to its limit at zero (sampled: open marks, bars of two standard errors): flat towards zero, "
    "so that infinitely many shells hold equal mass under the log-uniform prior.",
    data,
    draw,
)
