"""What changed between two documents, as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from audit.report.difference import Change, Difference
from audit.report.one_line import clipped, one_line

SCHEMA_VERSION = "1"
SHOWN = 100
"""Characters of a value; `--json` has all of them."""


def text(difference: Difference, old: str, new: str) -> str:
    """The changes under the claim or figure that they are of, `old` and `new` being the names of the two documents."""
    return "\n".join(_lines(difference, old, new)) + "\n"


def as_json(difference: Difference, old: str, new: str) -> str:
    """The same as a JSON document.

    Raises ValueError for a number that JSON lacks, which no document that came from JSON holds.
    """
    document = {
        "schema_version": SCHEMA_VERSION,
        "kind": difference.kind,
        "old": old,
        "new": new,
        "changed": difference.changed,
        "same": difference.same,
        "touched": list(difference.touched),
        "only_old": list(difference.only_old),
        "only_new": list(difference.only_new),
        "changes": [asdict(change) for change in difference.changes],
        "remarks": [asdict(change) for change in difference.remarks],
    }
    return json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def _lines(difference: Difference, old: str, new: str) -> Iterator[str]:
    kind, touched = difference.kind, len(difference.touched)
    yield f"{kind}: {touched} changed, {difference.same} the same"
    for name, ids in ((old, difference.only_old), (new, difference.only_new)):
        if ids:
            yield f"only in {one_line(name)}: {', '.join(map(one_line, ids))}"
    for where in difference.touched:
        yield ""
        yield one_line(where)
        yield from (f"  {_change(change)}" for change in difference.changes if change.where == where)
    if difference.remarks:
        yield ""
        yield "no change, and different all the same:"
        yield from (f"  {_change(change, with_place=True)}" for change in difference.remarks)


def _change(change: Change, with_place: bool = False) -> str:
    place = f"{one_line(change.where)}, " if with_place and change.where else ""
    values = "" if change.old is None and change.new is None else f": {_shown(change.old)} -> {_shown(change.new)}"
    distance = f" ({change.apart})" if change.apart else ""
    note = f" [{one_line(change.note)}]" if change.note else ""
    return f"{place}{one_line(change.part)}{values}{distance}{note}"


def _shown(value: Any) -> str:
    if value is None:
        return "none"
    plain = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return clipped(plain, SHOWN) or '""'
