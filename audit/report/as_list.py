"""A book as a list: what `audit list` prints."""

from __future__ import annotations

import json
from collections.abc import Iterable

from rich.console import Group
from rich.text import Text

from audit.ledger import Claim
from audit.report.one_line import clipped, one_line
from audit.report.paint import painted, verdict_style

SCHEMA_VERSION = "1"


def text(claims: Iterable[Claim], *, width: int, colour: bool = False) -> str:
    """Claims under the place that they come from: expected verdict, id, title. Ids are never cut off."""
    claims = tuple(claims)
    name_width = max((len(claim.id) for claim in claims), default=0)
    lines: list[Text] = []
    place = None
    for claim in claims:
        if (claim.source, claim.place) != place:
            place = (claim.source, claim.place)
            lines += [Text()] if lines else []
            lines.append(Text(f"{claim.source}, {one_line(claim.place)}", "dim"))
        lines.append(_line(claim, name_width, width))
    return painted(Group(*lines), width=max(width, name_width + 16), colour=colour)


def _line(claim: Claim, name_width: int, width: int) -> Text:
    verdict = Text(f"  {claim.expected.value:<12}  ", verdict_style(claim.expected))
    room = width - len(verdict) - name_width - 2
    title = clipped(claim.title, room) if room > 0 else ""
    return Text.assemble(verdict, (f"{claim.id:<{name_width}}", "bold"), "  ", title)


def as_json(claims: Iterable[Claim]) -> str:
    """The same as a JSON document."""
    document = {"schema_version": SCHEMA_VERSION, "claims": [_entry(claim) for claim in claims]}
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _entry(claim: Claim) -> dict[str, object]:
    return {
        "id": claim.id,
        "source": claim.source,
        "place": claim.place,
        "covers": list(claim.covers),
        "title": claim.title,
        "expected": claim.expected.value,
        "changes_conclusion": claim.changes_conclusion,
        "depends": list(claim.depends),
        "needs": claim.needs,
        "interpretive": claim.interpretive,
    }
