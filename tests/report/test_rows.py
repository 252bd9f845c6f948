from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.report.rows import _settled, rows


def graph(edges, *columns):
    joined = {node: [] for column in columns for node in column}
    for left, right in edges:
        joined[left].append(right)
        joined[right].append(left)
    return [list(column) for column in columns], joined, dict.fromkeys(joined, 1.0)


def test_crossings_that_can_be_avoided_are():
    found = rows(*graph(["af", "be", "cd"], "abc", "def"))
    assert [found[name] for name in "fed"] == [found[name] for name in "abc"]


def test_what_is_joined_to_one_stands_at_its_height():
    found = rows(*graph(["ad", "bd", "cd"], "abc", "d"))
    assert found["d"] == found["b"] == pytest.approx(1.5)


@given(
    st.sets(st.tuples(st.sampled_from("abcde"), st.sampled_from("uvwxyz"))),
    st.lists(st.floats(0.1, 2), min_size=11, max_size=11),
)
def test_no_two_nodes_overlap_and_the_lowest_edge_is_at_0(edges, heights):
    columns, joined, _ = graph(edges, "abcde", "uvwxyz")
    height = dict(zip("abcdeuvwxyz", heights, strict=True))
    found = rows(columns, joined, height)
    assert min(found[node] - height[node] / 2 for node in found) == pytest.approx(0)
    for column in columns:
        ordered = sorted(column, key=found.__getitem__)
        for left, right in pairwise(ordered):
            assert found[right] - found[left] >= (height[left] + height[right]) / 2 - 1e-9


def test_a_column_moves_as_near_to_its_wishes_as_it_can():
    height = {"a": 1.0, "b": 1.0, "c": 1.0}
    assert _settled("abc", {"a": 0.0, "b": 5.0, "c": 9.0}, height) == {"a": 0.0, "b": 5.0, "c": 9.0}
    assert _settled("abc", {"a": 4.0, "b": 4.0, "c": 9.0}, height) == {"a": 3.5, "b": 4.5, "c": 9.0}
    assert _settled("ab", {"a": 6.0, "b": 2.0}, height) == {"a": 3.5, "b": 4.5}


def test_nothing_has_no_rows():
    assert rows([], {}, {}) == {}
