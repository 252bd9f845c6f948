"""The factorised priors p(w) = prod_i p(w_i) for which the KL is computed: log-uniform C/|w| and N(0, scale^2)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from audit.errors import InputError
from audit.numerics.exact import Exact, positive


@dataclass(frozen=True)
class LogUniform:
    """p(w) = c/|w| for every weight: improper, with infinite mass around zero and in the tails."""

    c: Fraction = Fraction(1)
    name = "log-uniform"


@dataclass(frozen=True)
class Normal:
    """p(w) = N(w; 0, scale^2) for every weight."""

    scale: Fraction = Fraction(1)
    name = "gaussian"


Prior = LogUniform | Normal
PRIORS: Mapping[str, Callable[[Fraction], Prior]] = {LogUniform.name: LogUniform, Normal.name: Normal}


def prior_of(name: str | Prior, scale: Exact = 1) -> Prior:
    """The prior of this name; `scale` is C of the log-uniform, the standard deviation of the gaussian. Raises InputError.

    >>> prior_of("gaussian", 2)
    Normal(scale=Fraction(2, 1))
    """
    if isinstance(name, LogUniform):
        return LogUniform(positive(name.c, "C of the prior"))
    if isinstance(name, Normal):
        return Normal(positive(name.scale, "the scale of the prior"))
    if not isinstance(name, str) or name not in PRIORS:
        raise InputError(f"the prior {name!r}", ", ".join(PRIORS), f"--prior {LogUniform.name}")
    return PRIORS[name](positive(scale, "the scale of the prior"))
