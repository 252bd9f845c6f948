"""What eq. (3) replaces: -KL and its derivative in log alpha, exact and as published, and the errors with their largest."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log
from typing import Any

from audit.figures.enclosed import columns_of
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, certified
from audit.numerics.ball import ball, precision
from audit.parametrisation.approximation_error import error_at, largest_error
from audit.pseudo_kl.ball import excess, slope
from audit.pseudo_kl.published import KINGMA_2015, MOLCHANOV_2017, Approximation

LOW, HIGH, STEPS = -8, 6, 168
BITS = 80
DIGITS = 9
APPROXIMATIONS: dict[str, Approximation] = {"kingma2015": KINGMA_2015, "molchanov2017": MOLCHANOV_2017}
LINES = {
    "exact": (BLACK, "-", 2.0, "exact, eq. (3)"),
    "kingma2015": (ORANGE, "--", 1.2, r"[7], $\alpha \leq 1$"),
    "molchanov2017": (BLUE, "-.", 1.0, "[10]"),
}
"""Colour, style, width, and the label."""
FAR_PT = 10
"""A label that stands farther above its dot has a line to it."""
OF = ("kl", "slope")
TITLES = {"kl": r"$-\mathrm{KL} + \mathrm{KL}(u = 0)$", "slope": r"$-\partial\,\mathrm{KL}/\partial \log\alpha$"}
MARKED = {
    ("kl", "kingma2015"): (0, 7, "center"),
    ("kl", "molchanov2017"): (4, -3, "left"),
    ("slope", "kingma2015"): (0, 7, "center"),
    ("slope", "molchanov2017"): (-3, 25, "center"),
}
"""Where the label of a largest error stands, in points from it, and which side of it is there."""


def data() -> Columns:
    """By log alpha: the curves, the errors, and in rows of their own the certified suprema of the errors, with their signs."""
    largest = {(of, name): largest_error(approximation, of, DIGITS) for of, name, approximation in _pairs()}
    places = {log(found.alpha): pair for pair, found in largest.items()}
    ordered = sorted({*(LOW + (HIGH - LOW) * i / STEPS for i in range(STEPS + 1)), *places})
    columns: dict[str, Any] = {"log_alpha": ordered}
    for of in OF:
        columns |= columns_of(f"{of}_exact", [_exact(of, place) for place in ordered])
    for of, name, approximation in _pairs():
        columns |= columns_of(f"{of}_error_{name}", [_error(approximation, of, place) for place in ordered])
        found, here = largest[of, name], [places.get(place) == (of, name) for place in ordered]
        columns |= columns_of(f"{of}_largest_{name}", [found.sign * found.value if at else None for at in here])
    return columns


def _pairs() -> list[tuple[str, str, Approximation]]:
    return [(of, name, approximation) for of in OF for name, approximation in APPROXIMATIONS.items()]


def _exact(of: str, place: float) -> Any:
    """-KL + KL(0) at u = 1/(2 alpha), or -d KL/d log alpha = u dKL/du, for alpha = exp(place)."""
    u = 1 / (2 * Fraction(exp(place)))
    with precision(BITS):
        return -excess(u, BITS) if of == "kl" else ball(u) * slope(u, BITS)


def _error(approximation: Approximation, of: str, place: float) -> Any | None:
    """None beyond the stated domain."""
    alpha = Fraction(exp(place))
    if approximation.alpha_max is not None and alpha > approximation.alpha_max:
        return None
    with precision(BITS):
        return error_at(approximation, alpha, of)


def draw(figure: Any, columns: Columns) -> None:
    """Values above, errors below; a dot on each largest error."""
    axes = figure.subplots(2, 2, sharex=True)
    for across, of in enumerate(OF):
        value_panel(axes[0][across], columns, of)
        error_panel(axes[1][across], columns, of)
        # The label of the panel below serves both.
        axes[0][across].xaxis.label.set_visible(False)
        axes[0][across].set_title(TITLES[of])
    for panel, text in zip(axes[:, 0], ("value", "error"), strict=True):
        panel.set_ylabel(text)
    figure.align_ylabels(axes[:, 0])
    handles, labels = axes[0][0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, columnspacing=1.2, handlelength=2.2)


def value_panel(panel: Any, columns: Columns, of: str) -> None:
    """The exact curve and the approximations, on one panel."""
    for name, (colour, style, width, label) in LINES.items():
        t, value, _ = _curve(columns, of, name)
        panel.plot(t, value, **certified(colour, style, linewidth=width, label=label))
    panel.set_xlabel(r"$\log\alpha$")


def error_panel(panel: Any, columns: Columns, of: str) -> None:
    """Approximation minus exact, with the largest of each, on one panel."""
    for name, (colour, style, width, _) in LINES.items():
        if name != "exact":
            t, _, error = _curve(columns, of, name)
            panel.plot(t, error, **certified(colour, style, linewidth=width))
            _mark(panel, columns, of, name)
    panel.axhline(0, color=BLACK, linewidth=0.5)
    panel.margins(y=0.16)
    panel.set_xlabel(r"$\log\alpha$")


def _curve(columns: Columns, of: str, name: str) -> tuple[list[float], list[float], list[float]]:
    """log alpha, value and error where there is one; a value is the exact one plus the error."""
    exact = columns[f"{of}_exact"]
    errors = [0.0] * len(exact) if name == "exact" else columns[f"{of}_error_{name}"]
    rows = [row for row in zip(columns["log_alpha"], exact, errors, strict=True) if row[2] is not None]
    return [t for t, _, _ in rows], [value + error for _, value, error in rows], [error for _, _, error in rows]


def _mark(panel: Any, columns: Columns, of: str, name: str) -> None:
    found = zip(columns["log_alpha"], columns[f"{of}_largest_{name}"], strict=True)
    (t, error), *_ = [row for row in found if row[1] is not None]
    right, up, side = MARKED[of, name]
    panel.plot([t], [error], **certified(LINES[name][0], mark="o"))
    panel.annotate(
        f"{abs(error):.4g}",
        (t, error),
        (right, up),
        textcoords="offset points",
        ha=side,
        va="center",
        fontsize="small",
        arrowprops={"arrowstyle": "-", "linewidth": 0.4} if up > FAR_PT else None,
    )


FIGURE = Figure(
    "s4_dawson_replaces_approximations",
    "What eq. (3) replaces. Above: -KL and its derivative in log alpha, exact and by the approximations of references [7] and "
    "[10], which lie on top of it. Below: their errors (the constant of [7] chosen so that its error vanishes as alpha -> 0); "
    "dots mark the largest over the whole domain, certified by balls.",
    data,
    draw,
    0.95,
)
