"""Docstrings, which are plain sentences with doctests, as Markdown: doctests become code blocks, and no sign gets a meaning.

A docstring of this project has paragraphs, lists, `code` between backticks, indented blocks, and doctests. Markdown knows all but
the last, and reads more into the formulas of the sentences than they say: `*`, `_`, `[`, `]` and `<` are therefore escaped.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

INDENTED, DOCTEST = "    ", ">>>"
SPECIAL = re.compile(r"([*_\[\]])")
CODE = re.compile(r"(`[^`]*`)")


class DoctestBlocks(griffe.Extension):
    """Rewrites every docstring as it is read."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Changes the docstring of an object in place."""
        if obj.docstring is not None:
            obj.docstring.value = as_markdown(obj.docstring.value)


def as_markdown(text: str) -> str:
    """A docstring as Markdown."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if not inside and line.startswith(DOCTEST):
            lines.append("```pycon")
            inside = True
        elif inside and not line.strip():
            lines.append("```")
            inside = False
        lines.append(line if inside or line.startswith(INDENTED) else escaped(line))
    return "\n".join([*lines, "```"] if inside else lines)


def escaped(line: str) -> str:
    """The line with the signs that Markdown would interpret taken as they are, outside of backticks."""
    parts = CODE.split(line)
    return "".join(part if part.startswith("`") else _plain(part) for part in parts)


def _plain(part: str) -> str:
    return SPECIAL.sub(r"\\\1", part.replace("&", "&amp;").replace("<", "&lt;"))
