"""A claim is a family of variants of one statement, all run through the same checks."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random
from typing import Any

from audit.errors import LedgerError
from audit.ledger.evidence import Evidence
from audit.ledger.verdict import Verdict

ID_PATTERN = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
COVERS_PATTERN = re.compile(r"[PL][0-9]{2,3}")
TIME_LIMIT_S = 60.0
"""One check of one variant takes well under five seconds on a slow core; ten times that is a hang."""
MIN_MUTANTS = 2
"""One broken form may be caught by luck; a claim shows at least two that its checks refuse."""


class Role(StrEnum):
    """What a variant is to the statement."""

    PRINTED = "printed"
    CORRECTED = "corrected"
    CONDITIONAL = "conditional"
    MUTANT = "mutant"


@dataclass(frozen=True)
class Variant:
    """The statement in one form: `latex` for people, `form` (any data) for the checks."""

    name: str
    role: Role
    latex: str
    form: Any


@dataclass(frozen=True)
class Setting:
    """What a check may depend on besides the variant: the seed, and whether to look at fewer points."""

    seed: int = 0
    quick: bool = False

    def random(self) -> Random:
        """A fresh generator; the same seed gives the same points."""
        return Random(self.seed)


Check = Callable[[Variant, Setting], Evidence]


@dataclass(frozen=True)
class Claim:
    """One assertion of a source, its variants, the checks, and the verdict that we expect them to produce.

    `expected` never enters the computation of the verdict: a run compares the two. A claim with `interpretive` set is an
    opinion without formal content; it has no variants and names in `bears_on` the claims that matter for it.
    """

    id: str
    source: str
    place: str
    covers: tuple[str, ...]
    title: str
    statement: str
    hypotheses: tuple[str, ...]
    variants: tuple[Variant, ...]
    checks: tuple[Check, ...]
    expected: Verdict
    derivation: str
    changes_conclusion: bool = False
    consequence: str = ""
    depends: tuple[str, ...] = ()
    bears_on: tuple[str, ...] = ()
    figure: str | None = None
    needs: str | None = None
    interpretive: bool = False
    time_limit_s: float = TIME_LIMIT_S

    @property
    def stem(self) -> str:
        """The file that states the claim: `s4_u_alpha` for `s4_u_alpha.printed_value`."""
        return self.id.split(".")[0]

    def with_role(self, role: Role) -> tuple[Variant, ...]:
        """The variants that play this role."""
        return tuple(variant for variant in self.variants if variant.role is role)

    def __post_init__(self) -> None:
        for complaint in _complaints(self):
            raise LedgerError(f"claim {self.id!r}: {complaint}")


def _complaints(claim: Claim) -> list[str]:
    names = [variant.name for variant in claim.variants]
    rules = [
        (ID_PATTERN.fullmatch(claim.id) is None, "an id is stem.name in lower case"),
        (not claim.statement.strip(), "the statement is empty"),
        (any(COVERS_PATTERN.fullmatch(c) is None for c in claim.covers), "covers lists numbers like P07 or L12"),
        (len(set(names)) != len(names), "two variants bear the same name"),
        (claim.time_limit_s <= 0, "the time limit is not positive"),
    ]
    if claim.interpretive:
        rules += [
            (bool(claim.variants or claim.checks), "an opinion has no variants and no checks"),
            (not claim.bears_on, "an opinion names the claims that bear on it"),
        ]
    else:
        rules += [
            (not claim.checks, "there is no check"),
            (len(claim.with_role(Role.MUTANT)) < MIN_MUTANTS, f"fewer than {MIN_MUTANTS} mutants"),
            (len(claim.with_role(Role.PRINTED)) > 1, "more than one printed variant"),
            (not claim.with_role(Role.PRINTED) and not claim.with_role(Role.CONDITIONAL), "nothing to judge"),
        ]
    return [complaint for broken, complaint in rules if broken]
