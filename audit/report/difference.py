"""What changed between two runs, or two sets of figures: a list of changes, and remarks on what is no change.

Times, machines, versions and commits always differ; they are told as remarks, and a difference in nothing else is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from audit.report.apart import Apart, apart


@dataclass(frozen=True)
class Change:
    """One thing that changed: `where` is a claim or a figure, `part` what of it, `note` anything that the values do not say."""

    where: str
    part: str
    old: Any
    new: Any
    apart: Apart | None = None
    note: str = ""


@dataclass(frozen=True)
class Difference:
    """Two documents compared. `kind` is "claims" or "figures"; `same` counts those of them without a change.

    `only_old` and `only_new` name what one document alone holds; `remarks` are pairs of values that are no change.
    """

    kind: str
    changes: tuple[Change, ...]
    same: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    remarks: tuple[Change, ...] = ()

    @property
    def changed(self) -> bool:
        """Something changed, appeared or went."""
        return bool(self.changes or self.only_old or self.only_new)

    @property
    def touched(self) -> tuple[str, ...]:
        """The claims or figures with a change, each once, in the order of the changes."""
        return tuple(dict.fromkeys(change.where for change in self.changes))


def fields_changed(
    where: str, part: str, old: Mapping[str, Any], new: Mapping[str, Any], fields: Iterable[str]
) -> Iterator[Change]:
    """A change for each of the fields that two mappings hold differently; a field that is not there is None.

    >>> [change.part for change in fields_changed("a", "check 1: ", {"points": 3}, {"points": 4}, ["points", "bits"])]
    ['check 1: points']
    """
    for field in fields:
        a, b = old.get(field), new.get(field)
        if a != b:
            yield Change(where, part + field, a, b, apart(a, b))


def differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    """What two environments say differently, the versions inside of them one by one."""
    for name in dict.fromkeys([*old, *new]):
        a, b = old.get(name), new.get(name)
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            yield from differing(a, b)
        elif a != b:
            yield Change("", name, a, b)
