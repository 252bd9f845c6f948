"""Recorded results of the experiments, as `audit experiment NAME --out FILE` wrote them; `--compare recorded` runs one again."""

from __future__ import annotations

from pathlib import Path

from audit.errors import InputError


def recorded_file(name: str) -> Path:
    """The file of the recorded results of an experiment. Raises InputError where there are none.

    >>> recorded_file("digits").name
    'digits.json'
    """
    folder = Path(__file__).parent
    known = sorted(path.stem for path in folder.glob("*.json"))
    if name not in known:
        raise InputError(f"recorded results of {name!r}", ", ".join(known) or "none", "--out FILE, then --compare FILE")
    return folder / f"{name}.json"
