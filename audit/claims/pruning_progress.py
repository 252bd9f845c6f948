"""How many weights have log alpha > 3 as gradient flow goes on: does the share ever fall, and what is it in the end?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.parametrisation.dynamics import Share, drawn, flow, objective, sparse
from audit.parametrisation.dynamics.outcome import share

TIMES = (1.0, 10.0, 100.0, 1e3, 1e4)
STARTS = 300
OTHER = 1000
"""Seeds of the second check are so far from those of the first."""


@dataclass(frozen=True)
class Progress:
    """From starts of `law`, weights of these rho: the share that is sparse never falls, and is above `least` in the end."""

    system: str
    law: str
    rhos: tuple[float, ...]
    least: float


@cache
def counted(system: str, law: str, rho: float, seed: int) -> tuple[int, ...]:
    """How many of 300 weights of one rho are sparse at each time, with the exact KL."""
    paths = flow(objective(rho, system=system), drawn(law, STARTS, seed), TIMES)
    return tuple(sparse(paths, row).count for row in range(len(TIMES)))


def shares(form: Progress, seed: int) -> list[Share]:
    """The share over all rho at each time, with its 99 % interval."""
    counts = [counted(form.system, form.law, rho, seed) for rho in form.rhos]
    return [share(sum(at), STARTS * len(form.rhos)) for at in zip(*counts, strict=True)]


def _told(form: Progress, seed: int) -> Evidence:
    """A fall is told by intervals that do not meet."""
    seen = shares(form, seed)
    falls = any(later.high < before.low for at, before in enumerate(seen) for later in seen[at + 1 :])
    last = seen[-1]
    said = f"({form.system}), {form.law}: {', '.join(str(one.count) for one in seen)} of {last.total}"
    if falls or last.high < form.least:
        words = f"{said}: the share {'falls' if falls else 'ends low'}"
        return Evidence(Method.EXPERIMENT, Outcome.FAILS, "gradient flows", points=last.total, witness=words)
    outcome = Outcome.HOLDS if last.low > form.least else Outcome.UNDECIDED
    return Evidence(Method.EXPERIMENT, outcome, "gradient flows", points=last.total, summary=said)


def by_draws(variant: Variant, setting: Setting) -> Evidence:
    """Starts of one seed."""
    return _told(variant.form, setting.seed)


def by_other_draws(variant: Variant, setting: Setting) -> Evidence:
    """Starts of another."""
    return _told(variant.form, setting.seed + OTHER)
