"""Texts made fit for the narrow places of a report."""

from __future__ import annotations

import re

CONTROL_PATTERN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Characters that XML 1.0 forbids, that a terminal obeys, or that turn the direction of what follows."""


def one_line(text: str) -> str:
    r"""The text with every run of white space made one blank, and without control characters.

    >>> one_line("holds\n   for every k")
    'holds for every k'
    """
    return " ".join(printable(text).split())


def printable(text: str) -> str:
    r"""The text with control characters spelled out.

    >>> printable("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return CONTROL_PATTERN.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), text)


def clipped(text: str, width: int) -> str:
    """The text in one line of at most `width` characters, with an ellipsis where something was cut off.

    >>> clipped("the series cancels", 12)
    'the series…'
    """
    line = one_line(text)
    return line if len(line) <= width else line[: max(0, width - 1)].rstrip() + "…"


def duration(seconds: float) -> str:
    """Seconds for people.

    >>> [duration(s) for s in (0.0123, 3.21, 72.5)]
    ['12 ms', '3.2 s', '1 min 12 s']
    """
    if seconds < 1:
        return f"{1000 * seconds:.0f} ms"
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60)} s"


def tally(counts: dict[str, int]) -> str:
    """Counts in words, in the given order.

    >>> tally({"PROVED": 40, "ERRATUM": 3})
    '40 PROVED, 3 ERRATUM'
    """
    return ", ".join(f"{count} {name}" for name, count in counts.items())
