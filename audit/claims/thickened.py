"""KL(q_eps || C/|w|) of a thickened row as eps -> 0, as data: what each weight and each row add; and how it is held to balls.

KL(q_eps || p) = slope log(1/eps) + sum over theta_i != 0 of entry + row + (number of zeros) KL(0) + next eps^2 + O(eps^4)
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import sympy as sp
from flint import arb

from audit.claims.proofs import evidence_of
from audit.ledger import Evidence, Method, Outcome, Setting, Variant
from audit.numerics.ball import ball, precision
from audit.numerics.evaluate import in_balls
from audit.numerics.symbolic import Proof, reduces_to_zero, shown
from audit.pseudo_kl import ball as core
from audit.support import LogUniform, expansion, row_noise

theta = sp.Symbol("theta", real=True, nonzero=True)
alpha, squares, t = sp.symbols("alpha N t", positive=True)
nonzero, width = sp.symbols("m D", integer=True, positive=True)
G, S, KL_0 = sp.symbols("G S KL_0", real=True)
"""excess and slope at u = 1/(2 alpha), and KL(0)."""
ROWS = (
    ((Fraction(1), Fraction(2)), Fraction(1, 2)),
    (tuple(map(Fraction, ("0.3", "-1.7", "2.5"))), Fraction(1)),
    (tuple(map(Fraction, ("1", "0", "-2", "0.5"))), Fraction(2)),
    (tuple(map(Fraction, ("1", "0", "0"))), Fraction(1)),
    ((Fraction("-1.3"),), Fraction("0.7")),
)
EPS = (Fraction(1, 100), Fraction(1, 10**5))
BITS = 200
"""The terms that are told apart are of size eps^2 = 1e-10; R is of size 1e-20 there."""


@dataclass(frozen=True)
class Thickened:
    """The terms for a row with alpha > 0, m >= 1 of D weights not zero, N = |theta|^2."""

    slope: sp.Expr
    entry: sp.Expr
    row: sp.Expr
    next_entry: sp.Expr
    next_row: sp.Expr


def by_derivatives(variant: Variant, _: Setting) -> Evidence:
    """From the exact KL with t = eps^2: value and derivative at t = 0 of what an entry and a row add, and the power of t.

    An entry adds KL_0 + excess(u) + 1/2 log v, v = alpha theta^2 + t, u = theta^2/(2v); a zero KL_0 + 1/2 log t; the
    determinant t^(D-1) (alpha N + t) takes half its logarithm off.
    """
    v, form = alpha * theta**2 + t, variant.form
    u = theta**2 / (2 * v)
    row = -sp.log(alpha * squares + t) / 2
    entry_at_zero = KL_0 + G + sp.log(v).subs(t, 0) / 2
    entry_slope = (S * sp.diff(u, t) + sp.diff(sp.log(v), t) / 2).subs(t, 0)
    half_logs = (width - nonzero) - (width - 1)
    asked = {
        "slope": form.slope + half_logs,
        "entry": form.entry - entry_at_zero,
        "row": form.row - row.subs(t, 0),
        "next_entry": form.next_entry - entry_slope,
        "next_row": form.next_row - sp.diff(row, t).subs(t, 0),
    }
    if not reduces_to_zero(u.subs(t, 0) - 1 / (2 * alpha)):
        return evidence_of(Proof(None, "u does not start at 1/(2 alpha)"), "every theta")
    wrong = next((name for name, difference in asked.items() if not reduces_to_zero(sp.simplify(difference))), None)
    if wrong is None:
        return evidence_of(
            Proof(True, "value and derivative at eps = 0 of each term"), "every theta, alpha > 0, D >= m >= 1"
        )
    return evidence_of(Proof(False, f"{wrong} is off by {sp.simplify(asked[wrong])}"), "every theta, alpha > 0")


@cache
def exact(index: int, eps: Fraction) -> tuple[arb, arb]:
    """KL(q_eps || 1/|w|) of one of the rows, and the bound of |R|."""
    row, noise = ROWS[index]
    found = expansion(row_noise(list(row), noise).gaussian(), LogUniform(), BITS)
    most = found.bound(eps)
    with precision(BITS):
        return found.kl(eps, BITS), (arb("inf") if most is None else most) * ball(eps**4)


def against_balls(variant: Variant, _: Setting) -> Evidence:
    """The terms summed, against the KL itself: they must agree up to the certified bound of the rest."""
    count = 0
    for index, (row, noise) in enumerate(ROWS):
        for eps in EPS:
            count += 1
            value, rest = exact(index, eps)
            off = value - _summed(variant.form, row, noise, eps)
            if abs(off) > rest:
                words = (
                    f"theta = ({', '.join(map(str, row))}), alpha = {noise}, eps = {float(eps):g}: off by {shown(off)}"
                )
                return Evidence(Method.BALL, Outcome.FAILS, "rows and eps", points=count, prec_bits=BITS, witness=words)
            if not (rest.is_finite() and abs(off) <= rest):
                return Evidence(Method.BALL, Outcome.UNDECIDED, "rows and eps", points=count)
    return Evidence(Method.BALL, Outcome.HOLDS, "rows and eps", points=count, prec_bits=BITS)


def _summed(form: Thickened, row: tuple[Fraction, ...], noise: Fraction, eps: Fraction) -> arb:
    own = [x for x in row if x]
    common = {alpha: noise, squares: sum(x * x for x in row)}
    with precision(BITS):
        at_zero, u_0 = core.kl_at_zero(), 1 / (2 * noise)
        letters = {G: core.excess(u_0, BITS), S: core.slope(u_0, BITS), KL_0: at_zero, **common}
        total = in_balls(form.row, letters, BITS) + ball(eps**2) * in_balls(form.next_row, letters, BITS)
        for x in own:
            values = {**letters, theta: x}
            total += in_balls(form.entry, values, BITS) + ball(eps**2) * in_balls(form.next_entry, values, BITS)
        slope = form.slope.subs({nonzero: len(own), width: len(row)})
        return total + (len(row) - len(own)) * at_zero - int(slope) * ball(eps).log()
