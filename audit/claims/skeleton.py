"""The files of a new claim: a printed form, two mutants and a test, which run as they are and are made to be edited."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files

from audit.errors import InputError
from audit.language.expression import parse

NAME = re.compile(r"([a-z][a-z0-9_]*)\.([a-z][a-z0-9_]*)")
WORD = re.compile(r"[A-Za-z_][A-Za-z_0-9]*(?!\w*\()")
EXAMPLE = "log(x**2)", "2*log(x)"


@dataclass(frozen=True)
class Skeleton:
    """The text of the claim file and of its test, and the stem that names both."""

    stem: str
    claim: str
    test: str


def skeleton(
    name: str, source: str, place: str = "section 1", left: str | None = None, right: str | None = None
) -> Skeleton:
    """The files of a claim that says left = right, for all positive values of the letters; log(x^2) = 2 log x without.

    `name` is stem.name in lower case. Raises InputError for another one, and for expressions that are not understood (they are
    parsed, never run).

    >>> made = skeleton("s2_rate.limit", "mine", left="exp(-a)*exp(b)", right="exp(b-a)")
    >>> made.stem, "mine" in made.claim
    ('s2_rate', True)
    """
    import sympy as sp

    matched = NAME.fullmatch(name)
    if matched is None:
        raise InputError(f"the id {name!r}", "stem.name in lower case", "s2_rate.limit")
    if not source.isidentifier():
        raise InputError(f"the source {source!r}", "letters, digits and _", "mine")
    if (left is None) != (right is None):
        raise InputError(
            "one side of an equality", "--left and --right, or none", f"--left {EXAMPLE[0]} --right {EXAMPLE[1]}"
        )
    sides = EXAMPLE if left is None or right is None else (left, right)
    letters = {
        word: sp.Symbol(word, positive=True) for side in sides for word in WORD.findall(side) if not _known(word)
    }
    if not letters:
        raise InputError(f"{sides[0]} = {sides[1]}, without a letter", "an equality in at least one letter", "log(x)")
    made = [parse(side, letters) for side in sides]
    stem, ending = matched.groups()
    values = {
        "STEM": stem,
        "NAME": ending,
        "SOURCE": source,
        "PLACE": _quoted(place),
        "LEFT": _quoted(sides[0]),
        "RIGHT": _quoted(sides[1]),
        "LATEX": " = ".join(sp.latex(one) for one in made),
        "LETTERS": ", ".join(f'"{word}"' for word in letters),
    }
    return Skeleton(stem, _filled("skeleton_claim.txt", values), _filled("skeleton_test.txt", values))


def _known(word: str) -> bool:
    from audit.language.vocabulary import CONSTANTS, FUNCTIONS

    return word in CONSTANTS or word in FUNCTIONS


def _quoted(text: str) -> str:
    """As it stands between double quotes."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")


def _filled(name: str, values: dict[str, str]) -> str:
    text = files("audit.claims").joinpath(name).read_text(encoding="utf-8")
    return re.sub(r"<([A-Z]+)>", lambda found: values[found.group(1)], text)
