"""Sizes of venues, and colours that differ for every eye and in grey."""

from itertools import combinations, pairwise

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from audit.errors import InputError
from audit.figures.style import PALETTE, VENUES, WIDEST_IN, certified, sampled, settings

GREY = (0.299, 0.587, 0.114)
"""What a PNG is weighted with on its way to grey."""
LEAST_STEP = 25
# Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB.
BLINDNESS = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]],
}
LEAST_DISTANCE = 15
"""In CIE Lab; 2.3 is the smallest difference that an eye sees side by side."""


def greys(colours):
    return [255 * float(np.dot(to_rgb(colour), GREY)) for colour in colours]


def distinct_in_grey(colours):
    return all(b - a >= LEAST_STEP for a, b in pairwise(sorted(greys(colours))))


def seen(colour, matrix):
    linear = np.array([c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)])
    return np.clip(np.array(matrix) @ linear, 0, 1)


def lab(linear):
    to_xyz = [[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]
    ratios = np.array(to_xyz) @ linear / (0.9505, 1.0, 1.089)
    x, y, z = (r ** (1 / 3) if r > 0.008856 else 7.787 * r + 16 / 116 for r in ratios)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def distinct_for(matrix, colours):
    places = [lab(seen(colour, matrix)) for colour in colours]
    return all(np.linalg.norm(a - b) >= LEAST_DISTANCE for a, b in combinations(places, 2))


def test_the_palette_is_told_apart_in_grey_and_stands_from_dark_to_light():
    assert distinct_in_grey(PALETTE.values())
    assert greys(PALETTE.values()) == sorted(greys(PALETTE.values()))
    # Okabe and Ito's own orange and sky blue are one grey.
    assert not distinct_in_grey(["#E69F00", "#56B4E9"])


@pytest.mark.parametrize("kind", BLINDNESS)
def test_the_palette_is_told_apart_by_the_colour_blind(kind):
    assert distinct_for(BLINDNESS[kind], PALETTE.values())


def test_pure_red_and_a_green_are_not_told_apart():
    assert not distinct_for(BLINDNESS["deutan"], ["#B04000", "#7A6A00"])


def test_a_drawn_picture_in_grey_holds_every_colour_of_the_palette():
    """Through the file: a bar of each colour, turned to grey as a printer does it."""
    import io

    from matplotlib.figure import Figure
    from matplotlib.image import imread

    canvas = Figure((6, 1), dpi=20)
    axes = canvas.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.bar(range(len(PALETTE)), 1, width=1, color=list(PALETTE.values()))
    axes.set(xlim=(-0.5, len(PALETTE) - 0.5), ylim=(0, 1))
    file = io.BytesIO()
    canvas.savefig(file, format="png")
    file.seek(0)
    row = imread(file, format="png")[10, 10::20, :3] @ np.array(GREY) * 255
    assert all(step >= LEAST_STEP for step in np.diff(row))


@pytest.mark.parametrize("venue", VENUES)
def test_every_venue_has_settings(venue):
    for columns in range(1, VENUES[venue].columns + 1):
        rc = settings(venue, 0.5, columns)
        width, height = rc["figure.figsize"]
        assert 3 < width <= (6.75 if columns == 2 else WIDEST_IN)
        assert 0.3 * width < height <= 0.5 * width
        assert (rc["pdf.fonttype"], rc["svg.fonttype"], rc["text.usetex"]) == (42, "path", False)


def test_two_columns_are_wider_and_flatter():
    (one, height), (two, flat) = (settings("uai2023", 0.8, columns)["figure.figsize"] for columns in (1, 2))
    assert (one, two) == (3.25, 6.75)
    assert height / one == pytest.approx(0.8)
    assert flat / two < 0.6


@pytest.mark.parametrize(
    ("venue", "columns", "said"),
    [
        ("nature", 1, "the venue 'nature'"),
        ("icml2024", 3, "--columns 3"),
        ("icml2024", 0, "--columns 0"),
        ("neurips2024", 2, "has one column"),
    ],
)
def test_what_a_venue_has_not_is_refused(venue, columns, said):
    with pytest.raises(InputError, match=said):
        settings(venue, 0.5, columns)


def test_certified_marks_are_filled_and_sampled_ones_are_open():
    assert certified("red", mark="o")["markerfacecolor"] == "red"
    assert "marker" not in certified("red", "--")
    assert sampled("red", "o")["markerfacecolor"] == "white"
