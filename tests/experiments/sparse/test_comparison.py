import copy

import pytest

from audit.errors import InputError
from audit.experiments.sparse.comparison import Change, compare
from audit.experiments.sparse.intervals import Interval

CELLS = [
    {
        "name": name,
        "summary": {"accuracy": {"mean": m, "low": m - 0.1, "high": m + 0.1}},
        "runs": [{"a": m, "seconds": 1}],
    }
    for name, m in (("plain", 0.9), ("ard", 0.8))
]


def changed(shift, **of_run):
    cells = copy.deepcopy(CELLS)
    table = cells[1]["summary"]["accuracy"]
    cells[1]["summary"]["accuracy"] = {key: value + shift for key, value in table.items()}
    cells[1]["runs"][0] |= of_run
    return cells


def test_the_same_numbers_are_identical_whatever_their_seconds():
    found = compare(CELLS, changed(0.0, seconds=77))
    assert (found.numbers, found.changes, found.identical, found.agrees) == (2, (), True, True)


def test_a_run_that_differs_is_not_identical_even_with_equal_means():
    assert not compare(CELLS, changed(0.0, a=0.81)).identical


@pytest.mark.parametrize(("shift", "agrees"), [(0.15, True), (-0.15, True), (0.25, False), (-0.25, False)])
def test_intervals_decide(shift, agrees):
    found = compare(CELLS, changed(shift, a=0.8 + shift))
    assert (found.agrees, found.identical, len(found.changes)) == (agrees, False, 1)
    assert ("APART" in found.changes[0].line()) is not agrees
    assert "ard: accuracy 0.8 [0.7, 0.9] -> " in found.changes[0].line()


def test_cells_that_were_not_run_again_are_left_out():
    assert compare(CELLS, CELLS[:1]).numbers == 1


def test_other_cells_and_other_numbers_are_refused():
    with pytest.raises(InputError, match="'ard'"):
        compare(CELLS[:1], CELLS)
    with pytest.raises(InputError, match="'plain'"):
        compare(CELLS, [{"name": "plain", "summary": {}, "runs": []}])


def test_lines_without_intervals():
    change = Change("ard", "compression", Interval(3.0, None, None), Interval(None, None, None))
    assert change.line() == "ard: compression 3 -> none  INTERVALS APART"
