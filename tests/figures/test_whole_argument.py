"""The page: every number on it is that of the figure that shows it alone, and its headlines follow from them."""

import pytest

from audit.figures.plan import RADIUS
from audit.figures.whole_argument import FIGURE, PARTS, part

ALONE = {
    "origin": "s2_logistic_origin",
    "tail": "s2_logistic_tail",
    "row_noise": "s3_row_noise",
    "support": "s3_degenerate_support",
    "kl": "s4_dawson_replaces_approximations",
    "minima": "s4_additive_minima",
}


@pytest.fixture(scope="module")
def page(shipped):
    return shipped("whole_argument")


@pytest.mark.parametrize("name", PARTS)
def test_a_part_is_the_figure_that_shows_it_alone(shipped, page, name):
    alone, here = shipped(ALONE[name]), part(page, name)
    assert here
    for key, column in here.items():
        assert column == alone[key], f"{name}.{key}: run audit figures"


def test_every_certified_column_has_its_radii(page):
    radii = {key.removesuffix(RADIUS) for key in page if key.endswith(RADIUS)}
    assert {key.split(".")[0] for key in radii} == set(PARTS)
    assert radii <= set(page)


def headlines(columns):
    from matplotlib.figure import Figure

    canvas = Figure((6.75, 8.4))
    FIGURE.draw(canvas, columns)
    return [row.get_suptitle() for row in canvas.subfigs]


def test_the_headlines_hold_the_numbers_of_the_columns(page):
    said = headlines(page)
    assert [line[:2] for line in said] == ["1.", "2.", "3.", "4."]
    assert "0.04034 [7], 0.009375 [10]" in said[2]
    assert "2.5000" in said[3]


def test_another_number_makes_another_headline(page):
    column = page["kl.kl_largest_kingma2015"]
    moved = {**page, "kl.kl_largest_kingma2015": [None if value is None else value + 0.01 for value in column]}
    assert "0.05034 [7]" in headlines(moved)[2]
