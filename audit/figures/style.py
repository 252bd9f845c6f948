"""How figures look: sizes and font sizes of a venue (tueplots), fonts that every matplotlib has, colours for all eyes."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import signature
from typing import Any

from audit.errors import InputError

VENUES = ("aistats2025", "icml2024", "iclr2024", "jmlr2001", "neurips2024", "tmlr2023", "uai2023")
DEFAULT = "icml2024"

# Okabe and Ito's palette: told apart by colour-blind readers and in print.
BLACK, ORANGE, SKY, GREEN, BLUE, RED = "#000000", "#E69F00", "#56B4E9", "#009E73", "#0072B2", "#D55E00"
DOTS_PER_INCH = 200


def settings(venue: str, height: float) -> Mapping[str, Any]:
    """The matplotlib settings for one column of a venue. Raises InputError for a venue that is not in the list.

    >>> settings("icml2024", 0.75)["figure.figsize"][0]
    3.25
    """
    if venue not in VENUES:
        raise InputError(f"the venue {venue!r}", ", ".join(VENUES), f"--venue {DEFAULT}")
    from tueplots import bundles

    made = getattr(bundles, venue)
    bundle = made(usetex=False) if "usetex" in signature(made).parameters else made()
    width = min(bundle["figure.figsize"][0], 5.5)
    fonts = {"text.usetex": False, "font.family": "serif", "font.serif": ["STIXGeneral"], "mathtext.fontset": "stix"}
    frame = {
        "axes.spines.top": False,
        "axes.spines.right": False,
        "legend.frameon": False,
    }
    lines = {"lines.linewidth": 1.2, "lines.markersize": 3}
    size = {"figure.figsize": (width, width * height), "savefig.dpi": DOTS_PER_INCH, "pdf.fonttype": 42}
    return {**bundle, **fonts, **frame, **lines, **size}
