"""Standard output: its width, whether it takes colour, and writing to it."""

from __future__ import annotations

import os
import shutil
import sys

from audit.errors import InputError

PIPED_WIDTH = 160
"""Of a file or a log, which has no width: one line a claim, and nothing cut off to the 80 columns of a terminal."""
MIN_WIDTH = 40
"""Narrower than this no layout is legible, and some terminals report a width of 0 or 1."""


def wanted_width() -> int:
    """The terminal's width; where there is no terminal that of the variable COLUMNS, else PIPED_WIDTH."""
    columns = shutil.get_terminal_size((PIPED_WIDTH, 24)).columns
    return max(MIN_WIDTH, columns)


def colour() -> bool:
    """Whether standard output is a terminal with colour; NO_COLOR forbids it and FORCE_COLOR wants it anywhere."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout is not None and sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def emit(text: str) -> None:
    """Writes all of a text to standard output; a character that its encoding lacks becomes a question mark.

    Raises BrokenPipeError if nobody reads any more, and InputError if it cannot be written for another reason.
    """
    if sys.stdout is None:
        return
    encoding = sys.stdout.encoding or "utf-8"
    try:
        sys.stdout.write(text.encode(encoding, "replace").decode(encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_standard_output()
        raise
    except OSError as error:
        _forget_standard_output()
        raise InputError(
            f"standard output ({error.strerror})", "a terminal, a pipe or a file with room", "another place to write to"
        ) from error


def _forget_standard_output() -> None:
    """What is still in the buffer goes nowhere: the flush at exit must not complain a second time."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
