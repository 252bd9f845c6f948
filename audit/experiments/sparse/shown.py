"""An experiment as lines of text: one for each cell, and what they say to the lecture's "above 200 without loss of accuracy"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from audit.experiments.sparse.contrasts import contrast_lines
from audit.experiments.sparse.intervals import Interval
from audit.experiments.sparse.pruning import CUT
from audit.experiments.sparse.settings import PLAIN

CLAIMED = 200.0
"""The compression that the lecture names."""
COLUMNS = (
    ("accuracy", "accuracy", 3),
    ("accuracy_pruned", "pruned", 3),
    ("compression", "compression", 1),
    ("compression_within_a_point", "within a point", 1),
    ("ece", "ece", 3),
)
WIDTH, NAME_WIDTH = 21, 46


def lines(result: Mapping[str, Any]) -> list[str]:
    """The table of an experiment: mean and interval over the seeds of the main measures of each cell."""
    level, seeds = result["interval"]["level"], len(result["settings"]["seeds"])
    head = f"{seeds} seeds, {result['settings']['epochs']} epochs, {result['data']['name']}, on {result['device']}"
    note = f"mean [t interval over seeds at {100 * level:g} %]; pruned at log alpha = {CUT:g}"
    titles = "".join(f"{title:<{WIDTH}} " for _, title, _ in COLUMNS)
    found = contrast_lines(result["contrasts"])
    paired = ["", "paired by seeds:", *found] if found else []
    rows = [_row(cell) for cell in result["cells"]]
    return [
        head,
        note,
        "",
        ("cell".ljust(NAME_WIDTH) + titles).rstrip(),
        *rows,
        "",
        *_verdict(result["cells"]),
        *paired,
    ]


def _row(cell: Mapping[str, Any]) -> str:
    shown = (f"{_number(cell['summary'].get(name), digits):<{WIDTH}} " for name, _, digits in COLUMNS)
    return f"{cell['name']:<{NAME_WIDTH}}{''.join(shown)}".rstrip()


def _number(table: Mapping[str, float | None] | None, digits: int) -> str:
    if table is None:
        return "-"
    interval = Interval(**table)
    if interval.mean is None:
        return "nothing kept"
    if interval.low is None or interval.high is None:
        return f"{interval.mean:.{digits}f}"
    return f"{interval.mean:.{digits}f} [{interval.low:.{digits}f}, {interval.high:.{digits}f}]"


def _verdict(cells: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which cells exceed CLAIMED on average with an accuracy after pruning whose interval meets the base line's."""
    base = next((cell["summary"]["accuracy"] for cell in cells if cell["name"] == PLAIN.name), None)
    pruned = {c["name"]: c["summary"] for c in cells if "compression" in c["summary"]}
    large = [name for name, found in pruned.items() if (found["compression"]["mean"] or 0.0) > CLAIMED]
    text = f"compression above {CLAIMED:g}: {len(large)} of {len(pruned)} cells"
    if base is None:
        return [text]
    kept = [name for name in large if Interval(**pruned[name]["accuracy_pruned"]).overlaps(Interval(**base))]
    return [f"{text}; with the accuracy of the plain network, as far as the intervals show: {len(kept)}", *kept]
