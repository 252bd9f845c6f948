"""Degenerate marginals: one view on which samples span too few dimensions makes the whole law singular.

If none of k random views of a family is degenerate, then with confidence c fewer than 1 - (1 - c)^(1/k) of them are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audit.support.sampled.gather import Gathered, scaled
from audit.support.sampled.hull import Hull, hull_of
from audit.support.sampled.views import View

FLATS, QUADRICS = "flats", "quadrics"
WHOLE_HULL = "the whole hull"
NOT_RANDOM = {"correlated coordinates", WHOLE_HULL}
"""Families of which nothing follows for other views."""


@dataclass(frozen=True)
class Family:
    """What was looked for in views of one family, and found.

    `kind`: flats or quadrics. Of `tested` views so many were degenerate and so many not decided. `share`: with the
    confidence asked for, fewer than this share of all views of a family that is drawn at random are degenerate.
    """

    kind: str
    name: str
    tested: int
    degenerate: int
    undecided: int
    share: float


@dataclass(frozen=True)
class Marginals:
    """Each family, the first degenerate view with its hull, and `missing`: dimensions that disjoint views lack."""

    families: tuple[Family, ...]
    witness: View | None
    hull: Hull | None
    missing: int


Test = Callable[[Gathered, View, float], Hull]


def linear_marginal(gathered: Gathered, view: View, confidence: float) -> Hull:
    """The affine hull of the samples on one view."""
    return hull_of(*scaled(gathered, view.indices), confidence)


def marginals_of(
    gathered: Gathered,
    views: tuple[View, ...],
    confidence: float,
    kind: str = FLATS,
    test: Test = linear_marginal,
) -> Marginals:
    """Tries every view with `test`."""
    hulls = [(view, test(gathered, view, confidence)) for view in views]
    names = dict.fromkeys(view.family for view in views)
    families = tuple(
        _family(kind, name, [hull for view, hull in hulls if view.family == name], confidence) for name in names
    )
    bad = [(view, hull) for view, hull in hulls if hull.degenerate]
    witness, hull = bad[0] if bad else (None, None)
    return Marginals(families, witness, hull, _missing(bad))


def _family(kind: str, name: str, hulls: list[Hull], confidence: float) -> Family:
    degenerate = sum(hull.degenerate for hull in hulls)
    undecided = sum(not hull.degenerate and not hull.regular for hull in hulls)
    share = 1.0 if degenerate or undecided or name in NOT_RANDOM else share_below(len(hulls), confidence)
    return Family(kind, name, len(hulls), degenerate, undecided, share)


def share_below(tested: int, confidence: float) -> float:
    """1 - (1 - c)^(1/k): with confidence c, the share of degenerate views is below this if none of k random ones was.

    >>> round(share_below(64, 0.99), 3)
    0.069
    """
    return float(1 - (1 - confidence) ** (1 / tested))


def _missing(bad: list[tuple[View, Hull]]) -> int:
    """How many dimensions the law lacks at least: views that share no coordinate add up."""
    seen: set[int] = set()
    total = 0
    for view, hull in bad:
        indices = set(np.asarray(view.indices).tolist())
        if not indices & seen:
            seen |= indices
            total += hull.ambient - hull.high
    return total
