"""The whole battery on one function: `audit_implementation`.

The checks stand in a table, each in its own file; they look at one Measured, ask the function again where they need to, and
answer one Finding. The report is sound if none of them is a defect.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from audit.errors import InputError
from audit.implementation.dead_zones import dead_zones
from audit.implementation.edges import far, finite, repeatable, zero
from audit.implementation.findings import Finding, Report
from audit.implementation.fit import error, formula, scale, sign
from audit.implementation.frameworks import Function
from audit.implementation.gradient import gradient
from audit.implementation.invariance import invariance
from audit.implementation.limits import limits
from audit.implementation.measured import Measured, measure
from audit.implementation.precision import precision
from audit.implementation.reduction import reduction
from audit.implementation.reference import prior_named
from audit.implementation.sampler import sampler_check
from audit.implementation.subject import make_subject
from audit.implementation.truncated import audit_truncated
from audit.implementation.truncated.battery import EVERYWHERE
from audit.implementation.truncated.grid import Range
from audit.numerics.exact import whole

TOLERANCE = 0.05
"""Ten times the error of the approximation that everybody uses; a tenth of the KL between one weight kept and one pruned."""
CHECKS: tuple[Callable[[Measured], Finding | None], ...] = (
    formula,
    sign,
    scale,
    error,
    limits,
    invariance,
    repeatable,
    finite,
    zero,
    far,
    dead_zones,
    precision,
    reduction,
    gradient,
)


def audit_implementation(
    function: Function,
    *,
    inputs: str,
    returns: str = "kl",
    reduction: str = "none",
    dtype: str = "float64",
    prior: str = "log-uniform",
    valid_log_alpha: Range = EVERYWHERE,
    tolerance: float = TOLERANCE,
    framework: str | None = None,
    sampler: Function | None = None,
    seed: int = 0,
    bounds: Range | None = None,
    valid_mu: Range | None = None,
    valid_log_sigma: Range | None = None,
) -> Report:
    """Audits someone's KL(N(mu, sigma^2) || prior): fourteen checks, and one of its noise if a sampler is given.

    `inputs`: "mu,log_sigma2", "mu,log_sigma", "mu,sigma", "mu,sigma2", "theta,log_alpha", "log_alpha" or "alpha". `returns`:
    "kl" or "-kl". `prior`: "log-uniform", "ard", "complex" or "truncated"; for the last, whose KL is no function of alpha alone,
    `bounds` (of log s), `valid_mu` and `valid_log_sigma` instead of `valid_log_alpha`: see `audit.implementation.truncated`. The
    framework is found by trying (numpy, torch, jax, float). Nothing is proved: the findings come from some thousands of calls, at
    points that the numbers of each finding tell. Raises InputError for words that are not allowed and for a function that cannot
    be called so.

    >>> import numpy as np
    >>> report = audit_implementation(lambda x: -np.log1p(np.exp(-x)) / 2, inputs="log_alpha", prior="ard")
    >>> report.recognised, [finding.check for finding in report.defects]
    ('exact ard', ['sign'])
    """
    if not 0 < tolerance < math.inf:
        raise InputError(f"the tolerance {tolerance}", "a number > 0", f"--tolerance {TOLERANCE}")
    whole(seed, "seed", 0, 2**32, "seed = 0")
    options: dict[str, Any] = {"returns": returns, "reduction": reduction, "dtype": dtype, "framework": framework}
    named = {"bounds": bounds, "valid_mu": valid_mu, "valid_log_sigma": valid_log_sigma}
    truncated = {name: value for name, value in named.items() if value is not None}
    if prior == "truncated":
        if valid_log_alpha != EVERYWHERE:
            allowed = "valid_mu, valid_log_sigma"
            raise InputError("valid_log_alpha with the truncated prior", allowed, "--valid-log-sigma -8,1")
        options |= {"tolerance": tolerance, "sampler": sampler, "seed": seed, **truncated}
        return audit_truncated(function, inputs=inputs, **options)
    if truncated:
        raise InputError(f"{', '.join(truncated)} with the prior {prior!r}", "prior 'truncated'", "--prior truncated")
    subject = make_subject(function, inputs, **options)
    measured = measure(subject, prior_named(prior), valid_log_alpha, tolerance)
    findings = [found for check in CHECKS if (found := check(measured)) is not None]
    if sampler is not None:
        findings.append(sampler_check(sampler, seed))
    name = measured.recognised.name if measured.recognised else None
    return Report(tuple(findings), name, measured.scale, measured.constant, subject.framework.name, measured.prior.name)
