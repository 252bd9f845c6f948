"""What share of many starts is sparse at a given time, under gradient flow: by two integrators that share no code."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.parametrisation.dynamics import SYSTEMS, Share, drawn, flow, objective, sparse
from audit.parametrisation.dynamics.outcome import share

EXACT = "exact"


@dataclass(frozen=True)
class Run:
    """Starts of law `law` descend from `rho` E + K until time t, in these coordinates."""

    law: str
    rho: float
    time: float
    system: str
    kl: str


ADD, MULT, CLIPPED = "mu, log sigma2", "theta, log alpha", "kingma2015, clipped"
ALL, NONE = "nearly all", "nearly none"
STARTS, FEW = 1000, 48
MOST, FEWEST = 0.8, 0.2
"""Nearly all: the 99 % interval of the share that is sparse lies above 0.8; nearly none: below 0.2."""


@dataclass(frozen=True)
class Outcomes:
    """What share of the starts is sparse, log alpha > 3, in each run."""

    runs: tuple[tuple[Run, str], ...]


@cache
def by_rosenbrock(run: Run, seed: int) -> Share:
    """The share that is sparse, from 1000 starts, by the package's flow."""
    paths = flow(objective(run.rho, kl=run.kl, system=run.system), drawn(run.law, STARTS, seed), [run.time])
    return sparse(paths)


@cache
def by_lsoda(run: Run, seed: int) -> Share:
    """The same from 48 other starts by SciPy's LSODA, the gradient written out with SciPy's Dawson function; exact KL only."""
    from scipy.integrate import solve_ivp
    from scipy.special import dawsn

    additive = run.system == ADD

    def fall(_: float, z: NDArray[np.float64]) -> list[float]:
        x, y = float(z[0]), float(z[1])
        log_u = 2 * math.log(abs(x) + 1e-300) - y - math.log(2) if additive else -y - math.log(2)
        u = math.exp(min(log_u, 600.0))
        pull = math.sqrt(u) * float(dawsn(math.sqrt(u)))  # u K'
        if additive:
            slope = 2 * pull / x if x else 0.0
            return [-run.rho * (x - 1) - slope, -run.rho * math.exp(y) / 2 + pull]
        return [-run.rho * (x - 1 + math.exp(y) * x), -run.rho * math.exp(y) * x * x / 2 + pull]

    starts = drawn(run.law, FEW, seed + 1)
    first = SYSTEMS[run.system].of_log_alpha(starts.mean, starts.log_alpha)
    found = 0
    for x, y in zip(starts.mean, first, strict=True):
        end = solve_ivp(fall, (0, run.time), [float(x), float(y)], method="LSODA", rtol=1e-5, atol=1e-9).y[:, -1]
        found += int((end[1] - 2 * np.log(np.abs(end[0])) if additive else end[1]) > 3)
    return share(found, FEW)


def _told(form: Outcomes, measured: dict[Run, Share]) -> Evidence:
    """Each run against what is said of it; an interval across its bound decides nothing."""
    known, words = [], []
    for run, says in form.runs:
        if run not in measured:
            continue
        seen = measured[run]
        found = ALL if seen.low > MOST else NONE if seen.high < FEWEST else None
        known.append(None if found is None else found == says)
        words.append(
            f"{run.kl}, ({run.system}), {run.law}, rho = {run.rho:g}, t = {run.time:g}: {seen.count}/{seen.total}"
        )
    outcome = Outcome.FAILS if False in known else Outcome.UNDECIDED if None in known else Outcome.HOLDS
    said = "; ".join(words)
    count = sum(measured[run].total for run, _ in form.runs if run in measured)
    witness = said if outcome is Outcome.FAILS else None
    return Evidence(Method.EXPERIMENT, outcome, "gradient flows", points=count, witness=witness, summary=said)


def in_bulk(variant: Variant, setting: Setting) -> Evidence:
    """A thousand starts a run."""
    return _told(variant.form, {run: by_rosenbrock(run, setting.seed) for run, _ in variant.form.runs})


def one_by_one(variant: Variant, setting: Setting) -> Evidence:
    """Other starts, another integrator, another arithmetic, for the runs with the exact KL."""
    return _told(variant.form, {run: by_lsoda(run, setting.seed) for run, _ in variant.form.runs if run.kl == EXACT})
