"""Two to four parameters: integrated out one after the other, and what is left decided by a theorem or in one dimension."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from time import monotonic

import sympy as sp

from audit.errors import CheckError, InputError
from audit.numerics.evaluate import in_balls
from audit.posterior.clock import TimeIsUp, time_limit
from audit.posterior.density import Density
from audit.posterior.exact.signs import Undecided
from audit.posterior.models.eliminate import eliminate
from audit.posterior.models.model import Model
from audit.posterior.models.positive_terms import integrable
from audit.posterior.models.predictors import separating
from audit.posterior.models.separable import diverging
from audit.posterior.propriety import Answer, Propriety, decide


@dataclass(frozen=True)
class ModelPropriety:
    """The answer for a model, with the chain of steps that leads to it."""

    verdict: Answer
    reason: str
    steps: tuple[str, ...]
    last: Propriety | None
    seconds: float


def decide_model(model: Model, *, digits: int = 10, seconds: float = 60.0) -> ModelPropriety:
    """Is the posterior of a model proper? See `models` for what can be decided; all else is UNDECIDED with the step.

    >>> from audit.posterior.models.model import model
    >>> made = model({"mu": "-oo,oo", "s": "0,oo"}, "1/s**2", "normal_pdf(y, mu, s)", {"y": [1, 2]})
    >>> found = decide_model(made)
    >>> str(found.verdict), found.steps[0]
    ('proper', 'mu: Gaussian integral')
    """
    check_positive(model)
    start = monotonic()
    steps: list[str] = []

    def answer(verdict: Answer, reason: str, last: Propriety | None = None) -> ModelPropriety:
        return ModelPropriety(verdict, reason, tuple(steps), last, monotonic() - start)

    try:
        with time_limit(seconds):
            verdict, reason, left = _chain(model, steps)
        if left is None:
            return answer(verdict, reason)
    except TimeIsUp:
        return answer(
            Answer.UNDECIDED, f"the time limit of {seconds:g} s passed after: {'; '.join(steps) or 'no step'}"
        )
    last = decide(left, digits=digits, seconds=max(1.0, seconds - (monotonic() - start)))
    steps.append(f"{left.variable}: one dimension left, {last.verdict}")
    return answer(last.verdict, last.reason, last)


Outcome = tuple[Answer, str, Density | None]


def _chain(model: Model, steps: list[str]) -> Outcome:
    """Eliminates as far as it goes; one parameter left is returned as a density, several are given to the theorems."""
    while len(model.parameters) > 1:
        step = eliminate(model)
        if step is None:
            return _by_theorem(model, steps)
        steps.append(step.text)
        if step.left is None:
            return Answer.IMPROPER, step.text, None
        model = step.left
    (parameter,) = model.parameters
    real = sp.Symbol(str(parameter.symbol), real=True)
    factors = tuple(factor.xreplace({parameter.symbol: real}) for factor in model.factors)
    if steps:
        # A rule took the factors apart: of the pieces only the product is known to be nowhere negative.
        factors = (sp.Mul(*factors),)
    return Answer.UNDECIDED, "", Density(real, factors, parameter.support)


def _by_theorem(model: Model, steps: list[str]) -> Outcome:
    names = ", ".join(str(p.symbol) for p in model.parameters)
    failed = []
    for name, theorem in THEOREMS:
        try:
            ray = theorem(model)
        except Undecided as reason:
            failed.append(f"{name}: {reason}")
            continue
        if ray is None:
            steps.append(f"{names}: {name}, the mass is finite in every direction")
            return Answer.PROPER, steps[-1], None
        steps.append(f"{names}: {name}, {ray}")
        return Answer.IMPROPER, steps[-1], None
    return Answer.UNDECIDED, f"{names} are left, and no theorem applies ({'; '.join(failed)})", None


def _positive_terms(model: Model) -> str | None:
    direction = integrable(model)
    return None if direction is None else direction.text


def _separation(model: Model) -> str | None:
    ray = separating(model)
    if ray is None:
        return None
    names = ", ".join(str(p.symbol) for p in model.parameters)
    return f"the density does not decay along ({names}) = t ({', '.join(map(str, ray))})"


THEOREMS: tuple[tuple[str, Callable[[Model], str | None]], ...] = (
    ("positive terms", _positive_terms),
    ("linear predictors", _separation),
    ("factors in one parameter each", diverging),
)


PARTS = (sp.Rational(1, 7), sp.Rational(13, 11), sp.Rational(71, 10))
MOST_FACTORS = 20


def check_positive(model: Model) -> None:
    """Raises InputError for a factor that is identically zero, or negative at one of a few points."""
    if any(factor == 0 for factor in model.factors):
        raise InputError("a density that is zero everywhere", "a density with mass somewhere", "another prior")
    grids = [_points(parameter.support) for parameter in model.parameters]
    symbols = [parameter.symbol for parameter in model.parameters]
    for factor in model.factors[:MOST_FACTORS]:
        for point in product(*grids):
            with contextlib.suppress(CheckError, ZeroDivisionError):
                if in_balls(factor.xreplace(dict(zip(symbols, point, strict=True))), {}) < 0:
                    where = ", ".join(f"{s} = {x}" for s, x in zip(symbols, point, strict=True))
                    raise InputError(
                        f"the factor {str(factor)[:60]}, negative at {where}",
                        "factors that are nowhere negative",
                        "abs(...)",
                    )


def _points(support: tuple[sp.Expr, sp.Expr]) -> list[sp.Expr]:
    """Three points inside an interval."""
    low, high = support
    if low.is_finite and high.is_finite:
        return [low + (high - low) * part for part in (sp.Rational(1, 7), sp.Rational(3, 5), sp.Rational(13, 14))]
    if low.is_finite or high.is_finite:
        return [low + part if low.is_finite else high - part for part in PARTS]
    return [*PARTS, -PARTS[1], -PARTS[2]]
