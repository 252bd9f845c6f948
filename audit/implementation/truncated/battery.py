"""The whole battery on a KL to the truncated log-uniform prior: `audit_truncated`, the form of `audit_implementation` for it."""

from __future__ import annotations

import math
from collections.abc import Callable

from audit.implementation.edges import repeatable
from audit.implementation.findings import Finding, Report
from audit.implementation.fit import scale, sign
from audit.implementation.frameworks import Function
from audit.implementation.reduction import reduction_of
from audit.implementation.subject import make_subject
from audit.implementation.truncated.floats import far, finite, gradient, precision
from audit.implementation.truncated.grid import Grid, Range, measure, ordinary, two_dimensional
from audit.implementation.truncated.reference import DEFAULT, truncated_prior
from audit.implementation.truncated.sampler import sampler_check
from audit.implementation.truncated.shape import dead_zones, error, formula, limits, symmetry

EVERYWHERE = (-math.inf, math.inf)
CHECKS: tuple[Callable[[Grid], Finding | None], ...] = (
    formula,
    sign,
    scale,
    error,
    limits,
    symmetry,
    repeatable,
    finite,
    far,
    dead_zones,
    precision,
    lambda grid: reduction_of(grid.subject, ordinary(grid.prior, grid.subject.form, grid.subject.dtype)),
    gradient,
)


def audit_truncated(
    function: Function,
    *,
    inputs: str,
    returns: str = "kl",
    reduction: str = "none",
    dtype: str = "float64",
    bounds: Range = DEFAULT,
    valid_mu: Range = EVERYWHERE,
    valid_log_sigma: Range = EVERYWHERE,
    tolerance: float = 0.05,
    framework: str | None = None,
    sampler: Function | None = None,
    seed: int = 0,
) -> Report:
    """Thirteen checks of K(mu, sigma) for log s ~ N(mu, sigma^2) cut to `bounds`, and one of its noise if a sampler is given.

    `inputs`: "mu,log_sigma2", "mu,log_sigma", "mu,sigma" or "mu,sigma2". The sampler is f(mu, sigma, n) or f(mu, sigma, n,
    seed) and returns the noise s itself. As in `audit_implementation`, findings come from calls in floats. Raises InputError.

    >>> from audit.implementation.truncated.reference import truncated_prior
    >>> report = audit_truncated(truncated_prior().kl, inputs="mu,log_sigma")
    >>> report.sound, report.recognised
    (True, 'exact truncated')
    """
    prior, form = truncated_prior(*bounds), two_dimensional(inputs)
    first = ordinary(prior, form, dtype if dtype in ("float32", "float64") else "float64")
    subject = make_subject(function, inputs, returns, reduction, dtype, framework, first)
    grid = measure(subject, prior, (valid_mu, valid_log_sigma), tolerance)
    findings = [found for check in CHECKS if (found := check(grid)) is not None]
    if sampler is not None:
        findings.append(sampler_check(prior, sampler, seed))
    return Report(tuple(findings), grid.recognised, grid.scale, grid.constant, subject.framework.name, "truncated")
