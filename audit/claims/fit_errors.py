"""How far a published approximation of -KL, or its derivative in log alpha, is off: at points, and over its whole domain.

Two ways that share no formula: difference quotients of values at rational alpha, and branch and bound with the derivatives
of power series (`audit.parametrisation.approximation_error`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy as sp
from flint import arb, ctx

from audit.errors import AuditError
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball as to_ball
from audit.numerics.ball import precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import shown
from audit.parametrisation.approximation_error import largest_error, limits
from audit.pseudo_kl import ball, published

PINNED_WITHIN = Fraction(1, 10**9)
"""Any other digit of a printed constant moves the error at one of the pinned alpha by more."""
BITS = 300
STEP = Fraction(1, 10**25)
"""Relative, for difference quotients: they are off by about as much, far less than `PINNED_WITHIN`."""
DIGITS = 12
NIL = Fraction(1, 10**DIGITS)
GRID = 24
LOWEST, HIGHEST = -5, 4
"""log10 alpha of the points that look for a larger error; up to 0 for a domain that ends at 1."""


@dataclass(frozen=True)
class Fit:
    """A published approximation, the constant that makes it comparable, and its largest error, bracketed, with its place.

    `of`: "kl", "slope" (d/d log alpha) or "relative slope". `pinned` has the signed error at other alpha, so that no digit of
    a printed constant can change unseen.
    """

    approximation: published.Approximation
    of: str
    constant: sp.Expr
    place: tuple[Fraction, Fraction]
    low: Fraction
    high: Fraction
    pinned: dict[Fraction, Fraction]

    @property
    def at(self) -> Fraction:
        """The middle of the place."""
        return (self.place[0] + self.place[1]) / 2

    def error(self, alpha: Fraction) -> arb:
        """The signed error at alpha: of the value, or of a difference quotient of values from alpha down."""
        stated, exact = self._values(alpha)
        if self.of == "kl":
            return stated - exact
        before = self._values(alpha * (1 - STEP))
        with precision(BITS):
            width = -to_ball(1 - STEP).log()
            slope, true = (stated - before[0]) / width, (exact - before[1]) / width
            return slope - true if self.of == "slope" else slope / true - 1

    def _values(self, alpha: Fraction) -> tuple[arb, arb]:
        """The approximation with its constant, and KL(0) - KL."""
        with precision(BITS):
            stated = published.negative_kl(self.approximation, alpha, BITS) + in_balls(self.constant, {}, BITS)
            return stated, -ball.excess(1 / (2 * alpha), BITS)


def at_points(variant: Variant, _: Setting) -> Evidence:
    """In the bracket at the place, as pinned elsewhere, and on a grid, uniform in log alpha, nowhere above the bracket."""
    form: Fit = variant.form
    grid = _grid(form)
    words = _above(form, (form.at, *grid)) or _not_as_stated(form)
    outcome = Outcome.FAILS if words else Outcome.HOLDS
    count = 1 + len(grid) + len(form.pinned)
    return Evidence(Method.BALL, outcome, "points in alpha", points=count, prec_bits=BITS, witness=words)


def over_the_domain(variant: Variant, _: Setting) -> Evidence:
    """The supremum over every alpha of the stated domain, and its place, against the brackets."""
    form: Fit = variant.form
    domain = "alpha in (0, 1]" if form.approximation.alpha_max else "alpha > 0"
    try:
        found = largest_error(form.approximation, form.of, DIGITS, lambda: in_balls(form.constant, {}, ctx.prec))
    except AuditError as error:
        words = _above(form, _grid(form))
        outcome = Outcome.FAILS if words else Outcome.UNDECIDED
        return Evidence(Method.BALL, outcome, domain, points=GRID + 1, witness=words, summary=str(error))
    value, alpha = found.value, found.alpha
    low, high = to_ball(form.low), to_ball(form.high)
    first, last = (to_ball(end) for end in form.place)
    outside = value > high or value < low or alpha < first or alpha > last
    holds = value <= high and value >= low and alpha >= first and alpha <= last
    words = f"error {shown(value, 8)} at alpha = {shown(alpha, 6)}, nowhere more; {_at_the_ends(form)}"
    if outside:
        return Evidence(Method.BALL, Outcome.FAILS, domain, points=found.cells, witness=words)
    outcome = Outcome.HOLDS if holds else Outcome.UNDECIDED
    return Evidence(Method.BALL, outcome, domain, whole_domain=bool(holds), points=found.cells, summary=words)


def _at_the_ends(form: Fit) -> str:
    """The limits of the error."""
    ends = limits(form.approximation, form.of, lambda: in_balls(form.constant, {}, ctx.prec))
    nil = arb(0, NIL.numerator) / NIL.denominator
    texts = [f"0 to {DIGITS} decimals" if nil.contains(end) else shown(end, 6) for end in ends if end is not None]
    names = ("alpha -> 0", "alpha -> oo")
    return ", ".join(f"{text} as {name}" for text, name in zip(texts, names, strict=False))


def _grid(form: Fit) -> list[Fraction]:
    top = 0 if form.approximation.alpha_max else HIGHEST
    return [Fraction(10.0 ** (LOWEST + (top - LOWEST) * i / GRID)) for i in range(GRID + 1)]


def _above(form: Fit, alphas: tuple[Fraction, ...] | list[Fraction]) -> str | None:
    """An alpha whose error is certainly above the bracket."""
    for alpha in alphas:
        error = abs(form.error(alpha))
        if error > to_ball(form.high):
            return f"at alpha = {float(alpha):.6g} the error is {shown(error)}, above {float(form.high):.6g}"
    return None


def _not_as_stated(form: Fit) -> str | None:
    """The error at the place lies below the bracket, or one at another alpha is not the pinned one."""
    here = abs(form.error(form.at))
    if here < to_ball(form.low):
        return f"at alpha = {float(form.at):.6g} the error is {shown(here)}, below {float(form.low):.6g}"
    for alpha, value in form.pinned.items():
        if abs(form.error(alpha) - to_ball(value)) > to_ball(PINNED_WITHIN):
            return f"at alpha = {float(alpha):g} the error is {shown(form.error(alpha), 8)}, not {float(value):.9f}"
    return None
