"""Books in folders: order, shared files, what is refused, and that a run finds what their checks find."""

import sys
from pathlib import Path

import pytest

from audit.claims.folder import PREFIX, book_in
from audit.claims.skeleton import skeleton
from audit.errors import AuditError, InputError, LedgerError
from audit.runner import run

CLAIM = skeleton("s1_rate.limit", "mine").claim


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "mine"
    made.mkdir()
    (made / "s1_rate.py").write_text(CLAIM)
    return made


def second(name: str, expected: str = "PROVED") -> str:
    return CLAIM.replace("s1_rate", name).replace("Verdict.PROVED", f"Verdict.{expected}")


def test_the_order_is_that_of_the_stems_then_of_the_names(folder):
    for name in ("a_first", "b_second"):
        (folder / f"{name}.py").write_text(second(name))
    assert [claim.stem for claim in book_in(folder)] == ["a_first", "b_second", "s1_rate"]
    (folder / "__init__.py").write_text('STEMS = ("s1_rate", "b_second")\n')
    assert [claim.stem for claim in book_in(folder)] == ["s1_rate", "b_second", "a_first"]


def test_it_runs_in_processes_and_a_wrong_expectation_is_told(folder):
    (folder / "b_second.py").write_text(second("b_second", "ERRATUM"))
    made = run(book_in(folder), jobs=2)
    assert [result.verdict.value for result in made.results] == ["PROVED", "PROVED"]
    assert [result.as_expected for result in made.results] == [False, True]


def test_files_share_others_by_relative_import(folder):
    (folder / "labels.py").write_text('PLACE = "the shared place"\n')
    (folder / "b_second.py").write_text(
        second("b_second")
        .replace("import sympy as sp\n", "import sympy as sp\nfrom .labels import PLACE\n")
        .replace('place="section 1"', "place=PLACE")
    )
    made = run(book_in(folder).select(["b_second"]))
    assert made.results[0].place == "the shared place"
    assert made.results[0].verdict.value == "PROVED"


def test_a_book_that_changed_is_read_anew(folder):
    assert len(book_in(folder)) == 1
    (folder / "s1_rate.py").write_text(CLAIM.replace("a few words", "other words"))
    assert book_in(folder)["s1_rate.limit"].title.startswith("other words")
    assert PREFIX + "mine" in sys.modules


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (CLAIM.replace("s1_rate", "s2_rate"), "the stem of claim 's2_rate.limit' is 's2_rate'"),
        (CLAIM.replace('"mine"', '"yours"'), "the source of claim 's1_rate.limit' is 'yours'"),
        ("CLAIMS = 3\n", "no tuple of Claim"),
        ("import nowhere_at_all\n", "s1_rate.py cannot be loaded: ModuleNotFoundError"),
        ("import sys\nsys.exit(0)\n", "s1_rate.py cannot be loaded: SystemExit: 0"),
        ("def f(:\n", "s1_rate.py cannot be loaded: SyntaxError"),
        (CLAIM.replace("covers=()", 'depends=("a.b",), covers=()'), "points to 'a.b'"),
    ],
)
def test_a_broken_file_is_named(folder, text, complaint):
    (folder / "s1_rate.py").write_text(text)
    with pytest.raises(LedgerError) as raised:
        book_in(folder)
    assert complaint in str(raised.value)


def test_what_is_no_book(folder, tmp_path):
    with pytest.raises(InputError, match=r"the book .*nowhere"):
        book_in(tmp_path / "nowhere")
    (tmp_path / "not-a-name").mkdir()
    with pytest.raises(InputError, match="'not-a-name'"):
        book_in(tmp_path / "not-a-name")
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="without a claim"):
        book_in(tmp_path / "empty")
    (folder / "__init__.py").write_text('STEMS = ("gone",)\n')
    with pytest.raises(LedgerError, match=r"no gone\.py"):
        book_in(folder)
    (folder / "__init__.py").write_text('STEMS = ("labels",)\n')
    (folder / "labels.py").write_text("")
    with pytest.raises(AuditError, match="has no CLAIMS"):
        book_in(folder)


def test_the_example_is_one():
    example = Path(__file__).parents[2] / "examples" / "ard"
    assert len(book_in(example)) == 5


def test_what_a_file_prints_is_no_part_of_a_report(folder, capsys):
    (folder / "s1_rate.py").write_text(CLAIM + '\nprint("noise")\n')
    book_in(folder)
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "noise\n")
