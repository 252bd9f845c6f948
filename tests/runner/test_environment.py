import re
import subprocess

import numpy
import pytest

from audit.runner.environment import commit, environment


def test_versions_are_those_that_are_installed():
    found = environment()
    assert found.packages["numpy"] == numpy.__version__
    assert "no-such-package" not in found.packages
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", found.started)
    assert found.cpus >= 1


def _git(folder, *words):
    identity = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def test_the_commit_is_that_of_the_checkout_and_marked_where_files_differ(tmp_path):
    assert commit(tmp_path) is None
    _git(tmp_path, "init")
    (tmp_path / "file").write_text("a")
    assert commit(tmp_path) is None
    _git(tmp_path, "add", "file")
    _git(tmp_path, "commit", "-m", "a")
    clean = commit(tmp_path)
    assert re.fullmatch(r"[0-9a-f]{40}", clean)
    (tmp_path / "file").write_text("b")
    assert commit(tmp_path) == f"{clean}+"


def test_a_folder_that_git_ignores_has_no_commit(tmp_path):
    _git(tmp_path, "init")
    (tmp_path / "file").write_text("a")
    _git(tmp_path, "add", "file")
    _git(tmp_path, "commit", "-m", "a")
    (tmp_path / "installed").mkdir()
    assert commit(tmp_path / "installed") is None


def test_without_git_there_is_no_commit(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert commit(tmp_path) is None


@pytest.mark.parametrize("name", ["numpy", "scipy", "mpmath", "sympy", "python-flint", "joblib"])
def test_every_package_that_a_verdict_can_depend_on_is_recorded(name):
    assert name in environment().packages
