"""The experiments by name: which cells, which network, how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from audit.errors import InputError
from audit.experiments.sparse.laws import COORDINATES
from audit.experiments.sparse.log_uniform import FORMS
from audit.experiments.sparse.penalties import PENALTIES
from audit.experiments.sparse.proper_priors import PROPER
from audit.experiments.sparse.settings import PLAIN, Cell, Settings

LOG_UNIFORM = "log-uniform"
RATES = (1.0, 10.0)
SEEDS = (0, 1, 2, 3)


@dataclass(frozen=True)
class Experiment:
    """Settings, and what they are for."""

    about: str
    settings: Settings


def _log_uniform(parametrisations: Sequence[str], rates: Sequence[float]) -> tuple[Cell, ...]:
    return tuple(Cell(LOG_UNIFORM, kl, p, rate) for kl in FORMS for p in parametrisations for rate in rates)


def _proper(parametrisation: str, rate: float) -> tuple[Cell, ...]:
    return tuple(Cell(*pair, parametrisation, rate) for pair in PENALTIES if pair[0] in PROPER)


BOTH = ("multiplicative", "additive")
UNOPPOSED = tuple(Cell("none", "none", "multiplicative", rate) for rate in RATES)
BESIDE = (Cell(LOG_UNIFORM, "exact", "additive", 1.0), Cell(LOG_UNIFORM, "exact", "multiplicative", 10.0))
"""Each parametrisation at the rate at which it became sparser on digits; the proper priors are tried at the same."""
CLIPPED_CUBIC = Cell(LOG_UNIFORM, "kingma2015", "multiplicative", 10.0)
ALL_PROPER = (*_proper("additive", 1.0), *_proper("multiplicative", 10.0))
GRID = (PLAIN, *UNOPPOSED, *_log_uniform(tuple(COORDINATES), RATES))
SMALL_GRID = (PLAIN, *BESIDE, *_log_uniform(BOTH, RATES[1:]), *ALL_PROPER)
QUICK = (PLAIN, *BESIDE, CLIPPED_CUBIC, Cell("ard", "exact", "additive", 1.0))
EXPERIMENTS: Mapping[str, Experiment] = {
    "digits": Experiment(
        "KL x parametrisation x learning rate of the noise, on scikit-learn's digits (an hour of one core)",
        Settings("digits", "dense", GRID, SEEDS, 300),
    ),
    "digits-priors": Experiment(
        "ARD, a Gaussian and the horseshoe beside the log-uniform prior (half an hour)",
        Settings("digits", "dense", (PLAIN, *BESIDE, *ALL_PROPER), SEEDS, 300),
    ),
    "digits-convolutional": Experiment(
        "the KLs and the proper priors in a small convolutional network",
        Settings("digits", "convolutional", tuple(dict.fromkeys(SMALL_GRID)), SEEDS[:3], 100),
    ),
    "digits-quick": Experiment(
        "four cells and the base line, two seeds and a twelfth of the epochs (a minute)",
        Settings("digits", "dense", QUICK, (0, 1), 25, batch=64, warm_up=0.5),
    ),
    "mnist": Experiment(
        "the grid and the proper priors on IDX files that --data points to (hours)",
        Settings("idx", "dense", (*GRID, *ALL_PROPER), SEEDS, 100),
    ),
}


def experiment(name: str) -> Experiment:
    """The experiment of this name. Raises InputError.

    >>> len(experiment("digits").settings.cells)
    21
    """
    if name not in EXPERIMENTS:
        raise InputError(f"the experiment {name!r}", ", ".join(EXPERIMENTS), "digits-quick")
    return EXPERIMENTS[name]


def restricted(settings: Settings, **wanted: Sequence[str]) -> Settings:
    """Only the cells whose kl, parametrisation and prior are among the wanted; the base line stays. Raises InputError.

    >>> chosen = restricted(experiment("digits").settings, kl=("exact",), parametrisation=("additive",))
    >>> [cell.name for cell in chosen.cells]
    ['plain', 'log-uniform exact additive x1', 'log-uniform exact additive x10']
    """
    kept, others = settings.cells, [cell for cell in settings.cells if cell != PLAIN]
    for name, values in wanted.items():
        known = sorted({getattr(cell, name) for cell in others})
        for value in values:
            if value not in known:
                raise InputError(f"--{name} {value}", ", ".join(known), f"--{name} {known[0]}")
        kept = tuple(cell for cell in kept if cell == PLAIN or not values or getattr(cell, name) in values)
    if kept == (PLAIN,) and others:
        raise InputError("restrictions that no cell meets", "one that some cell meets", "fewer of them")
    return replace(settings, cells=kept)


def with_noise_rates(settings: Settings, rates: Sequence[float]) -> Settings:
    """Each cell with each of these learning rates of the noise instead of its own; the base line once."""
    own = dict.fromkeys(replace(cell, noise_rate=1.0) for cell in settings.cells if cell != PLAIN)
    plain = (PLAIN,) if PLAIN in settings.cells else ()
    return replace(settings, cells=plain + tuple(replace(cell, noise_rate=rate) for cell in own for rate in rates))
