"""Parameters without a prior: test and train error against their number, under no noise, row noise and weight decay."""

from __future__ import annotations

from typing import Any

import numpy as np

from audit.experiments.row_noise_regression import LEARNED, NO_NOISE, THIS_NOISE, WEIGHT_DECAY, curve, diabetes
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, RED, sampled

ALPHA = 0.5
TRAIN = 221
SEEDS = range(12)
FEATURES = (5, 10, 20, 40, 80, 130, 180, 205, TRAIN, 240, 290, 400, 800, 2000)
LOWEST, HIGHEST = 0.1, 200.0
DASHED = (0, (4, 2))
DRAWN = {
    NO_NOISE: ("no_noise", "no noise", BLACK, "o", 0.985),
    THIS_NOISE: ("this_noise", r"row noise, $\alpha = 1/2$", BLUE, "s", 0.995),
    LEARNED: ("learned_noise", r"row noise, $\alpha$ learned", RED, "^", 1.005),
    WEIGHT_DECAY: ("weight_decay", "weight decay", ORANGE, "D", 1.015),
}
"""The name in the columns, that in the legend, the colour, the mark, and a shift of p that keeps the bars apart."""


def data() -> Columns:
    """The number p of theta; for each treatment the medians over seeds of both errors, and test's 10 % and 90 % quantiles.

    Errors are the unexplained part of the variance of the diabetes data, 221 patients trained on and 221 held out.
    """
    columns: dict[str, Any] = {"p": FEATURES}
    points = {(point.treatment, point.features): point for point in curve(diabetes(TRAIN), SEEDS, FEATURES, (ALPHA,))}
    for treatment, (name, *_) in DRAWN.items():
        row = [points[treatment, p] for p in FEATURES]
        columns[f"{name}_train"] = [_rounded(np.median(point.train)) for point in row]
        columns[f"{name}_test"] = [_rounded(np.median(point.test)) for point in row]
        columns[f"{name}_test_10"] = [_rounded(np.quantile(point.test, 0.1)) for point in row]
        columns[f"{name}_test_90"] = [_rounded(np.quantile(point.test, 0.9)) for point in row]
    columns["learned_alpha"] = [_rounded(np.median(points[LEARNED, p].alphas)) for p in FEATURES]
    return columns


def _rounded(x: float) -> float:
    """Five digits: the last ones depend on how many threads the linear algebra takes."""
    return float(f"{x:.5g}")


def draw(figure: Any, columns: Columns) -> None:
    """The noise takes away the peak at p = n; with yet more theta its test error climbs while its train error falls."""
    axes = figure.add_subplot()
    p = columns["p"]
    for name, label, colour, mark, shift in DRAWN.values():
        middle, low, high = (columns[f"{name}_test{part}"] for part in ("", "_10", "_90"))
        bars = [[m - x for m, x in zip(middle, low, strict=True)], [x - m for m, x in zip(middle, high, strict=True)]]
        look = sampled(colour, mark, "-", markersize=3, elinewidth=0.6, label=f"{label}, test")
        axes.errorbar([shift * x for x in p], middle, yerr=bars, **look)
        axes.plot(p, columns[f"{name}_train"], **sampled(colour, mark, DASHED, markersize=1.8))
    axes.plot([], [], color=BLACK, linestyle=DASHED, linewidth=0.8, label="their training errors")
    axes.axvline(TRAIN, color=BLACK, linestyle=":", linewidth=0.8)
    axes.text(TRAIN * 1.12, HIGHEST / 2, "$p = n$")
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(p[0] / 1.08, p[-1] * 1.08)
    axes.set_ylim(LOWEST, HIGHEST)
    axes.set_xlabel(r"number $p$ of parameters $\theta$")
    axes.set_ylabel("fraction of variance unexplained")
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles[1:] + handles[:1], labels[1:] + labels[:1], loc="outside upper center", ncols=2, handlelength=2.4
    )


FIGURE = Figure(
    "s3_noise_prior",
    "Least squares on p random ReLU features of the diabetes data, 221 patients to train on (dashed) and 221 to test on (solid), "
    "medians over 12 splits (open marks) with bars from 10 % to 90 % of the test errors, wide under row noise beyond p = n: a "
    "prior on the row noise alone still shrinks theta and takes away the peak at p = n, but from p = n to p = 9 n the test error "
    "doubles, where under weight decay of the same strength it grows by a tenth.",
    data,
    draw,
    height=0.85,
)
