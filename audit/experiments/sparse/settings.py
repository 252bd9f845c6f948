"""What is to be trained: a grid of cells, each a penalty in one coordinate system, and how long, how fast, with which seeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from audit.errors import InputError
from audit.experiments.sparse.architectures import NETWORKS
from audit.experiments.sparse.laws import COORDINATES
from audit.experiments.sparse.penalties import PENALTIES
from audit.numerics.exact import whole

DATA = ("digits", "idx")
MOST = 1_000_000
MOST_RATE = 1e3


@dataclass(frozen=True)
class Cell:
    """One place of the grid; `noise_rate` multiplies the learning rate of log alpha or log sigma^2. Raises InputError."""

    prior: str
    kl: str
    parametrisation: str = "multiplicative"
    noise_rate: float = 1.0

    def __post_init__(self) -> None:
        if (self.prior, self.kl) not in PENALTIES:
            known = ", ".join(" ".join(pair) for pair in PENALTIES)
            raise InputError(f"the prior {self.prior!r} with the KL {self.kl!r}", known, "log-uniform with exact")
        if self.parametrisation not in COORDINATES:
            raise InputError(f"the parametrisation {self.parametrisation!r}", ", ".join(COORDINATES), "additive")
        if not 0 < self.noise_rate <= MOST_RATE:
            raise InputError(f"noise rate = {self.noise_rate}", f"above 0, at most {MOST_RATE:g}", "10")

    @property
    def name(self) -> str:
        """A name for people and files.

        >>> Cell("log-uniform", "exact", "additive", 10.0).name
        'log-uniform exact additive x10'
        """
        if not PENALTIES[self.prior, self.kl].noisy:
            return "plain"
        return f"{self.prior} {self.kl} {self.parametrisation} x{self.noise_rate:g}"


PLAIN = Cell("none", "plain")


@dataclass(frozen=True)
class Settings:
    """A whole experiment. `rows` and `test_rows` are of the digits; `warm_up` is the share of the epochs in which the weight
    of the penalty rises linearly from 0 to 1; the learning rate `rate` of Adam falls linearly to 0. Raises InputError.
    """

    data: str
    network: str
    cells: tuple[Cell, ...]
    seeds: tuple[int, ...]
    epochs: int
    batch: int = 128
    rate: float = 3e-3
    warm_up: float = 0.25
    rows: int = 1797
    test_rows: int = 500
    samples: int = 20

    def __post_init__(self) -> None:
        _refuse(self.data not in DATA, f"the data {self.data!r}", ", ".join(DATA), "digits")
        _refuse(self.network not in NETWORKS, f"the network {self.network!r}", ", ".join(NETWORKS), "dense")
        _refuse(not self.cells, "a grid without cells", "at least one", "fewer restrictions")
        whole(self.epochs, "epochs", 1, MOST, "300")
        whole(self.batch, "batch", 1, MOST, "128")
        whole(self.samples, "samples", 1, 1000, "20")
        whole(self.rows, "rows", 20, 1797, "1797")
        whole(self.test_rows, "test_rows", 1, self.rows - 1, "500")
        _refuse(not 0 < self.rate <= 1, f"rate = {self.rate}", "a number above 0, at most 1", "0.003")
        _refuse(not 0 <= self.warm_up <= 1, f"warm_up = {self.warm_up}", "a share from 0 to 1", "0.25")
        distinct = len(set(self.seeds)) == len(self.seeds) > 0
        _refuse(
            not distinct or min(self.seeds) < 0, f"the seeds {self.seeds}", "different whole numbers >= 0", "0, 1, 2"
        )


def as_table(settings: Settings) -> dict[str, Any]:
    """What JSON holds of the settings; `from_table` reads it.

    >>> given = Settings("digits", "dense", (PLAIN,), (0, 1), 3)
    >>> from_table(as_table(given)) == given
    True
    """
    table = asdict(settings)
    return table | {"cells": [dict(cell) for cell in table["cells"]], "seeds": list(settings.seeds)}


def from_table(table: Mapping[str, Any]) -> Settings:
    """The settings that `as_table` wrote. Raises InputError for anything else."""
    try:
        cells = tuple(Cell(**cell) for cell in table["cells"])
        return Settings(**{**table, "cells": cells, "seeds": tuple(int(seed) for seed in table["seeds"])})
    except (KeyError, TypeError, AttributeError) as cause:
        known = ", ".join(Settings.__dataclass_fields__)
        raise InputError(f"settings that do not fit ({cause})", known, "a file that --out wrote") from cause


def _refuse(wrong: bool, given: str, allowed: str, hint: str) -> None:
    if wrong:
        raise InputError(given, allowed, hint)
