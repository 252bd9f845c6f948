"""`audit minima`: the JSON contract, exit codes, and what users get wrong."""

import json
from dataclasses import replace

import pytest

from audit.cli.main import answer
from audit.parametrisation import one_scale


def document(capsys, *words):
    code = answer(["minima", *words, "--json"])
    return code, json.loads(capsys.readouterr().out)


def test_the_contract(capsys):
    code, found = document(capsys, "--rho", "4", "--digits", "30")
    assert code == 0
    assert (found["parametrisation"], found["kl"], found["model"], found["rho"]) == (
        "additive",
        "exact",
        "gaussian",
        "4",
    )
    (point,) = found["points"]
    assert point["coordinates"]["mu"].startswith("0.608753020246661074767460340")
    assert point["value"].startswith("1.394453693808931294926235572")
    assert (point["kind"], point["certified"]) == ("minimum", True)
    assert found["boundary"][0]["limit"] == "oo"
    assert found["infimum"] == point["value"]
    assert found["attained"] is True


def test_the_multiplicative_form_of_an_even_model(capsys):
    code, found = document(capsys, "--rho", "5", "--model", "quartic", "--parametrisation", "multiplicative")
    assert (code, found["points"], found["attained"]) == (0, [], False)
    assert found["boundary"][-1]["attracts"] is True


def test_text(capsys):
    assert answer(["minima", "--rho", "0"]) == 0
    assert "the half-line mu = 0 is minimal" in capsys.readouterr().out
    assert answer(["minima", "--rho", "1/2"]) == 0
    assert "not attained" in capsys.readouterr().out


def test_undecided_is_exit_code_one(monkeypatch, capsys):
    real = one_scale.stationary
    monkeypatch.setattr(one_scale, "stationary", lambda *words: replace(real(*words), points=None))
    assert answer(["minima", "--rho", "1", "--kl", "molchanov2017"]) == 1
    assert "UNDECIDED" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--rho", "-1"], "rho = '-1'"),
        (["--rho", "nan"], "rho = 'nan'"),
        (["--rho", "1", "--model", "cubic"], "'cubic'"),
        (["--rho", "1", "--kl", "none"], "'none'"),
        (["--rho", "1", "--parametrisation", "polar"], "'polar'"),
        (["--rho", "1", "--digits", "0"], "digits = 0"),
        ([], "--rho"),
    ],
)
def test_bad_input_is_one_sentence(capsys, words, said):
    assert answer(["minima", *words]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.count("\n") == 1
    assert said in streams.err
