"""Mean-field variational inference on a posterior that may be improper: what the optimiser reports, and the supremum.

q = N(m, s^2) on the whole line; on a half-line or an interval q is Gaussian in log w or logit w, as general packages have
it. The evidence lower bound is

    ELBO(m, s) = E_q log density(w) + entropy(q) <= log Z,

so for Z = oo the supremum over all q is +oo, and it is approached by the density itself restricted to a <= |w| <= b:
its ELBO is log M(a, b) (`log_masses`). Within one family the supremum may be finite all the same: a Gaussian cannot
follow 1/|w| to zero. Then the optimiser settles on a number, and where it stands depends on start and run length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from audit.errors import InputError
from audit.posterior.density import Density
from audit.posterior.naive.floats import Floats, numpy_function

REACH = 10.0
"""Standard deviations on either side: beyond them is less than 2e-23 of a Gaussian."""
NODES = 160
LONGEST_LOG_SD = 200.0
"""The optimiser is stopped at s = e^200 and e^-200; where it stands there, it was on its way further."""
ZERO = 1e300
"""What the optimiser sees in place of an ELBO of -oo."""


@dataclass(frozen=True)
class Stop:
    """Where the optimiser stood after at most `iterations`, and which bound it had reached."""

    iterations: int
    elbo: float
    mean: float
    log_sd: float
    at_limit: bool


@dataclass(frozen=True)
class MeanField:
    """`runs` holds one tuple of stops for each of `starts`; `log_masses` are the ELBOs of the restricted density.

    `coordinate` is w, or the function of w that q is Gaussian in.
    """

    coordinate: str
    starts: tuple[tuple[float, float], ...]
    budgets: tuple[int, ...]
    runs: tuple[tuple[Stop, ...], ...]
    cutoffs: tuple[tuple[float, float], ...]
    log_masses: tuple[float, ...]

    @property
    def best_elbo(self) -> float:
        """The largest of all that was reached."""
        return max(stop.elbo for run in self.runs for stop in run)


def mean_field(
    density: Density,
    starts: Sequence[tuple[float, float]] = ((0.5, 0.0), (-1.0, 1.0)),
    budgets: Sequence[int] = (5, 20, 80),
    cutoffs: Sequence[tuple[float, float]] = ((1e-3, 1e3), (1e-30, 1e30), (1e-300, 1e300)),
    singular: float = 0.0,
) -> MeanField:
    """Maximise the ELBO from each start (mean, log sd) by L-BFGS, stopping after each budget of iterations.

    The expectation is a quadrature over z in [-10, 10], split where m + s z meets `singular`, at which a logarithm is
    integrated to about 1e-10; no sampling. Raises InputError for cut-offs that are not 0 < a < b.

    >>> import sympy as sp
    >>> w = sp.Symbol("w", real=True)
    >>> answer = mean_field(Density(w, (sp.exp(-(w - 1) ** 2 / 2),)), [(0.0, 0.5)], (50,), [(1e-9, 40.0)])
    >>> round(answer.best_elbo, 8), round(answer.log_masses[0], 6)
    (0.91893853, 0.918939)
    """
    coordinate, log_density = _unconstrained(density)
    bend = singular if coordinate == "w" else None

    def elbo(m: float, log_s: float) -> float:
        return _elbo(log_density, m, log_s, bend)

    runs = tuple(tuple(_stop(elbo, start, budget) for budget in budgets) for start in starts)
    masses = tuple(_log_mass(density, a, b, singular) for a, b in cutoffs)
    return MeanField(coordinate, tuple(starts), tuple(budgets), runs, tuple(cutoffs), masses)


def _unconstrained(density: Density) -> tuple[str, Callable[[Floats], Floats]]:
    """A coordinate x on the whole line, and log(density(w(x)) dw/dx)."""
    low, high = (float(end) for end in density.support)
    log_density = numpy_function(density)
    if np.isinf(low) and np.isinf(high):
        return "w", log_density
    if np.isinf(high):
        return f"log(w - {low:g})", lambda x: log_density(low + np.exp(x)) + x
    if np.isinf(low):
        return f"log({high:g} - w)", lambda x: log_density(high - np.exp(x)) + x
    width = high - low
    name = f"logit((w - {low:g})/{width:g})"
    return name, lambda x: log_density(low + width * special.expit(x)) + np.log(width) - np.abs(x) - 2 * _log1p_exp(x)


def _log1p_exp(x: Floats) -> Floats:
    return np.log1p(np.exp(-np.abs(x)))


def _elbo(log_density: Callable[[Floats], Floats], m: float, log_s: float, bend: float | None) -> float:
    """int phi(z) log density(m + s z) dz + log s + log(2 pi e)/2."""
    s = float(np.exp(log_s))
    middle = 0.0 if bend is None else float(np.clip((bend - m) / s, -REACH, REACH))
    total = 0.0
    for near, far in ((middle, -REACH), (middle, REACH)):
        step, weight = _graded()
        z = near + (far - near) * step
        place = m + s * z if bend is None else bend + (m + s * near - bend) + s * (far - near) * step
        with np.errstate(all="ignore"):
            value = log_density(place)
        density_of_z = np.exp(-z * z / 2) / np.sqrt(2 * np.pi)
        total += float(np.sum(np.where(density_of_z > 0, density_of_z * value, 0.0) * weight)) * abs(far - near)
    result = total + log_s + 0.5 * float(np.log(2 * np.pi * np.e))
    return result if np.isfinite(result) else -np.inf


def _graded() -> tuple[Floats, Floats]:
    """Gauss-Legendre nodes and weights on (0, 1) under t = x^4, crowded at 0 for the sake of a logarithm there."""
    x, weight = special.roots_legendre(NODES)
    x = (x + 1) / 2
    return x**4, 2 * x**3 * weight


def _stop(elbo: Callable[[float, float], float], start: tuple[float, float], budget: int) -> Stop:
    def loss(at: Floats) -> float:
        value = elbo(float(at[0]), float(at[1]))
        return -value if np.isfinite(value) else ZERO

    if not np.isfinite(elbo(*start)):
        return Stop(budget, -np.inf, *start, at_limit=False)
    found = optimize.minimize(
        loss,
        np.array(start, dtype=np.float64),
        method="L-BFGS-B",
        jac="3-point",
        bounds=[(None, None), (-LONGEST_LOG_SD, LONGEST_LOG_SD)],
        options={"maxiter": budget, "gtol": 1e-12, "ftol": 1e-15},
    )
    mean, log_sd = (float(x) for x in found.x)
    return Stop(budget, elbo(mean, log_sd), mean, log_sd, abs(log_sd) >= LONGEST_LOG_SD)


def _log_mass(density: Density, a: float, b: float, singular: float) -> float:
    """log of the mass of a <= |w - singular| <= b, in t = log|w - singular|, by Gauss-Legendre panels of length 1/2."""
    if not 0 < a < b < np.inf:
        raise InputError(f"the cut-offs {(a, b)}", "pairs (a, b) with 0 < a < b", "(1e-6, 1e6)")
    log_density = numpy_function(density)
    edges = np.linspace(np.log(a), np.log(b), 2 + int(2 * (np.log(b) - np.log(a))))
    x, weight = special.roots_legendre(8)
    t = (edges[:-1, None] + edges[1:, None]) / 2 + (edges[1:, None] - edges[:-1, None]) / 2 * x
    with np.errstate(all="ignore"):
        both = np.stack([log_density(singular + side * np.exp(t)) + t for side in (-1.0, 1.0)])
    weights = np.broadcast_to(weight * np.diff(edges)[:, None] / 2, both.shape)
    return float(special.logsumexp(both, b=weights))
