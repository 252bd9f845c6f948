"""The values of a subject on a grid of mu and log sigma, beside the exact KL: scale, constant, and which formula it is.

    value = scale (K(mu, log sigma) + constant) + error

mu runs over 25 values from a quarter of the width left of a to as much right of b, with some close to the ends; log sigma over
34 from -8 to 5 - or the parts of it that are declared valid. Scale and constant are fitted where mu is at most 2 sigma outside
of [a, b], which every way to compute Phi bears. The candidates are the formula with one of its terms lost or turned around.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from audit.errors import InputError
from audit.implementation.forms import FORMS, Arguments, Form, rounded
from audit.implementation.measured import CLOSE, RECOGNISED, ROUND, scale_and_residual
from audit.implementation.reference import Array
from audit.implementation.subject import Subject
from audit.implementation.truncated.reference import ROOT_TWO_PI, Truncated

LOG_SIGMA = np.linspace(-8.0, 5.0, 34)
CORE = 2.0
"""Of sigma: how far outside the points of the fit may lie."""
SLOW_STEP = 3
"""Every third value, where the function must be called for one weight at a time."""
FEWEST = 12
"""Of finite points for a fit."""
Range = tuple[float, float]
TO_LOG_SIGMA: dict[str, Callable[[Array], Array]] = {
    "log_sigma": lambda s: s,
    "log_sigma2": lambda r: r / 2,
    "sigma": np.log,
    "sigma2": lambda v: np.log(v) / 2,
}


@dataclass(frozen=True)
class Grid:
    """The subject on the grid, flattened; `rows`: how many mu, one block of log sigma each. `gradient`: by its autograd."""

    subject: Subject
    prior: Truncated
    valid: tuple[Range, Range]
    tolerance: float
    given: Arguments
    mu: Array
    log_sigma: Array
    rows: int
    values: Array
    core: NDArray[np.bool_]
    scale: float
    constant: float
    recognised: str | None
    gradient: Arguments | None

    @property
    def error(self) -> Array:
        """value/scale - K - constant."""
        return self.values / self.scale - self.prior.kl(self.mu, self.log_sigma) - self.constant

    def place(self, index: int) -> str:
        """The arguments at a point, as text."""
        return told_at(self.subject.form, self.given, index)

    def at(self, mu: Array, log_sigma: Array, dtype: str | None = None) -> tuple[Arguments, Array, Array]:
        """Arguments of the function at these points, rounded to the dtype, and the points after rounding."""
        return placed(self.subject.form, mu, log_sigma, dtype or self.subject.dtype)

    def aligned(self, given: Arguments) -> Array:
        """value/scale - constant: what K is held against."""
        return self.subject.values(given) / self.scale - self.constant


def told_at(form: Form, given: Arguments, index: int) -> str:
    """The arguments at a point, as text."""
    return ", ".join(f"{name} = {a[index]:.4g}" for name, a in zip(form.names, given, strict=True))


def placed(form: Form, mu: Array, log_sigma: Array, dtype: str) -> tuple[Arguments, Array, Array]:
    """Arguments of the form at these points, rounded to the dtype; and mu and log sigma as they are after that."""
    given = rounded(form.make(mu, 2 * log_sigma), dtype)
    with np.errstate(divide="ignore"):
        return given, given[0], np.asarray(TO_LOG_SIGMA[form.names[1]](given[1]))


def two_dimensional(inputs: str) -> Form:
    """The form of `inputs`, which must have mu and a scale. Raises InputError."""
    form = FORMS.get(inputs.replace(" ", ""))
    if form is None or form.names[0] != "mu":
        allowed = "; ".join(name for name, one in FORMS.items() if one.names[0] == "mu")
        raise InputError(f"the inputs {inputs!r} with the truncated prior", allowed, "--inputs mu,log_sigma")
    return form


def ordinary(prior: Truncated, form: Form, dtype: str) -> Arguments:
    """Six points at which every way to write the formula is finite: mu inside, sigma a tenth of the width."""
    mu = prior.a + prior.width * np.array([0.21, 0.35, 0.44, 0.52, 0.66, 0.83])
    return placed(form, mu, np.full_like(mu, np.log(prior.width / 10)), dtype)[0]


def measure(subject: Subject, prior: Truncated, valid: tuple[Range, Range], tolerance: float) -> Grid:
    """Calls the subject on the grid and fits. Raises InputError for an empty range, or values that are not finite."""
    if not 0 < tolerance < np.inf:
        raise InputError(f"the tolerance {tolerance}", "a number > 0", "--tolerance 0.05")
    step = SLOW_STEP if subject.scalar else 1
    mus, log_sigmas = _within(_places(prior)[::step], valid[0]), _within(LOG_SIGMA[::step], valid[1])
    if len(mus) < 3 or len(log_sigmas) < 5:
        given = f"mu from {valid[0][0]:g} to {valid[0][1]:g}, log sigma from {valid[1][0]:g} to {valid[1][1]:g}"
        raise InputError(given, "ranges around [a, b] and in [-8, 5], 2 wide or more", "--valid-log-sigma -8,1")
    flat_mu, flat_sigma = (np.asarray(each.ravel()) for each in np.meshgrid(mus, log_sigmas, indexing="ij"))
    arguments, mu, log_sigma = placed(subject.form, flat_mu, flat_sigma, subject.dtype)
    values = subject.values(arguments)
    outside = np.maximum(prior.a - mu, mu - prior.b) / np.exp(log_sigma)
    core = (outside <= CORE) & np.isfinite(values)
    if core.sum() < FEWEST:
        raise InputError("a function that is not finite with mu in [a, b]", "a KL", "--inputs, --bounds")
    exact = prior.kl(mu, log_sigma)
    scale, recognised = _fitted(prior, mu[core], log_sigma[core], values[core], RECOGNISED[subject.dtype])
    off = values[core] / scale - exact[core]
    constant = float((off.max() + off.min()) / 2)
    gradient = subject.gradient(arguments)
    fitted = (core, scale, constant, recognised, gradient)
    return Grid(subject, prior, valid, tolerance, arguments, mu, log_sigma, len(mus), values, *fitted)


def _within(values: Array, valid: Range) -> Array:
    low, high = valid
    return values[(values >= low) & (values <= high)]


def _places(prior: Truncated) -> Array:
    near = prior.width * np.array([0.0, 0.005, 0.02])
    ends = [prior.a - near, prior.a + near, prior.b - near, prior.b + near]
    every = np.concatenate([np.linspace(prior.a - prior.width / 4, prior.b + prior.width / 4, 15), *ends])
    return np.unique(every)


def _fitted(prior: Truncated, mu: Array, log_sigma: Array, values: Array, rounding: float) -> tuple[float, str | None]:
    for name, formula in CANDIDATES.items():
        scale, residual = scale_and_residual(formula(prior, mu, log_sigma), values)
        if scale and residual <= rounding * abs(scale):
            whole = round(scale)
            return (float(whole) if whole and abs(scale - whole) < ROUND else scale), name
    exact = prior.kl(mu, log_sigma)
    scale, residual = scale_and_residual(exact, values)
    if scale and residual <= CLOSE * abs(scale) and abs(scale - 1) > 5 * CLOSE:
        return scale, None
    return (-1.0 if scale < 0 and residual < abs(scale) * np.ptp(exact) / 4 else 1.0), None


def _parts(prior: Truncated, mu: Array, log_sigma: Array) -> tuple[Array, Array]:
    """log Z and (l phi(l) - r phi(r))/(2 Z), at points of the core, where Z does not underflow."""
    sigma = np.exp(log_sigma)
    left, right = (prior.a - mu) / sigma, (prior.b - mu) / sigma
    turn = left + right < 0
    left, right = np.where(turn, -right, left), np.where(turn, -left, right)
    z = ndtr(-left) - ndtr(-right)
    edges = (left * np.exp(-(left**2) / 2) - right * np.exp(-(right**2) / 2)) / ROOT_TWO_PI
    return np.log(z), edges / (2 * z)


def _without(log_z: float, edges: float) -> Callable[[Truncated, Array, Array], Array]:
    """The formula with `log_z` and `edges` times too much of its two last terms."""

    def formula(prior: Truncated, mu: Array, log_sigma: Array) -> Array:
        one, two = _parts(prior, mu, log_sigma)
        return np.asarray(prior.kl(mu, log_sigma) + log_z * one + edges * two)

    return formula


CANDIDATES: dict[str, Callable[[Truncated, Array, Array], Array]] = {
    "exact truncated": lambda prior, mu, log_sigma: prior.kl(mu, log_sigma),
    "-log sigma alone, without normaliser and edge terms": _without(1.0, 1.0),
    "the formula without log Z": _without(1.0, 0.0),
    "the formula without its edge term": _without(0.0, 1.0),
    "the formula with its edge term turned around": _without(0.0, 2.0),
    "the formula with log Z turned around": _without(2.0, 0.0),
}
