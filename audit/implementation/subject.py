"""The audited function as a Subject: called with any of the forms, in its own framework and dtype, one value a weight.

A function that returns one number for many weights (reduction sum or mean) is called for one weight at a time, where the sum,
the mean and the value agree; what it does with several is the check of the reduction. A function with the sign of -KL is
turned around. What the function prints goes to stderr; its warnings are silenced, for the findings say what they would.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np

from audit.errors import InputError
from audit.implementation.forms import DTYPES, Arguments, Form, arguments, form_named
from audit.implementation.frameworks import FRAMEWORKS, Framework, Function, likely
from audit.implementation.reference import Array
from audit.support.sampled.loading import told

T = TypeVar("T")
SIGNS = {"kl": 1, "-kl": -1}
REDUCTIONS = ("none", "sum", "mean")
FIRST_X = np.array([-1.7, -0.6, 0.4, 1.3, 2.1])
"""Of log alpha: where every KL is ordinary, all published approximations too."""


@dataclass(frozen=True)
class Subject:
    """A function with what is declared of it. `scalar`: it answers several weights with one number."""

    function: Function
    form: Form
    sign: int
    reduction: str
    dtype: str
    framework: Framework
    scalar: bool = False

    def values(self, given: Arguments) -> Array:
        """The KL of each weight, by the sign as declared. Raises InputError if the function raises or returns another shape."""
        if not self.scalar:
            return self.sign * self._shaped(self.raw(given), given)
        each = [self._shaped(self.raw(one), one) for one in _one_by_one(given)]
        return self.sign * np.concatenate(each)

    def raw(self, given: Arguments) -> Array:
        """What the function returns for these arguments, as it is. Raises InputError if it raises."""
        return _called(lambda: self.framework.call(self.function, given, self.dtype))

    def gradient(self, given: Arguments) -> Arguments | None:
        """dKL/dargument for each weight by the framework's autograd; None if there is none or the graph is cut."""
        ask = self.framework.gradient
        if ask is None:
            return None
        points = _one_by_one(given) if self.scalar else [given]
        found = [_called(lambda one=one: ask(self.function, one, self.dtype)) for one in points]  # type: ignore[misc]
        parts = [each for each in found if each is not None]
        if len(parts) < len(found):
            return None
        return tuple(self.sign * np.concatenate([part[i] for part in parts]) for i in range(len(given)))

    def _shaped(self, out: Array, given: Arguments) -> Array:
        shape = given[0].shape
        if out.shape != shape and not (self.scalar and out.size == 1):
            raise InputError(
                f"a function that returns shape {out.shape} for arguments of shape {shape}",
                "the shape of the arguments, or one number",
                "--reduction, --inputs",
            )
        return out.reshape(shape)

    def narrowed(self) -> Subject | None:
        """The same in float32; None for functions of plain floats, which have no other dtype."""
        return None if self.framework.name == "float" else replace(self, dtype="float32")

    def widened(self) -> Subject:
        """The same in float64."""
        return replace(self, dtype="float64")


def make_subject(
    function: Function,
    inputs: str,
    returns: str = "kl",
    reduction: str = "none",
    dtype: str = "float64",
    framework: str | None = None,
    first: Arguments | None = None,
) -> Subject:
    """The function as a Subject; the framework is found by trying, the likeliest first, if it is not given.

    `first`: the ordinary points at which it is tried; without, those of FIRST_X.

    Raises InputError for words that are not allowed, and for a function that no framework can call with these arguments, that
    returns another shape, or NaN everywhere.

    >>> make_subject(lambda log_alpha: np.log1p(np.exp(-log_alpha)) / 2, "log_alpha").framework.name
    'numpy'
    """
    form = form_named(inputs)
    for name, given, allowed in (
        ("returns", returns, tuple(SIGNS)),
        ("reduction", reduction, REDUCTIONS),
        ("dtype", dtype, DTYPES),
        ("framework", framework, (None, *FRAMEWORKS)),
    ):
        if given not in allowed:
            raise InputError(f"{name} {given!r}", ", ".join(filter(None, allowed)), f"--{name} {allowed[-1]}")
    if not callable(function):
        raise InputError(f"a {type(function).__name__}", "a function", "the name of the KL function")
    tried = likely(function) if framework is None else (FRAMEWORKS[framework],)
    draft = Subject(function, form, SIGNS[returns], reduction, dtype, tried[0])
    complaints: list[InputError] = []
    for one in tried:
        try:
            return _probed(replace(draft, framework=one), first)
        except InputError as error:
            complaints.append(error)
    raise complaints[0]


def _probed(draft: Subject, first: Arguments | None) -> Subject:
    """Called with ordinary points: one value a weight, or one number? And asked for a gradient, so that it is its framework."""
    if draft.dtype == "float32" and draft.narrowed() is None:
        raise InputError("a function of plain floats in float32", "--dtype float64", "no --dtype")
    given = first or arguments(draft.form, FIRST_X, -1.3, draft.dtype)
    out = draft.raw(given)
    subject = replace(draft, scalar=out.size == 1)
    values = subject.values(given)
    subject.gradient(given)
    if np.isnan(values).all():
        shown = ", ".join(f"{name} = {a[0]:.4g}" for name, a in zip(draft.form.names, given, strict=True))
        raise InputError(
            f"a function that is NaN or raises at {shown} and at all other ordinary points",
            f"a KL of {', '.join(draft.form.names)}",
            "--inputs",
        )
    return subject


def _one_by_one(given: Arguments) -> list[Arguments]:
    return [tuple(a[i : i + 1] for a in given) for i in range(len(given[0]))]


def _called(ask: Callable[[], T]) -> T:
    try:
        with redirect_stdout(sys.stderr), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            return ask()
    except InputError:
        raise
    except (Exception, SystemExit) as cause:
        raise InputError(
            f"a function that raises {told(cause)}", "a function that answers arrays of its inputs", "--inputs"
        ) from cause
