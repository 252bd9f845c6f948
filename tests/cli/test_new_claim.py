"""`audit new-claim`: two files, nothing overwritten, and a book that runs at once."""

import pytest

from audit.cli.main import answer


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_files_and_what_to_do_next(tmp_path, capsys):
    assert answer(["new-claim", "s1_rate.limit", "--book", "mine", "--place", "eq. (3)"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[:2] == ["mine/s1_rate.py", "mine/tests/test_s1_rate.py"]
    assert out[3:] == ["audit run --book mine s1_rate", "python -m pytest mine/tests/test_s1_rate.py"]
    assert answer(["run", "--book", "mine", "--json"]) == 0
    assert '"place": "eq. (3)"' in capsys.readouterr().out


def test_another_book_is_listed_and_shown(capsys):
    assert answer(["new-claim", "s1_rate.limit", "--book", "mine"]) == 0
    assert answer(["list", "--book", "mine"]) == 0
    assert "s1_rate.limit" in capsys.readouterr().out
    assert answer(["show", "s1_rate", "--book", "mine"]) == 0
    out = capsys.readouterr().out
    assert "mine/s1_rate.py" in out
    assert "audit/claims/" not in out


def test_nothing_is_overwritten(tmp_path, capsys):
    assert answer(["new-claim", "s1_rate.limit", "--book", "mine"]) == 0
    (tmp_path / "mine" / "s1_rate.py").write_text("mine\n")
    assert answer(["new-claim", "s1_rate.other", "--book", "mine"]) == 2
    assert "which is there already" in capsys.readouterr().err
    assert (tmp_path / "mine" / "s1_rate.py").read_text() == "mine\n"


@pytest.mark.parametrize(
    "words",
    [
        ["new-claim", "Rate"],
        ["new-claim", "a.b", "--book", "not-one"],
        ["new-claim", "a.b", "--left", "log(x)"],
        ["new-claim", "a.b", "--left", "open('x')", "--right", "x"],
        ["run", "--book", "nowhere"],
    ],
)
def test_bad_input_writes_nothing(words, tmp_path, capsys):
    assert answer(words) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("audit: given: ")
    assert not list(tmp_path.iterdir())


def test_a_broken_book_is_no_traceback(tmp_path, capsys):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "s1.py").write_text("1/0\n")
    assert answer(["run", "--book", "mine"]) == 2
    assert "s1.py cannot be loaded: ZeroDivisionError" in capsys.readouterr().err
