"""What changes when one thing changes: cells that differ in one respect alone, compared seed by seed.

Runs of one seed share split, first means and order, so that the interval is that of the paired differences (of accuracy) or
ratios (of compression), which is narrower than the two intervals of the cells let one think. An interval that contains 0, or 1,
shows no difference; it does not show that there is none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

from audit.experiments.sparse.intervals import Interval, t_interval

REFERENCE = {"prior": "log-uniform", "kl": "exact"}
"""The contrasts that are printed have a cell with it on one side; a record has all."""
RESPECTS = (("penalty", ("prior", "kl")), ("parametrisation", ("parametrisation",)), ("noise rate", ("noise_rate",)))


@dataclass(frozen=True)
class Contrast:
    """`other` against `one`, which differ in `respect` alone: ratio of compressions, differences of accuracies, by seeds."""

    respect: str
    one: str
    other: str
    compression: Interval
    accuracy: Interval
    accuracy_pruned: Interval


def contrasts(cells: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """All contrasts between the noisy cells of a result, as JSON holds them; cells of the reference come first in a pair."""
    noisy = [cell for cell in cells if "compression" in cell["summary"]]
    pairs = combinations(sorted(noisy, key=lambda cell: not _is_reference(cell)), 2)
    return [asdict(contrast) for one, other in pairs for contrast in _contrast(one, other)]


def contrast_lines(found: Sequence[Mapping[str, Any]]) -> list[str]:
    """The contrasts with the reference as text."""
    start = " ".join(REFERENCE.values()) + " "
    return [
        f"{c['respect']}: {c['other']} against {c['one']}: compression x {_shown(c['compression'], 2)}, "
        f"accuracy after pruning {_shown(c['accuracy_pruned'], 3)}"
        for c in found
        if c["one"].startswith(start)
    ]


def _is_reference(cell: Mapping[str, Any]) -> bool:
    return all(cell["cell"][name] == value for name, value in REFERENCE.items())


def _contrast(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[Contrast]:
    a, b = one["cell"], other["cell"]
    differing = [name for name, fields in RESPECTS if any(a[field] != b[field] for field in fields)]
    if len(differing) != 1:
        return
    pairs = list(zip(one["runs"], other["runs"], strict=True))
    ratios = [y["compression"] / x["compression"] if x["compression"] and y["compression"] else None for x, y in pairs]
    by_name = {name: t_interval([y[name] - x[name] for x, y in pairs]) for name in ("accuracy", "accuracy_pruned")}
    yield Contrast(differing[0], one["name"], other["name"], t_interval(ratios, ratio=True), **by_name)


def _shown(table: Mapping[str, float | None], digits: int) -> str:
    mean, low, high = table["mean"], table["low"], table["high"]
    if mean is None:
        return "none"
    if low is None or high is None:
        return f"{mean:.{digits}f}"
    return f"{mean:.{digits}f} [{low:.{digits}f}, {high:.{digits}f}]"
