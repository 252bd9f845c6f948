"""Every word of every figure can be read, in each layout; and the check finds each fault that it is made for."""

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure as Canvas

from audit.figures.drawing import canvas_of, spanning
from audit.figures.legible import faults
from audit.figures.plan import PAGES, STEMS, figures

LAYOUTS = {False: (("aistats2025", 1), ("icml2024", 2)), True: (("icml2024", 1), ("neurips2024", 1))}
"""The narrow column with the largest letters, and the widest one; for a page the widest text and the narrowest."""


@pytest.mark.parametrize("stem", STEMS + PAGES)
def test_no_figure_has_a_fault_in_any_layout(shipped, stem):
    (figure,) = figures([stem])
    for venue, columns in LAYOUTS[figure.page]:
        with mpl.rc_context(spanning(figure, venue, columns)):
            assert faults(canvas_of(figure, shipped(stem))) == []


@pytest.fixture
def panel():
    canvas = Canvas((3, 2), dpi=100, layout="constrained")
    axes = canvas.add_subplot()
    axes.plot([0, 1], [0, 1], label="a line")
    return axes


def test_a_plain_panel_has_none(panel):
    panel.set_xlabel("$x$")
    panel.legend(loc="upper left")
    assert faults(panel.figure) == []


def test_overlapping_texts_are_found(panel):
    panel.text(0.5, 0.2, "here")
    assert faults(panel.figure) == []
    panel.text(0.52, 0.22, "there")
    assert faults(panel.figure) == ["'here' overlaps 'there'"]


def test_a_label_on_a_tick_label_is_found(panel):
    panel.text(0.0, -0.12, "low")
    assert any("overlaps" in fault for fault in faults(panel.figure))


def test_a_text_beyond_the_edge_is_found(panel):
    panel.set_ylabel("a label that is very much longer than this small figure is high")
    assert faults(panel.figure)[0].endswith("is cut off at the edge of the figure")


def test_tiny_letters_are_found(panel):
    panel.set_title("tiny", fontsize=4)
    assert faults(panel.figure) == ["'tiny' is set in 4 points"]


def test_a_legend_on_a_curve_is_found(panel):
    panel.legend(loc="center")
    assert faults(panel.figure) == ["the legend lies on 'a line'"]


def test_a_legend_between_two_marks_is_not_on_them(panel):
    panel.lines[0].set_linestyle("none")
    panel.legend(loc="center")
    assert faults(panel.figure) == []


def test_labels_of_ticks_outside_of_the_axes_do_not_count(panel):
    panel.set_xticks([0, 0.5, 1, 2, 2.001])
    panel.set_xlim(0, 1)
    assert faults(panel.figure) == []


def test_an_arrow_is_no_letter(panel):
    panel.text(0.5, 0.2, "here")
    panel.annotate("far", (0.62, 0.22), (0.2, 0.8), arrowprops={"arrowstyle": "-"})
    assert faults(panel.figure) == []
