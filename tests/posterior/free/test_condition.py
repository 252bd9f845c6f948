"""Conditions on free parameters: known ones in words, and every case of the tree against the decision at numbers."""

import random
import sys
from fractions import Fraction

import pytest

from audit.errors import CheckError, InputError
from audit.posterior import propriety, propriety_condition
from audit.posterior.free.by_balls import Confirmed

WORDS = [
    ("w**(a-1)", "exp(-b*w)", "0,oo", "a,b", "a > 0 and b > 0"),
    ("w**(a-1)", "(1-w)**(b-1)", "0,1", "a,b", "a > 0 and b > 0"),
    ("w**(a-1)", "(1+w)**(-a-b)", "0,oo", "a,b", "a > 0 and b > 0"),
    ("w**(-n)", "exp(-1/w)", "0,oo", "n", "n > 1"),
    ("abs(w)**(-a)", "(1+w**2)**(-b)", "-oo,oo", "a,b", "a + 2*b > 1 and a < 1"),
    ("1/abs(w)", "sigmoid(a*w)", "-oo,oo", "a", "False"),
    ("1", "exp(-a*w**2+b*w)", "-oo,oo", "a,b", "a > 0"),
    ("1/(w*log(w)**a)", "1", "2,oo", "a", "a > 1"),
    ("exp(a*log(w)**2)", "w**b", "1,oo", "a,b", "a < 0 or a == 0 and b < -1"),
    ("1", "(1+w**2)**(-(n-1)/2)", "0,oo", "n", "n > 2"),
    ("1", "exp(-w**2/s)", "-oo,oo", "s>0", "True"),
    (
        "w**(a-1)",
        "exp(-b*w-c/w)",
        "0,oo",
        "a,b,c",
        "c == 0 and a > 0 and b > 0 or c > 0 and a < 0 and b >= 0 or c > 0 and a >= 0 and b > 0",
    ),
]


@pytest.mark.parametrize(("prior", "likelihood", "support", "names", "words"), WORDS, ids=lambda x: str(x)[:24])
def test_known_conditions(prior, likelihood, support, names, words):
    found = propriety_condition(prior, likelihood, parameters=names, support=support)
    assert (found.condition, found.undecided) == (words, "False")


@pytest.mark.parametrize(("prior", "likelihood", "support", "names", "words"), WORDS, ids=lambda x: str(x)[:24])
def test_the_condition_is_right_at_numbers_boundaries_included(prior, likelihood, support, names, words):
    random.seed(words)
    free = [name.removesuffix(">0") for name in names.split(",")]
    for _ in range(6):
        values = {name: Fraction(random.randint(-4, 6), 2) for name in free}
        if ">0" in names:
            values = {name: abs(value) + 1 for name, value in values.items()}

        def put(text, values=values):
            return "".join(f"({values[c]})" if c in values else c for c in tokens(text))

        expected = eval(words, {"__builtins__": {}}, values)
        found = propriety(put(prior), put(likelihood), support=support, digits=0)
        assert str(found.verdict) == ("proper" if expected else "improper"), values


def tokens(text):
    """Names whole, everything else character by character."""
    word = ""
    for c in text:
        if c.isalnum():
            word += c
            continue
        yield from ([word] if word else [])
        word = ""
        yield c
    yield from ([word] if word else [])


def test_an_oscillating_case_is_undecided_with_the_rest_decided():
    found = propriety_condition("1", "2+sin(a*w)", parameters="a", support="0,oo")
    assert found.condition == "False"
    assert found.undecided == "a != 0"


def test_data_and_parameters_go_together():
    found = propriety_condition("w**(a-1)", "exp(-t*w)", parameters="a", support="0,oo", data={"t": [1, 2]})
    assert found.condition == "a > 0"


def test_the_balls_confirm_and_contradict(monkeypatch):
    asked = {"parameters": "a,b", "support": "0,oo"}
    assert propriety_condition("w**(a-1)", "exp(-b*w)", **asked).confirmed == Confirmed(5, 5, 5)
    tree = sys.modules["audit.posterior.free.condition"].tree

    def wrong(density, decide):
        return tree(density, lambda *question: not decide(*question))

    monkeypatch.setattr("audit.posterior.free.condition.tree", wrong)
    with pytest.raises(CheckError, match="disagree at"):
        propriety_condition("w**(a-1)", "exp(-b*w)", **asked)


def test_no_parameters_is_bad_input():
    with pytest.raises(InputError, match="no free parameters"):
        propriety_condition("1", "exp(-w)", parameters="")
