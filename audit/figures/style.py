"""How figures look: the sizes of a venue (tueplots), fonts that every matplotlib has, colours for all eyes, one convention.

**Certified** quantities (enclosed by balls; the radius stands beside the value in the CSV file) are drawn as `certified` says:
full or dashed lines without marks, and filled marks with a black edge for single points. What is **sampled**, or computed in
floats without a bound, is drawn as `sampled` says: open marks, with their intervals as bars or bands; a line between them is
thin and guides the eye.

**Colours** differ in lightness as well as in hue, and no two curves of a panel differ by colour alone: a dash or a mark goes
with each. The hues are those of Okabe and Ito, with lightness spread, so that the grey values 0.299 R + 0.587 G + 0.114 B of
neighbours lie at least 25 of 255 apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from inspect import signature
from typing import Any

from audit.errors import InputError

BLACK, BLUE, RED, GREEN, ORANGE, SKY = "#000000", "#00508C", "#C24A00", "#1FB58A", "#E69F00", "#8CCBF0"
PALETTE = {"black": BLACK, "blue": BLUE, "red": RED, "green": GREEN, "orange": ORANGE, "sky": SKY}
"""From dark to light."""
PALE = "#DDDDDD"
"""For ground that means nothing."""
DOTS_PER_INCH = 200
DEFAULT = "icml2024"
PANEL_WIDTH_IN = 3.25
"""The width at which the `height` of a figure is its height over its width; wider ones are flatter."""
WIDEST_IN = 6.0
"""A text wider than this leaves a margin to its figures."""


@dataclass(frozen=True)
class Layout:
    """How a venue sets its text: in `columns` columns (1 or 2)."""

    columns: int


VENUES: Mapping[str, Layout] = {
    "aistats2025": Layout(2),
    "icml2024": Layout(2),
    "iclr2024": Layout(1),
    "jmlr2001": Layout(1),
    "neurips2024": Layout(1),
    "tmlr2023": Layout(1),
    "uai2023": Layout(2),
}


def settings(venue: str, height: float, columns: int = 1) -> Mapping[str, Any]:
    """The matplotlib settings for a figure that spans `columns` columns of a venue, and is `height` times as high as wide.

    `height` holds for the width of one column of two, 3.25 in; a wider figure is flatter, by the root of the ratio. Raises
    InputError for a venue that is not in the list, and for more columns than it has.

    >>> settings("icml2024", 0.75)["figure.figsize"][0], settings("icml2024", 0.75, columns=2)["figure.figsize"][0]
    (3.25, 6.75)
    """
    bundle = _bundle(venue, _checked(venue, columns))
    width = bundle["figure.figsize"][0]
    if VENUES[venue].columns == 1:
        width = min(width, WIDEST_IN)
    flatter = (PANEL_WIDTH_IN / width) ** 0.5
    return {**bundle, **LOOK, "figure.figsize": (width, width * height * flatter)}


def _checked(venue: str, columns: int) -> int:
    if venue not in VENUES:
        raise InputError(f"the venue {venue!r}", ", ".join(VENUES), f"--venue {DEFAULT}")
    most = VENUES[venue].columns
    if columns not in range(1, most + 1):
        allowed = "1 or 2" if most == 2 else f"1, for the text of {venue} has one column"
        raise InputError(f"--columns {columns}", allowed, "--columns 1")
    return columns


def _bundle(venue: str, columns: int) -> Mapping[str, Any]:
    """Sizes of figure and letters, from tueplots; LaTeX is never called."""
    from tueplots import bundles

    made = getattr(bundles, venue)
    wanted = {"usetex": False, "column": "half" if columns == 1 else "full"}
    found: Mapping[str, Any] = made(
        **{name: value for name, value in wanted.items() if name in signature(made).parameters}
    )
    return found


LOOK: Mapping[str, Any] = {
    "text.usetex": False,
    "font.family": "serif",
    "font.serif": ["STIXGeneral"],
    "mathtext.fontset": "stix",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.6,
    "xtick.major.width": 0.6,
    "ytick.major.width": 0.6,
    "xtick.minor.width": 0.4,
    "ytick.minor.width": 0.4,
    "legend.frameon": False,
    "lines.linewidth": 1.2,
    "lines.markersize": 3.5,
    "figure.dpi": DOTS_PER_INCH,
    "savefig.dpi": DOTS_PER_INCH,
    "pdf.fonttype": 42,
    "svg.fonttype": "path",
}
"""The same for every venue. Fonts go into a PDF as TrueType (42), letters into an SVG as paths: equal on every screen."""


def certified(colour: str, line: Any = "-", mark: str = "", **more: Any) -> dict[str, Any]:
    """Arguments of `plot` for certified values: a line without marks, or with `mark` filled marks without a line.

    >>> certified(BLUE, "--")["linestyle"], certified(BLUE, mark="o")["linestyle"]
    ('--', 'none')
    """
    if not mark:
        return {"color": colour, "linestyle": line, **more}
    edge = {"markerfacecolor": colour, "markeredgecolor": BLACK, "markeredgewidth": 0.4}
    return {"color": colour, "linestyle": "none", "marker": mark, **edge, **more}


def sampled(colour: str, mark: str, line: Any = "none", **more: Any) -> dict[str, Any]:
    """Arguments of `plot` or `errorbar` for sampled values, and for floats without a bound: open marks, a thin line or none.

    >>> sampled(RED, "x")["markerfacecolor"]
    'white'
    """
    face = {"markerfacecolor": "white", "markeredgecolor": colour, "markeredgewidth": 0.8}
    return {"color": colour, "linestyle": line, "linewidth": 0.8, "marker": mark, **face, **more}
