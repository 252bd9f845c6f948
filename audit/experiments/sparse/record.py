"""Records: the result of an experiment as JSON, one line for each cell, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from audit.errors import InputError

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
    """What `--out` wrote. Raises InputError for anything else."""
    hint = "a file that --out wrote, or --compare recorded"
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as cause:
        raise InputError(
            f"--compare {path} ({getattr(cause, 'strerror', None) or 'no JSON'})", "a record", hint
        ) from cause
    missing = [key for key in KEYS if not isinstance(record, dict) or key not in record]
    if missing or record["schema_version"] != SCHEMA_VERSION:
        raise InputError(f"--compare {path}", f"a record of schema {SCHEMA_VERSION} with {', '.join(KEYS)}", hint)
    return dict(record)
