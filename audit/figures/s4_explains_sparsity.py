"""Basin maps: log alpha at t = 100 over the start plane, for two parametrisations and two KLs, at rho = 3.2."""

from __future__ import annotations

from math import isfinite
from typing import Any

import numpy as np

from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, ORANGE, PALE, SKY
from audit.parametrisation.dynamics import Starts, flow, grid, objective

RHO, TIME = 3.2, 100.0
MEAN, LOG_ALPHA, SHAPE = (-1.0, 1.6), (-9.0, 9.0), (72, 78)
SYSTEMS = {"theta, log alpha": r"$(\theta, \log\alpha)$", "mu, log sigma2": r"$(\mu, \log\sigma^2)$"}
KLS = {"exact": r"exact $KL$", "kingma2015, clipped": r"[7], $\alpha \leq 1$"}
KINDS = (
    (BLUE, r"$\log\alpha > 3$"),
    (ORANGE, r"edge $\alpha = 1$"),
    (SKY, r"minimum, $\alpha < 1$"),
    (PALE, "on its way"),
)
SPARSE, EDGE, INSIDE, MOVING = range(4)
INSIDE_BELOW = -0.02
"""In log alpha; between it and the rounded corner of the clip, 0.041, a path is at the edge. The minima lie below -0.1."""
CORNER = 0.042
DECIMALS = 6


def _kind(log_alpha: float, clipped: bool) -> int:
    """Under the clip only alpha <= 1 is an end; the exact minimum at this rho has log alpha = -0.16."""
    if log_alpha > 3:
        return SPARSE
    if clipped and INSIDE_BELOW <= log_alpha <= CORNER:
        return EDGE
    return INSIDE if log_alpha < INSIDE_BELOW else MOVING


def data() -> Columns:
    """Form and KL (0 or 1), the start, log alpha at t = 100 (none: given up), and the kind 0..3 of place that it is at."""
    named = ("additive", "exact_kl", "mean", "log_alpha", "log_alpha_at_100", "kind")
    columns: dict[str, list[Any]] = {name: [] for name in named}
    starts = grid(MEAN, LOG_ALPHA, SHAPE)
    kept = Starts(starts.mean, np.minimum(starts.log_alpha, 0.0))
    for kl in KLS:
        for system in SYSTEMS:
            first = starts if kl == "exact" else kept
            end = flow(objective(RHO, kl=kl, system=system), first, [TIME]).log_alpha[0]
            columns["additive"] += [int(system.startswith("mu"))] * end.size
            columns["exact_kl"] += [int(kl == "exact")] * end.size
            columns["mean"] += starts.mean.ravel().round(DECIMALS).tolist()
            columns["log_alpha"] += starts.log_alpha.ravel().round(DECIMALS).tolist()
            columns["log_alpha_at_100"] += [round(x, DECIMALS) if isfinite(x) else None for x in end.tolist()]
            columns["kind"] += [_kind(value, kl != "exact") for value in end.tolist()]
    return columns


def draw(figure: Any, columns: Columns) -> None:
    """Two by two maps with one legend above them."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    axes = figure.subplots(2, 2, sharex=True, sharey=True)
    rows, across = SHAPE
    colours = ListedColormap([colour for colour, _ in KINDS])
    places = [(kl, system) for kl in KLS for system in SYSTEMS]
    for number, (kl, system) in enumerate(places):
        panel = axes[number // 2][number % 2]
        values = columns["kind"][number * rows * across : (number + 1) * rows * across]
        picture = [values[row * across : (row + 1) * across] for row in range(rows)]
        panel.imshow(
            picture,
            origin="lower",
            extent=(*MEAN, *LOG_ALPHA),
            aspect="auto",
            cmap=colours,
            vmin=-0.5,
            vmax=3.5,
            interpolation="nearest",
        )
        panel.axhline(3, color=BLACK, linewidth=0.6, linestyle=":")
        panel.set_title(f"{SYSTEMS[system]}, {KLS[kl]}")
    for panel, name in zip(axes[1], (r"$\theta$ at $t=0$", r"$\mu$ at $t=0$"), strict=True):
        panel.set_xlabel(name)
    for panel in axes[:, 0]:
        panel.set_ylabel(r"$\log\alpha$ at $t=0$")
    used = sorted(set(columns["kind"]))
    handles = [Patch(facecolor=KINDS[kind][0], label=KINDS[kind][1]) for kind in used]
    figure.legend(handles=handles, loc="outside upper center", ncols=len(used), columnspacing=1.0, handlelength=1.0)


FIGURE = Figure(
    "s4_explains_sparsity",
    "One Gaussian weight with rho = 3.2: where gradient flow is at t = 100, by its start, in the multiplicative and the additive "
    "form, with the exact KL and with the cubic of reference [7] under its clip, onto which starts beyond it are moved; a dotted "
    "line marks log alpha = 3.",
    data,
    draw,
    1.0,
)
