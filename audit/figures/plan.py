"""The list of figures. A figure bears the stem of the claim that it shows."""

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

Columns = Mapping[str, Sequence[Any]]
"""Named columns of equal length, in the order of the CSV file."""


@dataclass(frozen=True)
class Figure:
    """`data` computes the columns, `draw` puts them on a matplotlib figure; `caption` says what is seen, in one sentence.

    `height` is the height over the width of a column.
    """

    stem: str
    caption: str
    data: Callable[[], Columns]
    draw: Callable[[Any, Columns], None]
    height: float = 0.75


def figures(stems: Iterable[str] = ()) -> tuple[Figure, ...]:
    """The figures of the given stems, all of them without any; nothing is computed yet. Raises InputError.

    >>> [figure.stem for figure in figures(["s2_logistic_tail"])]
    ['s2_logistic_tail']
    """
    wanted = tuple(dict.fromkeys(stems)) or STEMS
    unknown = [stem for stem in wanted if stem not in STEMS]
    if unknown:
        raise InputError(f"the figure {unknown[0]}", ", ".join(STEMS), f"audit figures {STEMS[0]}")
    return tuple(import_module(f"audit.figures.{stem}").FIGURE for stem in wanted)
