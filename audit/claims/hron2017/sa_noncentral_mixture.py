"""Appendix A: eps^2 with eps ~ N(m, 1) is non-central chi^2, a Poisson(m^2/2) mixture of chi^2 with 1 + 2k degrees."""

from __future__ import annotations

import sympy as sp

from audit.claims.at_points import balls_at, mpmath_at
from audit.claims.forms import Equality
from audit.claims.hron2017 import SOURCE
from audit.claims.proofs import proved_by
from audit.ledger import Claim, Role, Variant, Verdict
from audit.numerics import points
from audit.numerics.symbolic import Proof, k, reduces_to_zero

x = sp.Symbol("x", positive=True)
m = sp.Symbol("m", real=True, nonzero=True)
AT = {x: (*points.POSITIVE, points.U[3]), m: points.MU}


def chi2_density(nu: sp.Expr) -> sp.Expr:
    """The central chi^2 density at x with nu degrees of freedom: x^(nu/2-1) e^(-x/2)/(2^(nu/2) Gamma(nu/2))."""
    return x ** (nu / 2 - 1) * sp.exp(-x / 2) / (2 ** (nu / 2) * sp.gamma(nu / 2))


def square_density(mean: sp.Expr) -> sp.Expr:
    """The density of eps^2 at x for eps ~ N(mean, 1), from the two roots: (phi(sqrt x - m) + phi(sqrt x + m))/(2 sqrt x)."""
    root = sp.sqrt(x)
    both = sum(sp.exp(-((root - sign * mean) ** 2) / 2) for sign in (1, -1))
    return both / (2 * root * sp.sqrt(2 * sp.pi))


def mixture(rate: sp.Expr, nu: sp.Expr) -> sp.Expr:
    """sum_k e^-rate rate^k/k! chi2_density(nu(k))."""
    return sp.Sum(sp.exp(-rate) * rate**k / sp.factorial(k) * chi2_density(nu), (k, 0, sp.oo))


def same_powers(form: Equality) -> Proof:
    """Both sides, times sqrt(2 pi x) e^((x + m^2)/2), are power series in m^2; the left one is cosh(m sqrt x).

    cosh z = sum_k z^(2k)/(2k)!, so the term of m^(2k) on the right must be (m^2 x)^k/(2k)! for every k.
    """
    factor = sp.sqrt(2 * sp.pi * x) * sp.exp((x + m**2) / 2)
    left = sp.expand(sp.powsimp(sp.expand(form.left * factor)))
    if not reduces_to_zero(sp.expand(left - sp.cosh(m * sp.sqrt(x)).rewrite(sp.exp))):
        return Proof(None, f"the left side is not cosh(m sqrt x) but {left}")
    term = form.right.function * factor * sp.factorial(2 * k) / (m**2 * x) ** k
    ratio = sp.gammasimp(sp.powsimp(sp.expand_power_base(sp.powsimp(sp.simplify(term))), force=True))
    ratio = sp.simplify(sp.gammasimp(ratio))
    if ratio != 1:
        return Proof(None, f"the terms of m^(2k) differ by the factor {ratio}")
    return Proof(True, "equal for every power of m^2: sqrt(pi) (2k)! = 4^k k! Gamma(k + 1/2)")


RATE = m**2 / 2
CLAIMS = (
    Claim(
        id="sa_noncentral_mixture.density",
        source=SOURCE,
        place="appendix A, proof of Remark 1",
        covers=("P75",),
        title="the square of a Gaussian as a Poisson mixture",
        statement=r"For $\varepsilon\sim\mathcal N(m,1)$, $m=\mu/\sigma$, the density of $v=\varepsilon^2$ is that of "
        r"$\chi^2(m^2,1)$, which is $\sum_k e^{-m^2/2}\frac{(m^2/2)^k}{k!}$ times the density of the central "
        r"$\chi^2_{1+2k}$.",
        hypotheses=("v > 0", "m is real; at m = 0 only k = 0 is left, with 0^0 = 1"),
        variants=(
            Variant(
                "printed",
                Role.PRINTED,
                r"\mathrm{Poisson}(m^2/2),\ \chi^2_{1+2k}",
                Equality(square_density(m), mixture(RATE, 1 + 2 * k)),
            ),
            Variant(
                "rate_m2", Role.MUTANT, r"\mathrm{Poisson}(m^2)", Equality(square_density(m), mixture(m**2, 1 + 2 * k))
            ),
            Variant("one_degree", Role.MUTANT, r"\chi^2_{1+k}", Equality(square_density(m), mixture(RATE, 1 + k))),
            Variant(
                "two_degrees", Role.MUTANT, r"\chi^2_{2+2k}", Equality(square_density(m), mixture(RATE, 2 + 2 * k))
            ),
        ),
        checks=(proved_by(same_powers, "v > 0, every real m", AT), balls_at(AT), mpmath_at(AT)),
        expected=Verdict.PROVED,
        derivation="The roots +-sqrt v give (2 pi v)^(-1/2) e^(-(v + m^2)/2) cosh(m sqrt v). Expand cosh; the coefficient of "
        "m^(2k) is that of the mixture by the duplication formula sqrt(pi) (2k)! = 4^k k! Gamma(k + 1/2), for every k.",
    ),
)
