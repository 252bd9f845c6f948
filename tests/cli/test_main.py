import os
import subprocess
import sys

import pytest

from audit.cli import answer

HELP = """\
Usage: audit [OPTIONS] COMMAND [ARGS]...

  Claims of papers as code: each is run through checks that can fail, and
  answered with the evidence.

Options:
  --version  Show the version, the engine and the extras found.
  --json     With --version: the same for programs.
  --help     Show this message and exit.

Commands:
  run             Run claims and compare verdicts with the ledger.
  list            List the book: id, title and expected verdict.
  show            Run one claim and print all that there is on it.
  compare         Say what differs between two runs, or two sets of figures.
  kl              Print excess, slope and KL at u with certified radii.
  propriety       Decide whether a posterior is proper.
  support         Decide whether noisy weights have a density.
  minima          List all stationary points of rho E_q[-log p] + KL.
  implementation  Audit a KL in someone's code, and its noise.
  figures         Make the figures, with their data and a manifest.
  scale           Check the core on very many numbers.
  experiment      Train, prune and measure networks; or run a record again.
  new-claim       Write the files of a new claim and its test, to edit.
"""


@pytest.fixture(autouse=True)
def _eighty_columns(monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")


@pytest.mark.parametrize("words", [["--help"], []])
def test_the_whole_help(words, capsys):
    assert answer(words) == 0
    assert capsys.readouterr().out == HELP


@pytest.mark.parametrize(
    ("words", "complaint", "advice"),
    [
        (["frobnicate"], "no such command 'frobnicate'", "audit --help"),
        (["run", "--foo"], "no such option: --foo", "audit run --help"),
        (["run", "--jobs", "x"], "invalid value for '--jobs'", "audit run --help"),
        (["run", "--seed", "1.5"], "invalid value for '--seed'", "audit run --help"),
        (["show"], "missing argument 'ID'", "audit show --help"),
        (["kl", "1", "2"], "unexpected extra argument", "audit kl --help"),
    ],
)
def test_a_usage_error_is_one_sentence(words, complaint, advice, capsys):
    assert answer(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert err.startswith(f"audit: given: audit {' '.join(words)} (")
    assert complaint in err
    assert err.endswith(f"; allowed: what the help of the command lists; try: {advice}\n")


def test_a_contradicting_book_is_the_toolkits_fault(monkeypatch, capsys):
    from audit.ledger import Book
    from tests.toys import OPINION

    monkeypatch.setattr("audit.claims.book", lambda: Book((OPINION,)))
    assert answer(["list"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == ("audit: claim 'toy_opinion.nice' points to 'toy_thirds.sum', which no claim of the book bears\n")


def _loaded_by(statement):
    program = f"import sys\n{statement}\nprint(*sorted(name for name in sys.modules if '.' not in name))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"flint", "jinja2", "joblib", "jsonschema", "matplotlib", "mpmath", "numpy", "rich", "scipy", "sympy", "torch"}


@pytest.mark.parametrize("statement", ["import audit", "import audit.cli", "import audit.__main__"])
def test_nothing_heavy_is_loaded_at_the_start(statement):
    assert not _loaded_by(statement) & HEAVY


def test_importing_the_package_loads_no_command_line():
    assert "typer" not in _loaded_by("import audit")


def test_the_module_is_the_same_program():
    done = subprocess.run([sys.executable, "-m", "audit"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, HELP, "")


def test_a_reader_that_leaves_early_is_no_error():
    program = "import sys; from audit.cli import main; sys.argv = ['audit', '--help', '--version']; main()"
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([sys.executable, "-c", program], stdout=writing, stderr=subprocess.PIPE, check=False)
    os.close(writing)
    assert done.stderr == b""
    assert done.returncode == 1
