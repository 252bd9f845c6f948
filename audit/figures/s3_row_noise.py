"""The law of two weights with shared noise, thickened by eps: ellipses that shrink onto a line."""

from __future__ import annotations

from fractions import Fraction
from math import cos, hypot, pi, sin, sqrt
from typing import Any

from audit.figures.enclosed import number
from audit.figures.plan import RADIUS, Columns, Figure
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, certified
from audit.support import LogUniform, kl, row_noise

THETA, ALPHA = (1.5, 1.0), 0.25
EPS = (Fraction(1, 2), Fraction(1, 5), Fraction(1, 20))
POINTS = 121
BITS = 80
LOOKS = dict(zip(EPS, ((ORANGE, ":"), (GREEN, "--"), (BLUE, "-")), strict=True))


def data() -> Columns:
    """eps, KL(q_eps || 1/|w1 w2|) certified, and the two-sigma ellipse: half axes 2 sqrt(alpha |theta|^2 + eps^2) and 2 eps."""
    q = row_noise(list(THETA), ALPHA).gaussian()
    length = hypot(*THETA)
    along = (THETA[0] / length, THETA[1] / length)
    columns: dict[str, list[float]] = {"eps": [], "kl": [], f"kl{RADIUS}": [], "w1": [], "w2": []}
    for eps in EPS:
        value, radius = number(kl(q, LogUniform(), eps**2, BITS))
        major, minor = 2 * sqrt(ALPHA * length**2 + float(eps) ** 2), 2 * float(eps)
        for step in range(POINTS):
            a, b = major * cos(2 * pi * step / (POINTS - 1)), minor * sin(2 * pi * step / (POINTS - 1))
            columns["eps"].append(float(eps))
            columns["kl"].append(value)
            columns[f"kl{RADIUS}"].append(radius)
            columns["w1"].append(THETA[0] + a * along[0] - b * along[1])
            columns["w2"].append(THETA[1] + a * along[1] + b * along[0])
    return columns


def draw(figure: Any, columns: Columns) -> None:
    """Ellipses, the line span(theta), the mean."""
    axes = figure.add_subplot()
    shrinking(axes, columns)
    axes.set_aspect("equal")
    axes.set_xlim(-1, 4)
    axes.set_ylim(-1, 3)
    figure.legend(loc="outside upper center", ncols=2)


def shrinking(axes: Any, columns: Columns) -> None:
    """The picture on one panel, without its limits and its legend."""
    for eps, (colour, line) in LOOKS.items():
        chosen = [i for i, value in enumerate(columns["eps"]) if value == float(eps)]
        label = rf"$\varepsilon={float(eps):g}$: $KL={columns['kl'][chosen[0]]:.3f}$"
        x, y = ([columns[name][i] for i in chosen] for name in ("w1", "w2"))
        axes.plot(x, y, **certified(colour, line, label=label))
        axes.fill(x, y, color=colour, alpha=0.12, linewidth=0)
    axes.axline((0, 0), THETA, color=BLACK, linewidth=0.8, linestyle="-.", label=r"span$(\theta)$: $q_0$, $KL=\infty$")
    axes.plot(*THETA, color=BLACK, marker="+", markersize=7)
    axes.annotate(r"$\theta$", THETA, xytext=(4, -9), textcoords="offset points")
    axes.set_xlabel("$w_1$")
    axes.set_ylabel("$w_2$")


FIGURE = Figure(
    "s3_row_noise",
    "Two weights with one noise variable, w = s theta, s ~ N(1, 1/4), and N(0, eps^2) on each: the two-sigma ellipse of q_eps "
    "shrinks onto the line through theta, and its KL from the log-uniform prior grows without bound.",
    data,
    draw,
    0.8,
)
