"""Evidence: what one check did to one variant, how much it covered, and what came out."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audit.errors import LedgerError


class Method(StrEnum):
    """How a check looked; the first two can prove, the others cannot."""

    SYMBOLIC = "symbolic"
    BALL = "ball"
    PRECISE = "precise"
    SAMPLED = "sampled"
    EXPERIMENT = "experiment"


class Outcome(StrEnum):
    """What a check saw."""

    HOLDS = "holds"
    FAILS = "fails"
    UNDECIDED = "undecided"


RIGOROUS = frozenset({Method.SYMBOLIC, Method.BALL})


@dataclass(frozen=True)
class Evidence:
    """What one check did to one variant.

    `domain` says in words where it looked, `whole_domain` whether that is the whole stated domain of the variant,
    `points` how many points, cells or coefficients were visited (None where counting makes no sense, for an identity of
    formal objects, say). A `fails` names its `witness`. Seed and seconds are filled in by the runner.

    A check that visited nothing saw nothing:

    >>> Evidence(Method.PRECISE, Outcome.HOLDS, "u in []", points=0).outcome
    <Outcome.UNDECIDED: 'undecided'>
    """

    method: Method
    outcome: Outcome
    domain: str
    whole_domain: bool = False
    points: int | None = None
    prec_bits: int | None = None
    witness: str | None = None
    summary: str = ""
    seed: int | None = None
    seconds: float | None = None

    def __post_init__(self) -> None:
        if self.points is not None and self.points < 0:
            raise LedgerError(f"evidence on {self.points} points: a count is never negative")
        if self.points == 0:
            object.__setattr__(self, "outcome", Outcome.UNDECIDED)
        if self.outcome is Outcome.FAILS and not self.witness:
            raise LedgerError(f"evidence on {self.domain!r} says 'fails' and names no witness")

    @property
    def proves(self) -> bool:
        """Holds, rigorously, on the whole stated domain."""
        return self.outcome is Outcome.HOLDS and self.whole_domain and self.method in RIGOROUS

    @property
    def certified_failure(self) -> bool:
        """Fails, with a witness that exact algebra or a ball shows."""
        return self.outcome is Outcome.FAILS and self.method in RIGOROUS
