import gzip
import struct

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.sparse.idx_files import find_idx, read_idx

ARRAY = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)


def idx(array, kind=8, sizes=None):
    return bytes([0, 0, kind, array.ndim]) + struct.pack(f">{array.ndim}I", *(sizes or array.shape)) + array.tobytes()


@pytest.mark.parametrize("packed", [lambda content: content, gzip.compress])
@pytest.mark.parametrize("array", [ARRAY, ARRAY[0, 0], ARRAY[:1]])
def test_what_was_written_is_read(packed, array, tmp_path):
    (path := tmp_path / "file").write_bytes(packed(idx(array)))
    assert (read_idx(path) == array).all()
    assert read_idx(path).dtype == np.uint8


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "does not begin"),
        (b"\x89PNG....", "does not begin"),
        (idx(ARRAY, kind=13), "unsigned bytes"),
        (idx(ARRAY)[:-1], "23 values where 24"),
        (idx(ARRAY) + b"x", "25 values where 24"),
        (idx(ARRAY, sizes=(2**31, 2**31, 4)), "24 values where"),
        (bytes([0, 0, 8, 0]), "0 dimensions"),
        (bytes([0, 0, 8, 3, 1]), "3 dimensions"),
        (gzip.compress(idx(ARRAY), mtime=0)[:-9], "broken gzip"),
        (b"\x1f\x8bnonsense", "file ("),
    ],
    ids=range(10),
)
def test_anything_else_is_refused(content, why, tmp_path):
    (path := tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError, match="IDX") as error:
        read_idx(path)
    assert why in str(error.value)


def test_a_file_is_found_with_or_without_gz(tmp_path):
    (tmp_path / "a.gz").touch()
    (tmp_path / "b").touch()
    assert find_idx(tmp_path, "a").name == "a.gz"
    assert find_idx(tmp_path, "b").name == "b"
    with pytest.raises(InputError, match=r"c or c\.gz"):
        find_idx(tmp_path, "c")
    with pytest.raises(InputError, match="IDX"):
        read_idx(tmp_path / "c")
