"""Is the posterior proper? Each end decided twice, by exact algebra and by balls; the verdict follows from the ends."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from enum import StrEnum
from time import monotonic

import sympy as sp

from audit.errors import CheckError, InputError, PrecisionError
from audit.posterior.balls.normaliser import Normaliser, normaliser
from audit.posterior.balls.witness import Witness, witness
from audit.posterior.clock import TimeIsUp, time_limit
from audit.posterior.density import Density
from audit.posterior.divergence import Growth, growth
from audit.posterior.ends import End, ends_of
from audit.posterior.exact.cuts import cuts
from audit.posterior.exact.leading import Leading, NegativeDensity, leading, rate
from audit.posterior.exact.signs import BEYOND, Undecided, why
from audit.posterior.sampled_sign import look


class Answer(StrEnum):
    """What can be said of a posterior."""

    PROPER = "proper"
    IMPROPER = "improper"
    UNDECIDED = "undecided"


@dataclass(frozen=True)
class EndReport:
    """One end: is the density integrable there, how does it behave, and what shows it.

    `rate` is the leading behaviour of the density per d(log r), r = 1/|w - place| or |w|: a constant c means that the
    truncated mass grows as c log r. `method` names what decided: "exact", "balls" or "exact and balls". `witness` is the
    certified bound in words; `growth` is how the truncated mass diverges, with its constant. `reason` says what was missing
    where `integrable` is None, or why one method was silent.
    """

    end: End
    integrable: bool | None
    rate: str | None
    method: str | None
    witness: str | None
    reason: str | None
    exact: Leading | None = None
    certified: Witness | None = None
    growth: Growth | None = None


@dataclass(frozen=True)
class Propriety:
    """The answer with its certificate."""

    density: Density
    verdict: Answer
    reason: str
    ends: tuple[EndReport, ...]
    points: int
    seconds: float
    normaliser: Normaliser | None = None

    @property
    def decisive(self) -> EndReport | None:
        """The first end at which the mass diverges."""
        return next((report for report in self.ends if report.integrable is False), None)


LEAST_S = 0.5
"""What the numbers get at least, when the verdict has used up the time."""
GRACE_S = 2.0
"""After its time the integrator still sums up what it has."""
GAVE_UP = (PrecisionError, CheckError, TimeIsUp, SystemError)
"""The last one is what the timer becomes when it rings inside a callback of the C library."""


def decide(density: Density, *, digits: int = 10, seconds: float = 20.0) -> Propriety:
    """Decides propriety at every end of the support and at every singular point inside it.

    For a proper posterior the normaliser and the first two moments are enclosed, to about `digits` digits as far as the
    time allows; digits = 0 leaves them out. Raises InputError where the density is negative, not real, or zero
    everywhere; CheckError if exact algebra and balls disagree.

    >>> w = sp.Symbol("w", real=True)
    >>> found = decide(Density(w, (1 / abs(w), 1 / (1 + sp.exp(-w)))))
    >>> found.verdict, [(report.end.name, report.integrable) for report in found.ends]
    (<Answer.IMPROPER: 'improper'>, [('-oo', True), ('0-', False), ('0+', False), ('oo', False)])
    """
    start = monotonic()
    places, missing = _places(density, seconds)
    points = look(density, places).points
    reports = tuple(_report(density, end, seconds - (monotonic() - start)) for end in ends_of(density.support, places))
    verdict, reason = _verdict(reports, missing)
    if digits:
        reports = _with_growth(density, reports, places, digits, seconds - (monotonic() - start))
    found = None
    if verdict is Answer.PROPER and digits and all(report.certified is not None for report in reports):
        found = _normaliser(density, places, digits, max(LEAST_S, seconds - (monotonic() - start)))
    return Propriety(density, verdict, reason, reports, points, monotonic() - start, found)


def _with_growth(
    density: Density, reports: tuple[EndReport, ...], places: tuple[sp.Expr, ...], digits: int, seconds: float
) -> tuple[EndReport, ...]:
    """Adds to each diverging end how the mass diverges; what was not found in time is left out."""
    deadline = monotonic() + max(seconds, LEAST_S)
    done = []
    for report in reports:
        if report.integrable is False and report.exact is not None:
            left = max(0.1, (deadline - monotonic()) / 2)
            with contextlib.suppress(*GAVE_UP), time_limit(left + GRACE_S):
                report = replace(report, growth=growth(density, report.exact, places, digits, left))
        done.append(report)
    return tuple(done)


def _normaliser(density: Density, places: tuple[sp.Expr, ...], digits: int, seconds: float) -> Normaliser | None:
    """The enclosures, None if no finite one was found in time."""
    try:
        with time_limit(seconds + GRACE_S):
            found = normaliser(density, places, digits=digits, seconds=seconds)
    except GAVE_UP:
        return None
    return found if found.Z > 0 else None


def _places(density: Density, seconds: float) -> tuple[tuple[sp.Expr, ...], str | None]:
    """The singular places, and why some may be missing."""
    try:
        with time_limit(seconds):
            return cuts(density), None
    except (Undecided, *BEYOND) as reason:
        return (), why(reason)
    except TimeIsUp:
        return (), f"the singular places were not found within {seconds:g} s"


def _report(density: Density, end: End, seconds: float) -> EndReport:
    exact, silent = None, None
    try:
        with time_limit(max(seconds, 0.1)):
            exact = leading(density, end)
    except NegativeDensity as error:
        raise InputError(
            f"a density that is negative near {density.variable} -> {end.name}",
            "a prior and a likelihood that are nowhere negative on the support",
            "abs(...), or a smaller --support",
        ) from error
    except (Undecided, *BEYOND) as reason:
        silent = why(reason)
    except TimeIsUp:
        silent = "the time limit passed in the exact expansion"
    try:
        with time_limit(max(seconds, 0.1)):
            certified = witness(density, end)
    except TimeIsUp:
        certified = None
    return _combined(end, exact, certified, silent)


def _combined(end: End, exact: Leading | None, certified: Witness | None, silent: str | None) -> EndReport:
    if exact is not None and certified is not None and exact.integrable != certified.integrable:
        raise CheckError(
            f"exact algebra and balls disagree at {end.name}: {rate(exact)} against {certified.text}; please report it"
        )
    methods = [name for name, found in (("exact", exact), ("balls", certified)) if found is not None]
    decided = exact or certified
    if decided is None:
        return EndReport(end, None, None, None, None, silent or "neither method has an answer")
    return EndReport(
        end,
        decided.integrable,
        rate(exact) if exact is not None else None,
        " and ".join(methods),
        certified.text if certified is not None else None,
        silent or (None if certified is not None else "no ball certificate was found"),
        exact,
        certified,
    )


def _verdict(reports: tuple[EndReport, ...], missing: str | None) -> tuple[Answer, str]:
    diverging = [report.end.name for report in reports if report.integrable is False]
    if diverging:
        return Answer.IMPROPER, f"the mass is infinite at {', '.join(diverging)}"
    if missing is not None:
        return Answer.UNDECIDED, missing
    open_ends = [report for report in reports if report.integrable is None]
    if open_ends:
        return Answer.UNDECIDED, f"at {open_ends[0].end.name}: {open_ends[0].reason}"
    names = ", ".join(report.end.name for report in reports)
    return Answer.PROPER, f"the density is integrable at each end: {names}"
