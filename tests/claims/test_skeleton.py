"""The files of a new claim run as they are, and say what was given."""

import ast

import pytest

from audit.claims.folder import book_in
from audit.claims.skeleton import skeleton
from audit.errors import InputError
from audit.testing import assert_claim


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (None, None, "PROVED"),
        ("exp(a)*exp(b)", "exp(a+b)", "PROVED"),
        ("exp(a)*exp(b)", "exp(a*b)", "REFUTED"),
        ("log(1+1/alpha)", "log(alpha+1)-log(alpha)", "PROVED"),
    ],
)
def test_it_runs_as_it_is(tmp_path, left, right, verdict):
    made = skeleton("s1_rate.limit", tmp_path.name.replace("-", "_"), "eq. (3)", left, right)
    folder = tmp_path / tmp_path.name.replace("-", "_")
    folder.mkdir()
    (folder / "s1_rate.py").write_text(made.claim)
    (claim,) = book_in(folder)
    assert claim.place == "eq. (3)"
    if verdict == "PROVED":
        assert assert_claim(claim).verdict.value == verdict
    else:
        with pytest.raises(AssertionError, match="expected PROVED"):
            assert_claim(claim)


def test_both_files_are_python_whatever_is_quoted():
    made = skeleton("a.b", "mine", 'a "place"\nwith \\ in it')
    for text in (made.claim, made.test):
        ast.parse(text)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (("Upper.case", "mine"), "the id 'Upper.case'"),
        (("no_dot", "mine"), "the id 'no_dot'"),
        (("a.b", "not-one"), "the source 'not-one'"),
        (("a.b", "mine", "x", "log(x)"), "one side of an equality"),
        (("a.b", "mine", "x", "1", "1"), "without a letter"),
        (("a.b", "mine", "x", "__import__('os')", "x"), "given"),
        (("a.b", "mine", "x", "log(x", "x"), "given"),
    ],
)
def test_bad_input(given, complaint):
    with pytest.raises(InputError) as raised:
        skeleton(*given)
    assert complaint in str(raised.value)
