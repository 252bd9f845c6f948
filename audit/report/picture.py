"""A figure of a claim as the page holds it: its bytes, its caption, and where it comes from.

`audit figures` leaves in its folder, beside the pictures, a manifest with the hash of every file. A picture is taken only
if it is the file that the manifest speaks of; so the caption, the commit and the versions that stand below it are its own.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MEDIA = {"svg": "image/svg+xml", "webp": "image/webp", "png": "image/png"}
"""Kinds of pictures that every browser shows, the preferred one first."""
MAX_BYTES = 250_000
"""Of one picture. Eleven of these, grown by a third as text, leave a page of 5 MB room for its claims."""
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Picture:
    """One figure. `origin` says in one sentence where it comes from; `media` is its type."""

    stem: str
    caption: str
    content: bytes
    media: str
    origin: str

    @property
    def address(self) -> str:
        """The picture as a data URL, which needs no network.

        >>> Picture("s", "", b"x", "image/png", "").address
        'data:image/png;base64,eA=='
        """
        return f"data:{self.media};base64,{b64encode(self.content).decode('ascii')}"


def pictures(folder: Path, stems: Iterable[str], origin: str = "") -> dict[str, Picture]:
    """The pictures of these stems that a folder of `audit figures` holds; a stem without one is left out.

    Without `origin` it is what the manifest says: commit and versions. Never raises: a folder or a manifest that is not
    there, or that is broken, holds no picture.
    """
    entries = _manifest(folder)
    found = {}
    for stem in stems:
        entry = entries.get(stem)
        picture = _picture(folder, stem, entry, origin) if isinstance(entry, dict) else None
        if picture is not None:
            found[stem] = picture
    return found


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        read = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}


def _picture(folder: Path, stem: str, entry: dict[str, Any], origin: str) -> Picture | None:
    """The first kind that is there, is not too large, and has the hash that the manifest says."""
    hashes = entry.get("files")
    for kind, media in MEDIA.items():
        name = f"{stem}.{kind}"
        expected = hashes.get(name) if isinstance(hashes, dict) else None
        try:
            content = (folder / name).read_bytes() if expected else b""
        except OSError:
            continue
        if content and len(content) <= MAX_BYTES and hashlib.sha256(content).hexdigest() == expected:
            return Picture(stem, str(entry.get("caption", "")), content, media, origin or _said(entry))
    return None


def _said(entry: dict[str, Any]) -> str:
    versions = entry.get("versions")
    listed = ", ".join(f"{name} {number}" for name, number in versions.items()) if isinstance(versions, dict) else ""
    made = f"Drawn earlier by audit figures, at commit {entry.get('commit') or 'unknown'}"
    return f"{made}, with {listed}; not drawn again in this run." if listed else f"{made}; not drawn again in this run."
