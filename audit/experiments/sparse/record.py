"""Records: the result of an experiment as JSON, one line for each cell, and back."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from audit.errors import InputError
from audit.experiments.sparse.contrasts import contrasts
from audit.experiments.sparse.intervals import LEVEL, summary

SCHEMA_VERSION = "1"
KEYS = ("schema_version", "experiment", "environment", "settings", "data", "device", "interval", "seconds", "cells")


def record_text(result: Mapping[str, Any]) -> str:
    """JSON with a line for each key, and one for each cell.

    >>> print(record_text({"seconds": 2, "cells": [{"name": "plain"}, {"name": "ard"}]}), end="")
    {
    "seconds": 2,
    "cells": [
    {"name": "plain"},
    {"name": "ard"}
    ]
    }
    """
    lines = [f"{json.dumps(name)}: {json.dumps(value)}" for name, value in result.items() if name != "cells"]
    cells = ",\n".join(json.dumps(cell) for cell in result["cells"])
    return "{\n" + ",\n".join([*lines, f'"cells": [\n{cells}\n]']) + "\n}\n"


def read_record(path: Path) -> dict[str, Any]:
    """What `--out` wrote. Raises InputError for anything else, and for a record that contradicts itself.

    Its summaries, contrasts and level must be those of its runs: whoever edits a number by hand is told.
    """
    hint = "a file that --out wrote, or --compare recorded"
    try:
        record = json.loads(path.read_text(encoding="utf-8"), parse_constant=_refused)
    except (OSError, ValueError) as cause:
        raise InputError(
            f"--compare {path} ({getattr(cause, 'strerror', None) or 'no JSON'})", "a record", hint
        ) from cause
    missing = [key for key in KEYS if not isinstance(record, dict) or key not in record]
    if missing or record["schema_version"] != SCHEMA_VERSION:
        raise InputError(f"--compare {path}", f"a record of schema {SCHEMA_VERSION} with {', '.join(KEYS)}", hint)
    wrong = _contradiction(record)
    if wrong:
        raise InputError(f"--compare {path}: {wrong}", "a record that agrees with its own runs", hint)
    return dict(record)


def _refused(word: str) -> float:
    """JSON has no NaN and no Infinity, and no record holds one."""
    raise ValueError(f"{word} is no number of JSON")


def _contradiction(record: Mapping[str, Any]) -> str | None:
    """What the record says that its runs do not."""
    try:
        for cell in record["cells"]:
            made = {path: asdict(interval) for path, interval in summary(cell["runs"]).items()}
            for path in {**made, **cell["summary"]}:
                if not _same(made.get(path), cell["summary"].get(path)):
                    return f"{path} of '{cell['name']}' is not that of its runs"
        if not _same(contrasts(record["cells"]), record.get("contrasts", [])):
            return "its contrasts are not those of its runs"
        if record["interval"].get("level") != LEVEL:
            return f"its intervals have the level {record['interval'].get('level')}, not {LEVEL}"
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return f"a part is missing or of another kind ({type(error).__name__}: {error})"
    return None


def _same(one: Any, other: Any) -> bool:
    """Equal as numbers, up to rounding in other versions of the libraries; a NaN is equal to nothing."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)
