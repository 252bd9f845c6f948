"""From the evidence to the answer: the first rule that applies gives it, with its reason in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from audit.support.sampled.evidence import Evidence
from audit.support.sampled.marginals import Family
from audit.support.sampled.precision import NAMES

Rule = Callable[[Evidence, float], str]
"""The reason if the rule applies, "" otherwise."""

PERCENT = "{:.4g} %"


def decide(found: Evidence, confidence: float) -> tuple[bool | None, str]:
    """Absolutely continuous or not, None if undecided; and why."""
    for answer, rule in RULES:
        reason = rule(found, confidence)
        if reason:
            return answer, reason
    return True, _regular(found)


def dimension_of(found: Evidence, answer: bool | None) -> tuple[int | None, tuple[int, int]]:
    """The dimension of the support if it is one number, and bounds of it."""
    low, high = _bounds(found, answer)
    return (low if low == high else None), (low, high)


def _bounds(found: Evidence, answer: bool | None) -> tuple[int, int]:
    ambient = found.gathered.ambient
    if answer is True:
        return ambient, ambient
    if found.atoms.discrete:
        return 0, 0
    if found.atoms.narrow:
        return 0, ambient - found.atoms.constant
    if found.atoms.found:
        return 0, found.high
    if found.flats is not None and found.flats.dimension is not None:
        return found.flats.dimension, found.flats.dimension
    if _curved(found):
        proved = found.quadrics is not None and found.quadrics.witness is not None
        return 1, found.high - 1 if proved else found.high
    if answer is None:
        return min(1, found.low), found.high
    return found.low, found.high


def _curved(found: Evidence) -> bool:
    return (
        (found.quadrics is not None and found.quadrics.witness is not None)
        or (found.flats is not None and found.flats.flat > 0)
        or (found.nearest is not None and found.nearest.below)
    )


def _percent(mass: float) -> str:
    return PERCENT.format(100 * mass)


def _surely(confidence: float) -> str:
    return f"with confidence {_percent(confidence)}"


def _rounding(found: Evidence) -> str:
    return f"within the rounding of {NAMES[found.gathered.bits]}"


def _atoms(found: Evidence, confidence: float) -> str:
    atoms = found.atoms
    if not atoms.found:
        return ""
    if atoms.discrete:
        every = "all" if atoms.tested == found.gathered.ambient else f"all {atoms.tested} tested"
        return f"the law is discrete: {every} coordinates that vary take only values that repeat"
    many = f"{atoms.with_atom} of {atoms.tested} tested coordinates have an atom"
    if atoms.value is None:
        return f"{atoms.zeros} coordinates are exactly 0 in several samples, which no density allows"
    low, high = map(_percent, atoms.mass)
    where = f"coordinate {atoms.coordinate} is {atoms.value:.6g} with probability {low} to {high}"
    return f"{many}: {where} {_surely(confidence)}, and a density gives that hyperplane none"


def _constant(found: Evidence, confidence: float) -> str:
    constant = found.atoms.constant
    if not constant:
        return ""
    mass = _percent((1 - confidence) ** (1 / found.gathered.count))
    return (
        f"{constant} of {found.gathered.ambient} coordinates had one value in all {found.gathered.count} samples, so that a "
        f"hyperplane carries at least {mass} of the mass {_surely(confidence)}"
    )


def _narrow(found: Evidence, _confidence: float) -> str:
    narrow = found.atoms.narrow
    return (
        narrow and f"{narrow} coordinates vary by less than 64 rounding steps of {NAMES[found.gathered.bits]}"
    ) or ""


def _flat(found: Evidence, confidence: float) -> str:
    hull, ambient = found.hull, found.gathered.ambient
    if not (hull.inside and hull.enough and found.high < ambient and hull.high <= found.high):
        return ""
    span = f"{found.low}" if found.low == found.high else f"{found.low} to {found.high}"
    return (
        f"{hull.inside} of {hull.tried} further samples lie, {_rounding(found)} (relative thickness below "
        f"{hull.thickness:.1g}), in the affine hull of the others, which has dimension {span} of {ambient} and carries "
        f"at least {_percent(hull.mass)} of the mass {_surely(confidence)}"
    )


def _marginal(found: Evidence, confidence: float) -> str:
    view, hull = found.marginals.witness, found.marginals.hull
    if view is None or hull is None:
        return ""
    some = ", ".join(map(str, view.indices[:4].tolist()))
    return (
        f"the {len(view.indices)} coordinates {some}, ... ({view.family}) lie, {_rounding(found)}, in {hull.high} dimensions "
        f"with at least {_percent(hull.mass)} of the mass {_surely(confidence)}"
    )


def _union(found: Evidence, _confidence: float) -> str:
    flats = found.flats
    if flats is None or not flats.flat:
        return ""
    return (
        f"at {flats.flat} of {flats.bases} samples the nearest neighbours lie, {_rounding(found)}, in a flat of fewer than "
        f"{found.low} dimensions, which more than {found.low} samples of a density never do"
    )


def _quadric(found: Evidence, confidence: float) -> str:
    made = found.quadrics
    if made is None or made.witness is None or made.hull is None:
        return ""
    indices = ", ".join(map(str, made.witness.indices[:4].tolist()))
    where = f"coordinates {indices} ({made.witness.family})" if indices else "coordinates"
    return (
        f"a polynomial of degree 2 in the {where} vanishes, {_rounding(found)}, on all samples, and on at least "
        f"{_percent(made.hull.mass)} of the mass {_surely(confidence)}"
    )


def _unclear(found: Evidence, _confidence: float) -> str:
    bad = next((family for family in found.marginals.families if family.undecided), None)
    if found.hull.unclear:
        return (
            f"{found.hull.unclear} directions are as thin as the rounding of {NAMES[found.gathered.bits]} (relative "
            f"thickness about {found.hull.thickness:.1g}), so that a thin density cannot be told from a degenerate law"
        )
    if bad is None:
        return ""
    return (
        f"{bad.undecided} of {bad.tested} views ({bad.name}) are as thin as the rounding of "
        f"{NAMES[found.gathered.bits]}, or have too few samples"
    )


def _concentrated(found: Evidence, confidence: float) -> str:
    near = found.nearest
    if near is None or not near.below:
        return ""
    return (
        f"the support is curved or the law very concentrated: the distances of neighbours suggest dimension "
        f"{near.low:.2g} to {near.high:.2g} {_surely(confidence)}, where normal samples give {near.reference:.2g}"
    )


RULES: tuple[tuple[bool | None, Rule], ...] = (
    (False, _atoms),
    (False, _constant),
    (None, _narrow),
    (False, _flat),
    (False, _marginal),
    (False, _union),
    (False, _quadric),
    (None, _unclear),
    (None, _concentrated),
)


def _regular(found: Evidence) -> str:
    skipped = f"; not run: {', '.join(found.not_run)}" if found.not_run else ""
    return f"no test found mass on a null set: {'; '.join([*_spans(found), *_views(found), *_near(found)])}{skipped}"


def covered_by(found: Evidence) -> tuple[str, ...]:
    """What each test looked at, a phrase a test."""
    families = [
        f"{family.kind} on {family.tested} view{'s' * (family.tested > 1)} ({family.name})"
        + (f": fewer than {_percent(family.share)} of them are degenerate" if 0 < family.share < 1 else "")
        for family in _families(found)
    ]
    return (*_spans(found), *families, *_near(found))


def _families(found: Evidence) -> tuple[Family, ...]:
    return (*found.marginals.families, *(found.quadrics.families if found.quadrics else ()))


def _spans(found: Evidence) -> list[str]:
    gathered, atoms = found.gathered, found.atoms
    few = "" if found.hull.enough or found.low == gathered.ambient else "at least "
    return [
        f"{few}{found.low} of {gathered.ambient} dimensions spanned by {gathered.count} samples",
        f"atoms above {_percent(atoms.unseen)} looked for in each of {atoms.tested} coordinates",
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
