"""The whole argument of the paper on one page, a row a step, from the data of the figures that show each step alone.

1. The posterior under the log-uniform prior is improper. 2. The support of q is degenerate, and its KL infinite. 3. The KL of
one weight is known exactly, so its approximations have errors. 4. Which minima there are depends on the parametrisation.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from audit.figures import s2_logistic_origin as origin
from audit.figures import s2_logistic_tail as tail
from audit.figures import s3_degenerate_support as support
from audit.figures import s3_row_noise as row_noise
from audit.figures import s4_additive_minima as landscape
from audit.figures import s4_dawson_replaces_approximations as approximations
from audit.figures.plan import Columns, Figure

PARTS: Mapping[str, Callable[[], Columns]] = {
    "origin": origin.masses,
    "tail": tail.masses,
    "row_noise": row_noise.data,
    "support": support.data,
    "kl": approximations.data,
    "minima": landscape.data,
}
"""Each part of the data by the first word of its columns, `part.column`."""
PRIOR, OF = "log_uniform", "kl"
LEGEND = {"loc": "outside right center", "handlelength": 2.2}
HEADLINE = 1.45
"""Points of a headline for each inch of the page, so that it ends before the page does."""
HEIGHTS = (1, 1, 1, 1.25)


def data() -> Columns:
    """The columns of all parts, computed anew; those of a shorter part end in empty cells."""
    tables = {name: computed() for name, computed in PARTS.items()}
    longest = max(len(column) for table in tables.values() for column in table.values())
    return {
        f"{name}.{key}": [*column, *[None] * (longest - len(column))]
        for name, table in tables.items()
        for key, column in table.items()
        if _drawn(name, key)
    }


def _drawn(name: str, key: str) -> bool:
    """Of two figures one half is enough: the log-uniform prior, and the KL without its slope."""
    unseen = (name == "support" and "gaussian" in key) or (name == "kl" and key.startswith("slope"))
    return not unseen


def part(columns: Columns, name: str) -> Columns:
    """The columns of one part under their own names, without the empty rows at its end.

    >>> part({"a.x": [1, None, None], "a.y": [None, 2, None], "b.x": [1, 2, 3]}, "a")
    {'x': [1, None], 'y': [None, 2]}
    """
    own = {key.removeprefix(f"{name}."): column for key, column in columns.items() if key.startswith(f"{name}.")}
    rows = max(at + 1 for column in own.values() for at, value in enumerate(column) if value is not None)
    return {key: list(column[:rows]) for key, column in own.items()}


def draw(figure: Any, columns: Columns) -> None:
    """Four rows of two panels, each with its conclusion above it."""
    rows = figure.subfigures(len(STEPS), 1, height_ratios=HEIGHTS)
    size = HEADLINE * figure.get_size_inches()[0]
    for row, step in zip(rows, STEPS, strict=True):
        row.suptitle(step(row, columns), x=0.01, ha="left", fontsize=size)


def _improper(row: Any, columns: Columns) -> str:
    near, far = row.subplots(1, 2)
    origin.climbing(near, part(columns, "origin"))
    tail.climbing(far, part(columns, "tail"))
    for axes in (near, far):
        axes.set_ylabel("posterior mass")
    handles, _ = near.get_legend_handles_labels()
    row.legend(handles, ("one observation", "bounds of the paper", "both classes"), **LEGEND)
    return "1. The posterior is improper: infinite mass at zero, and in the tail of one class"


def _degenerate(row: Any, columns: Columns) -> str:
    plane, growth = row.subplots(1, 2)
    row_noise.shrinking(plane, part(columns, "row_noise"))
    plane.set(xlim=(-1, 4), ylim=(-1, 3))
    support.growing(growth, part(columns, "support"), PRIOR)
    growth.set_ylabel(support.KL_LABEL)
    handles, labels = [], []
    for side, axes in (("left", plane), ("right", growth)):
        shown, named = axes.get_legend_handles_labels()
        handles += [heading(), *shown]
        labels += [f"{side}:", *named]
    row.legend(handles, labels, **LEGEND)
    return r"2. Row noise lives on a line: its $KL$ from $1/|w|$ grows without bound as $\varepsilon \to 0$"


def heading() -> Any:
    """An entry of a legend that is a word alone."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none")


def _exact(row: Any, columns: Columns) -> str:
    value, error = row.subplots(1, 2)
    table = part(columns, "kl")
    approximations.value_panel(value, table, OF)
    approximations.error_panel(error, table, OF)
    value.set_ylabel(approximations.TITLES[OF])
    error.set_ylabel("error")
    row.legend(*value.get_legend_handles_labels(), **LEGEND)
    worst = {name: _only(table[f"{OF}_largest_{name}"]) for name in approximations.APPROXIMATIONS}
    first, second = (f"{abs(worst[name]):.4g}" for name in ("kingma2015", "molchanov2017"))
    return f"3. The $KL$ is known exactly; approximations are off by up to {first} [7], {second} [10]"


def _minima(row: Any, columns: Columns) -> str:
    pair = row.subplots(1, 2)
    table = part(columns, "minima")
    landscape.landscapes(pair, table)
    for axes, name in zip(pair, landscape.PANELS, strict=True):
        _heights(axes, table, name)
    row.legend(*pair[0].get_legend_handles_labels(), **LEGEND)
    infimum = _only(table["additive_infimum"])
    return (
        rf"4. The least value, {infimum:.4f}, is a minimum at $\mu = 0$; in $(\theta, \log\alpha)$ nothing attains it"
    )


def _only(column: Any) -> float:
    (value,) = (value for value in column if value is not None)
    return float(value)


def _heights(axes: Any, table: Columns, name: str) -> None:
    """The certified value of F beside every minimum on the right side and in the middle."""
    kinds, means, noises, heights = (table[f"{name}_point_{key}"] for key in ("kind", "mean", "noise", "height"))
    for kind, mean, noise, height in zip(kinds, means, noises, heights, strict=True):
        if kind == 1 and mean >= 0:
            shift, side = ((6, 6), "left") if mean == 0 else ((-6, -1), "right")
            box = {"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85}
            words = f"$F = {height:.4f}$"
            axes.annotate(
                words, (mean, noise), shift, textcoords="offset points", ha=side, fontsize="x-small", bbox=box, zorder=6
            )


STEPS = (_improper, _degenerate, _exact, _minima)

FIGURE = Figure(
    "whole_argument",
    "The whole argument on one page. 1: unnormalised posterior mass under the log-uniform prior and a logistic likelihood, near "
    "zero and in the tail. 2: two weights with one noise variable, w = s theta, thickened by eps (two-sigma ellipses), and the "
    "KL of q_eps for several weights. 3: -KL of one weight against log alpha, exact and by the approximations of [7] and [10], "
    "and their errors with the largest over the whole domain. 4: a double well with rho = 7.5 and all its stationary points, in "
    "the multiplicative and in the additive form.",
    data,
    draw,
    1.79,
    page=True,
)
