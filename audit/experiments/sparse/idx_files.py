"""The IDX format of MNIST: two zero bytes, a type, the number of dimensions, their sizes, then the values; perhaps in gzip.

bytes 0-1   0          byte 2   0x08 (unsigned bytes, the only type that images and labels have)
byte 3      d          then d sizes, four bytes each, the highest first; then size_1 ... size_d bytes
"""

from __future__ import annotations

import gzip
import struct
import zlib
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError

UNSIGNED_BYTES = 8
GZIP = b"\x1f\x8b"
ALLOWED = "an IDX file of unsigned bytes, plain or in gzip"
MOST_DIMENSIONS = 3


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array in an IDX file, of one to three dimensions, uint8. Raises InputError for what is none, or is cut short."""
    content = _content(path)
    if len(content) < 4 or content[:2] != b"\0\0" or content[2] != UNSIGNED_BYTES:
        raise _unusable(path, "it does not begin as an IDX file of unsigned bytes does")
    dimensions = content[3]
    start = 4 + 4 * dimensions
    if not 1 <= dimensions <= MOST_DIMENSIONS or len(content) < start:
        raise _unusable(path, f"{dimensions} dimensions")
    shape = struct.unpack(f">{dimensions}I", content[4:start])
    wanted = int(np.prod(shape, dtype=object))
    if len(content) - start != wanted:
        raise _unusable(path, f"{len(content) - start} values where {wanted} are announced")
    return np.frombuffer(content, dtype=np.uint8, offset=start).reshape(shape)


def find_idx(folder: Path, stem: str) -> Path:
    """The file of this stem in a folder: `stem` or `stem.gz`. Raises InputError where there is neither."""
    for name in (stem, f"{stem}.gz"):
        if (folder / name).is_file():
            return folder / name
    raise InputError(
        f"--data {folder}", f"a folder with {stem} or {stem}.gz", "the four files of MNIST, or of another set"
    )


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes()
        return gzip.decompress(content) if content[:2] == GZIP else content
    except (OSError, EOFError, zlib.error) as cause:
        raise _unusable(path, getattr(cause, "strerror", None) or "broken gzip") from cause


def _unusable(path: Path, why: str) -> InputError:
    return InputError(f"{path} ({why})", ALLOWED, "the file as it was published")
