"""From text and data to an answer: what users type, and what they get when it cannot be used."""

import pytest
import sympy as sp

from audit.errors import InputError
from audit.posterior import propriety

BAD = [
    ({"prior": "w"}, "negative at w"),
    ({"prior": "log(w)", "likelihood": "log(w)", "support": "0,1"}, "negative at w"),
    ({"prior": "w**3"}, "negative"),
    ({"prior": "0"}, "zero at all"),
    ({"prior": "indicator(w>5)", "support": "0,1"}, "zero at all"),
    ({"prior": "log(w)", "support": "0,oo"}, "negative at w"),
    ({"prior": "sqrt(w)"}, "not real"),
    ({"prior": "1", "support": "1,1"}, "support"),
    ({"prior": "1", "support": "2,1"}, "support"),
    ({"prior": "1", "support": "0"}, "support"),
    ({"prior": "1", "support": (0, 1, 2)}, "two ends"),
    ({"prior": "1/(1+a*w**2)"}, "a"),
    ({"prior": "1/abs(w"}, "given"),
    ({"prior": "__import__('os')"}, "given"),
    ({"prior": "w.real"}, "attribute"),
    ({"prior": "9**9**9**9"}, "given"),
    ({"prior": "sigmoyd(w)"}, "sigmoid"),
    ({"prior": ""}, "given"),
    ({"prior": 3.0}, "as an expression"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": {"w": [1]}}, "the name w twice"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": {"x": []}}, "0 rows"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": {"x": [1], "y": [1, 2]}}, "lengths"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": {"x": ["nan"]}}, "x in row 1"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": {"x": [float("inf")]}}, "x in row 1"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": "no/such/file.csv"}, "No such file"),
    ({"prior": "1", "likelihood": "exp(-x*w)", "data": 7}, "type int"),
    ({"prior": "1", "likelihood": "exp(-w**2)", "data": {"x": [1, 2]}}, "does not name"),
    ({"prior": "1", "variable": "w,v"}, "one variable"),
    ({"prior": "1", "variable": "exp"}, "exp"),
    ({"prior": "1", "digits": -1}, "digits"),
    ({"prior": "1", "seconds": 0}, "seconds"),
]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(("words", "complaint"), BAD, ids=[str(words)[:50] for words, _ in BAD])
def test_bad_input_gets_one_sentence_at_once(words, complaint):
    with pytest.raises(InputError) as caught:
        propriety(**words)
    assert complaint in str(caught.value)
    assert "\n" not in str(caught.value)


def test_text_and_sympy_expressions_mean_the_same():
    w = sp.Symbol("w", real=True)
    for prior in ("1/abs(w)", 1 / abs(w), 1 / abs(sp.Symbol("w"))):
        assert propriety(prior, "sigmoid(w)", digits=0).reason == "the mass is infinite at 0-, 0+, oo"


def test_data_multiply_the_likelihood(tmp_path):
    path = tmp_path / "data.csv"
    path.write_text("x, y\n-1.5,-1\n0.5,1\n\n2,1\n")
    separated = propriety("1", "sigmoid(x*y*w)", data=path, digits=0)
    assert (str(separated.verdict), len(separated.density.factors)) == ("improper", 4)
    overlap = propriety("1", "sigmoid(x*y*w)", data={"x": [-1.5, 0.5, 2], "y": [-1, 1, -1]}, digits=0)
    assert str(overlap.verdict) == "proper"


@pytest.mark.timeout(60)
def test_hundreds_of_observations_are_decided_in_a_moment():
    x = [k / 100 for k in range(-200, 200)]
    found = propriety("1/abs(w)", "sigmoid(y*x*w)", data={"x": x, "y": [1, -1] * 200}, digits=0)
    assert [report.end.name for report in found.ends if report.integrable is False] == ["0-", "0+"]


def test_another_variable_is_named_in_the_answer():
    found = propriety("1/sigma", "exp(-1/sigma**2)/sigma", variable="sigma", support="0,oo")
    assert "sigma" in found.ends[0].witness
    assert str(found.verdict) == "proper"


@pytest.mark.parametrize("prior", ["-log(w)", "(w-1)*log(w)", "log(w)/(w-1)", "-1/log(w)"])
def test_factors_of_one_expression_may_be_negative_as_long_as_it_is_not(prior):
    assert str(propriety(prior, support="0,1", digits=0).verdict) == ("improper" if prior == "-1/log(w)" else "proper")


def test_sympy_spells_some_functions_otherwise():
    w = sp.Symbol("w", real=True)
    assert str(propriety(sp.exp(w**2 / 2) * sp.expint(1, w**2 / 2), digits=0).verdict) == "proper"
    assert str(propriety(sp.polygamma(0, w + 2), sp.exp(-w), support="0,oo", digits=0).verdict) == "proper"
    with pytest.raises(InputError, match="expint"):
        propriety(sp.expint(2, w), support="0,oo")
