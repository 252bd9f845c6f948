"""`audit propriety`: exit codes, the JSON contract, the three kinds of question, and what users get wrong."""

import json
import subprocess
import sys

import pytest

from audit.cli.main import answer

PAPER = ["propriety", "--prior", "1/abs(w)", "--likelihood", "1/(1+exp(-w))"]


def test_the_contract_of_the_papers_example(capsys):
    assert answer([*PAPER, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "improper"
    ends = {end["end"]: end for end in document["ends"]}
    assert list(ends) == ["-oo", "0-", "0+", "oo"]
    assert [end["integrable"] for end in ends.values()] == [True, False, False, False]
    assert ends["oo"]["rate"] == "1"
    assert ends["oo"]["growth"] == {"leading": "log(r)", "from": "1", "constant": "[-0.18062781798 +/- 5.32e-12]"}
    assert set(ends["0+"]) == {"end", "integrable", "rate", "method", "witness", "growth", "reason"}
    assert "normaliser" not in document


def test_a_proper_posterior_is_exit_code_zero_with_its_normaliser(capsys):
    assert answer(["propriety", "--prior", "1", "--likelihood", "exp(-w**2/2)", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["verdict"] == "proper"
    assert document["normaliser"]["value"].startswith("[2.506628274631000")
    assert document["normaliser"]["mean_exists"] is True


def test_undecided_is_exit_code_one(capsys):
    assert answer(["propriety", "--prior", "1/w", "--likelihood", "1+sin(w)", "--support", "1,oo"]) == 1
    assert "UNDECIDED" in capsys.readouterr().out


def test_a_condition_on_free_parameters(capsys):
    words = [
        "propriety",
        "--prior",
        "w**(a-1)",
        "--likelihood",
        "exp(-b*w)",
        "--support",
        "0,oo",
        "--parameters",
        "a,b",
    ]
    assert answer(words) == 0
    assert capsys.readouterr().out == (
        "CONDITIONAL: proper if and only if a > 0 and b > 0\n"
        "  exact algebra; of 5 cases, 5 were put to the balls, and 5 decided alike\n"
    )
    assert answer([*words, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["condition"] == "a > 0 and b > 0"


def test_a_model_file(tmp_path, capsys):
    path = tmp_path / "schools.toml"
    path.write_text(
        'prior = "1"\nlikelihood = "normal_pdf(y, mu, sqrt(tau**2 + s**2))"\n'
        '[parameters]\nmu = "-oo,oo"\ntau = "0,oo"\n[data]\ny = [28, 8, -3]\ns = [15, 10, 16]\n'
    )
    assert answer(["propriety", "--model", str(path), "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["steps"] == ["mu: Gaussian integral", "tau: one dimension left, proper"]
    assert answer(["propriety", "--model", str(path)]) == 0
    assert "1. mu: Gaussian integral" in capsys.readouterr().out


def test_data_from_a_file(tmp_path, capsys):
    path = tmp_path / "d.csv"
    path.write_text("x,y\n1,1\n2,-1\n")
    assert answer(["propriety", "--prior", "1", "--likelihood", "sigmoid(x*y*w)", "--data", str(path)]) == 0
    assert "PROPER" in capsys.readouterr().out


def test_every_end_is_printed_with_its_witness(capsys):
    assert answer(PAPER) == 1
    out = capsys.readouterr().out
    assert "prior x likelihood >= 0.7310/|w| for every w >= 1" in out
    assert "mass from r = 1 to r: log(r)/2 + [0.24344" in out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "no prior"),
        (["--prior", "w"], "negative at w"),
        (["--prior", "1", "--support", "1,0"], "support"),
        (["--prior", "1", "--support", "-1,0", "--likelihood", "import os"], "given"),
        (["--prior", "1/(a+w**2)"], "a"),
        (["--prior", "1", "--parameters", ""], "no free parameters"),
        (["--prior", "1", "--digits", "99"], "digits"),
        (["--model", "m.toml", "--prior", "1"], "--model"),
        (["--model", "none.toml"], "none.toml"),
        (["--prior", "1", "--data", "none.csv"], "none.csv"),
    ],
)
def test_bad_input_is_one_sentence_and_exit_code_two(words, complaint, capsys):
    assert answer(["propriety", *words]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("audit: given: ")
    assert captured.err.count("\n") == 1
    assert complaint in captured.err


def test_nothing_of_an_expression_is_executed(tmp_path):
    mark = tmp_path / "mark"
    evil = f"__import__('pathlib').Path('{mark}').touch()"
    done = subprocess.run([sys.executable, "-m", "audit", "propriety", "--prior", evil], capture_output=True, text=True)
    assert done.returncode == 2
    assert not mark.exists()
