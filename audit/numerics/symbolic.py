"""The door to SymPy: the letters of the paper, and what exact algebra proves about them."""

from __future__ import annotations

from dataclasses import dataclass

import sympy as sp
from flint import arb

from audit.numerics.evaluate import in_balls

u = sp.Symbol("u", positive=True)
k = sp.Symbol("k", integer=True, nonnegative=True)
HALF = sp.Rational(1, 2)
FIRST = 12
"""Where algebra does not reduce a difference to 0, so many values of k are searched for a certified witness."""


@dataclass(frozen=True)
class Proof:
    """What exact algebra found: True (proved), False (a certified witness), None (neither); and the words for it."""

    holds: bool | None
    words: str


def reduces_to_zero(expression: sp.Expr) -> bool:
    """Exact algebra turns the expression into 0: shifts of psi, harmonic numbers as psi, gamma functions, fractions.

    False means that it did not, not that the expression is something else.

    >>> reduces_to_zero(sp.harmonic(k) - sp.digamma(k + 1) - sp.EulerGamma)
    True
    """
    if expression == 0:
        return True
    return any(step(plain(expression)) == 0 for step in (sp.expand, _combine, sp.simplify))


def plain(expression: sp.Expr) -> sp.Expr:
    """Harmonic numbers as psi, factorials as gamma, and psi and gamma lowered to arguments x + r by their recurrences."""
    without = expression.replace(sp.harmonic, lambda n: sp.polygamma(0, n + 1) + sp.EulerGamma)
    without = without.replace(sp.factorial, lambda n: sp.gamma(n + 1))
    without = without.replace(sp.gamma, lambda x: sp.expand_func(sp.gamma(x)))
    return without.replace(sp.polygamma, _lowered)


def _lowered(order: sp.Expr, x: sp.Expr) -> sp.Expr:
    if order != 0 or x.is_number:
        return sp.expand_func(sp.polygamma(order, x))
    n = int(sp.ceiling(x.as_coeff_Add()[0])) - 1
    steps = sum(1 / (x - j) for j in range(1, n + 1)) - sum(1 / (x + j) for j in range(-n))
    return sp.polygamma(0, x - n, evaluate=False) + steps


def _combine(expression: sp.Expr) -> sp.Expr:
    return sp.cancel(sp.together(sp.gammasimp(sp.expand(expression))))


def equal_for_all(left: sp.Expr, right: sp.Expr, letter: sp.Symbol = k, start: int = 0) -> Proof:
    """left(k) = right(k) for every integer k >= start?

    >>> equal_for_all(sp.digamma(k + 1), sp.harmonic(k) + sp.EulerGamma).words
    'at k = 0 the two sides differ by -1.154...'
    """
    if reduces_to_zero(left - right):
        return Proof(True, f"equal for every {letter} >= {start}")
    for value in range(start, start + FIRST):
        difference = in_balls((left - right).subs(letter, value), {})
        if difference != 0 and not difference.contains(0):
            return Proof(False, f"at {letter} = {value} the two sides differ by {shown(difference)}")
    return Proof(None, f"algebra does not reduce {left - right}")


def positive_for_all(c: sp.Expr, start: int = 0) -> Proof:
    """c(k) > 0 for every integer k >= start?

    A rational c is positive if numerator and denominator, written in k - start, have no negative coefficient and a
    positive constant term. Any other c is positive if it is at `start` and its differences are positive in that sense,
    or if the differences are negative and the limit is not.

    >>> positive_for_all(sp.digamma(k + HALF), start=1).words
    'positive at k = 1 (0.03648...) and increasing'
    """
    if c.is_rational_function(k):
        return _sign_of_rational(c, start)
    for value in range(start, start + FIRST):
        first = in_balls(c.subs(k, value), {})
        if not first > 0:
            return Proof(False if first < 0 else None, f"at k = {value} the value is {shown(first)}")
    step = _combine(plain(c.subs(k, k + 1) - c))
    if _sign_of_rational(step, start).holds:
        return Proof(True, f"positive at k = {start} ({shown(in_balls(c.subs(k, start), {}))}) and increasing")
    if _sign_of_rational(-step, start).holds and (limit := _limit(c)) >= 0:
        return Proof(True, f"decreasing in k to the limit {limit}")
    return Proof(None, f"no sign was proved for {c}")


def _limit(c: sp.Expr) -> sp.Expr:
    """lim c(k), with psi(x) = log x + o(1)."""
    return sp.limit(sp.logcombine(plain(c).replace(sp.polygamma, lambda n, x: sp.log(x)), force=True), k, sp.oo)


def _sign_of_rational(c: sp.Expr, start: int) -> Proof:
    if not c.is_rational_function(k):
        return Proof(None, f"{c} is not rational in k")
    for value in range(start, start + FIRST):
        at = c.subs(k, value)
        if not at > 0:
            return Proof(False, f"at k = {value} the value is {at}")
    for part in sp.fraction(sp.cancel(c.subs(k, k + start))):
        listed = sp.Poly(part, k).all_coeffs()
        if any(x < 0 for x in listed) or listed[-1] <= 0:
            return Proof(None, f"the sign of {part} is open")
    return Proof(True, f"a quotient of polynomials with positive coefficients in k - {start}")


def shown(x: arb, digits: int = 4) -> str:
    """A ball in a few significant digits, cut (not rounded), with dots for what follows: right as far as it goes.

    >>> shown(arb(-2) / 3), shown(arb(1) / 4)
    ('-0.6666...', '0.25')
    """
    text, _, tail = str(x.str(digits + 6, radius=False)).partition("e")
    lead = len(text) - len(text.lstrip("-0."))
    wide = lead + digits + (1 if "." in text[lead : lead + digits] else 0)
    cut = text[: max(wide, text.find("."))].rstrip(".")
    rest = text[len(cut) :].strip("0.")
    shortened = cut.rstrip("0").rstrip(".") if not rest and "." in cut else cut
    return shortened + ("..." if rest else "") + (f"e{tail}" if tail else "")
