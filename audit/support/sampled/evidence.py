"""Runs the tests on what was gathered, cheapest first, and notes those that were not run, with the reason."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from audit.support.sampled.atoms import Atoms, atoms_of
from audit.support.sampled.box import Box, boxed
from audit.support.sampled.gather import Gathered, scaled
from audit.support.sampled.hull import Hull, Matrix, hull_of
from audit.support.sampled.local import MOST_DIMENSIONS, Flats, flats_of, whitened
from audit.support.sampled.marginals import QUADRICS, WHOLE_HULL, Marginals, marginals_of
from audit.support.sampled.precision import unit
from audit.support.sampled.quadric import coordinates_for, quadric_of, quadric_on
from audit.support.sampled.sketch import BUCKETS, SAFE_SHARE
from audit.support.sampled.two_nn import TwoNN, two_nn
from audit.support.sampled.views import View

MINORS_FAMILY = "2 x 2 sub-matrices"
WHOLE = np.empty(0, dtype=np.int64)
"""No indices: the view is the hull."""
CURVED, LATE = "neighbours and quadrics ({})", "the time was over"
VIEWS_A_FAMILY = 8
"""On which a quadric is looked for; every 2 x 2 sub-matrix that was drawn is used."""


@dataclass(frozen=True)
class Evidence:
    """The outcome of every test; None where it was not run, and `not_run` says why.

    `low`, `high`: bounds of the dimension of the affine hull in all D coordinates. `box`: that which the samples of every
    test but that of atoms lie in, None if they are all. `late`: a test was not run because the time was over.
    """

    gathered: Gathered
    atoms: Atoms
    hull: Hull
    low: int
    high: int
    marginals: Marginals
    quadrics: Marginals | None
    flats: Flats | None
    nearest: TwoNN | None
    not_run: tuple[str, ...]
    box: Box | None = None
    late: bool = False


def evidence_of(gathered: Gathered, confidence: float, seed: int, until: float) -> Evidence:
    """Every test that can say more than those before it; after `until` (time.monotonic) no further one begins."""
    rng = np.random.default_rng([seed, 2])
    atoms = atoms_of(gathered, confidence)
    used, box = boxed(gathered)
    if box is not None and not box.enough:
        return _nothing(gathered, atoms, box)
    values, noise = _all(used)
    hull = hull_of(values, noise, confidence)
    low, high = hull_bounds(hull, gathered, atoms.constant)
    linear = tuple(view for view in gathered.views if view.family != MINORS_FAMILY)
    needed = low < gathered.ambient and not (high < gathered.ambient and low == high)
    marginals = marginals_of(used, linear if needed else (), confidence)
    high = min(high, gathered.ambient - marginals.missing)
    unclear = hull.unclear > 0 or any(family.undecided for family in marginals.families)
    why = _why_not_curved(gathered, atoms, marginals, unclear)
    late = not why and high > 1 and time.monotonic() > until
    skipped = CURVED.format(LATE if late else why) if late or why else ""
    outside = f"all but atoms outside the box ({box.rows} of {box.drawn} samples lie in it)" if box else ""
    not_run = tuple(text for text in (outside, skipped) if text)
    linear_only = Evidence(gathered, atoms, hull, low, high, marginals, None, None, None, not_run, box, late)
    if skipped or high <= 1:
        return linear_only
    if low == high <= MOST_DIMENSIONS:
        found = _near(
            linear_only, *whitened(values, noise, low), values if low == values.shape[1] else None, confidence, rng
        )
    else:
        spans = f"dimension {low}" if low == high else f"dimension at least {low}"
        found = replace(linear_only, not_run=(*not_run, f"neighbours ({spans}; run from 2 to {MOST_DIMENSIONS})"))
    if time.monotonic() > until:
        return replace(found, late=True, not_run=(*found.not_run, f"quadrics ({LATE})"))
    return _quadrics(found, used, values, noise, confidence)


def _nothing(gathered: Gathered, atoms: Atoms, box: Box) -> Evidence:
    """Too few samples lie in the box for any test but that of atoms."""
    high, size = gathered.ambient - atoms.constant, len(gathered.places)
    skipped = (f"hulls, neighbours and quadrics ({box.rows} samples in the box)",)
    hull = Hull(size, 0, size, False, float("inf"))
    return Evidence(gathered, atoms, hull, 0, high, Marginals((), None, None, 0), None, None, None, skipped, box)


def hull_bounds(hull: Hull, gathered: Gathered, constant: int) -> tuple[int, int]:
    """Of the dimension of the hull in D coordinates; a projection shows it up to four fifths of its buckets."""
    ambient = gathered.ambient - constant
    if gathered.sketch is None:
        return hull.low, min(hull.high, ambient)
    shown = hull.enough and hull.high <= SAFE_SHARE * BUCKETS
    return min(hull.low, ambient), min(hull.high, ambient) if shown else ambient


def _all(gathered: Gathered) -> tuple[Matrix, Matrix]:
    """All coordinates, scaled, or their projection; with the errors of the entries."""
    if gathered.sketch is None or gathered.sketch_sizes is None:
        return scaled(gathered, gathered.places)
    return gathered.sketch, unit(gathered.bits) * gathered.sketch_sizes


def _why_not_curved(gathered: Gathered, atoms: Atoms, marginals: Marginals, unclear: bool) -> str:
    reasons = {
        "the samples are integers": gathered.integers,
        "atoms were found": atoms.found,
        "a coordinate varies within rounding only": atoms.narrow > 0,
        "directions as thin as the rounding": unclear,
        "a few coordinates are degenerate already": marginals.witness is not None,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")


def _near(
    found: Evidence,
    coordinates: Matrix,
    errors: Matrix,
    original: Matrix | None,
    confidence: float,
    rng: np.random.Generator,
) -> Evidence:
    """What nearest neighbours say inside a hull of 2 to 20 dimensions."""
    flats = flats_of(coordinates, errors, rng)
    nearest = two_nn(coordinates, confidence, rng, original)
    if flats.unresolved < flats.bases:
        return replace(found, flats=flats, nearest=nearest)
    coarse = "flats of neighbours (closer than the rounding resolves)"
    return replace(found, nearest=nearest, not_run=(*found.not_run, coarse))


def _quadrics(found: Evidence, gathered: Gathered, values: Matrix, noise: Matrix, confidence: float) -> Evidence:
    """Quadrics in the whole hull if it is small, else on views of few coordinates if the hull is everything."""
    most = coordinates_for(gathered.count)
    whole: tuple[str, ...] = ()
    if found.low == found.high <= most:
        hull = quadric_of(*whitened(values, noise, found.low), confidence)
        made = marginals_of(gathered, (View(WHOLE_HULL, WHOLE),), confidence, QUADRICS, lambda *_: hull)
    elif found.high == gathered.ambient:
        made = marginals_of(gathered, _quadric_views(gathered), confidence, QUADRICS, quadric_on)
        least = f"{found.low}" if found.low == found.high else f"at least {found.low}"
        whole = (f"a quadric on the whole hull (dimension {least}; run up to {most}, and on views of {most})",)
    else:
        return replace(found, not_run=(*found.not_run, f"quadrics (hull of dimension {found.low}; run up to {most})"))
    coarse = sum(family.undecided for family in made.families)
    why = (f"quadrics on {coarse} views (rounding too coarse, or too few samples)",) if coarse else ()
    return replace(found, quadrics=made, not_run=(*found.not_run, *whole, *why))


def _quadric_views(gathered: Gathered) -> tuple[View, ...]:
    """Every 2 x 2 sub-matrix, and the first views of the other families."""
    counts: dict[str, int] = {}
    chosen = []
    for view in gathered.views:
        counts[view.family] = counts.get(view.family, 0) + 1
        if view.family == MINORS_FAMILY or counts[view.family] <= VIEWS_A_FAMILY:
            chosen.append(view)
    return tuple(chosen)
