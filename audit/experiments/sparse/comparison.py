"""Recorded results against those of a new run: which numbers changed, by how much, and whether the intervals still meet.

A number changed where its mean over the seeds is another one, to the bit. It agrees where the recorded interval and the new one
overlap. With the same versions on a CPU nothing changes; elsewhere rounding takes training another way, and the intervals decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.errors import InputError
from audit.experiments.sparse.intervals import Interval


@dataclass(frozen=True)
class Change:
    """One number of one cell whose mean is not the recorded one."""

    cell: str
    number: str
    recorded: Interval
    now: Interval

    @property
    def agrees(self) -> bool:
        """Whether the two intervals overlap."""
        return self.recorded.overlaps(self.now)

    def line(self) -> str:
        """What is printed of it."""
        word = "intervals overlap" if self.agrees else "INTERVALS APART"
        return f"{self.cell}: {self.number} {_shown(self.recorded)} -> {_shown(self.now)}  {word}"


@dataclass(frozen=True)
class Comparison:
    """`numbers` were compared; `identical`: every number of every run is the same to the bit."""

    numbers: int
    changes: tuple[Change, ...]
    identical: bool

    @property
    def agrees(self) -> bool:
        """Whether every two intervals overlap."""
        return all(change.agrees for change in self.changes)


def compare(recorded: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]) -> Comparison:
    """The cells of two records, matched by name; cells of `recorded` that were not run again are left out.

    Raises InputError where a cell of `now`, or one of its numbers, is not recorded.
    """
    before = {cell["name"]: cell for cell in recorded}
    changes, numbers, identical = [], 0, True
    for cell in now:
        old = before.get(cell["name"])
        if old is None or old["summary"].keys() != cell["summary"].keys():
            raise InputError(
                f"a record of other numbers for '{cell['name']}'", "one of this version", "--out FILE anew"
            )
        identical = identical and _bare(old["runs"]) == _bare(cell["runs"])
        for number, table in cell["summary"].items():
            numbers += 1
            pair = Interval(**old["summary"][number]), Interval(**table)
            if pair[0] != pair[1]:
                changes.append(Change(cell["name"], number, *pair))
    return Comparison(numbers, tuple(changes), identical)


def _bare(runs: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in run.items() if name != "seconds"} for run in runs]


def _shown(interval: Interval) -> str:
    if interval.mean is None:
        return "none"
    if interval.low is None or interval.high is None:
        return f"{interval.mean:.6g}"
    return f"{interval.mean:.6g} [{interval.low:.6g}, {interval.high:.6g}]"
