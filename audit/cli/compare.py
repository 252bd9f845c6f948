"""The command `compare`: which verdicts, witnesses, numbers and figures differ between two runs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from audit.cli.screen import emit
from audit.errors import InputError

if TYPE_CHECKING:
    from audit.report.difference import Difference

ALLOWED = "two documents of audit run --json, or two manifests of audit figures"


def register(app: typer.Typer) -> None:
    """Adds the command of this file to the program."""
    app.command("compare")(_compare)


def _compare(
    old: Annotated[
        Path, typer.Argument(metavar="OLD", help="A document of audit run --json, or manifest.json of figures.")
    ],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another one of the same kind.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON to standard output.")] = False,
) -> int:
    """Say what differs between two runs, or two sets of figures.

    Times, machines, versions and commits are told, and are no change. The exit code is 0 if nothing changed, 1 if something
    did, 2 if the input is unusable.
    """
    from audit.report import as_comparison

    difference = _difference(old, new)
    write = as_comparison.as_json if as_json else as_comparison.text
    emit(write(difference, str(old), str(new)))
    return int(difference.changed)


def _difference(old: Path, new: Path) -> Difference:
    from audit.report.figure_difference import figure_difference, is_manifest
    from audit.report.run_difference import run_difference

    before, after = _document(old), _document(new)
    runs = ["claims" in document for document in (before, after)]
    manifests = [is_manifest(document) for document in (before, after)]
    if all(runs):
        return run_difference(before, after)
    if all(manifests):
        return figure_difference(before, after, old.parent, new.parent)
    kinds = [
        "a run" if run else "figures" if manifest else "neither" for run, manifest in zip(runs, manifests, strict=True)
    ]
    raise InputError(f"{old} ({kinds[0]}) and {new} ({kinds[1]})", ALLOWED, "audit run --json > new.json")


def _document(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refuse)
    except (OSError, ValueError, RecursionError) as error:
        why = getattr(error, "strerror", None) or "it is no JSON"
        raise InputError(f"{path} ({why})", ALLOWED, "audit run --json > new.json") from error
    if not isinstance(read, dict):
        raise InputError(f"{path} (it is no JSON object)", ALLOWED, "audit run --json > new.json")
    return read


def _refuse(constant: str) -> None:
    """NaN and the infinities, which Python reads and JSON does not know."""
    raise ValueError(f"{constant} is no JSON")
