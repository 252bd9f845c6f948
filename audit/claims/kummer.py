"""The derivative of Kummer's function in its first parameter, and a differential equation that equation (2) satisfies."""

from __future__ import annotations

from dataclasses import replace

import sympy as sp

from audit.claims.at_points import named
from audit.claims.forms import Equality
from audit.claims.gaussian_means import C
from audit.errors import CheckError
from audit.ledger import Check, Evidence, Setting, Variant
from audit.numerics.series import coefficients, series
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, u


def kummer_derivative(b: sp.Expr, z: sp.Expr) -> sp.Expr:
    """d/da M(a; b; z) at a = 0: (a)_n = a Gamma(a+n)/Gamma(a+1), so the derivative of (a)_n is Gamma(n)/Gamma(1)."""
    sign = z / u
    return series(sign**k * sp.gamma(k) / (sp.gamma(b + k) / sp.gamma(b)), start=1)


def by_differential_equation(form: Equality) -> Proof:
    """The derivatives of both sides solve u y' + (u + 1/2) y = b, and both are power series.

    The difference solves the homogeneous equation, is a multiple of u^(-1/2) e^-u and analytic at 0, hence 0. Left,
    y = e^-u S: (k + 1/2) s(k) = b for every k. Right: (k + 1/2) t(k) + k t(k-1) is b for k = 0 and 0 for every k >= 1.
    """
    try:
        c, d = coefficients(sp.expand(form.left * sp.exp(u))), coefficients(sp.expand(form.right))
    except CheckError as error:
        return Proof(None, str(error))
    if not reduces_to_zero(sp.expand_log(sp.expand_func(c.at(0) - d.at(0)), force=True)):
        return Proof(None, f"the values at u = 0 differ: {c.at(0)} and {d.at(0)}")
    b = d.at(1) / 2
    left = (k + HALF) * (c.general.subs(k, k + 1) - c.general) - b
    right = sp.expand_func(sp.expand_power_exp((k + HALF) * d.general.subs(k, k + 1) + k * d.general))
    if c.first or len(d.first) > 1 or not reduces_to_zero(left) or not reduces_to_zero(right):
        return Proof(None, "the coefficients of the two sides do not satisfy one differential equation")
    return Proof(True, "both derivatives solve u y' + (u + 1/2) y = 1/2 as power series, and the values at 0 agree")


def at_c_one(check: Check) -> Check:
    """The check on the form with C = 1."""

    @named(check.__name__)
    def wrapped(variant: Variant, setting: Setting) -> Evidence:
        form = Equality(variant.form.left.subs(C, 1), variant.form.right.subs(C, 1))
        return check(replace(variant, form=form), setting)

    return wrapped
