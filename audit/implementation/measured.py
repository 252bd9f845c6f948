"""The values of a subject on a grid of log alpha, put beside the exact KL: scale, constant, and which formula it is.

    value = scale (K(x) + constant) + error

x runs over [-20, 20], or the part of it that is declared valid, by 1/10 or 1/4. Scale and constant are fitted on the core,
log alpha in [-5, 5/2], where weights live and where no clamp in use reaches: least squares against each candidate formula,
and the one whose largest residual is below RECOGNISED is the formula that it is. The candidates differ from one another by 20
times as much there (tests), whatever the scale; the constant makes the largest error on the core least. Without one, the
scale is 1, or what the fit to the exact KL says where that fit is close.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from audit.errors import InputError
from audit.implementation.candidates import CANDIDATES, Candidate
from audit.implementation.forms import Arguments, arguments
from audit.implementation.reference import Array, Prior
from audit.implementation.subject import Subject

FAR = 20.0
"""Beyond it K is within 1e-9 of its limits."""
CORE = (-5.0, 2.5)
STEP, SLOW_STEP = 0.1, 0.25
"""The second where the function must be called for one weight at a time."""
LOG_SIGMA2 = -2.0
"""Of the grid: off-centre, so that no formula is helped by sigma = 1."""
RECOGNISED = {"float64": 1e-6, "float32": 1e-4}
"""What rounding leaves of a formula with its published constants; the least distance of two candidates is above 2e-3."""
NEAR = 0.03
"""An unknown formula this close to a known one is told to be near it."""
ROUND = 3e-4
"""A scale this close to a whole number is that."""
CLOSE = 0.01
"""A fit with another scale is believed up to this residual."""
NARROWEST = 2.0
"""Of log alpha: on less than this a scale and a constant cannot be told apart from an error."""


class Fitted(Protocol):
    """What the checks of sign, scale and repetition need of a subject on any grid."""

    @property
    def subject(self) -> Subject:
        """The function."""

    @property
    def given(self) -> Arguments:
        """Its arguments on the grid."""

    @property
    def values(self) -> Array:
        """Its values there."""

    @property
    def scale(self) -> float:
        """The factor before the KL."""

    @property
    def constant(self) -> float:
        """The constant beside it."""


@dataclass(frozen=True)
class Measured:
    """The subject on the grid. `exact`: K at x; `core`: the points of the fit; `error`: NaN where not finite;

    `gradient`: by its autograd, None without one or where the graph is cut; `near`: the known formula that an unknown one is
    nearest to, and by how much it is off it.
    """

    subject: Subject
    prior: Prior
    valid: tuple[float, float]
    tolerance: float
    given: Arguments
    x: Array
    values: Array
    core: NDArray[np.bool_]
    scale: float
    constant: float
    recognised: Candidate | None
    gradient: Arguments | None
    near: tuple[str, float] | None = None

    @property
    def exact(self) -> Array:
        """K at the grid."""
        return self.prior.value(self.x)

    @property
    def error(self) -> Array:
        """value/scale - K - constant at the grid."""
        return self.values / self.scale - self.exact - self.constant

    def own_error(self, x: Array) -> float:
        """The largest error of the recognised formula itself at x, aligned as the subject is; 0 without one."""
        if self.recognised is None or not len(x):
            return 0.0
        core = self.x[self.core]
        shift = _middle(self.recognised.value(core) - self.prior.value(core))
        return float(np.abs(self.recognised.value(x) - self.prior.value(x) - shift).max())

    def inside(self, x: float) -> bool:
        """Is this log alpha in the declared range?"""
        return self.valid[0] <= x <= self.valid[1]


def measure(subject: Subject, prior: Prior, valid: tuple[float, float], tolerance: float) -> Measured:
    """Calls the subject on the grid and fits. Raises InputError for an empty range, or values that are not finite on the core."""
    low, high = max(valid[0], -FAR), min(valid[1], FAR)
    if not high - low >= NARROWEST:
        given = f"log alpha from {valid[0]:g} to {valid[1]:g}"
        raise InputError(given, f"a range that shares {NARROWEST:g} with [-20, 20]", "--valid-log-alpha -8,8")
    step = SLOW_STEP if subject.scalar else STEP
    wanted = np.linspace(low, high, round((high - low) / step) + 1)
    given_arguments = arguments(subject.form, wanted, LOG_SIGMA2, subject.dtype)
    x = subject.form.log_alpha(*given_arguments)
    values = subject.values(given_arguments)
    core = (x >= CORE[0]) & (x <= CORE[1])
    core = core if x[core].size and np.ptp(x[core]) >= NARROWEST else np.ones_like(core)
    core = core & np.isfinite(values)
    if core.sum() < 10:
        raise InputError("a function that is not finite at ordinary log alpha", "a KL", "--inputs, --valid-log-alpha")
    scale, recognised, near = _fitted(x[core], values[core], prior, RECOGNISED[subject.dtype])
    constant = _middle(values[core] / scale - prior.value(x[core]))
    gradient = subject.gradient(given_arguments)
    fitted = (scale, constant, recognised, gradient, near)
    return Measured(subject, prior, valid, tolerance, given_arguments, x, values, core, *fitted)


def _middle(off: Array) -> float:
    """The constant that makes the largest |off - constant| least."""
    return float((off.max() + off.min()) / 2)


def _fitted(
    x: Array, values: Array, prior: Prior, rounding: float
) -> tuple[float, Candidate | None, tuple[str, float] | None]:
    """Scale and formula, candidates of the prior first; without one, what it is near to."""
    mine = sorted(CANDIDATES, key=lambda candidate: candidate.prior != prior.name)
    close: list[tuple[float, str]] = []
    for candidate in mine:
        inside = x <= min(candidate.x_max, x.max())
        if inside.sum() < 10 or np.ptp(x[inside]) < NARROWEST / 2:
            continue
        scale, residual = scale_and_residual(candidate.value(x[inside]), values[inside])
        if scale and residual <= rounding * abs(scale):
            whole = round(scale)
            return (float(whole) if whole and abs(scale - whole) < ROUND else scale), candidate, None
        if scale and residual <= NEAR * abs(scale):
            close.append((residual / abs(scale), candidate.name))
    near = (min(close)[1], min(close)[0]) if close else None
    scale, residual = scale_and_residual(prior.value(x), values)
    if scale and residual <= CLOSE * abs(scale) and abs(scale - 1) > 5 * CLOSE:
        return scale, None, near
    return (-1.0 if scale < 0 and residual < abs(scale) * np.ptp(prior.value(x)) / 4 else 1.0), None, near


def scale_and_residual(formula: Array, values: Array) -> tuple[float, float]:
    """The slope of values by formula, and the largest residual after the best constant."""
    centred, target = formula - formula.mean(), values - values.mean()
    scale = float(centred @ target / (centred @ centred))
    rest = target - scale * centred
    return scale, float(np.ptp(rest) / 2)


def place(measured: Measured, index: int) -> str:
    """The arguments at a point of the grid, as text."""
    names = measured.subject.form.names
    shown = [f"{name} = {a[index]:.4g}" for name, a in zip(names, measured.given, strict=True)]
    return ", ".join(shown)
