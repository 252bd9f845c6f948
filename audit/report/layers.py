"""Where the nodes of a graph of dependences stand: in layers, so that every arrow points to the right.

The layer of a node is the length of the longest path that ends in it, so that an edge always goes to a later layer; a node
that leans on nothing stands just before the first that leans on it. An edge that passes layers gets a thin place of its own
in each of them, so that it runs between the boxes and not below them. Parts of the graph that no edge joins are laid out
apart, the largest first, one below the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise

from audit.report.rows import rows

Edge = tuple[str, str]
Place = tuple[str, str, int]
"""A node (twice its name, and 0), or where an edge from one to another passes a layer."""
THIN = 0.22
"""Of the height of a node: what an edge that passes needs."""


@dataclass(frozen=True)
class Layout:
    """Layer and row (the middle, in heights of a node from the top) of each node, and of the places that an edge passes."""

    spots: dict[str, tuple[int, float]]
    passes: dict[Edge, tuple[tuple[int, float], ...]]
    height: float


def layout(depends: Mapping[str, Iterable[str]]) -> Layout:
    """The places of all nodes that an edge touches, the largest part of the graph first.

    `depends` names for each node the nodes that it leans on; names that are no keys are left out. Raises
    graphlib.CycleError if the nodes lean on one another in a circle.

    >>> layout({"a": [], "b": ["a"], "c": ["a", "b"], "alone": []}).spots
    {'a': (0, 0.805), 'b': (1, 0.5), 'c': (2, 0.805)}
    """
    edges = {name: tuple(other for other in others if other in depends) for name, others in depends.items()}
    layer = layers(edges)
    spots: dict[str, tuple[int, float]] = {}
    passes: dict[Edge, tuple[tuple[int, float], ...]] = {}
    top = 0.0
    for part in _parts(edges):
        columns, joined = _with_passes(part, edges, layer)
        height = {place: THIN if place[2] else 1.0 for column in columns for place in column}
        middle = rows(columns, joined, height)
        spots |= {name: (layer[name], round(top + middle[name, name, 0], 3)) for name in part}
        for name in part:
            for other in edges[name]:
                between = range(layer[other] + 1, layer[name])
                passes[other, name] = tuple((n, round(top + middle[other, name, n], 3)) for n in between)
        top += max(middle[place] + height[place] / 2 for place in middle)
    return Layout(spots, passes, top)


def layers(depends: Mapping[str, Iterable[str]]) -> dict[str, int]:
    """The length of the longest path to each node; for a node that leans on nothing, one less than its first user's.

    >>> layers({"a": [], "b": ["a"], "late": [], "c": ["b", "late"]})
    {'a': 0, 'b': 1, 'late': 1, 'c': 2}
    """
    longest: dict[str, int] = {}
    for name in TopologicalSorter(depends).static_order():
        longest[name] = max((longest[other] + 1 for other in depends[name]), default=0)
    first_user: dict[str, int] = {}
    for name, others in depends.items():
        for other in others:
            first_user[other] = min(longest[name], first_user.get(other, longest[name]))
    return {name: longest[name] or first_user.get(name, 1) - 1 for name in depends}


def _parts(edges: Mapping[str, Sequence[str]]) -> list[list[str]]:
    """The connected parts with two nodes or more, the largest first; nodes in the given order."""
    joined: dict[str, list[str]] = {name: list(others) for name, others in edges.items()}
    for name, others in edges.items():
        for other in others:
            joined[other].append(name)
    seen: set[str] = set()
    parts: list[list[str]] = []
    for start in edges:
        if start in seen or not joined[start]:
            continue
        part, waiting = set[str](), [start]
        while waiting:
            name = waiting.pop()
            if name not in part:
                part.add(name)
                waiting += joined[name]
        seen |= part
        parts.append([name for name in edges if name in part])
    return sorted(parts, key=len, reverse=True)


def _with_passes(
    part: Sequence[str], edges: Mapping[str, Sequence[str]], layer: Mapping[str, int]
) -> tuple[list[list[Place]], dict[Place, list[Place]]]:
    """The columns of a part with the places that its edges pass, and what is joined to what, one layer at a time."""
    columns: list[list[Place]] = [[] for _ in range(max(layer[name] for name in part) + 1)]
    joined: dict[Place, list[Place]] = {}
    for name in part:
        columns[layer[name]].append((name, name, 0))
        joined[name, name, 0] = []
    for name in part:
        for other in edges[name]:
            between = [(other, name, number) for number in range(layer[other] + 1, layer[name])]
            chain: list[Place] = [(other, other, 0), *between, (name, name, 0)]
            for place in between:
                columns[place[2]].append(place)
            for left, right in pairwise(chain):
                joined.setdefault(left, []).append(right)
                joined.setdefault(right, []).append(left)
    return columns, joined
