"""KL(q_eps || p) as q_eps shrinks onto the null set: log-uniform prior, and a Gaussian one beside it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from audit.figures.enclosed import columns_of
from audit.figures.plan import Columns, Figure
from audit.figures.style import BLACK, BLUE, GREEN, ORANGE, RED, certified, sampled
from audit.support import LogUniform, Normal, expansion, kl, row_noise
from audit.support.prior import Prior

EXPONENTS = tuple(Fraction(n, 4) for n in range(0, 33))
DIGITS_OF_EPS = 12
BITS = 80
PRIORS: Mapping[str, Prior] = {"log_uniform": LogUniform(), "gaussian": Normal()}
CASES = {
    "one_weight": (["1.3"], "0.7"),
    "two_of_two": (["1", "2"], "0.5"),
    "three_of_four": (["1", "0", "-2", "0.5"], "2"),
    "six_of_six": (["0.5"] * 6, "0.5"),
    "three_rows": ([["1", "2"], ["0.3", "-1.7", "2.5"], ["0.9"]], "0.5"),
}
LOOKS = {
    "one_weight": (BLACK, ":", "1 weight"),
    "two_of_two": (BLUE, "-", "2 weights"),
    "three_of_four": (GREEN, "-.", "4 weights, one 0"),
    "three_rows": (ORANGE, "--", "rows of 2, 3, 1"),
    "six_of_six": (RED, (0, (5, 1, 1, 1, 1, 1)), "6 weights"),
}
TITLES = {"log_uniform": "$p(w)=1/|w|$", "gaussian": "$p(w)=N(0,1)$"}
KL_LABEL = r"$KL(q_\varepsilon\,\|\,p)$, nats"


def data() -> Columns:
    """n with eps = 10^-n; for each case and prior the certified KL and its expansion slope log(1/eps) + c + d eps^2."""
    widths = [Fraction(round(10 ** float(DIGITS_OF_EPS - n)), 10**DIGITS_OF_EPS) for n in EXPONENTS]
    columns: dict[str, Any] = {"n": [float(n) for n in EXPONENTS]}
    for case, (theta, alpha) in CASES.items():
        q = row_noise(theta, alpha).gaussian()
        for name, prior in PRIORS.items():
            grown = expansion(q, prior)
            columns |= columns_of(f"{case}_{name}", [kl(q, prior, eps**2, BITS) for eps in widths])
            columns[f"{case}_{name}_expansion"] = [float(grown.at(eps).mid()) for eps in widths]
    return columns


def draw(figure: Any, columns: Columns) -> None:
    """Lines are certified values, circles the expansion at every second power of ten."""
    panels = figure.subplots(1, 2, sharey=True)
    for axes, (prior, title) in zip(panels, TITLES.items(), strict=True):
        growing(axes, columns, prior)
        axes.set_title(title)
    panels[0].set_ylabel(KL_LABEL)
    handles, labels = panels[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper center", ncols=3)


def growing(axes: Any, columns: Columns, prior: str) -> None:
    """One prior on one panel."""
    eps = [10.0**-n for n in columns["n"]]
    for case, (colour, line, label) in LOOKS.items():
        axes.plot(eps, columns[f"{case}_{prior}"], **certified(colour, line, label=label))
        told = columns[f"{case}_{prior}_expansion"][8::8]
        axes.plot(
            eps[8::8],
            told,
            **sampled(colour, "o", clip_on=False, zorder=5, label="expansion" if case == "six_of_six" else None),
        )
    axes.set_xscale("log")
    axes.set_xlim(1, 1e-8)
    axes.set_xticks([1, 1e-2, 1e-4, 1e-6, 1e-8])
    axes.minorticks_off()
    axes.set_xlabel(r"$\varepsilon$")


FIGURE = Figure(
    "s3_degenerate_support",
    "KL of row noise thickened by eps, certified (lines), and its expansion for small eps (open circles): it grows like "
    "(m - 1) log(1/eps) for m weights that are not zero under the log-uniform prior, and like (D - 1) log(1/eps) for D weights "
    "under a Gaussian one.",
    data,
    draw,
    0.95,
)
