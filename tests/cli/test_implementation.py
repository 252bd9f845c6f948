"""`audit implementation`: exit codes, the JSON contract, the text, and what users get wrong."""

import json

import pytest

from audit.cli.main import answer

CODE = """
import math
import numpy as np
import torch

def kl(mu, log_sigma2):
    return (torch.nn.functional.softplus(2 * torch.log(mu.abs()) - log_sigma2) / 2).sum()

def negative(log_alpha):
    return -np.log1p(np.exp(-log_alpha)) / 2

def cubic(alpha):
    return 0.5 * np.log(alpha) + 1.16145124 * alpha - 1.50204118 * alpha**2 + 0.58629921 * alpha**3

def fails(log_alpha):
    raise RuntimeError("no weights\\nhere")

def shaped(log_alpha):
    return np.zeros((2, 2))

def nan(log_alpha):
    print("debugging")
    return log_alpha * math.nan

def pruning(mu, log_sigma):
    normal, sigma = torch.distributions.Normal(0.0, 1.0), torch.exp(log_sigma)
    left, right = (-20 - mu) / sigma, -mu / sigma
    z = normal.cdf(right) - normal.cdf(left)
    edges = left * torch.exp(normal.log_prob(left)) - right * torch.exp(normal.log_prob(right))
    return math.log(20) - log_sigma - math.log(2 * math.pi * math.e) / 2 - torch.log(z) - edges / (2 * z)

def noise(alpha, n):
    return 1 + alpha * np.random.standard_normal(n)

CONSTANT = 3.0
"""
ARD = ["--prior", "ard"]


@pytest.fixture(autouse=True)
def _in_a_folder_with_the_code(tmp_path, monkeypatch):
    (tmp_path / "mine_to_audit.py").write_text(CODE)
    monkeypatch.chdir(tmp_path)


def words(name, inputs, *more):
    return ["implementation", f"mine_to_audit:{name}", "--inputs", inputs, *more]


def document(capsys, given, code):
    assert answer([*given, "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_contract(capsys):
    found = document(capsys, words("negative", "log_alpha", "--returns", "-kl", *ARD), 0)
    assert list(found) == ["sound", "recognised", "scale", "constant", "framework", "prior", "findings"]
    assert (found["sound"], found["recognised"], found["scale"]) == (True, "exact ard", 1)
    assert (found["framework"], found["prior"]) == ("numpy", "ard")
    assert all(list(one) == ["check", "verdict", "summary", "numbers"] for one in found["findings"])
    assert {"sup_error", "at_log_alpha", "constant"} <= set(found["findings"][3]["numbers"])


def test_findings_are_exit_code_one_and_come_first(capsys):
    assert answer(words("negative", "log_alpha", *ARD)) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "DEFECT: 1 of 12 checks found a defect; it is exact ard (numpy, prior ard)"
    assert lines[1].startswith("  DEFECT    sign        the sign is wrong: it is declared to return kl")
    assert len(lines) == 13


def test_a_gradient_that_is_nan_at_zero(capsys):
    found = document(capsys, words("kl", "mu,log_sigma2", "--reduction", "sum", "--dtype", "float32", *ARD), 1)
    assert found["framework"] == "torch"
    assert [one["check"] for one in found["findings"] if one["verdict"] == "DEFECT"] == ["zero"]


def test_a_range_and_its_ends(capsys):
    given = words("cubic", "alpha", "--returns", "-kl")
    assert document(capsys, [*given, "--valid-log-alpha", "-oo,0"], 0)["recognised"] == "kingma2015"
    assert document(capsys, given, 1)["recognised"] == "kingma2015"


def test_a_sampler(capsys):
    given = words("negative", "log_alpha", "--returns", "-kl", "--sampler", "mine_to_audit:noise", *ARD)
    found = document(capsys, given, 1)["findings"][-1]
    assert (found["check"], found["verdict"]) == ("sampler", "DEFECT")
    assert "standard deviation" in found["summary"]


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (words("missing", "log_alpha"), "given: mine_to_audit:missing, but mine_to_audit has no missing"),
        (words("CONSTANT", "log_alpha"), "given: mine_to_audit:CONSTANT, which is a float"),
        (words("negative", "omega"), "given: the inputs 'omega'"),
        (words("fails", "log_alpha"), "given: a function that raises RuntimeError: no weights"),
        (words("shaped", "log_alpha"), "given: a function that returns shape (2, 2) for arguments of shape (5,)"),
        (words("nan", "log_alpha"), "given: a function that is NaN or raises at log_alpha = -1.7"),
        (words("negative", "log_alpha", "--valid-log-alpha", "8"), "given: --valid-log-alpha 8"),
        (words("negative", "log_alpha", "--sampler", "nowhere"), "given: --sampler nowhere"),
        (["implementation", "nowhere", "--inputs", "alpha"], "given: nowhere; allowed: MODULE:FUNCTION"),
        (["implementation", "mine_to_audit:kl"], "missing option '--inputs'"),
    ],
)
def test_unusable_input_is_one_sentence(given, complaint, capsys):
    assert answer(given) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert complaint in err
    assert err.splitlines()[-1].startswith("audit: given:")


def test_the_help_says_whose_code_runs(capsys):
    assert answer(["implementation", "--help"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "this and a --sampler are the only code of yours that runs" in told


def test_the_truncated_prior_of_structured_pruning(capsys):
    given = words("pruning", "mu,log_sigma", "--prior", "truncated", "--dtype", "float32")
    assert answer(given) == 1
    out = capsys.readouterr().out
    assert out.startswith("DEFECT")
    assert "it is exact truncated (torch, prior truncated)" in out
    assert "Phi(r) - Phi(l) has underflowed" in out
    inside = [*given, "--bounds", "-20,0", "--valid-mu", "-20,-0.1", "--valid-log-sigma", "-3,1", "--json"]
    assert answer(inside) == 0
    assert json.loads(capsys.readouterr().out)["recognised"] == "exact truncated"


@pytest.mark.parametrize(
    ("more", "complaint"),
    [
        (["--prior", "ard", "--bounds", "-20,0"], "bounds with the prior 'ard'"),
        (["--prior", "truncated", "--bounds", "0,-20"], "the bounds 0,-20"),
        (["--prior", "truncated", "--bounds", "nan,0"], "the bounds nan,0"),
        (["--prior", "truncated", "--valid-mu", "3"], "--valid-mu 3"),
        (["--prior", "truncated", "--valid-log-alpha", "-8,8"], "valid_log_alpha with the truncated prior"),
    ],
)
def test_ranges_of_the_wrong_prior(more, complaint, capsys):
    assert answer(words("pruning", "mu,log_sigma", *more)) == 2
    assert complaint in capsys.readouterr().err
