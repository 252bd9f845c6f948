"""`audit minima`: the JSON contract, exit codes, and what users get wrong."""

import json
import re
from dataclasses import replace

import pytest
from flint import arb

from audit.cli.main import answer
from audit.cli.minima import _shown
from audit.parametrisation import one_scale
from audit.parametrisation.planar import answer as planar_answer


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


def test_logistic_regression_with_a_bounded_alpha(tmp_path, capsys):
    file = tmp_path / "rows.csv"
    file.write_text("x,y\n2,1\n2,1\n")
    words = ["--rho", "2", "--model", "logistic", "--data", str(file), "--digits", "10"]
    stated = told([*words, "--kl", "kingma2015"], capsys)
    assert [end["where"] for end in stated["boundary"]] == [
        "alpha -> 0",
        "alpha = 1, the edge of the stated domain, mu > 0",
        "(mu, sigma^2) -> (0, 0) along that edge",
    ]
    assert len(stated["points"]) == 1
    clipped = told([*words, "--parametrisation", "clipped"], capsys)
    assert sorted(clipped["points"][0]["coordinates"]) == ["log_sigma2", "theta"]
    assert clipped["attained"] is True
    plunging = told([*words, "--kl", "kingma2015-unclipped"], capsys)
    assert (plunging["infimum"], len(plunging["points"])) == ("-oo", 2)
    assert answer(["minima", *words, "--kl", "kingma2015", "--parametrisation", "clipped"]) == 2


def test_two_weights_and_an_expression_with_the_cubic(capsys):
    words = ["--rho", "63/10", "--model", "product", "--kl", "kingma2015", "--digits", "10"]
    found = told([*words, "--parametrisation", "multiplicative"], capsys)
    assert [sorted(point["coordinates"]) for point in found["points"]] == [
        ["alpha", "theta"],
        ["alpha", "alpha_2", "theta"],
        ["alpha", "theta"],
        ["alpha", "alpha_2", "theta"],
    ]
    assert answer(["minima", *words]) == 0
    assert "sigma2_2= " in capsys.readouterr().out
    own = told(["--rho", "4", "--model", "(mu-1)**2/2 + sigma2/2", "--kl", "kingma2015-unclipped"], capsys)
    assert (own["infimum"], [point["kind"] for point in own["points"]]) == ("-oo", ["saddle", "minimum"])


def test_thresholds_and_the_frozen_variance(capsys):
    found = told(["--thresholds", "--model", "quartic", "--digits", "20"], capsys)
    assert found["folds"][0]["rho"].startswith("6.91806")
    assert (found["edge"], found["onset"], found["all_found"]) == (None, None, True)
    assert told(["--thresholds", "--kl", "kingma2015", "--digits", "9"], capsys)["cut"] is None
    window = told(["--frozen", "1/10", "--digits", "10"], capsys)
    assert window["tie"].startswith("5.59002")
    assert told(["--frozen", "1/2"], capsys)["low"] is None
    for words in (["--thresholds"], ["--thresholds", "--model", "quartic"], ["--frozen", "1/10"], ["--frozen", "1/2"]):
        assert answer(["minima", *words, "--digits", "8"]) == 0
    assert "one minimum in mu" in capsys.readouterr().out


def test_thresholds_of_an_expression_and_of_rows(tmp_path, capsys):
    words = ["--thresholds", "--model", "(mu-1)**2/2 + sigma2/2", "--rho-range", "3/4,3/2", "--digits", "9"]
    own = told(words, capsys)
    assert (own["edge"], own["folds"], own["ties"], own["all_found"]) == ("1.00000000", [], [], True)
    assert [part["points"] for part in own["counts"]] == [0, 1]
    assert answer(["minima", *words]) == 0
    assert "  1 stationary point from rho = 1 to 1.5" in capsys.readouterr().out
    file = tmp_path / "rows.csv"
    file.write_text("x,y\n1,1\n-1,1\n")
    rows = told(["--thresholds", "--model", "logistic", "--data", str(file)], capsys)
    assert (rows["edge"], rows["folds"], rows["all_found"]) == (None, [], True)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--rho", "1", "--rho-range", "1,2"],
        ["--thresholds", "--rho-range", "1,2"],
        ["--thresholds", "--model", "mu**2 + sigma2", "--rho-range", "1"],
        ["--thresholds", "--model", "mu**2 + sigma2", "--kl", "kingma2015", "--parametrisation", "clipped"],
        ["--thresholds", "--model", "logistic"],
        ["--rho", "1", "--thresholds"],
        ["--frozen", "-1"],
        ["--frozen", "x"],
        ["--thresholds", "--model", "mu**2 + x"],
        ["--thresholds", "--kl", "kingma2015-unclipped", "--parametrisation", "clipped"],
        ["--thresholds", "--digits", "0"],
        ["--thresholds", "--parametrisation", "multiplicative"],
        ["--frozen", "1/10", "--parametrisation", "clipped"],
        ["--thresholds", "--data", "rows.csv"],
        ["--frozen", "1/10", "--model", "quartic"],
        ["--rho", "1", "--model", "logistic"],
        ["--rho", "1", "--model", "1/mu"],
    ],
)
def test_one_question_and_usable_words(words, capsys):
    assert answer(["minima", *words]) == 2
    assert capsys.readouterr().err.startswith("audit: ")


TIED = (
    "mu**6 + 15*mu**4*sigma2 + 45*mu**2*sigma2**2 + 15*sigma2**3"
    " - 2*(mu**4 + 6*mu**2*sigma2 + 3*sigma2**2) + 3/5*(mu**2 + sigma2)"
)


def test_exact_zeros_and_what_is_not_told(monkeypatch, capsys):
    words = ["minima", "--rho", "1/10", "--model", TIED, "--digits", "20"]
    assert answer(words) == 0
    told_exactly = capsys.readouterr().out
    assert "    value  = 0\n" in told_exactly
    assert "  infimum 0, attained" in told_exactly
    monkeypatch.setattr(planar_answer, "is_value_at", lambda *_: False)
    assert answer(words) == 1
    text = capsys.readouterr().out
    assert re.search(r"    value  = 0 ± \d\.\de-3\d\n", text)
    assert "; whether it is attained is not told" in text
    assert answer([*words, "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["attained"] is None


def test_an_infimum_that_is_not_told_is_exit_code_one(monkeypatch, capsys):
    monkeypatch.setattr(planar_answer, "at_origin", lambda _: None)
    assert answer(["minima", "--rho", "2", "--model", "(mu-1)**2/2 + sigma2/2", "--digits", "8"]) == 1
    assert "infimum not told" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mu/2 - mu**2 - sigma2", "  (0, 0) attracts for no rho: dE/dmu is not 0 and dE/dsigma2 <= 0 there\n"),
        ("mu**2 + sigma2", "  (0, 0) attracts for every rho: dE/dmu = 0 and dE/dsigma2 > 0 there\n"),
    ],
)
def test_thresholds_without_an_edge(text, said, capsys):
    words = ["minima", "--thresholds", "--model", text, "--rho-range", "1/2,1", "--digits", "8"]
    answer(words)
    shown = capsys.readouterr().out
    assert said in shown
    assert "the end alpha = oo attracts" not in shown


def test_a_range_that_is_none(capsys):
    assert answer(["minima", "--thresholds", "--model", "mu**2 + sigma2", "--rho-range", "nan,2"]) == 2
    assert "given: --rho-range nan,2; allowed: two numbers LO,HI" in capsys.readouterr().err


@pytest.mark.parametrize("radius", [1.04e-23, 1.4999e-23, 1.99e-23, 9.96e-24, 5.5e-24])
def test_what_is_shown_around_zero_is_no_less_than_the_ball(radius):
    assert float(_shown(arb(0, radius), 20).removeprefix("0 ± ")) >= radius
    assert _shown(arb(0), 20) == "0"
