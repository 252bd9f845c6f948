"""Cases that the statistical literature has decided, in the form of questions to this module: its yardstick.

They are data, in known.toml. The tests ask all of them; KNOWN_CASES.md, beside it, is the table for readers.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

Numbers = Mapping[str, Sequence[object]]


@dataclass(frozen=True)
class Case:
    """A question in one variable, the answer, the ends at which the mass diverges, and who says so."""

    name: str
    prior: str
    proper: bool
    source: str
    likelihood: str = "1"
    support: str = "-oo,oo"
    diverges: Sequence[str] = ()
    data: Numbers | None = None

    @property
    def question(self) -> str:
        """In one line."""
        over = f", over {len(next(iter(self.data.values())))} observations" if self.data else ""
        return f"prior `{self.prior}`, likelihood `{self.likelihood}`, w in ({self.support}){over}"


@dataclass(frozen=True)
class ModelCase:
    """A question in two to four parameters, the answer, and who says so."""

    name: str
    parameters: Mapping[str, str]
    prior: str
    proper: bool
    source: str
    likelihood: str = "1"
    data: Numbers = field(default_factory=dict)

    @property
    def question(self) -> str:
        """In one line."""
        rows = len(next(iter(self.data.values()))) if self.data else 0
        names = ", ".join(self.parameters)
        return f"{names}: prior `{self.prior}`, likelihood `{self.likelihood}`, over {rows} observations"


@cache
def known_cases() -> tuple[Case, ...]:
    """The cases in one variable.

    >>> known_cases()[0].name, known_cases()[0].proper
    ('Haldane, no success', False)
    """
    return tuple(Case(**entry) for entry in _read()["case"])


@cache
def known_models() -> tuple[ModelCase, ...]:
    """The cases in two to four parameters."""
    return tuple(ModelCase(**entry) for entry in _read()["model"])


@cache
def _read() -> dict[str, list[dict[str, Any]]]:
    text = files("audit.posterior").joinpath("known.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def as_markdown() -> str:
    """The table of KNOWN_CASES.md."""
    lines = [
        "# Known cases",
        "",
        "Posteriors that the literature has decided, and that `audit propriety` decides in the tests: the verdict is the",
        "source's. Written by `python -m audit.posterior.known` from known.toml.",
        "",
        "| case | question | posterior | diverges at | source |",
        "|---|---|---|---|---|",
    ]
    for case in known_cases():
        lines.append(_row(case.name, case.question, case.proper, ", ".join(case.diverges), case.source))
    lines += ["", "| model | question | posterior | | source |", "|---|---|---|---|---|"]
    for model in known_models():
        lines.append(_row(model.name, model.question, model.proper, "", model.source))
    return "\n".join(lines) + "\n"


def _row(name: str, question: str, proper: bool, where: str, source: str) -> str:
    return f"| {name} | {question} | {'proper' if proper else 'improper'} | {where} | {source} |"


if __name__ == "__main__":
    print(as_markdown(), end="")
