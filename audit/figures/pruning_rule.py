"""Where the rule log alpha > 3 cuts: alpha at the minima against the strength rho, for three KLs, with certified thresholds."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from audit.errors import CheckError
from audit.figures.enclosed import columns_of
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, certified
from audit.numerics.ball import ball, precision
from audit.parametrisation import MODELS, PENALTIES, folds, pruning_cut, ties
from audit.parametrisation.thresholds import edge, strength

BITS = 64
LOG_ALPHAS = tuple(Fraction(i, 40) for i in range(-80, 321))
CUT = 3
KLS = ("exact", "molchanov2017", "kingma2015")
STYLES = {
    "exact": (BLUE, "-", r"exact $KL$"),
    "molchanov2017": (ORANGE, "--", "[10]"),
    "kingma2015": (GREEN, "-.", r"[7], $\alpha\leq1$"),
}
GAUSSIAN = MODELS["gaussian"]


def _rho(kl: str, log_alpha: Fraction) -> Any | None:
    """R at this alpha, a ball; None off the domain of the KL."""
    with precision(BITS):
        u = (-ball(log_alpha)).exp() / 2
        if not u >= ball(PENALTIES[kl].least):
            return None
        return strength(GAUSSIAN, PENALTIES[kl])(u)


def data() -> Columns:
    """log alpha, R there for each KL, and in the first row the cuts, the fold, the tie and the edge of the cubic."""
    cubic = PENALTIES["kingma2015"]
    (fold,), (tie,), last = folds(GAUSSIAN, cubic, BITS), ties(GAUSSIAN, cubic, BITS), edge(GAUSSIAN, cubic, BITS)
    if last is None:
        raise CheckError("the cubic has no edge")
    fixed = {
        "cut_exact": pruning_cut(GAUSSIAN, PENALTIES["exact"], bits=BITS),
        "cut_molchanov2017": pruning_cut(GAUSSIAN, PENALTIES["molchanov2017"], bits=BITS),
        "fold_rho": fold.rho,
        "fold_alpha": fold.alpha,
        "tie_rho": tie.rho,
        "tie_alpha": tie.alpha,
        "edge_rho": last,
    }
    count = len(LOG_ALPHAS)
    columns: dict[str, Any] = {"log_alpha": [float(a) for a in LOG_ALPHAS]}
    for kl in KLS:
        columns |= columns_of(f"rho_{kl}", [_rho(kl, a) for a in LOG_ALPHAS])
    for name, value in fixed.items():
        columns |= columns_of(name, [ball(value), *[None] * (count - 1)])
    return columns


def draw(figure: Any, columns: Columns) -> None:
    """Left: around the threshold and the cut. Right: around the edge of the cubic."""
    near, far = figure.subplots(1, 2)
    for kl, (colour, line, label) in STYLES.items():
        pairs = [(r, a) for r, a in zip(columns[f"rho_{kl}"], columns["log_alpha"], strict=True) if r is not None]
        if kl == "kingma2015":
            _cubic(far, columns, pairs, colour, line)
            near.plot([0.9, 1.3], [0, 0], **certified(colour, line, label=label))
            continue
        for axes in (near, far):
            axes.plot(*zip(*pairs, strict=True), **certified(colour, line, label=label))
    near.axhline(CUT, color=BLACK, linewidth=0.6, linestyle=":")
    near.axvline(1, color=BLACK, linewidth=0.6, linestyle=":")
    for kl, marker in (("exact", "o"), ("molchanov2017", "s")):
        rho = columns[f"cut_{kl}"][0]
        near.plot([rho], [CUT], **certified(STYLES[kl][0], mark=marker))
        near.plot([rho, rho], [-0.6, CUT], color=STYLES[kl][0], linewidth=0.5, linestyle=":")
        words, side = _cut_off(rho), "right" if kl == "exact" else "left"
        near.annotate(
            words,
            (rho, 1.2),
            (-2 if side == "right" else 2, 0),
            textcoords="offset points",
            ha=side,
            fontsize="x-small",
        )
    near.annotate(
        r"pruned: $\log\alpha > 3$", (1.28, CUT), (0, 3), textcoords="offset points", ha="right", fontsize="x-small"
    )
    near.set(xlim=(0.95, 1.28), ylim=(-0.6, 8), ylabel=r"$\log\alpha$ at a minimum")
    far.set(xlim=(3.04, 3.46), ylim=(-0.36, 0.09), xticks=(3.1, 3.2, 3.3, 3.4), ylabel=r"$\log\alpha$")
    for axes in (near, far):
        axes.set_xlabel(r"signal to noise $\rho$")
    handles, labels = near.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3, columnspacing=1.2, handlelength=2.2)


def _cut_off(value: float) -> str:
    """Four decimals, not rounded."""
    return f"{int(value * 10**4) / 10**4:.4f}"


def _cubic(axes: Any, columns: Columns, pairs: list[tuple[float, float]], colour: str, line: str) -> None:
    """The minima, the saddles between fold and edge, and the edge, which is a minimum up to its end."""
    from math import log

    fold = log(columns["fold_alpha"][0])
    for inside, style, width in ((False, line, 1.2), (True, ":", 0.9)):
        part = [(rho, a) for rho, a in pairs if (a >= fold) is inside]
        axes.plot(*zip(*part, strict=True), color=colour, linestyle=style, linewidth=width)
    edge_rho, tie = columns["edge_rho"][0], columns["tie_rho"][0]
    axes.plot([0, edge_rho], [0, 0], color=colour, linestyle=line)
    ends = (0.0, log(columns["tie_alpha"][0]))
    axes.plot([tie, tie], ends, color=BLACK, linewidth=0.8, marker="_")
    marks = (
        (columns["fold_rho"][0], fold, "^", "fold", (-9, -27), "center"),
        (edge_rho, 0.0, "o", "edge", (0, 5), "center"),
        (tie, 0.0, "_", "tie", (0, 5), "center"),
    )
    for rho, height, marker, name, shift, side in marks:
        axes.plot([rho], [height], color=BLACK, marker=marker, linestyle="none")
        text = f"{name}\n{_cut_off(rho)}"
        axes.annotate(text, (rho, height), shift, textcoords="offset points", ha=side, fontsize="x-small")
    axes.annotate(
        "", marks[0][:2], (-6, -15), textcoords="offset points", arrowprops={"arrowstyle": "-", "linewidth": 0.5}
    )


FIGURE = Figure(
    "pruning_rule",
    "One Gaussian weight: log alpha at the minima of the pseudo ELBO against rho. Left: exact KL and the approximation of [10] "
    "leave alpha = oo at rho = 1 and cross the rule log alpha = 3 at the marked strengths; the cubic of [7] stays at alpha = 1. "
    "Right: the cubic is bistable between its fold and the end of its edge, with a tie between; dotted: saddles.",
    data,
    draw,
    0.72,
)
