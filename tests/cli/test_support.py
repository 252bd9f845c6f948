"""`audit support`: exit codes, the JSON contract, the four kinds of question, and what users get wrong."""

import json

import numpy as np
import pytest

from audit.cli.main import answer

PAPER = ["support", "--theta", "1,2,3", "--alpha", "0.5"]


def document(capsys, words, code):
    assert answer([*words, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_contract_of_the_papers_example(capsys):
    found = document(capsys, PAPER, 1)
    assert (found["dimension"], found["size"], found["rank"]) == (1, 3, 1)
    assert found["absolutely_continuous"] is False
    assert found["kl"] == "oo"
    assert found["null_set"] == "row 1 = s theta, a line"
    assert "kl_eps" not in found


def test_with_eps_the_value_and_the_expansion(capsys):
    found = document(capsys, ["support", "--theta", "1,2", "--alpha", "1/2", "--eps", "1e-8"], 1)
    assert found["kl_eps"] == pytest.approx(15.3331787, abs=1e-6)
    assert found["slope_log_inverse_eps"] == 1
    assert found["constant"] == pytest.approx(-3.0875020, abs=1e-6)
    assert found["coefficient_eps2"] == pytest.approx(-0.2951988, abs=1e-6)
    assert found["kl_eps_enclosure"].startswith("[15.333178")


def test_a_density_is_exit_code_zero_with_a_number(capsys):
    found = document(capsys, ["support", "--theta", "1.3;-0.4", "--alpha", "0.7,0.2"], 0)
    assert found["absolutely_continuous"] is True
    assert isinstance(found["kl"], float)
    assert found["limit_of_thickened"] == found["kl"]


def test_numbers_that_no_float_holds_are_text_in_json(capsys):
    found = document(capsys, ["support", "--theta", "1e-400,2", "--alpha", "1", "--eps", "1e-300"], 1)
    assert found["coefficient_eps2"].endswith("e+799")
    found = document(capsys, [*PAPER, "--eps", "1e400"], 1)
    assert found["eps"] == "1e+400"
    found = document(capsys, ["support", "--theta", ";".join(["1"] * 60), "--keep", "0.5"], 1)
    assert found["atoms"] == "2^60"


def test_the_finite_limit_is_told(capsys):
    assert answer(["support", "--theta", "1,0,0", "--alpha", "1"]) == 1
    told = capsys.readouterr().out
    assert "The limit -5.7356742635" in told
    assert "KL(q || p)     = oo" in told
    assert "log(1/eps)" not in told


def test_masks_and_their_points(capsys):
    found = document(capsys, ["support", "--theta", "1,2;3", "--keep", "0.9", "--prior", "gaussian", "--scale", "2"], 1)
    assert (found["dimension"], found["rank"], found["atoms"], found["prior"]) == (0, 2, 4, "gaussian")


def test_a_factor_from_files(tmp_path, capsys):
    np.save(tmp_path / "f.npy", np.outer([1.0, 0.3], [1.0, 0.7]))
    (tmp_path / "f.csv").write_text("1,2\n0.3,0.6\n")
    assert document(capsys, ["support", "--factor", str(tmp_path / "f.npy")], 1)["absolutely_continuous"] is None
    found = document(capsys, ["support", "--factor", str(tmp_path / "f.csv")], 1)
    assert (found["rank"], found["absolutely_continuous"]) == (1, False)


@pytest.mark.parametrize("arithmetic", ["ball", "precise", "double"])
def test_three_arithmetics(capsys, arithmetic):
    found = document(capsys, [*PAPER, "--eps", "0.001", "--arithmetic", arithmetic], 1)
    assert found["kl_eps"] == pytest.approx(9.65055902922689, abs=1e-12)
    assert (found["kl_eps_enclosure"] is not None) == (arithmetic == "ball")


SAMPLERS = """
import numpy as np

def line(n, seed):
    return np.random.default_rng(seed).normal(1, 0.5, (n, 1)) * np.array([1.0, 2.0, -0.5])

def dense(n, seed):
    return np.random.default_rng(seed).normal(1, 0.5, (n, 3)) * np.array([1.0, 2.0, -0.5])

def broken(n):
    raise RuntimeError("no weights")

def constant(n):
    return np.ones((n, 3))

number = 3
"""


@pytest.fixture
def here(tmp_path, monkeypatch):
    (tmp_path / "noisy_weights.py").write_text(SAMPLERS)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))


def test_a_sampler_on_a_line_and_one_with_a_density(here, capsys):
    found = document(capsys, ["support", "--sampler", "noisy_weights:line"], 1)
    assert (found["dimension"], found["absolutely_continuous"], found["kl"]) == (1, False, "oo")
    found = document(capsys, ["support", "--sampler", "noisy_weights:dense"], 0)
    assert (found["dimension"], found["absolutely_continuous"]) == (3, True)
    assert answer(["support", "--sampler", "noisy_weights:dense"]) == 0
    assert "covered" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "neither --theta nor --factor nor --sampler"),
        (["--theta", "1,2"], "alpha and keep"),
        (["--theta", "1,2", "--alpha", "-1"], "alpha = '-1'"),
        (["--theta", "1,2", "--alpha", "nan"], "nan"),
        (["--theta", "1,nan", "--alpha", "1"], "--theta = 'nan'"),
        (["--theta", "", "--alpha", "1"], "--theta = ''"),
        (["--theta", "1,,2", "--alpha", "1"], "--theta = ''"),
        (["--theta", "1", "--alpha", "1", "--eps", "0"], "eps = '0'"),
        (["--theta", "1", "--alpha", "1", "--eps", "-1"], "eps = '-1'"),
        (["--theta", "1", "--alpha", "1,2"], "2 alphas for 1 rows"),
        (["--theta", "1", "--keep", "1.5"], "keep = '1.5'"),
        (["--theta", "1", "--keep", "0.5", "--alpha", "1"], "both of alpha and keep"),
        (["--theta", "1", "--alpha", "1", "--prior", "laplace"], "'laplace'"),
        (["--theta", "1", "--alpha", "1", "--scale", "0"], "the scale of the prior"),
        (["--theta", "1", "--alpha", "1", "--digits", "0"], "digits = 0"),
        (["--theta", "1", "--alpha", "1", "--arithmetic", "exact"], "'exact'"),
        (["--theta", "gone.npy", "--alpha", "1"], "gone.npy"),
        (["--factor", "1,2;3"], "different lengths"),
        (["--factor", "1,2;3,4", "--mean", "1"], "a mean of 1 numbers"),
        (["--sampler", "noisy_weights:line", "--theta", "1"], "--theta beside --sampler"),
        (["--sampler", "noisy_weights:line", "--prior", "gaussian"], "--prior beside --sampler"),
        (["--theta", "1", "--alpha", "1", "--confidence", "0.9"], "--confidence beside numbers"),
        (["--theta", "1e400,2", "--alpha", "1", "--eps", "1", "--arithmetic", "double"], "1e308"),
        (["--sampler", "noisy_weights:broken"], "no weights"),
        (["--sampler", "noisy_weights:constant"], "equal"),
        (["--sampler", "noisy_weights:gone"], "gone"),
        (["--sampler", "noisy_weights:number"], "number"),
        (["--sampler", "no_such_module:f"], "no_such_module"),
    ],
)
def test_bad_input_is_one_sentence(here, capsys, words, said):
    assert answer(["support", *words]) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    assert streams.err.count("\n") == 1
    assert said in streams.err
    assert "allowed:" in streams.err
