"""A posterior and the ends at which its mass is infinite, held against exact expansions and against balls."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp

from audit.claims.posteriors import Posterior, decided
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.posterior import EndReport, Propriety, density_of
from audit.posterior.exact.transseries import ONE
from audit.posterior.question import WHOLE_LINE

LOG_UNIFORM = "1/abs(w)"


@dataclass(frozen=True)
class Ends:
    """The mass of prior times likelihood is infinite at the ends in `diverges`, and at no other end of its support.

    `rates` holds pairs of an end and the limit of the density per d(log r) there, r = 1/|w - place| or |w|, as text.
    """

    likelihood: str
    diverges: tuple[str, ...]
    rates: tuple[tuple[str, str], ...] = ()
    prior: str = LOG_UNIFORM
    support: str = WHOLE_LINE

    @property
    def found(self) -> Propriety:
        """The decision; what is stated does not enter it."""
        return decided(Posterior(self.prior, self.likelihood, not self.diverges, self.support))


def by_leading(variant: Variant, _: Setting) -> Evidence:
    """The exact leading term of the density at each end: the integral test, and the rates."""
    return _compared(variant.form, Method.SYMBOLIC)


def by_witnesses(variant: Variant, _: Setting) -> Evidence:
    """A certified bound on a whole neighbourhood of each end, with a finite or an infinite integral."""
    return _compared(variant.form, Method.BALL)


def _compared(form: Ends, method: Method) -> Evidence:
    """The ends and rates that one method sees against those that the form states."""
    domain = f"every end of the posterior with the likelihood {form.likelihood}"
    reports = {report.end.name: report for report in form.found.ends}
    seen = {name: _integrable(report, method) for name, report in reports.items()}
    wrong = _wrong_end(form, reports, method) or _wrong_rate(form, reports, method)
    if wrong:
        return Evidence(method, Outcome.FAILS, domain, points=len(seen), witness=wrong)
    if None in seen.values():
        return Evidence(method, Outcome.UNDECIDED, domain, points=len(seen))
    words = "; ".join(f"{name}: {_told(report, method)}" for name, report in reports.items())
    return Evidence(method, Outcome.HOLDS, domain, whole_domain=True, points=len(seen), summary=words)


def _integrable(report: EndReport, method: Method) -> bool | None:
    by = report.exact if method is Method.SYMBOLIC else report.certified
    return None if by is None else by.integrable


def _told(report: EndReport, method: Method) -> str:
    by_ball = method is Method.BALL and report.witness is not None
    return str(report.witness) if by_ball else f"the density is {report.rate} per d(log r)"


def _wrong_end(form: Ends, reports: dict[str, EndReport], method: Method) -> str:
    """An end at which the mass is not as stated, or that is none; empty if there is no such end."""
    for name, report in reports.items():
        finite = _integrable(report, method)
        if finite is not None and finite is (name in form.diverges):
            return f"at {name} the mass is {'finite' if finite else 'infinite'}: {_told(report, method)}"
    strangers = sorted(set(form.diverges) - set(reports))
    return f"{strangers[0]} is no end: the density is regular there" if strangers else ""


def _wrong_rate(form: Ends, reports: dict[str, EndReport], method: Method) -> str:
    """The first rate that is not as stated: by exact algebra another constant, by balls beyond the certified minorant."""
    for name, text in form.rates:
        stated, report = constant(text), reports[name]
        if method is Method.SYMBOLIC and report.exact is not None:
            if report.exact.monomial != ONE or sp.simplify(report.exact.coefficient - stated) != 0:
                return f"at {name} the density is {report.rate} per d(log r), stated {text}"
        elif report.certified is not None and stated < sp.Rational(str(report.certified.constant)):
            return f"{report.certified.text}, so the rate is not {text}"
    return ""


def constant(text: str) -> sp.Expr:
    """The number that a text stands for, read by the parser of the posteriors.

    >>> constant("exp(-1/2)/2")
    exp(-1/2)/2
    """
    return density_of(text, "1").product
