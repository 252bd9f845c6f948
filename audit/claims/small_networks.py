"""Small networks as evidence: intervals over seeds of compression and accuracy, held against what a variant states.

Every network is trained in the run that reports it (audit.experiments.small_network). An interval is Student's at 95 % over six
seeds, of ratios on the scale of logarithms. A statement holds where all intervals lie within what it allows, fails where one lies
outside, and is undecided otherwise.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from audit.experiments.row_noise_regression import Interval, interval
from audit.experiments.small_network import Trained, train
from audit.ledger import Evidence, Method, Outcome, Setting, Variant

SEEDS = 6


@dataclass(frozen=True)
class Cell:
    """One way to train: penalty, coordinates, hidden units."""

    penalty: str
    coordinates: str = "additive"
    hidden: int = 100

    def __str__(self) -> str:
        return f"{self.penalty}, {self.coordinates}, {self.hidden} units"


@dataclass(frozen=True)
class Compression:
    """weights/kept of `one`, over that of `other` if there is one, lies in [low, high]."""

    one: Cell
    low: float
    high: float = math.inf
    other: Cell | None = None


@dataclass(frozen=True)
class Gain:
    """Accuracy of the pruned network `one` less that of the whole network `other` lies in [low, high]."""

    one: Cell
    other: Cell
    low: float
    high: float = math.inf


@cache
def trained(cell: Cell, seed: int) -> Trained:
    """One network, trained once a process."""
    return train(cell.penalty, cell.coordinates, seed, cell.hidden)


def measured(form: Compression | Gain, seed: int) -> Interval:
    """The interval over the seeds from `seed` on."""
    seeds = range(SEEDS * seed, SEEDS * seed + SEEDS)
    ones = [trained(form.one, s) for s in seeds]
    others = [trained(form.other, s) for s in seeds] if form.other is not None else []
    if isinstance(form, Gain):
        return interval([a.pruned_accuracy - b.whole_accuracy for a, b in zip(ones, others, strict=True)])
    below = [b.compression for b in others] or [1.0] * SEEDS
    return interval([a.compression / b for a, b in zip(ones, below, strict=True)], ratio=True)


def by_networks(variant: Variant, setting: Setting) -> Evidence:
    """All parts of a form, each by its interval."""
    told, outcomes = [], []
    for form in variant.form:
        low, high = (found := measured(form, setting.seed)).student
        beside = f" against {form.other}" if form.other is not None else ""
        name = "accuracy gained" if isinstance(form, Gain) else "compression"
        words = f"{name}, {form.one}{beside}: {found.mean:.3g}, 95 % [{low:.3g}, {high:.3g}]"
        if high < form.low or low > form.high:
            witness = f"{words}, stated [{form.low:g}, {form.high:g}]"
            return Evidence(Method.EXPERIMENT, Outcome.FAILS, "networks", points=SEEDS, witness=witness)
        outcomes.append(form.low <= low and high <= form.high)
        told.append(words)
    outcome = Outcome.HOLDS if all(outcomes) else Outcome.UNDECIDED
    return Evidence(Method.EXPERIMENT, outcome, "networks", points=SEEDS * len(told), summary="; ".join(told))
