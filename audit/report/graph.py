"""The graph of what depends on what, as an SVG: a box a claim, arrows from what is used to what uses it.

Each box is a link, so the keyboard reaches it and a screen reader reads its label. The box says the verdict in words;
colour only repeats it. What the page does with the classes is up to its style sheet.
"""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from audit.report.layers import Layout, layout
from audit.report.one_line import clipped
from audit.runner import ClaimResult, Run

BOX_WIDTH, BOX_HEIGHT = 196, 34
COLUMN, ROW = 250, 43
MARGIN = 8
NAME_LENGTH, STEM_LENGTH = 29, 34
"""How many characters of 11 and 9 pixels fit into a box."""

NODE = Markup(
    '<a href="#{id}" class="node {style}" aria-label="{id}, {verdict}"><title>{id}: {title} ({verdict})</title>'
    '<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4"/>'
    '<rect class="mark" x="{x}" y="{y}" width="5" height="{height}"/>'
    '<text x="{text_x}" y="{name_y}">{name}</text>'
    '<text class="small" x="{text_x}" y="{stem_y}">{stem}</text></a>'
)
EDGE = Markup('<path class="edge" data-from="{tail}" data-to="{head}" d="{path}"/>')
PICTURE = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" class="graph" viewBox="0 0 {width} {height}" width="{width}" '
    'height="{height}" role="group" aria-label="Graph of dependences"><defs><marker id="arrow" viewBox="0 0 8 8" '
    'refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>'
    "{edges}{nodes}</svg>"
)


@dataclass(frozen=True)
class Graph:
    """The picture (empty if nothing depends on anything) and how many claims and edges it shows, and leaves out."""

    svg: Markup
    shown: int
    edges: int
    alone: int


def graph(run: Run) -> Graph:
    """The graph of the claims of this run; what a claim leans on outside of the run is not drawn.

    Raises graphlib.CycleError if claims depend on one another in a circle, which no book allows.
    """
    by_id = {result.id: result for result in run.results}
    laid = layout({result.id: result.depends for result in run.results})
    svg = _picture(laid, by_id) if laid.spots else Markup("")
    return Graph(svg, len(laid.spots), len(laid.passes), len(by_id) - len(laid.spots))


def word_class(word: str) -> str:
    """The class that the style sheet colours, for a verdict or an outcome: in lower case, without blanks.

    >>> word_class("NOT RUN")
    'not-run'
    """
    return word.lower().replace(" ", "-")


def _picture(laid: Layout, by_id: dict[str, ClaimResult]) -> Markup:
    nodes = Markup("").join(_node(by_id[name], *_middle(spot)) for name, spot in laid.spots.items())
    edges = Markup("").join(_edge(laid, tail, head) for tail, head in laid.passes)
    width = MARGIN * 2 + BOX_WIDTH + COLUMN * max(layer for layer, _ in laid.spots.values())
    return PICTURE.format(width=width, height=f"{MARGIN * 2 + laid.height * ROW:g}", edges=edges, nodes=nodes)


def _middle(spot: tuple[int, float]) -> tuple[float, float]:
    """The left end of a place, and the middle of its height, in pixels."""
    layer, row = spot
    return MARGIN + layer * COLUMN, MARGIN + row * ROW


def _node(result: ClaimResult, x: float, middle: float) -> Markup:
    stem, _, name = result.id.partition(".")
    y = middle - BOX_HEIGHT / 2
    return NODE.format(
        id=result.id,
        style=word_class(result.verdict.value),
        verdict=result.verdict.value,
        title=result.title,
        name=clipped(name.replace("_", " "), NAME_LENGTH),
        stem=clipped(f"{result.verdict} · {stem}", STEM_LENGTH),
        x=f"{x:g}",
        y=f"{y:g}",
        text_x=f"{x + 12:g}",
        name_y=f"{y + 15:g}",
        stem_y=f"{y + 28:g}",
        width=BOX_WIDTH,
        height=BOX_HEIGHT,
    )


def _edge(laid: Layout, tail: str, head: str) -> Markup:
    """From the right end of a box through its places to the left end of another: level there, curved between layers."""
    x, y = _middle(laid.spots[tail])
    path = [f"M{x + BOX_WIDTH:g} {y:g}"]
    for spot in (*laid.passes[tail, head], laid.spots[head]):
        left, level = _middle(spot)
        bend = left - (COLUMN - BOX_WIDTH) / 2
        path.append(f"C{bend:g} {y:g} {bend:g} {level:g} {left:g} {level:g}")
        y = level
        path.append(f"H{left + BOX_WIDTH:g}")
    return EDGE.format(tail=tail, head=head, path="".join(path[:-1]))
