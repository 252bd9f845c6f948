import hashlib
import json

import pytest

from audit.report import picture
from audit.report.picture import pictures

PNG = b"\x89PNG"


def entry(content=PNG, kind="png"):
    digest = hashlib.sha256(content).hexdigest()
    around = {"commit": "abc", "versions": {"audit": "1", "numpy": "2"}}
    return {"caption": "Two lines.", "files": {f"lines.{kind}": digest}, **around}


def laid(folder, manifest, **files):
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for kind, content in files.items():
        (folder / f"lines.{kind}").write_bytes(content)
    return folder


def test_a_picture_comes_with_its_caption_and_its_origin(tmp_path):
    found = pictures(laid(tmp_path, {"lines": entry()}, png=PNG), ["lines", "other"])
    assert list(found) == ["lines"]
    assert (found["lines"].caption, found["lines"].media) == ("Two lines.", "image/png")
    assert found["lines"].address == "data:image/png;base64,iVBORw=="
    assert found["lines"].origin == (
        "Drawn earlier by audit figures, at commit abc, with audit 1, numpy 2; not drawn again in this run."
    )


def test_who_has_just_drawn_it_says_so(tmp_path):
    found = pictures(laid(tmp_path, {"lines": entry()}, png=PNG), ["lines"], "Drawn in this run.")
    assert found["lines"].origin == "Drawn in this run."


def test_vectors_come_first_unless_they_are_heavy(tmp_path, monkeypatch):
    both = entry()
    both["files"] |= entry(b"<svg/>", "svg")["files"]
    folder = laid(tmp_path, {"lines": both}, png=PNG, svg=b"<svg/>")
    assert pictures(folder, ["lines"])["lines"].media == "image/svg+xml"
    monkeypatch.setattr(picture, "MAX_BYTES", 5)
    assert pictures(folder, ["lines"])["lines"].media == "image/png"


def test_a_file_that_is_not_the_manifests_is_not_shown(tmp_path):
    assert pictures(laid(tmp_path, {"lines": entry()}, png=b"another"), ["lines"]) == {}


def test_a_file_that_is_gone_is_not_shown(tmp_path):
    assert pictures(laid(tmp_path, {"lines": entry()}), ["lines"]) == {}


@pytest.mark.parametrize("text", ["{", "[]", "1", '{"lines": 3}', '{"lines": {"files": []}}', '{"lines": {}}'])
def test_a_broken_manifest_holds_no_picture(tmp_path, text):
    (tmp_path / "manifest.json").write_text(text)
    assert pictures(tmp_path, ["lines"]) == {}


def test_no_folder_holds_no_picture(tmp_path):
    assert pictures(tmp_path / "missing", ["lines"]) == {}
