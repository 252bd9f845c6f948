import struct

import numpy as np
import pytest

from audit.errors import InputError
from audit.experiments.sparse.images import STEMS, digits_source, idx_source

GENERATOR = np.random.default_rng(2)


def write(folder, shapes=((6, 9, 9), (6,), (4, 9, 9), (4,))):
    arrays = [GENERATOR.integers(0, 255 if len(shape) > 1 else 3, shape).astype(np.uint8) for shape in shapes]
    for stem, array in zip(STEMS, arrays, strict=True):
        head = bytes([0, 0, 8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape)
        (folder / stem).write_bytes(head + array.tobytes())
    return arrays


def test_a_seed_splits_the_digits_into_disjoint_parts():
    source = digits_source(80, 30)
    one, again, other = source.split(1), source.split(1), source.split(2)
    assert (one.x == again.x).all()
    assert not (one.test_x == other.test_x).all()
    assert (one.x.shape, one.test_x.shape, one.side, one.classes) == ((50, 8, 8), (30, 8, 8), 8, 10)
    rows = {image.tobytes() for image in np.concatenate([one.x, one.test_x])}
    assert rows == {image.tobytes() for image in np.concatenate([other.x, other.test_x])}
    assert one.x.max() <= 1


def test_idx_files_keep_their_split(tmp_path):
    x, y, _, test_y = write(tmp_path)
    source = idx_source(tmp_path)
    images = source.split(5)
    assert images.x == pytest.approx(x / 255, rel=1e-6)
    assert (images.y == y).all()
    assert (images.test_y == test_y).all()
    assert (images.side, images.classes) == (9, int(max(y.max(), test_y.max())) + 1)
    assert source.name == "IDX files, 6 + 4"


def test_the_fingerprint_sees_one_pixel(tmp_path):
    write(tmp_path)
    before = idx_source(tmp_path).sha256
    content = bytearray((tmp_path / STEMS[2]).read_bytes())
    content[-1] ^= 1
    (tmp_path / STEMS[2]).write_bytes(content)
    assert idx_source(tmp_path).sha256 != before


@pytest.mark.parametrize(
    "shapes",
    [
        ((6, 9, 9), (5,), (4, 9, 9), (4,)),
        ((6, 9, 8), (6,), (4, 9, 8), (4,)),
        ((6, 9, 9), (6,), (4, 8, 8), (4,)),
        ((6, 4, 4), (6,), (4, 4, 4), (4,)),
        ((6, 9), (6,), (4, 9), (4,)),
        ((0, 9, 9), (0,), (4, 9, 9), (4,)),
    ],
)
def test_arrays_that_do_not_fit_are_refused(shapes, tmp_path):
    write(tmp_path, shapes)
    with pytest.raises(InputError, match="arrays of shape"):
        idx_source(tmp_path)


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(InputError, match="a folder that exists"):
        idx_source(tmp_path / "none")
