"""The probability of a label in {-1, 1} as a formula: a distribution, with the logistic function for the label 1."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
import sympy as sp

from audit.claims.at_points import AGREE, DIGITS, PREC_BITS, Sets, grid
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics import points
from audit.numerics.evaluate import in_balls, in_mpmath
from audit.numerics.symbolic import Proof, reduces_to_zero, shown

x, y, z = sp.symbols("x y z", real=True)
LABELS_AT: Sets = {x: points.MU, z: points.MU[::-1]}


def sigma(t: sp.Expr) -> sp.Expr:
    """The logistic function."""
    return 1 / (1 + sp.exp(-t))


@dataclass(frozen=True)
class Labels:
    """p(y | x, w) as a function of the label y in {-1, 1}, with z for w: it sums to 1, and p(1 | x, w) = sigma(x w)."""

    p: sp.Expr

    @property
    def differences(self) -> tuple[tuple[str, sp.Expr], ...]:
        """What has to be 0."""
        total = self.p.subs(y, 1) + self.p.subs(y, -1) - 1
        return ("the probabilities sum to 1 plus", total), ("p(1) is off by", self.p.subs(y, 1) - sigma(x * z))


def by_labels(form: Labels) -> Proof:
    """Both differences vanish identically."""
    zero = all(reduces_to_zero(difference) for _, difference in form.differences)
    return Proof(zero or None, "the two labels have probabilities sigma(x w) and sigma(-x w)")


def labels_in_balls(variant: Variant, setting: Setting) -> Evidence:
    """Both differences at points, in balls."""
    asked = grid(LABELS_AT, setting)
    for values in asked:
        for name, difference in variant.form.differences:
            value = in_balls(difference, values, PREC_BITS)
            if value > 0 or value < 0:
                words = f"at x = {float(values[x]):.4g}, w = {float(values[z]):.4g} {name} {shown(value)}"
                return Evidence(Method.BALL, Outcome.FAILS, "points in x, w", points=len(asked), witness=words)
    return Evidence(Method.BALL, Outcome.HOLDS, "points in x, w", points=len(asked), prec_bits=PREC_BITS)


def labels_in_mpmath(variant: Variant, setting: Setting) -> Evidence:
    """Both differences at points, in mpmath."""
    asked = grid(LABELS_AT, setting)
    for values in asked:
        for name, difference in variant.form.differences:
            value = in_mpmath(difference, values, DIGITS)
            if abs(value) > float(AGREE):
                words = f"{name} {mpmath.nstr(value, 6)}"
                return Evidence(Method.PRECISE, Outcome.FAILS, "points in x, w", points=len(asked), witness=words)
    return Evidence(Method.PRECISE, Outcome.HOLDS, "points in x, w", points=len(asked))
