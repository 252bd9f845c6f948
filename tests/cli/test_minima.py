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


def told(words, capsys):
    assert answer(["minima", *words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_an_expression_and_its_note(capsys):
    found = told(["--rho", "2", "--model", "(mu-2)**2/2 + sigma2", "--digits", "10"], capsys)
    assert found["model"] == "(mu-2)**2/2 + sigma2"
    assert len(found["points"]) == 1
    assert "no expectation" in found["notes"][0]


def test_an_unbounded_data_term_says_so(capsys):
    found = told(["--rho", "2", "--model", "mu", "--digits", "10"], capsys)
    assert found["infimum"] == "-oo"
    assert found["attained"] is False
    assert told(["--rho", "2", "--kl", "kingma2015-unclipped", "--digits", "10"], capsys)["infimum"] == "-oo"


def test_logistic_regression_on_a_file(tmp_path, capsys):
    file = tmp_path / "rows.csv"
    file.write_text("x,y\n1,1\n1,1\n1,0\n1,1\n")
    found = told(["--rho", "5/2", "--model", "logistic", "--data", str(file), "--digits", "10"], capsys)
    assert found["points"][0]["coordinates"]["mu"].startswith("0.534263")


def test_thresholds_and_the_frozen_variance(capsys):
    found = told(["--thresholds", "--model", "quartic", "--digits", "20"], capsys)
    assert found["folds"][0]["rho"].startswith("6.91806")
    assert (found["edge"], found["onset"], found["all_found"]) == (None, None, True)
    assert told(["--thresholds", "--kl", "kingma2015", "--digits", "9"], capsys)["cut"] is None
    own = told(["--thresholds", "--model", "3*exp(mu + sigma2/2) - 5*mu", "--digits", "9"], capsys)
    assert (own["edge"], own["folds"]) == ("0.750000000", None)
    assert answer(["minima", "--thresholds", "--model", "3*exp(mu + sigma2/2) - 5*mu"]) == 0
    assert "not counted" in capsys.readouterr().out
    window = told(["--frozen", "1/10", "--digits", "10"], capsys)
    assert window["tie"].startswith("5.59002")
    assert told(["--frozen", "1/2"], capsys)["low"] is None
    for words in (["--thresholds"], ["--thresholds", "--model", "quartic"], ["--frozen", "1/10"], ["--frozen", "1/2"]):
        assert answer(["minima", *words, "--digits", "8"]) == 0
    assert "one minimum in mu" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--rho", "1", "--thresholds"],
        ["--frozen", "-1"],
        ["--frozen", "x"],
        ["--thresholds", "--model", "mu**2 + x"],
        ["--thresholds", "--model", "product", "--kl", "kingma2015"],
        ["--thresholds", "--kl", "kingma2015-unclipped"],
        ["--thresholds", "--digits", "0"],
        ["--thresholds", "--parametrisation", "clipped"],
        ["--thresholds", "--data", "rows.csv"],
        ["--frozen", "1/10", "--model", "quartic"],
        ["--rho", "1", "--model", "logistic"],
        ["--rho", "1", "--model", "1/mu"],
    ],
)
def test_one_question_and_usable_words(words, capsys):
    assert answer(["minima", *words]) == 2
    assert capsys.readouterr().err.startswith("audit: ")
