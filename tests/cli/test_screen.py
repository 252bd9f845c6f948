import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audit.cli import screen
from audit.errors import InputError


def test_the_width_is_that_of_columns_or_wide(monkeypatch):
    monkeypatch.setenv("COLUMNS", "97")
    assert screen.wanted_width() == 97
    monkeypatch.setenv("COLUMNS", "3")
    assert screen.wanted_width() == screen.MIN_WIDTH


def test_a_pipe_is_wide():
    environment = {name: value for name, value in os.environ.items() if name != "COLUMNS"}
    program = "from audit.cli.screen import wanted_width; print(wanted_width())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True)
    assert done.stdout == f"{screen.PIPED_WIDTH}\n"


class _Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(
    ("terminal", "settings", "wanted"),
    [
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (True, {"TERM": "dumb"}, False),
        (False, {}, False),
        (False, {"FORCE_COLOR": "1"}, True),
        (False, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_unless_someone_says_otherwise(terminal, settings, wanted, monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdout", _Terminal() if terminal else io.StringIO())
    assert screen.colour() is wanted


def test_without_standard_output_nothing_happens(monkeypatch):
    monkeypatch.setattr(sys, "stdout", None)
    assert screen.colour() is False
    screen.emit("text")


def test_a_character_that_the_encoding_lacks_becomes_a_question_mark(monkeypatch):
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="ascii"))
    screen.emit("u ≥ 0\n")
    assert raw.getvalue() == b"u ? 0\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_unusable_and_said_once():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "audit", "--version"], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stderr == (
        "audit: given: standard output (No space left on device); allowed: a terminal, a pipe or a file with room; "
        "try: another place to write to\n"
    )


def test_the_error_has_a_type(monkeypatch):
    class Full(io.StringIO):
        def flush(self):
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(sys, "stdout", Full())
    monkeypatch.setattr(screen, "_forget_standard_output", lambda: None)
    with pytest.raises(InputError, match="No space left"):
        screen.emit("text")
