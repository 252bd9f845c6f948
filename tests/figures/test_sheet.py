"""The contact sheet: every picture of the manifest, in the order of the plan, and no other."""

import io

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from matplotlib.image import imread

from audit.errors import InputError
from audit.figures.manifest import Entry, enter, read
from audit.figures.sheet import ACROSS, CELL_IN, DOTS, TITLE_IN, contact_sheet, sheet


def picture(colour):
    file = io.BytesIO()
    Canvas((1, 1), facecolor=colour).savefig(file, format="png")
    return file.getvalue()


def laid(folder, **colours):
    for stem, colour in colours.items():
        enter(folder, stem, Entry("A toy.", "icml2024", 1, {}), {f"{stem}.png": picture(colour)}, {})
    return folder


def cells(content):
    """The colours in the middles of the cells of the first row, as far as there are any."""
    pixels = imread(io.BytesIO(content), format="png")
    height, width = int((TITLE_IN + CELL_IN[1] / 2) * DOTS), int(CELL_IN[0] * DOTS)
    return [tuple(np.round(pixels[height, width // 2 + at * width, :3]).astype(int)) for at in range(ACROSS)]


def test_pictures_stand_in_the_order_of_the_plan(tmp_path):
    made = contact_sheet(laid(tmp_path, pruning_rule="red", s2_incoherent="blue", whole_argument="lime"))
    assert made is not None
    assert cells(made.files[0].read_bytes()) == [(0, 1, 0), (0, 0, 1), (1, 0, 0), (1, 1, 1)]
    assert read(tmp_path)["contact_sheet"]["venue"] == "icml2024"


def test_a_picture_that_is_not_the_manifests_is_left_out(tmp_path):
    laid(tmp_path, pruning_rule="red", s2_incoherent="blue", s3_row_noise="lime", s2_logistic_tail="red")
    (tmp_path / "s2_incoherent.png").write_bytes(picture("black"))
    (tmp_path / "s2_logistic_tail.png").unlink()
    made = contact_sheet(tmp_path)
    assert made is not None
    assert cells(made.files[0].read_bytes())[:3] == [(0, 1, 0), (1, 0, 0), (1, 1, 1)]


def test_one_picture_needs_no_sheet(tmp_path):
    assert contact_sheet(laid(tmp_path, pruning_rule="red", toy="blue")) is None
    assert not (tmp_path / "contact_sheet.png").exists()
    assert contact_sheet(tmp_path / "absent") is None


def test_a_foreign_manifest_is_refused(tmp_path):
    (tmp_path / "manifest.json").write_text("[]")
    with pytest.raises(InputError, match="manifest"):
        contact_sheet(tmp_path)


def test_equal_pictures_make_equal_sheets_and_every_row_has_room():
    five = {f"stem_{at}": picture("red") for at in range(5)}
    assert sheet(five) == sheet(five)
    height, width, _ = imread(io.BytesIO(sheet(five)), format="png").shape
    assert (width, height) == (round(ACROSS * CELL_IN[0] * DOTS), round(2 * (CELL_IN[1] + TITLE_IN) * DOTS))
