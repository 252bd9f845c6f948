import json

import pytest

from audit.cli import answer
from audit.report import as_json


@pytest.fixture
def run_file(tmp_path, toy_run):
    def write(name, **changes):
        path = tmp_path / name
        path.write_text(json.dumps(json.loads(as_json.text(toy_run)) | changes))
        return str(path)

    return write


@pytest.fixture
def manifest(tmp_path):
    def write(name, caption="c"):
        path = tmp_path / name
        path.write_text(json.dumps({"lines": {"caption": caption, "files": {}}}))
        return str(path)

    return write


def test_nothing_changed_is_0(run_file, capsys):
    assert answer(["compare", run_file("old.json"), run_file("new.json", seconds=99.0)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("claims: 0 changed, 7 the same\n")
    assert "seconds: " in out


def test_something_changed_is_1(run_file, capsys):
    old, new = run_file("old.json"), run_file("new.json", claims=[])
    assert answer(["compare", old, new, "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert (document["kind"], document["old"], len(document["only_old"])) == ("claims", old, 7)


@pytest.mark.parametrize(("caption", "code"), [("c", 0), ("d", 1)])
def test_manifests_are_compared_too(manifest, caption, code, capsys):
    assert answer(["compare", manifest("old.json"), manifest("new.json", caption)]) == code
    assert capsys.readouterr().out.startswith(f"figures: {code} changed, {1 - code} the same\n")


def test_the_committed_figures_are_what_they_are(capsys):
    from pathlib import Path

    path = str(Path(__file__).parents[2] / "figures" / "manifest.json")
    assert answer(["compare", path, path]) == 0
    assert capsys.readouterr().out.endswith(" the same\n")


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        ("{", "it is no JSON"),
        ('{"claims": NaN}', "it is no JSON"),
        ("[" * 100_000, "it is no JSON"),
        ("[]", "it is no JSON object"),
        ("\udcff", "it is no JSON"),
        ("{}", "neither"),
        ('{"claims": 3}', "schema_version None"),
    ],
)
def test_unusable_input_is_one_sentence_and_2(run_file, tmp_path, content, why, capsys):
    path = tmp_path / "new.json"
    if content is not None:
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
    assert answer(["compare", run_file("old.json"), str(path)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert why in err
    assert err.startswith("audit: given: ")


def test_two_kinds_are_not_compared(run_file, manifest, capsys):
    assert answer(["compare", run_file("old.json"), manifest("new.json")]) == 2
    assert "(a run)" in capsys.readouterr().err
