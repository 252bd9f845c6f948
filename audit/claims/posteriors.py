"""Statements about posteriors: the decision of `audit.posterior`, once by exact algebra and once by balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.posterior import Answer, EndReport, Propriety, propriety
from audit.posterior.question import WHOLE_LINE


@dataclass(frozen=True)
class Posterior:
    """prior(w) likelihood(w) on an open interval, as text, and what is said of it: its mass is finite (`proper`) or not."""

    prior: str
    likelihood: str
    proper: bool
    support: str = WHOLE_LINE


def decided(stated: Posterior) -> Propriety:
    """The decision at every end; what is said of the posterior does not enter it."""
    return _decided(stated.prior, stated.likelihood, stated.support)


@cache
def _decided(prior: str, likelihood: str, support: str) -> Propriety:
    return propriety(prior, likelihood, support=support, digits=0)


def finite(stated: Posterior, method: Method) -> bool | None:
    """Is the mass finite, by one of the two methods alone? None where that one is silent.

    >>> finite(Posterior("1/abs(w)", "sigmoid(w)", True), Method.BALL)
    False
    """
    found = decided(stated)
    seen = [_seen(report, method) for report in found.ends]
    if False in seen:
        return False
    return None if None in seen or found.verdict is not Answer.PROPER else True


def _seen(report: EndReport, method: Method) -> bool | None:
    by = report.exact if method is Method.SYMBOLIC else report.certified
    return None if by is None else by.integrable


def in_words(stated: Posterior, method: Method) -> str:
    """What the method sees: the first end at which the mass diverges, or that there is none."""
    density = stated.prior if stated.likelihood == "1" else f"{stated.prior} times {stated.likelihood}"
    for report in decided(stated).ends:
        if _seen(report, method) is False:
            shown = f"per d log r it is {report.rate}" if method is Method.SYMBOLIC else report.witness
            return f"{density} has infinite mass at {report.end.name}: {shown}"
    return f"{density} on ({stated.support}) has finite mass"


def as_stated(read: Callable[[Any], Sequence[Posterior]], domain: str) -> tuple[Check, Check]:
    """Every posterior that `read` finds in a form is finite or infinite as it says; exact algebra and balls, apart."""
    return _by(Method.SYMBOLIC, read, domain), _by(Method.BALL, read, domain)


def _by(method: Method, read: Callable[[Any], Sequence[Posterior]], domain: str) -> Check:
    def check(variant: Variant, _: Setting) -> Evidence:
        stated = read(variant.form)
        unknown = ""
        for one in stated:
            found = finite(one, method)
            if found is None:
                unknown = f"open: {one.prior} times {one.likelihood}"
            elif found is not one.proper:
                return Evidence(
                    method, Outcome.FAILS, domain, points=len(stated), witness=in_words(one, method), summary=unknown
                )
        if unknown or not stated:
            return Evidence(method, Outcome.UNDECIDED, domain, points=len(stated), summary=unknown)
        return Evidence(
            method,
            Outcome.HOLDS,
            domain,
            whole_domain=True,
            points=len(stated),
            summary=in_words(stated[0], method),
        )

    check.__name__ = f"propriety_by_{'exact_algebra' if method is Method.SYMBOLIC else 'balls'}"
    return check
