import json

import pytest

from audit.report import as_comparison
from audit.report.apart import Apart
from audit.report.difference import Change, Difference

FOUND = Difference(
    "claims",
    (
        Change("a.b", "verdict", "PROVED", "UNDECIDED"),
        Change("a.b", "variant printed, check 1: points", 7, 8, Apart(1.0, 0.125)),
        Change("c.d", "figure", None, "c"),
        Change("c.d", "column x", "1", "2", Apart(1.0, 0.5), "1 of 3 cells changed; row 2"),
    ),
    5,
    ("gone.one",),
    ("new.one", "new.two"),
    (Change("", "seconds", 1.5, 2), Change("lines", "not compared: new data", None, None, note="it is gone")),
)
TEXT = """claims: 2 changed, 5 the same
only in old.json: gone.one
only in new.json: new.one, new.two

a.b
  verdict: PROVED -> UNDECIDED
  variant printed, check 1: points: 7 -> 8 (by +1, 0.12 of its size)

c.d
  figure: none -> c
  column x: 1 -> 2 (by +1, 0.5 of its size) [1 of 3 cells changed; row 2]

no change, and different all the same:
  seconds: 1.5 -> 2
  lines, not compared: new data [it is gone]
"""


def test_the_whole_text():
    assert as_comparison.text(FOUND, "old.json", "new.json") == TEXT


def test_long_values_are_cut_and_control_characters_spelled_out():
    long = Difference("claims", (Change("a.b", "witness", "x" * 300, "\x1b[31m"),), 0, (), ())
    text = as_comparison.text(long, "old", "new")
    assert "x" * 99 + "… -> \\x1b[31m" in text


def test_json_has_everything():
    document = json.loads(as_comparison.as_json(FOUND, "old.json", "new.json"))
    keys = [
        "schema_version",
        "kind",
        "old",
        "new",
        "changed",
        "same",
        "touched",
        "only_old",
        "only_new",
        "changes",
        "remarks",
    ]
    assert list(document) == keys
    assert (document["changed"], document["touched"], document["same"]) == (True, ["a.b", "c.d"], 5)
    assert document["changes"][1] == {
        "where": "a.b",
        "part": "variant printed, check 1: points",
        "old": 7,
        "new": 8,
        "apart": {"absolute": 1.0, "relative": 0.125},
        "note": "",
    }


def test_a_number_that_json_lacks_is_refused():
    with pytest.raises(ValueError, match="not JSON compliant"):
        as_comparison.as_json(Difference("claims", (Change("a", "b", float("nan"), 1),), 0, (), ()), "a", "b")
