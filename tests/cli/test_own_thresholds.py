"""Thresholds of expressions and rows at the command line, where alpha is bounded or the KL has no floor."""

import json

import pytest

from audit.cli.main import answer
from audit.cli.own_thresholds import edge_entry

LINE = "(mu-1)**2/2 + sigma2/2"
KEYS = {
    *("model", "kl", "parametrisation", "folds", "ties", "ties_reason", "edge", "edge_reason", "edges", "pitchforks"),
    *("onset", "cut", "all_found", "mutual_ties", "range", "counts", "notes"),
}


def told(words, capsys):
    assert answer(["minima", "--thresholds", *words, "--digits", "9", "--json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "counts", "edge"),
    [
        (["--kl", "kingma2015", "--rho-range", "3,4"], [0, 2, 1], "3.33013208"),
        (["--kl", "kingma2015-unclipped", "--rho-range", "3,4"], [0, 2], None),
        (["--parametrisation", "clipped", "--rho-range", "3/4,3/2"], [0, 1], "1.00055915"),
    ],
)
def test_an_expression(words, counts, edge, capsys):
    found = told(["--model", LINE, *words], capsys)
    assert set(found) == KEYS
    assert [part["points"] for part in found["counts"]] == counts
    assert (found["edge"], found["all_found"], found["notes"]) == (edge, True, [])


def test_places_of_an_edge_are_listed(capsys):
    found = told(["--model", LINE, "--kl", "kingma2015", "--rho-range", "3,4"], capsys)
    (one,) = found["edges"]
    assert one == {
        "edge": "alpha = 1, the edge of the stated domain, mu > 0",
        "rho": "3.33013208",
        "sigma2": "0.250000000",
        "best": True,
        "attracts": "below",
    }
    assert [tie["rho"] for tie in found["ties"]] == ["3.20161984"]


def test_rows(tmp_path, capsys):
    file = tmp_path / "rows.csv"
    file.write_text("x,y\n1,1\n2,1\n-1,1\n")
    found = told(["--model", "logistic", "--data", str(file), "--kl", "kingma2015", "--rho-range", "1,9/2"], capsys)
    assert set(found) == KEYS
    assert (found["edge"], found["folds"][0]["rho"], found["all_found"]) == ("4.43330686", "4.20896622", True)
    file.write_text("x,y\n1,1\n-1,1\n")
    level = told(["--model", "logistic", "--data", str(file), "--parametrisation", "clipped"], capsys)
    assert level["edge_reason"].startswith("(0, 0), the best of the plateau log alpha >= 8")
    assert level["range"] == ["0", "oo"]


def test_what_an_edge_does():
    words = {
        (True, False): "below",
        (False, True): "above",
        (True, True): "always",
        (False, False): "never",
        None: None,
    }
    assert {key: edge_entry("e", None, None, True, key)["attracts"] for key in words} == words
