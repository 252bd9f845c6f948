"""The second book, in examples/: it runs as expected, its misprint is found, and a broken copy of it is told."""

import json
import shutil
from pathlib import Path

from audit.cli.main import answer

EXAMPLE = Path(__file__).parents[1] / "examples" / "ard"


def test_it_is_as_expected(capsys):
    assert answer(["run", "--book", str(EXAMPLE), "--json"]) == 0
    found = {one["id"]: one["verdict"] for one in json.loads(capsys.readouterr().out)["claims"]}
    assert len(found) == 5
    assert found.pop("complex_kl.closed_form") == "ERRATUM"
    assert set(found.values()) == {"PROVED"}


def test_a_broken_copy_fails(tmp_path, capsys):
    copy = tmp_path / "ard"
    shutil.copytree(EXAMPLE, copy, ignore=shutil.ignore_patterns("__pycache__"))
    text = (copy / "bound.py").read_text()
    (copy / "bound.py").write_text(text.replace("BOUND = sp.log(1 + 1 / alpha) / 2", "BOUND = sp.log(1 + 1 / alpha)"))
    assert answer(["run", "--book", str(copy), "bound"]) == 1
    assert "expected PROVED" in capsys.readouterr().out


def test_the_claims_of_the_folder_pass_its_own_test():
    import runpy

    names = runpy.run_path(str(EXAMPLE / "tests" / "test_ard.py"))
    for claim in names["BOOK"]:
        names["test_the_verdict_is_earned"](claim)
    names["test_the_planted_misprint_is_found"]()
