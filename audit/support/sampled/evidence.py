"""Runs the tests on what was gathered, cheapest first, and notes those that were not run, with the reason."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import numpy as np

from audit.support.sampled.atoms import Atoms, atoms_of
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
VIEWS_A_FAMILY = 8
"""On which a quadric is looked for; every 2 x 2 sub-matrix that was drawn is used."""


@dataclass(frozen=True)
class Evidence:
    """The outcome of every test; None where it was not run, and `not_run` says why.

    `low`, `high`: bounds of the dimension of the affine hull in all D coordinates.
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


def evidence_of(gathered: Gathered, confidence: float, seed: int, until: float) -> Evidence:
    """Every test that can say more than those before it; after `until` (time.monotonic) no further one begins."""
    rng = np.random.default_rng([seed, 2])
    atoms = atoms_of(gathered, confidence)
    values, noise = _all(gathered)
    hull = hull_of(values, noise, confidence)
    low, high = hull_bounds(hull, gathered, atoms.constant)
    linear = tuple(view for view in gathered.views if view.family != MINORS_FAMILY)
    needed = low < gathered.ambient and not (high < gathered.ambient and low == high)
    marginals = marginals_of(gathered, linear if needed else (), confidence)
    high = min(high, gathered.ambient - marginals.missing)
    unclear = hull.unclear > 0 or any(family.undecided for family in marginals.families)
    skipped = _why_not_curved(atoms, marginals, unclear, time.monotonic() > until)
    linear_only = Evidence(gathered, atoms, hull, low, high, marginals, None, None, None, (skipped,) if skipped else ())
    if skipped or high <= 1:
        return linear_only
    if low == high <= MOST_DIMENSIONS:
        found = _near(
            linear_only, *whitened(values, noise, low), values if low == values.shape[1] else None, confidence, rng
        )
    else:
        spans = f"dimension {low}" if low == high else f"dimension at least {low}"
        found = replace(linear_only, not_run=(f"neighbours ({spans}; run from 2 to {MOST_DIMENSIONS})",))
    return _quadrics(found, values, noise, confidence)


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


def _why_not_curved(atoms: Atoms, marginals: Marginals, unclear: bool, late: bool) -> str:
    reasons = {
        "atoms were found": atoms.found,
        "a coordinate varies within rounding only": atoms.narrow > 0,
        "directions as thin as the rounding": unclear,
        "a few coordinates are degenerate already": marginals.witness is not None,
        "the time was over": late,
    }
    because = next((reason for reason, holds in reasons.items() if holds), "")
    return f"neighbours and quadrics ({because})" if because else ""


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
    return replace(found, nearest=nearest, not_run=("flats of neighbours (closer than the rounding resolves)",))


def _quadrics(found: Evidence, values: Matrix, noise: Matrix, confidence: float) -> Evidence:
    """Quadrics in the whole hull if it is small, else on views of few coordinates if the hull is everything."""
    gathered, most = found.gathered, coordinates_for(found.gathered.count)
    if found.low == found.high <= most:
        hull = quadric_of(*whitened(values, noise, found.low), confidence)
        made = marginals_of(gathered, (View(WHOLE_HULL, WHOLE),), confidence, QUADRICS, lambda *_: hull)
    elif found.high == gathered.ambient:
        made = marginals_of(gathered, _quadric_views(gathered), confidence, QUADRICS, quadric_on)
    else:
        return replace(found, not_run=(*found.not_run, f"quadrics (hull of dimension {found.low}; run up to {most})"))
    coarse = sum(family.undecided for family in made.families)
    why = (f"quadrics on {coarse} views (rounding too coarse, or too few samples)",) if coarse else ()
    return replace(found, quadrics=made, not_run=(*found.not_run, *why))


def _quadric_views(gathered: Gathered) -> tuple[View, ...]:
    """Every 2 x 2 sub-matrix, and the first views of the other families."""
    counts: dict[str, int] = {}
    chosen = []
    for view in gathered.views:
        counts[view.family] = counts.get(view.family, 0) + 1
        if view.family == MINORS_FAMILY or counts[view.family] <= VIEWS_A_FAMILY:
            chosen.append(view)
    return tuple(chosen)
