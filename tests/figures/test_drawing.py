"""Bytes of figures: columns that read back, embedded fonts, reproducible files, labelled axes, and pictures as they were.

A picture is compared with the one in baseline/ in grey, without its letters, whose edges and widths depend on FreeType (that they
can be read is the business of test_legible.py), and after a blur. To renew one, delete it, run this test, which draws it and
fails, and look at it.
"""

import io
from functools import cache
from itertools import combinations
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from matplotlib.text import Text
from matplotlib.ticker import NullFormatter
from PIL import Image

from audit.figures.drawing import as_csv, drawn, from_csv, pictures, spanning
from audit.figures.plan import PAGES, STEMS, Figure, figures
from audit.figures.style import DEFAULT

BASELINE = Path(__file__).with_name("baseline")
DOTS = {False: 80, True: 45}
"""An inch; a page is twice as wide."""
TOLERANCE = 1.5
"""Root mean square of the differences, of 255. Equal versions differ by 0, a line moved by a twentieth of its panel by over 4."""
MAX_SVG = {False: 250_000, True: 450_000}
"""Bytes; a page holds what four figures hold."""
EVERY = pytest.mark.parametrize("stem", STEMS + PAGES)


def canvas(stem, columns):
    """The drawing before its layout, which takes most of the time."""
    (figure,) = figures([stem])
    with mpl.rc_context(spanning(figure, DEFAULT, 1)):
        drawing = Canvas()
        figure.draw(drawing, columns)
    return drawing


@pytest.fixture(scope="module")
def made(shipped):
    """Each figure drawn once; what changes it draws its own."""
    return cache(lambda stem: canvas(stem, shipped(stem)))


def grey(stem, columns):
    """The picture without letters as a printer without colours makes it, 0 to 255."""
    (figure,) = figures([stem])
    with mpl.rc_context(spanning(figure, DEFAULT, 1)):
        drawing = canvas(stem, columns)
        for axis in (axis for axes in drawing.axes for axis in (axes.xaxis, axes.yaxis)):
            axis.set_major_formatter(NullFormatter())
            axis.set_minor_formatter(NullFormatter())
        for text in drawing.findobj(Text):
            text.set_text("")
        file = io.BytesIO()
        drawing.savefig(file, format="png", dpi=DOTS[stem in PAGES])
    return np.array(Image.open(file).convert("L"))


def blurred(picture):
    """Each pixel the mean of the nine around it."""
    wide = np.pad(picture.astype(float), 1, mode="edge")
    height, width = picture.shape
    return sum(wide[i : i + height, j : j + width] for i in range(3) for j in range(3)) / 9


def apart(one, stem):
    other = np.array(Image.open(BASELINE / f"{stem}.png"))
    return float(np.sqrt(np.mean((blurred(one) - blurred(other)) ** 2))) if one.shape == other.shape else float("inf")


@EVERY
def test_a_picture_is_as_it_was(shipped, stem):
    now, path = grey(stem, shipped(stem)), BASELINE / f"{stem}.png"
    if not path.exists():
        Image.fromarray(now).save(path, optimize=True)
        pytest.fail(f"{path.name} was not there; it is drawn now, look at it")
    assert apart(now, stem) <= TOLERANCE


@pytest.mark.parametrize(
    ("stem", "column", "by"),
    [
        ("s2_incoherent", "near_zero_kappa_1", 0.05),
        ("s2_logistic_origin", "mass_both_classes", 40),
        ("s4_dawson_replaces_approximations", "kl_error_kingma2015", 0.01),
    ],
)
def test_a_shifted_line_is_another_picture(shipped, stem, column, by):
    columns = shipped(stem)
    moved = {**columns, column: [None if value is None else value + by for value in columns[column]]}
    assert apart(grey(stem, moved), stem) > TOLERANCE


def test_a_baseline_is_small():
    assert {path.stem for path in BASELINE.iterdir()} == {*STEMS, *PAGES}
    assert all(path.stat().st_size < 40_000 for path in BASELINE.iterdir())


@EVERY
def test_every_axis_is_labelled_and_curves_differ_by_more_than_colour(made, stem):
    for axes in made(stem).axes:
        # Panels that share an axis have its label on the outer one.
        assert axes.get_xlabel() or not axes.get_subplotspec().is_last_row()
        assert axes.get_ylabel() or not axes.get_subplotspec().is_first_col()
        named = [line for line in axes.lines if not line.get_label().startswith("_")]
        for one, other in combinations(named, 2):
            assert looks(one) != looks(other), f"{one.get_label()} and {other.get_label()} differ by colour alone"


def looks(line):
    """What is left of a line in grey: its dashes, its mark, its width. A thick line is told from a thin one."""
    return (line.get_linestyle(), line._dash_pattern, line.get_marker(), line.get_linewidth())


def test_two_lines_of_one_look_are_found(shipped):
    first, second = canvas("s2_logistic_tail", shipped("s2_logistic_tail")).axes[0].lines[:2]
    assert looks(first) != looks(second)
    second.set_linestyle(first.get_linestyle())
    assert looks(first) == looks(second)


@EVERY
def test_a_figure_has_a_legend(made, stem):
    drawing = made(stem)
    parts = drawing.subfigs or [drawing]
    assert all(part.legends for part in parts) or all(axes.get_legend() for axes in drawing.axes)


@EVERY
def test_the_files_that_ship_have_embedded_fonts_and_no_date(folder, stem):
    pdf, svg = ((folder / f"{stem}.{kind}").read_bytes() for kind in ("pdf", "svg"))
    assert b"/FontFile2" in pdf
    assert b"/Type3" not in pdf
    assert b"CreationDate" not in pdf
    assert b"<text" not in svg
    assert b"dc:date" not in svg
    assert b"STIXGeneral" in svg
    assert len(svg) <= MAX_SVG[stem in PAGES]


TOY = Figure("toy", "A toy.", lambda: {"x": [1.5], "x_radius": [1e-12]}, lambda drawing, _: drawing.add_subplot())


def test_type_3_is_found_where_it_is_asked_for():
    rc = spanning(TOY, DEFAULT, 1)
    assert b"/Type3" not in pictures(TOY, TOY.data(), rc)["toy.pdf"]
    assert b"/Type3" in pictures(TOY, TOY.data(), {**rc, "pdf.fonttype": 3})["toy.pdf"]


def test_a_page_spans_all_columns_and_a_figure_those_asked_for():
    page, figure = figures(["whole_argument", "s3_row_noise"])
    assert spanning(page, "icml2024", 1)["figure.figsize"][0] == 6.75
    assert spanning(figure, "icml2024", 1)["figure.figsize"][0] == 3.25
    assert spanning(page, "neurips2024", 1)["figure.figsize"][0] == 5.5


def test_settings_hold_for_one_drawing_only():
    before = dict(mpl.rcParams)
    made = drawn(TOY, ("icml2024",))
    assert dict(mpl.rcParams) == before
    assert made.certified == {"x": 1e-12}
    assert "within 1e-12" in made.caption


@EVERY
def test_columns_read_back(shipped, stem):
    columns = shipped(stem)
    assert from_csv(as_csv(columns)) == columns
    assert len({len(column) for column in columns.values()}) == 1
