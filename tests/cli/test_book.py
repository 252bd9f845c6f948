import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from audit.cli import answer
from audit.errors import InputError
from audit.ledger import Book
from audit.report import as_json
from tests import toys

pytestmark = pytest.mark.usefixtures("toy_book")

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.delenv("FORCE_COLOR", raising=False)


def with_claims(monkeypatch, *claims):
    monkeypatch.setattr("audit.claims.book", lambda: Book(claims))


def test_run_prints_the_table_and_nothing_else(capsys):
    assert answer(["run", "toy_thirds.sum", "toy_misprint"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[:6] == [
        "verdict   claim             place                      evidence",
        "PROVED    toy_thirds.sum    section 1, (2)             exact sum 1",
        "ERRATUM*  toy_misprint.sum  section 1, second display  the sum is 2/3",
        "",
        "* changes a conclusion of the source",
        "2 claims: 1 PROVED, 1 ERRATUM",
    ]
    assert lines[6].startswith("all as expected, ")
    assert lines[6].endswith(", seed 0")


def test_run_json_is_a_document_that_fits_the_schema(capsys):
    assert answer(["run", "--json", "--seed", "5", "--quick", "--jobs", "1", "--source", "toys"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    document = json.loads(out)
    as_json._validate(document)
    assert (document["seed"], document["quick"], document["counts"]["claims"]) == (5, True, 4)


def test_run_answers_1_where_a_verdict_differs(monkeypatch, capsys):
    with_claims(monkeypatch, toys.WRONGLY_EXPECTED)
    assert answer(["run"]) == 1
    assert "1 not as expected" in capsys.readouterr().out


def test_run_answers_1_where_a_check_raises_and_reports_the_others(monkeypatch, capsys):
    with_claims(monkeypatch, toys.with_check(toys.raises), toys.THIRDS)
    assert answer(["run"]) == 1
    out = capsys.readouterr().out
    assert "ZeroDivisionError: one over nothing" in out
    assert "PROVED   toy_thirds.sum" in out


def test_what_could_not_run_counts_only_if_strict(monkeypatch, capsys):
    with_claims(monkeypatch, toys.THIRDS, toys.MISSING)
    assert answer(["run"]) == 0
    assert answer(["run", "--strict"]) == 1
    assert "pip install 'bayes-audit[no_such_package_here]'" in capsys.readouterr().out


def test_reports_are_written_completely_and_nothing_else_is_left(tmp_path, capsys):
    files = {name: tmp_path / f"run.{name}" for name in ("junit", "html", "markdown")}
    files["junit"].write_text("an older report")
    words = [word for name, path in files.items() for word in (f"--{name}", str(path))]
    assert answer(["run", "toy_thirds.sum", *words]) == 0
    assert sorted(tmp_path.iterdir()) == sorted(files.values())
    assert ElementTree.parse(files["junit"]).getroot().get("tests") == "1"
    assert files["html"].read_text().startswith("<!doctype html>")
    assert files["markdown"].read_text().startswith("# What the audit found\n")
    assert "exact sum 1" in capsys.readouterr().out


def with_figure(monkeypatch, folder, draw):
    """A claim that names a figure, a program that runs in a folder, and a hand that draws."""
    with_claims(monkeypatch, replace(toys.THIRDS, figure="lines"))
    monkeypatch.chdir(folder)
    monkeypatch.setattr("audit.figures.figures", lambda stems: stems)
    monkeypatch.setattr("audit.figures.make", draw)


def drawn(stems, out):
    """What `audit figures` leaves in a folder."""
    assert stems == ["lines"]
    (out / "lines.png").write_bytes(b"png")
    files = {"lines.png": hashlib.sha256(b"png").hexdigest()}
    (out / "manifest.json").write_text(json.dumps({"lines": {"caption": "Lines.", "commit": "abc", "files": files}}))


def never(stems, out):
    pytest.fail("nothing is to be drawn")


def no_ink(stems, out):
    raise InputError("the pen", "ink", "another pen")


def test_a_figure_that_lies_there_is_taken(tmp_path, monkeypatch):
    (tmp_path / "figures").mkdir()
    drawn(["lines"], tmp_path / "figures")
    with_figure(monkeypatch, tmp_path, never)
    assert answer(["run", "--html", "report.html"]) == 0
    page = Path("report.html").read_text(encoding="utf-8")
    assert "data:image/png;base64,cG5n" in page
    assert "Drawn earlier by audit figures, at commit abc; not drawn again in this run." in page


@pytest.mark.parametrize(
    ("draw", "words", "said"),
    [
        (drawn, [], "Drawn in this run."),
        (no_ink, [], "is not in this report: given: the pen; allowed: ink; try: another pen. To draw it:"),
        (never, ["--quick"], "is not in this report: a quick run draws none. To draw it:"),
    ],
)
def test_a_figure_that_lies_nowhere_is_drawn_or_missed(tmp_path, monkeypatch, draw, words, said):
    with_figure(monkeypatch, tmp_path, draw)
    assert answer(["run", "--html", "report.html", *words]) == 0
    assert said in Path("report.html").read_text(encoding="utf-8")
    left = {path.name for path in tmp_path.iterdir() if not path.name.startswith(".coverage")}
    assert left == {"report.html"}


SENTENCES = [
    (
        ["run", "toy_misprint.sun"],
        "given: the claim id 'toy_misprint.sun'; allowed: an id of the book, or a stem (the part before the dot); "
        "try: 'toy_misprint.sum'",
    ),
    (["show", "nothing_like_it"], "given: the claim id 'nothing_like_it'; allowed: an id of the book"),
    (["run", "--source", "x"], "given: the source 'x'; allowed: one of toys; try: leave --source out"),
    (["list", "--source", "x"], "given: the source 'x'; allowed: one of toys; try: leave --source out"),
    (["run", "--jobs", "0"], "given: jobs = 0; allowed: a whole number, 1 or more; try: "),
    (["run", "--jobs", "-1"], "given: jobs = -1; allowed: a whole number, 1 or more; try: "),
]


@pytest.mark.parametrize(("words", "sentence"), SENTENCES)
def test_unusable_input_is_one_sentence_and_2(words, sentence, capsys):
    assert answer(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("audit: " + sentence)
    assert err.count("\n") == 1


@pytest.mark.parametrize("option", ["--junit", "--html", "--markdown"])
def test_an_unwritable_path_is_refused_before_anything_runs(option, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("audit.runner.run", None)
    good = tmp_path / "good.xml"
    assert answer(["run", "--json", "--junit", str(good), option, str(tmp_path / "missing" / "file")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == (
        f"audit: given: {option} {tmp_path / 'missing' / 'file'} (No such file or directory); "
        "allowed: a file in a folder that exists and can be written to; try: a path in the current folder\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_list_shows_the_book(capsys):
    assert answer(["list"]) == 0
    assert "  ERRATUM       toy_misprint.sum    Two thirds | are `one`\n" in capsys.readouterr().out
    assert answer(["list", "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["claims"]) == 4


def test_show_prints_everything_on_one_claim(capsys):
    assert answer(["show", "toy_misprint.sum"]) == 0
    out = capsys.readouterr().out
    for part in ("Two thirds sum to one.", r"\tfrac13+\tfrac13=1", "the sum is 2/3", "3 * 1/3 = 1.", "toy_misprint.py"):
        assert part in out


def test_show_takes_a_stem_and_speaks_json(capsys):
    assert answer(["show", "toy_thirds", "--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert [claim["id"] for claim in document["claims"]] == ["toy_thirds.sum", "toy_thirds.sampled"]


PROGRAM = """
import audit.claims
from audit.cli import main
from audit.ledger import Book
from tests.toys import THIRDS, hangs, with_check
audit.claims.book = lambda: Book((THIRDS, with_check(hangs)))
main()
"""


def test_an_interrupt_ends_the_run_and_leaves_nothing_behind(tmp_path):
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = [sys.executable, "-c", PROGRAM, "run", "--junit", str(tmp_path / "run.xml")]
    pipe = subprocess.PIPE
    process = subprocess.Popen(words, env=environment, stdout=pipe, stderr=pipe, text=True)
    deadline = time.monotonic() + 30
    while not list(tmp_path.iterdir()) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert (process.returncode, out, err) == (130, "", "")
    assert list(tmp_path.iterdir()) == []
