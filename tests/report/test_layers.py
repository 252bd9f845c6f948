from graphlib import CycleError

import pytest

from audit.report.layers import THIN, layers, layout

DIAMOND = {"top": [], "left": ["top"], "right": ["top"], "end": ["left", "right"], "alone": [], "x": [], "y": ["x"]}
LONG = {"a": [], "b": ["a"], "c": ["b"], "d": ["c", "a"]}


@pytest.mark.parametrize("graph", [DIAMOND, LONG])
def test_every_arrow_points_to_the_right(graph):
    layer = layers(graph)
    assert all(layer[other] < layer[name] for name, others in graph.items() for other in others)


def test_what_leans_on_nothing_stands_before_its_first_user():
    assert layers({**LONG, "late": [], "e": ["late", "d"]})["late"] == 3


def test_what_stands_alone_is_left_out_and_parts_stand_below_one_another():
    found = layout(DIAMOND).spots
    assert set(found) == set(DIAMOND) - {"alone"}
    lowest = max(found[name][1] for name in ("top", "left", "right", "end"))
    assert min(found["x"][1], found["y"][1]) >= lowest + 1


def test_an_edge_that_passes_a_layer_has_a_place_in_it_beside_the_nodes():
    found = layout(LONG)
    ((_, first), (_, second)) = found.passes["a", "d"]
    assert [layer for layer, _ in found.passes["a", "d"]] == [1, 2]
    assert found.passes["a", "b"] == ()
    for level, name in ((first, "b"), (second, "c")):
        assert abs(level - found.spots[name][1]) >= (1 + THIN) / 2 - 1e-3


def test_everything_lies_within_the_height():
    found = layout(DIAMOND)
    levels = [row for _, row in found.spots.values()]
    assert min(levels) == 0.5
    assert max(levels) <= found.height - 0.5


def test_a_name_outside_of_the_graph_is_no_node():
    assert layout({"a": ["elsewhere"]}).spots == {}
    assert layout({}).height == 0


def test_a_circle_is_refused():
    with pytest.raises(CycleError):
        layers({"a": ["b"], "b": ["a"]})
