"""Proofs on the whole domain by exact algebra, each with a certified witness where it does not go through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from audit.claims.at_points import PREC_BITS, Sets, balls_at
from audit.claims.forms import Equality, Inequality
from audit.errors import CheckError
from audit.ledger import Check, Evidence, Method, Outcome, Setting, Variant
from audit.numerics.evaluate import in_balls
from audit.numerics.series import Coefficients, coefficients
from audit.numerics.symbolic import Proof, k, positive_for_all, reduces_to_zero, shown, u


def evidence_of(proof: Proof, domain: str, method: Method = Method.SYMBOLIC) -> Evidence:
    """A proof of the whole domain, its refutation, or neither."""
    outcome = {True: Outcome.HOLDS, False: Outcome.FAILS, None: Outcome.UNDECIDED}[proof.holds]
    witness, summary = (proof.words, "") if proof.holds is False else (None, proof.words)
    return Evidence(method, outcome, domain, whole_domain=proof.holds is True, witness=witness, summary=summary)


def proved_by(prove: Callable[[Any], Proof], domain: str, at: Sets | Check | None = None) -> Check:
    """`prove` takes the form of a variant; where it proves nothing, balls look for a certified witness.

    They look at the given points, or as the given check does.

    A failed proof is no refutation: without a witness the outcome is `undecided`.
    """

    def check(variant: Variant, setting: Setting) -> Evidence:
        proof = prove(variant.form)
        if proof.holds is None and at is not None:
            found = (at if callable(at) else balls_at(at))(variant, setting)
            if found.outcome is Outcome.FAILS:
                return found
        return evidence_of(proof, domain)

    check.__name__ = getattr(prove, "__name__", "proof")
    return check


def by_series(domain: str, at: Sets, times: sp.Expr = sp.S.One) -> Check:
    """Both sides, times a common factor, are sums of u^k/k! with the same coefficients, for every k."""

    def same_coefficients(form: Equality) -> Proof:
        left, right = (coefficients(sp.expand(side * times)) for side in (form.left, form.right))
        return left.equal(right)

    return proved_by(same_coefficients, domain, at)


def by_equation(domain: str, at: Sets, growth: int) -> Check:
    """Both sides have the same u (y' - growth y) and the same limit at 0+: they differ by C e^(growth u), and C = 0.

    The left side is a series with coefficients c(k) of u^k/k!, so that u (y' - growth y) has k (c(k) - growth c(k-1)).
    SymPy differentiates the right side and takes its limit.
    """

    operator = {0: "u y'", 1: "u (y' - y)"}.get(growth, f"u (y' - {growth} y)")

    def same_equation(form: Equality) -> Proof:
        try:
            left, right = _of_series(form.left, growth), _of_function(form.right, growth)
        except CheckError as error:
            return Proof(None, str(error))
        same = left.equal(right)
        if not same.holds:
            return Proof(None, f"{operator} differs: {same.words}")
        start, limit = coefficients(form.left).at(0), sp.limit(form.right, u, 0, "+")
        if not reduces_to_zero(start - limit):
            return Proof(None, f"the value at 0 is {start}, the limit {limit}")
        return Proof(True, f"both sides have the same {operator}, in every coefficient, and the same limit at 0")

    return proved_by(same_equation, domain, at)


def _of_series(y: sp.Expr, growth: int) -> Coefficients:
    c = coefficients(y)
    first = [i * (c.at(i) - growth * c.at(i - 1)) for i in range(1, len(c.first) + 1)]
    return Coefficients((sp.S.Zero, *first), k * (c.general - growth * c.general.subs(k, k - 1)))


def _of_function(y: sp.Expr, growth: int) -> Coefficients:
    return coefficients(sp.simplify(sp.expand(u * (sp.diff(y, u) - growth * y))))


def by_algebra(domain: str, at: Sets) -> Check:
    """left - right reduces to 0."""

    def same_expression(form: Equality) -> Proof:
        difference = form.left - form.right
        zero = reduces_to_zero(difference)
        return Proof(
            zero or None, "both sides reduce to the same expression" if zero else f"algebra leaves {difference}"
        )

    return proved_by(same_expression, domain, at)


def termwise(domain: str, at: Sets, start: int, times: sp.Expr = sp.S.One) -> Check:
    """small < large for all u > 0: the coefficients of large - small are >= 0, and positive from `start` on."""

    def positive_coefficients(form: Inequality) -> Proof:
        difference = coefficients(sp.expand((form.large - form.small) * times))
        start_general = max(start, len(difference.first))
        for i in range(start_general):
            value = in_balls(difference.at(i), {}, PREC_BITS)
            if not (value >= 0 or reduces_to_zero(difference.at(i))):
                return Proof(None, f"the coefficient of u^{i} is {shown(value)}")
        proof = positive_for_all(difference.general, start_general)
        return Proof(proof.holds or None, f"every coefficient of the difference: {proof.words}")

    return proved_by(positive_coefficients, domain, at)
