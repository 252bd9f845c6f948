"""The landscapes of a double well in both parametrisations: where they agree, and the line mu = 0 that only one of them has."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from audit.errors import CheckError
from audit.figures.enclosed import number
from audit.figures.plan import RADIUS, Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, RED, certified
from audit.numerics.ball import ball
from audit.parametrisation import MODELS, Point, minima
from audit.parametrisation.dynamics import objective
from audit.pseudo_kl.double import excess

RHO = 7.5
"""Between the fold 6.918 and the tie 8.255: minima with mu != 0, and a deeper one at mu = 0."""
DIGITS = 12
SIDE, STEPS = 45, 80
MEAN, LOG_ALPHA, VARIANCE = (-1.3, 1.3), (-4.0, 6.0), (0.01, 0.8)
PANELS = {"multiplicative": ("theta, log alpha", LOG_ALPHA), "additive": ("mu, sigma2", VARIANCE)}
POINT = ("mean", f"mean{RADIUS}", "noise", f"noise{RADIUS}", "height", f"height{RADIUS}", "kind")
"""What is told of a stationary point: its place, F there, and 1 for a minimum, 0 for a saddle."""
HEIGHTS = (2.3, 2.4, 2.5, 2.6, 2.7, 2.85, 3.0, 3.4, 4.0, 5.0, 7.0)


def data() -> Columns:
    """On a grid in each form: coordinates, F and -grad F; the certified points and the infimum, None below."""
    columns: dict[str, list[Any]] = {}
    for name, (system, heights) in PANELS.items():
        x, y = (part.ravel() for part in np.meshgrid(np.linspace(*MEAN, SIDE + 1), np.linspace(*heights, SIDE)))
        down = objective(RHO, "quartic", system=system).gradient(x, y)
        variance = np.exp(y) * x * x if name == "multiplicative" else y
        u = np.exp(-y) / 2 if name == "multiplicative" else x * x / (2 * y)
        value = RHO * _mean_loss(x, variance) + excess(u)
        columns |= {f"{name}_mean": x.tolist(), f"{name}_noise": y.tolist()}
        parts = {"value": value, "down_mean": -down[0], "down_noise": -down[1]}
        columns |= {f"{name}_{part}": [_short(one) for one in values.tolist()] for part, values in parts.items()}
        found = minima(str(RHO), "quartic", parametrisation=name, digits=DIGITS)
        if found.points is None or found.infimum is None:
            raise CheckError(f"{name}: a cell stayed open")
        for part, told in zip(("infimum", f"infimum{RADIUS}"), number(found.infimum), strict=True):
            columns[f"{name}_{part}"] = _padded([told])
        listed = [_row(point, name) for point in found.points]
        for at, part in enumerate(POINT):
            columns[f"{name}_point_{part}"] = _padded([row[at] for row in listed])
    points = zip(*(columns[f"multiplicative_point_{part}"] for part in ("noise", "kind")), strict=True)
    saddle = min(height for height, kind in points if kind == 0)
    valley = [_valley(log_alpha) for log_alpha in np.linspace(saddle, LOG_ALPHA[1], STEPS).tolist()]
    for part, values in zip(("mean", f"mean{RADIUS}", "noise"), zip(*valley, strict=True), strict=True):
        columns[f"valley_{part}"] = _padded(list(values))
    return columns


def _short(x: float) -> float:
    """Six digits are more than a picture shows."""
    return float(f"{x:.6g}")


def _padded(values: list[float]) -> list[float | None]:
    return [*values, *[None] * (SIDE * (SIDE + 1) - len(values))]


def _valley(log_alpha: float) -> tuple[float, float, float]:
    """The best theta > 0 at this alpha: sqrt(2u) r(u), where alpha theta^2 tends to 1/3."""
    u = ball((-Fraction(log_alpha)).limit_denominator(10**6)).exp() / 2
    return *number((2 * u * MODELS["quartic"].scale_squared(u)).sqrt()), log_alpha


def _mean_loss(mu: Any, v: Any) -> Any:
    """E (1 - w^2)^2/2 for w ~ N(mu, v)."""
    return (1 - 2 * (mu**2 + v) + mu**4 + 6 * mu**2 * v + 3 * v**2) / 2


def _row(point: Point, name: str) -> tuple[float, ...]:
    """A certified stationary point, in the order of POINT."""
    mean, noise = (ball(value) for value in point.coordinates.values())
    height = noise.log() if name == "multiplicative" else noise
    numbers = (part for value in (mean, height, point.value) for part in number(value))
    return (*numbers, float(point.kind == "minimum"))


def draw(figure: Any, columns: Columns) -> None:
    """Two panels with contours, flow lines and points; the valley without a lowest point is dashed."""
    pair = figure.subplots(1, 2)
    landscapes(pair, columns)
    handles, labels = pair[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, columnspacing=1.0, handlelength=1.6)


def landscapes(pair: Any, columns: Columns) -> None:
    """The two forms on two panels; contours and flow, which are floats, are thin."""
    for axes, name in zip(pair, PANELS, strict=True):
        x, y, value, dx, dy = (
            np.reshape(columns[f"{name}_{part}"], (SIDE, SIDE + 1))
            for part in ("mean", "noise", "value", "down_mean", "down_noise")
        )
        axes.contour(x, y, value, levels=HEIGHTS, colors="#999999", linewidths=0.5, zorder=0)
        axes.streamplot(x, y, dx, dy, color=BLUE, density=0.55, linewidth=0.5, arrowsize=0.5, zorder=0.5)
        for kind, marker, colour, name_of in ((1, "o", BLACK, "minimum"), (0, "X", RED, "saddle")):
            rows = [at for at, seen in enumerate(columns[f"{name}_point_kind"]) if seen == kind]
            place = [[columns[f"{name}_point_{part}"][at] for at in rows] for part in ("mean", "noise")]
            axes.plot(*place, **certified(colour, mark=marker, markersize=4.5, zorder=5, label=name_of))
    valley = [[v for v in columns[f"valley_{part}"] if v is not None] for part in ("mean", "noise")]
    for side in (1, -1):
        label: str | None = "valley, not attained" if side > 0 else None
        mean = [side * value for value in valley[0]]
        pair[0].plot(mean, valley[1], **certified(ORANGE, "--", zorder=4, label=label))
    pair[0].set(xlim=MEAN, ylim=LOG_ALPHA, xlabel=r"$\theta$", ylabel=r"$\log\alpha$")
    pair[1].set(xlim=MEAN, ylim=(0, VARIANCE[1]), xlabel=r"$\mu$", ylabel=r"$\sigma^2$")


FIGURE = Figure(
    "s4_additive_minima",
    "The pseudo ELBO of a double well, (1 - w^2)^2 with rho = 7.5, with contours, gradient flow and all stationary points, "
    "certified: in (theta, log alpha) a valley falls towards alpha = oo (dashed: the best theta; alpha theta^2 tends to 1/3) and "
    "ends nowhere; in (mu, sigma^2) it ends in a minimum at mu = 0, the deepest.",
    data,
    draw,
    0.72,
)
