from pathlib import Path

import pytest

from audit.cli.writing import Outputs
from audit.errors import InputError


def test_the_target_appears_only_at_the_end(tmp_path):
    target = tmp_path / "report"
    with Outputs({"--html": target, "--junit": None}) as outputs:
        assert "--html" in outputs
        assert "--junit" not in outputs
        outputs.write("--html", "text ü")
        assert not target.exists()
    assert target.read_text(encoding="utf-8") == "text ü"
    assert list(tmp_path.iterdir()) == [target]


def _write_and_break(target):
    with Outputs({"--html": target}) as outputs:
        outputs.write("--html", "new")
        raise RuntimeError("broken")


def test_after_an_error_the_old_file_is_still_there(tmp_path):
    target = tmp_path / "report"
    target.write_text("old")
    with pytest.raises(RuntimeError, match="broken"):
        _write_and_break(target)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_nothing_was_written_to_is_left_alone(tmp_path):
    target = tmp_path / "report"
    target.write_text("old")
    with Outputs({"--html": target}):
        pass
    assert target.read_text() == "old"


def test_a_link_stays_a_link(tmp_path):
    real, link = tmp_path / "real", tmp_path / "link"
    real.write_text("old")
    link.symlink_to(real)
    with Outputs({"--html": link}) as outputs:
        outputs.write("--html", "new")
    assert link.is_symlink()
    assert real.read_text() == "new"


@pytest.mark.parametrize("path", ["/dev/null", "folder", "file/inside", "missing/file"])
def test_what_is_no_plain_file_is_refused(path, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    with (
        pytest.raises(InputError, match=r"given: --html .*; allowed: a file in a folder"),
        Outputs({"--html": tmp_path / path}),
    ):
        pass
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["file", "folder"]


def test_the_file_has_the_usual_permissions(tmp_path):
    target, usual = tmp_path / "report", tmp_path / "usual"
    usual.touch()
    with Outputs({"--html": Path(target)}) as outputs:
        outputs.write("--html", "x")
    assert target.stat().st_mode == usual.stat().st_mode
