"""The list of figures. A figure bears the stem of the claim that it shows; a page shows several claims together.

The columns of a figure say what its numbers are worth: `NAME_radius` beside `NAME` holds radii of balls around the values
(the truth lies within; the radius includes the rounding of the middle to a float), `NAME_standard_error`, or `NAME_10` and
`NAME_90`, come with sampled ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from audit.errors import InputError

STEMS = (
    "s2_incoherent",
    "s2_logistic_origin",
    "s2_logistic_tail",
    "s2_standard_architectures",
    "s3_degenerate_support",
    "s3_noise_prior",
    "s3_row_noise",
    "s4_additive_minima",
    "s4_dawson_replaces_approximations",
    "s4_explains_sparsity",
    "pruning_rule",
)
PAGES = ("whole_argument",)
"""Figures of no single claim."""

Columns = Mapping[str, Sequence[Any]]
"""Named columns of equal length, in the order of the CSV file."""
RADIUS = "_radius"


@dataclass(frozen=True)
class Figure:
    """`data` computes the columns, `draw` puts them on a matplotlib figure; `caption` says what is seen, in one sentence.

    `height` is the height over the width of a column; a `page` takes the whole width of the text.
    """

    stem: str
    caption: str
    data: Callable[[], Columns]
    draw: Callable[[Any, Columns], None]
    height: float = 0.75
    page: bool = False


def figures(stems: Iterable[str] = ()) -> tuple[Figure, ...]:
    """The figures of the given stems, all of them without any; nothing is computed yet. Raises InputError.

    >>> [figure.stem for figure in figures(["s2_logistic_tail"])]
    ['s2_logistic_tail']
    """
    known = STEMS + PAGES
    wanted = tuple(dict.fromkeys(stems)) or known
    unknown = [stem for stem in wanted if stem not in known]
    if unknown:
        raise InputError(f"the figure {unknown[0]}", ", ".join(known), f"audit figures {STEMS[0]}")
    return tuple(import_module(f"audit.figures.{stem}").FIGURE for stem in wanted)


def told(figure: Figure, columns: Columns) -> str:
    """The caption, with how far the certified values can be off: the largest radius over all of them.

    >>> told(Figure("s", "A line.", dict, print), {"x": [1.0, 2.0], "x_radius": [1e-12, 3.1e-12]})
    'A line. Certified, as lines and filled marks: the truth lies within 4e-12 of each value.'
    """
    largest = max(largest_radii(columns).values(), default=None)
    if largest is None:
        return figure.caption
    return f"{figure.caption} Certified, as lines and filled marks: the truth lies within {upwards(largest)} of each value."


def largest_radii(columns: Columns) -> dict[str, float]:
    """The largest radius of every certified column, by the name of the column."""
    found = {}
    for name, values in columns.items():
        radii = [value for value in values if value is not None] if name.endswith(RADIUS) else []
        if radii:
            found[name.removesuffix(RADIUS)] = max(radii)
    return found


def upwards(value: float) -> str:
    """A positive number with one digit, rounded up.

    >>> upwards(3.1e-12), upwards(9.5e-3), upwards(2e-5)
    ('4e-12', '1e-02', '2e-05')
    """
    short = f"{value:.0e}"
    if float(short) >= value:
        return short
    digit, exponent = short.split("e")
    return f"{float(f'{int(digit) + 1}e{exponent}'):.0e}"
