"""Is every word of a drawing readable? No text overlaps another or is cut off, none is tiny, no legend lies on a curve.

Extents are those that matplotlib's renderer gives to the texts once the layout is done, in pixels: rectangles around the
letters as they stand, so that two slanted texts could be told to overlap that do not; the figures have none.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import Any

import numpy as np

TOUCH_PT = 0.5
"""Rectangles hold a little air around the letters; a smaller overlap is none that the eye sees."""
SMALLEST_PT = 5.0
"""The size of an index in a paper."""
STEPS = 50
"""Points looked at on each piece of a curve, more than the pixels of a row of a legend."""


def faults(canvas: Any) -> list[str]:
    """Sentences about a drawn matplotlib figure, none if it is legible. Lays it out, for its size and look at this moment."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    screen: Any = FigureCanvasAgg(canvas)
    screen.draw()
    renderer = screen.get_renderer()
    # An annotation counts its arrow as part of it; here only its letters do.
    texts = [(text, Text.get_window_extent(text, renderer)) for text in _seen(canvas)]
    touch = TOUCH_PT * canvas.dpi / 72
    return [*_overlaps(texts, touch), *_cut(texts, canvas.bbox, touch), *_tiny(texts), *_covered(canvas, renderer)]


def _seen(canvas: Any) -> Iterator[Any]:
    """Every text with letters in it that is drawn: matplotlib keeps labels of ticks outside of the axes too."""
    from matplotlib.text import Text

    outside = {id(label) for axes in canvas.axes for axis in (axes.xaxis, axes.yaxis) for label in _outside(axis)}
    for text in canvas.findobj(Text):
        if text.get_text().strip() and text.get_visible() and id(text) not in outside:
            yield text


def _outside(axis: Any) -> Iterator[Any]:
    low, high = sorted(axis.get_view_interval())
    # A tick at the end of an axis is drawn, though rounding may put it just beyond.
    slack = 1e-9 * (high - low)
    for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
        if not low - slack <= tick.get_loc() <= high + slack:
            yield from (tick.label1, tick.label2)


def _overlaps(texts: list[tuple[Any, Any]], touch: float) -> Iterator[str]:
    for (one, a), (other, b) in combinations(texts, 2):
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > touch and high > touch:
            yield f"{one.get_text()!r} overlaps {other.get_text()!r}"


def _cut(texts: list[tuple[Any, Any]], page: Any, touch: float) -> Iterator[str]:
    for text, box in texts:
        beyond = (page.x0 - box.x0, page.y0 - box.y0, box.x1 - page.x1, box.y1 - page.y1)
        if max(beyond) > touch:
            yield f"{text.get_text()!r} is cut off at the edge of the figure"


def _tiny(texts: list[tuple[Any, Any]]) -> Iterator[str]:
    for text, _ in texts:
        if text.get_fontsize() < SMALLEST_PT:
            yield f"{text.get_text()!r} is set in {text.get_fontsize():.2g} points"


def _covered(canvas: Any, renderer: Any) -> Iterator[str]:
    """Legends inside of their axes, where a curve or a mark runs through them."""
    for axes in canvas.axes:
        legend = axes.get_legend()
        if legend is None:
            continue
        box = legend.get_window_extent(renderer)
        for line in axes.lines:
            points = line.get_transform().transform(line.get_xydata())
            if any(box.contains(x, y) and axes.bbox.contains(x, y) for x, y in _along(points, line.get_linestyle())):
                yield f"the legend lies on {line.get_label()!r}"


def _along(points: Any, style: str) -> Iterator[tuple[float, float]]:
    """The vertices, and points between them where a line is drawn."""
    yield from points
    if style not in ("None", "none", "", " "):
        for start, end in pairwise(points):
            yield from start + np.linspace(0, 1, STEPS)[:, None] * (end - start)
