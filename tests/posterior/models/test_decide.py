"""The chain of steps, reading a model, and what is answered when no step applies."""

import pytest

from audit.errors import InputError
from audit.posterior.models import decide_model, model, read_model

LINE, POSITIVE = "-oo,oo", "0,oo"
NORMAL = """
prior = "1/s"
likelihood = "normal_pdf(y, mu, s)"
[parameters]
mu = "-oo,oo"
s = "0,oo"
"""


def test_a_model_file_is_read_and_decided(tmp_path):
    path = tmp_path / "model.toml"
    path.write_text(NORMAL + "[data]\ny = [1.5, 2, 4]\n")
    found = decide_model(read_model(path))
    assert str(found.verdict) == "proper"
    assert found.steps == ("mu: Gaussian integral", "s: one dimension left, proper")


def test_data_may_lie_in_a_file_beside_the_model(tmp_path):
    (tmp_path / "y.csv").write_text("y\n1\n1\n")
    (tmp_path / "model.toml").write_text('data = "y.csv"\n' + NORMAL)
    assert str(decide_model(read_model(tmp_path / "model.toml")).verdict) == "improper"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("prior = ", "TOML"),
        ("prior = 3", "parameters"),
        ('[parameters]\na = "0,1"', "no prior"),
        ('priors = "1"\n[parameters]\na = "0,1"', "the key priors"),
        ('prior = "1"\n[parameters]\na = "1,0"', "support"),
        ('prior = "a*c"\n[parameters]\na = "0,1"', "c"),
        ('prior = "1"\nlikelihood = "a"\n[parameters]\na = "0,1"\n[data]\ny = [1]', "does not name"),
        ('prior = "1"\n[parameters]\na = "0,1"\n[data]\na = [1]', "as parameter and as column"),
        ('prior = "1"\n[parameters]\n' + "\n".join(f'p{i} = "0,1"' for i in range(5)), "5 parameters"),
        ('prior = "1"\nlikelihood = "y"\n[parameters]\na = "0,1"\n[data]\ny = 3', "list of numbers"),
    ],
)
def test_bad_models_get_one_sentence(tmp_path, text, complaint):
    path = tmp_path / "model.toml"
    path.write_text(text)
    with pytest.raises(InputError, match=complaint):
        decide_model(read_model(path))


def test_a_missing_file_is_bad_input(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        read_model(tmp_path / "none.toml")


def test_what_no_theorem_covers_is_undecided_with_every_reason():
    found = decide_model(model({"a": LINE, "b": LINE}, "1", "exp(-a**4-b**4+a*b)"))
    assert str(found.verdict) == "undecided"
    assert "no theorem applies" in found.reason


def test_a_density_that_is_zero_is_bad_input():
    with pytest.raises(InputError, match="zero"):
        decide_model(model({"a": POSITIVE, "b": POSITIVE}, "0"))


def test_independent_factors_decide_each_other():
    assert str(decide_model(model({"a": LINE, "b": LINE}, "1/abs(a*b)", "sigmoid(a)")).verdict) == "improper"
    assert str(decide_model(model({"a": LINE, "b": LINE}, "exp(-a**2-b**2)", "sigmoid(a*b)")).verdict) == "proper"


def test_separation_is_found_with_three_coefficients():
    names = {"a": LINE, "b": LINE, "c": LINE}
    data = {"x": [1, 2, 3, 4, 1, 2], "z": [1, -1, 2, 0, 3, 1], "y": [1, -1, 1, -1, -1, 1]}
    assert str(decide_model(model(names, "1", "sigmoid(y*(a+b*x+c*z))", data)).verdict) == "proper"
    data = {**data, "y": [1, 1, 1, -1, -1, -1], "x": [1, 2, 3, 4, 5, 6]}
    assert str(decide_model(model(names, "1", "sigmoid(y*(a+b*x+c*z))", data)).verdict) == "improper"


@pytest.mark.parametrize("prior", ["-1", "a", "b-a**2"])
def test_a_negative_density_is_bad_input(prior):
    data = {"x": [1, 2, 3, 4], "y": [-1, 1, -1, 1]}
    with pytest.raises(InputError, match="negative at a = "):
        decide_model(model({"a": LINE, "b": LINE}, prior, "sigmoid(y*(a+b*x))", data))


@pytest.mark.parametrize("likelihood", ["erfc(a+b*x)*exp((a+b*x)**3)", "Phi(-(a+b*x))*exp((a+b*x)**3)*Phi(a+b*x)"])
def test_a_growing_factor_is_not_taken_for_a_falling_one(likelihood):
    found = decide_model(model({"a": LINE, "b": LINE}, "1", likelihood, {"x": [1, 2, 3]}))
    assert str(found.verdict) == "undecided"


@pytest.mark.parametrize("tail", ["exp(-b**2)", "exp(-b**4)", "exp(-b**2)*sigmoid(b)"])
def test_pieces_of_a_prior_may_be_negative_as_long_as_it_is_not(tail):
    found = decide_model(model({"a": POSITIVE, "b": LINE}, f"(a-1)*log(a)*exp(-a)*{tail}"))
    assert str(found.verdict) == "proper"
