"""Remark 1: eq. (2), the form with Kummer's function, which the paper took from Wolfram Alpha."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, matches_core, mpmath_at
from audit.claims.definition import scipy_definition
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points
from audit.numerics.series import coefficients
from audit.numerics.symbolic import HALF, Proof, reduces_to_zero, u
from audit.pseudo_kl import symbolic

C = symbolic.c
AT = {u: points.U, C: points.POSITIVE}
EQUATION_1 = symbolic.equation_1()
TWO_LOG_2 = 2 * sp.log(2)


def kummer_form(constant: sp.Expr, b: sp.Expr = HALF, z: sp.Expr = -u, extra: sp.Expr = TWO_LOG_2) -> Equality:
    """Eq. (1) = constant - log C - 1/2 (d/da M(a; b; z) at 0 + gamma + extra)."""
    derivative = symbolic.kummer_derivative(b, z)
    return Equality(EQUATION_1, constant - sp.log(C) - (derivative + sp.EulerGamma + extra) / 2)


PRINTED = Equality(EQUATION_1, symbolic.equation_2())


def every_power(form: Equality) -> Proof:
    """The coefficient of u^n in (1) is an n-th difference of psi, in (2) a derivative of (a)_n; constants separately."""
    lemma = symbolic.kummer_is_proved()
    if not lemma.holds:
        return lemma
    series = (form.right + symbolic.kummer_derivative() / 2).atoms(sp.Sum)
    first = coefficients(sp.expand(form.left * sp.exp(u)) - sp.exp(u) * _elementary(form.left)).at(0)
    constants = sp.expand_log(_elementary(form.left) - _elementary(form.right) + first, force=True)
    if series or not reduces_to_zero(sp.expand_func(constants)):
        return Proof(None, "series or constants are not those of eq. (2)")
    return Proof(True, lemma.words)


def _elementary(expression: sp.Expr) -> sp.Expr:
    """What remains without the series."""
    return expression.replace(sp.Sum, lambda *_: sp.S.Zero)


CLAIMS = (
    Claim(
        id="s4_remark1_kummer.equation_2",
        source=SOURCE,
        place="section 4, Remark 1, eq. (2)",
        covers=("P39",),
        title="the form with Kummer's function",
        statement=r"Equation (1) equals $-\frac12\log(\pi e)-\log C"
        r"-\frac12\bigl(\partial_aM(a;\frac12;-u)|_{a=0}+\gamma+2\log2\bigr)$ for every $u\ge0$.",
        hypotheses=("u >= 0", "C > 0"),
        variants=(
            Variant("printed", Role.PRINTED, r"\text{eq. (2)}", PRINTED),
            Variant("plus_u", Role.MUTANT, r"M(a;\tfrac12;+u)", kummer_form(-sp.log(sp.pi * sp.E) / 2, z=u)),
            Variant("b_3_2", Role.MUTANT, r"M(a;\tfrac32;-u)", kummer_form(-sp.log(sp.pi * sp.E) / 2, b=3 * HALF)),
            Variant("log_2", Role.MUTANT, r"\gamma+\log2", kummer_form(-sp.log(sp.pi * sp.E) / 2, extra=sp.log(2))),
            Variant("2_pi_e", Role.MUTANT, r"-\tfrac12\log(2\pi e)", kummer_form(-sp.log(2 * sp.pi * sp.E) / 2)),
        ),
        checks=(
            proved_by(every_power, "every power of u; C > 0", AT),
            balls_at(AT),
            mpmath_at(AT),
            scipy_definition,
            *matches_core("equation_2"),
        ),
        expected=Verdict.PROVED,
        derivation="u^n in (1): Delta^n psi(1/2)/(2 n!) with Delta psi(x) = 1/x and Delta^(n-1)(1/x) = "
        "(-1)^(n-1)(n-1)!/(x)_n. u^n in (2): d/da (a)_n at 0 is (n-1)!. They are equal for every n >= 1; the constants "
        "by psi(1/2) = -gamma - 2 log 2.",
        consequence="Closes the first of the two steps that the paper only checked numerically.",
    ),
)
