"""From the evidence to the answer: the first rule that applies gives it, with its reason in one sentence."""

from __future__ import annotations

from collections.abc import Callable

from audit.support.sampled.covered import percent, regular
from audit.support.sampled.evidence import Evidence
from audit.support.sampled.precision import NAMES

Rule = Callable[[Evidence, float], str]
"""The reason if the rule applies, "" otherwise."""


def decide(found: Evidence, confidence: float) -> tuple[bool | None, str]:
    """Absolutely continuous or not, None if undecided; and why."""
    for answer, rule in RULES:
        reason = rule(found, confidence)
        if reason:
            return answer, reason
    return True, regular(found)


def dimension_of(found: Evidence, answer: bool | None) -> tuple[int | None, tuple[int, int]]:
    """The dimension of the support if it is one number, and bounds of it."""
    low, high = _bounds(found, answer)
    return (low if low == high else None), (low, high)


def _bounds(found: Evidence, answer: bool | None) -> tuple[int, int]:
    ambient = found.gathered.ambient
    if answer is True:
        return ambient, ambient
    if found.atoms.discrete or found.gathered.integers:
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


def _surely(confidence: float) -> str:
    return f"with confidence {percent(confidence)}"


def _rounding(found: Evidence) -> str:
    return f"within the rounding of {NAMES[found.gathered.bits]}"


def _given(found: Evidence) -> str:
    """The condition under which a mass is meant, where the tests looked at a box."""
    box = found.box
    return "" if box is None else f" in a box around the median sizes that holds {box.rows} of {box.drawn} samples"


def _integers(found: Evidence, _confidence: float) -> str:
    return "the samples are integers: the law is discrete by its dtype" if found.gathered.integers else ""


def _atoms(found: Evidence, confidence: float) -> str:
    atoms = found.atoms
    if not atoms.found:
        return ""
    if atoms.discrete:
        every = "all" if atoms.tested == found.gathered.ambient else f"all {atoms.tested} tested"
        return f"the law is discrete: {every} coordinates that vary take only values that repeat"
    many = f"{atoms.with_atom} of {atoms.tested} tested coordinates have an atom"
    if atoms.value is None:
        return f"{atoms.zeros} coordinates are exactly 0 more often than a density that is rounded would be"
    low, high = map(percent, atoms.mass)
    where = f"coordinate {atoms.coordinate} is {atoms.value:.6g} with probability {low} to {high}"
    return f"{many}: {where} {_surely(confidence)}, and a density gives that hyperplane none"


def _constant(found: Evidence, confidence: float) -> str:
    constant = found.atoms.constant
    if not constant:
        return ""
    mass = percent((1 - confidence) ** (1 / found.gathered.count))
    return (
        f"{constant} of {found.gathered.ambient} coordinates had one value in all {found.gathered.count} samples, so that a "
        f"hyperplane carries at least {mass} of the mass {_surely(confidence)}"
    )


def _narrow(found: Evidence, _confidence: float) -> str:
    narrow = found.atoms.narrow
    return (
        narrow and f"{narrow} coordinates vary by less than 64 rounding steps of {NAMES[found.gathered.bits]}"
    ) or ""


def _zeros(found: Evidence, _confidence: float) -> str:
    unclear = found.atoms.zeros_unclear
    if not unclear:
        return ""
    return (
        f"{unclear} coordinates are exactly 0 so often that neither an atom nor the rounding of "
        f"{NAMES[found.gathered.bits]} can be ruled out"
    )


def _spread(found: Evidence, _confidence: float) -> str:
    box = found.box
    if box is None or (box.enough and found.hull.enough):
        return ""
    return (
        f"the entries spread over {box.orders} orders of magnitude in {box.heavy} coordinates, and {box.rows} of "
        f"{box.drawn} samples, too few, lie within a factor {box.factor:g} of the median sizes"
    )


def _flat(found: Evidence, confidence: float) -> str:
    hull, ambient = found.hull, found.gathered.ambient
    if not (hull.inside and hull.enough and found.high < ambient and hull.high <= found.high):
        return ""
    span = f"{found.low}" if found.low == found.high else f"{found.low} to {found.high}"
    return (
        f"{hull.inside} of {hull.tried} further samples lie, {_rounding(found)} (relative thickness below "
        f"{hull.thickness:.1g}), in the affine hull of the others, which has dimension {span} of {ambient} and carries "
        f"at least {percent(hull.mass)} of the mass{_given(found)} {_surely(confidence)}"
    )


def _marginal(found: Evidence, confidence: float) -> str:
    view, hull = found.marginals.witness, found.marginals.hull
    if view is None or hull is None:
        return ""
    some = ", ".join(map(str, view.indices[:4].tolist()))
    return (
        f"the {len(view.indices)} coordinates {some}, ... ({view.family}) lie, {_rounding(found)}, in {hull.high} dimensions "
        f"with at least {percent(hull.mass)} of the mass{_given(found)} {_surely(confidence)}"
    )


def _union(found: Evidence, _confidence: float) -> str:
    flats = found.flats
    if flats is None or not flats.flat:
        return ""
    return (
        f"at {flats.flat} of {flats.bases} samples{_given(found)} the nearest neighbours lie, {_rounding(found)}, in a "
        f"flat of fewer than {found.low} dimensions, which more than {found.low} samples of a density never do"
    )


def _quadric(found: Evidence, confidence: float) -> str:
    made = found.quadrics
    if made is None or made.witness is None or made.hull is None:
        return ""
    indices = ", ".join(map(str, made.witness.indices[:4].tolist()))
    where = f"coordinates {indices} ({made.witness.family})" if indices else "coordinates"
    return (
        f"a polynomial of degree 2 in the {where} vanishes, {_rounding(found)}, on all samples, and on at least "
        f"{percent(made.hull.mass)} of the mass{_given(found)} {_surely(confidence)}"
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


def _late(found: Evidence, _confidence: float) -> str:
    return f"the time was over before every test had run; not run: {', '.join(found.not_run)}" if found.late else ""


RULES: tuple[tuple[bool | None, Rule], ...] = (
    (False, _integers),
    (False, _atoms),
    (False, _constant),
    (None, _narrow),
    (None, _spread),
    (False, _flat),
    (False, _marginal),
    (False, _union),
    (False, _quadric),
    (None, _zeros),
    (None, _unclear),
    (None, _concentrated),
    (None, _late),
)
