"""The list of figures, and what their columns say of themselves."""

import pytest

from audit.errors import InputError
from audit.figures.plan import PAGES, STEMS, Figure, figures, largest_radii, told, upwards


def test_pages_are_no_claims_and_come_last():
    assert not set(PAGES) & set(STEMS)
    assert [figure.stem for figure in figures()] == [*STEMS, *PAGES]
    assert [figure.stem for figure in figures() if figure.page] == list(PAGES)


def test_an_unknown_figure_is_refused():
    with pytest.raises(InputError, match="the figure nothing"):
        figures(["s2_incoherent", "nothing"])


@pytest.mark.parametrize("stem", STEMS + PAGES)
def test_a_caption_is_a_sentence(stem):
    (figure,) = figures([stem])
    assert len(figure.caption) > 40
    assert figure.caption.endswith(".")


def test_the_caption_tells_the_largest_radius_and_nothing_where_nothing_is_certified():
    figure = Figure("s", "A line.", dict, print)
    columns = {"x": [1.0, 2.0], "x_radius": [1e-9, None], "y": [1.0, 1.0], "y_radius": [2.3e-7, 1e-8]}
    assert largest_radii(columns) == {"x": 1e-9, "y": 2.3e-7}
    assert told(figure, columns).endswith("within 3e-07 of each value.")
    assert told(figure, {"x": [1.0], "x_10": [0.5]}) == "A line."


@pytest.mark.parametrize("value", [1.01e-12, 9.99e-3, 1e-7, 4.5, 9.6e5])
def test_upwards_never_says_less(value):
    assert value <= float(upwards(value)) <= 2 * value


@pytest.mark.parametrize("stem", STEMS + PAGES)
def test_every_figure_tells_how_sure_its_numbers_are(shipped, stem):
    columns = shipped(stem)
    sampled = [name for name in columns if name.endswith(("_standard_error", "_90"))]
    # The basin maps are floats without a bound: their kinds are places, told by colours.
    assert largest_radii(columns) or sampled or stem == "s4_explains_sparsity"
    assert all(radius < 1e-9 for radius in largest_radii(columns).values())
