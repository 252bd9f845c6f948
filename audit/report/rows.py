"""At which height each node of a layered graph stands: few crossings, straight arrows, no overlap.

Within a layer the nodes are ordered by the mean height of what they are joined to in the layer before, forth and back (the
barycentre heuristic of Sugiyama, Tagawa and Toda). Then each layer, its order kept, moves as near to these means as the
heights of its nodes allow: with o_i the offset of node i in a closed stack and d_i the height that it wishes for, the
y_i = o_i + z_i with z non-decreasing that minimise sum (y_i - d_i)^2 are the isotonic regression of d_i - o_i, which
pooling adjacent violators solves exactly.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)

ORDERING, SETTLING = 12, 12
"""How often all layers are swept: to order them, from the left and back; to settle them, in turns from either side."""


def rows(
    columns: Sequence[Sequence[Node]], joined: Mapping[Node, Sequence[Node]], height: Mapping[Node, float]
) -> dict[Node, float]:
    """The middle of each node, the lowest edge of all nodes at 0; nodes of a column never overlap.

    `columns` are the layers from left to right, `joined` the neighbours of each node in other columns, `height` how much
    room each node needs.

    >>> rows([["a", "b"], ["c"]], {"a": [], "b": ["c"], "c": ["b"]}, {"a": 1.0, "b": 1.0, "c": 1.0})
    {'a': 0.5, 'b': 1.5, 'c': 1.5}
    """
    ordered = _untangled([list(column) for column in columns], joined, height)
    middle = _stacked(ordered, height)
    for number, _ in _sweeps(len(ordered), SETTLING):
        middle |= _settled(ordered[number], {node: _wish(node, joined, middle) for node in ordered[number]}, height)
    top = min((middle[node] - height[node] / 2 for node in middle), default=0.0)
    return {node: middle[node] - top for node in middle}


def _untangled(
    columns: list[list[Node]], joined: Mapping[Node, Sequence[Node]], height: Mapping[Node, float]
) -> list[list[Node]]:
    """The columns in the order that crosses the fewest edges, of all orders that the sweeps come by."""
    middle = _stacked(columns, height)
    best, fewest = [list(column) for column in columns], _crossings(columns, joined)
    for _ in range(ORDERING):
        for number, before in _sweeps(len(columns), 2):
            seen = {node: middle[node] for node in (*columns[number], *columns[before])}
            wishes = {node: _wish(node, joined, seen) for node in columns[number]}
            columns[number].sort(key=wishes.__getitem__)
            middle |= _stacked([columns[number]], height)
            if number in (0, len(columns) - 1) and (crossed := _crossings(columns, joined)) < fewest:
                best, fewest = [list(column) for column in columns], crossed
    return best


def _crossings(columns: Sequence[Sequence[Node]], joined: Mapping[Node, Sequence[Node]]) -> int:
    """How many pairs of edges between neighbouring columns cross."""
    count = 0
    for left, right in pairwise(columns):
        place = {node: number for number, node in enumerate(right)}
        ends = [
            place[other]
            for node in left
            for other in sorted(joined[node], key=lambda n: place.get(n, -1))
            if other in place
        ]
        count += sum(later < earlier for number, earlier in enumerate(ends) for later in ends[number + 1 :])
    return count


def _sweeps(count: int, times: int) -> Iterator[tuple[int, int]]:
    """A column, and the one that the sweep has just left; of the first of a sweep, the column itself."""
    for sweep in range(times):
        order = range(count) if sweep % 2 == 0 else range(count)[::-1]
        yield from zip(order, (*order[:1], *order), strict=False)


def _stacked(columns: Sequence[Sequence[Node]], height: Mapping[Node, float]) -> dict[Node, float]:
    """Each column as a closed stack, centred at 0."""
    found: dict[Node, float] = {}
    for column in columns:
        edge = -sum(height[node] for node in column) / 2
        for node in column:
            found[node] = edge + height[node] / 2
            edge += height[node]
    return found


def _wish(node: Node, joined: Mapping[Node, Sequence[Node]], middle: Mapping[Node, float]) -> float:
    """The mean of its neighbours, as far as these have a height."""
    others = [middle[other] for other in joined[node] if other in middle]
    return sum(others) / len(others) if others else middle[node]


def _settled(column: Sequence[Node], wishes: Mapping[Node, float], height: Mapping[Node, float]) -> dict[Node, float]:
    """As near to the wishes as order and heights allow, in the sense of least squares."""
    offsets = _stacked([column], height)
    pools: list[tuple[float, int]] = []
    for node in column:
        mean, count = wishes[node] - offsets[node], 1
        while pools and pools[-1][0] >= mean:
            other, many = pools.pop()
            mean, count = (mean * count + other * many) / (count + many), count + many
        pools.append((mean, count))
    shifts = [mean for mean, count in pools for _ in range(count)]
    return {node: offsets[node] + shift for node, shift in zip(column, shifts, strict=True)}
