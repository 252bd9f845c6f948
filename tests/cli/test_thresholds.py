"""Thresholds of named models at the command line: the same keys in every document, and lines that say what they are."""

import json

import pytest

from audit.cli.main import answer

KEYS = {
    *("model", "kl", "parametrisation", "folds", "ties", "ties_reason", "edge", "edge_reason", "edges", "pitchforks"),
    *("onset", "cut", "all_found"),
}


def told(words, capsys):
    assert answer(["minima", "--thresholds", *words, "--digits", "12", "--json"]) in (0, 1)
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("words", "folds", "edge"),
    [
        ([], [], "1.0000"),
        (["--kl", "kingma2015"], ["3.1626"], "3.3301"),
        (["--kl", "kingma2015-unclipped"], ["3.1626"], None),
        (["--parametrisation", "clipped"], [], "1.0005"),
        (["--model", "product", "--kl", "kingma2015"], ["5.9093"], "6.6602"),
        (["--model", "product", "--kl", "kingma2015-unclipped"], ["5.9093"], None),
    ],
)
def test_every_document_has_the_same_keys(words, folds, edge, capsys):
    found = told(words, capsys)
    assert set(found) == KEYS
    assert found["all_found"]
    assert [fold["rho"][:6] for fold in found["folds"]] == folds
    assert (found["edge"] and found["edge"][:6]) == edge
    assert (found["ties_reason"] is not None) == ("unclipped" in found["kl"])


def test_two_plateaus(capsys):
    found = told(["--model", "gaussian", "--kl", "molchanov2017", "--parametrisation", "clipped"], capsys)
    assert [(one["rho"][:6], one["attracts"], one["best"]) for one in found["edges"]] == [
        ("1.0062", "below", True),
        ("2982.2", "above", True),
    ]
    assert answer(["minima", "--thresholds", "--parametrisation", "clipped", "--digits", "8"]) == 0
    shown = capsys.readouterr().out
    assert "log alpha clipped to [-8, 8]  [certified]" in shown
    assert "rho = 2983.9600  spinodal: above it the plateau log alpha <= -8" in shown


def test_two_weights_that_differ(capsys):
    assert answer(["minima", "--thresholds", "--model", "product", "--kl", "kingma2015", "--digits", "8"]) == 0
    shown = capsys.readouterr().out
    assert "rho = 6.2478918  pitchfork: points with two alphas come in at alpha = 0.95003257" in shown
    assert "rho = 6.3252551  a stationary point passes alpha = 1 for one weight" in shown


def test_a_kl_without_a_floor(capsys):
    assert answer(["minima", "--thresholds", "--kl", "kingma2015-unclipped", "--digits", "8"]) == 0
    shown = capsys.readouterr().out
    assert "no ties: no minimum is as deep as the end alpha = oo" in shown
    assert "the end alpha = oo attracts for every rho: K tends to -oo there" in shown
