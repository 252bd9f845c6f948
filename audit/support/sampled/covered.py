"""What the tests looked at, in phrases: the part of the answer that says how far it reaches."""

from __future__ import annotations

from audit.support.sampled.evidence import Evidence
from audit.support.sampled.marginals import Family

PERCENT = "{:.4g} %"


def percent(mass: float) -> str:
    """A share in percent, four digits.

    >>> percent(0.98765)
    '98.77 %'
    """
    return PERCENT.format(100 * mass)


def covered_by(found: Evidence) -> tuple[str, ...]:
    """What each test looked at, a phrase a test."""
    families = [
        f"{family.kind} on {family.tested} view{'s' * (family.tested > 1)} ({family.name})"
        + (f": fewer than {percent(family.share)} of them are degenerate" if 0 < family.share < 1 else "")
        for family in _families(found)
    ]
    return (*_spans(found), *families, *_near(found))


def regular(found: Evidence) -> str:
    """The reason of an answer that no test speaks against."""
    skipped = f"; not run: {', '.join(found.not_run)}" if found.not_run else ""
    return f"no test found mass on a null set: {'; '.join([*_spans(found), *_views(found), *_near(found)])}{skipped}"


def _families(found: Evidence) -> tuple[Family, ...]:
    return (*found.marginals.families, *(found.quadrics.families if found.quadrics else ()))


def _spans(found: Evidence) -> list[str]:
    gathered, atoms, box = found.gathered, found.atoms, found.box
    few = "" if found.hull.enough or found.low == gathered.ambient else "at least "
    inside = (
        [f"a box of {box.rows} of {box.drawn} samples, since {box.heavy} coordinates have heavy tails"] if box else []
    )
    return [
        *inside,
        f"{few}{found.low} of {gathered.ambient} dimensions spanned by {box.rows if box else gathered.count} samples",
        f"atoms above {percent(atoms.unseen)} looked for in each of {atoms.tested} coordinates",
    ]


def _views(found: Evidence) -> list[str]:
    """How many views each kind of test looked at, all families together."""
    counts: dict[str, int] = {}
    for family in _families(found):
        counts[family.kind] = counts.get(family.kind, 0) + family.tested
    return [f"{kind} on {tested} view{'s' * (tested > 1)} of few coordinates" for kind, tested in counts.items()]


def _near(found: Evidence) -> list[str]:
    lines = []
    if found.flats is not None:
        lines.append(f"neighbours of {found.flats.bases - found.flats.unresolved} samples")
    if found.nearest is not None:
        lines.append(f"neighbour distances fit dimension {found.nearest.low:.2g} to {found.nearest.high:.2g}")
    return lines
