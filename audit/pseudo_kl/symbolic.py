"""The core in exact algebra (SymPy): the printed equations as expressions in u, and their coefficients for every n.

With the letters u > 0 and k of `numerics.symbolic`, psi the digamma function and (x)_n = Gamma(x + n)/Gamma(x):

    e^-u sum_k u^k/k! c(k) = sum_n u^n/n! (Delta^n c)(0),     Delta c(k) = c(k + 1) - c(k),

so that a series of exponential type becomes a power series once the n-th difference of its coefficients is known. For
psi(1/2 + k) it is: Delta psi(x) = 1/x, and Delta^n (1/x) = (-1)^n n!/(x)_(n+1) by induction on n.
"""

from __future__ import annotations

import sympy as sp

from audit.numerics.evaluate import dawson
from audit.numerics.series import series
from audit.numerics.symbolic import HALF, Proof, k, reduces_to_zero, u

n = sp.Symbol("n", integer=True, nonnegative=True)
x = sp.Symbol("x", positive=True)
c = sp.Symbol("C", positive=True)


def equation_1() -> sp.Expr:
    """Eq. (1) as printed: -1/2 log(2 pi e) - log C + 1/2 (log 2 + e^-u sum_k u^k/k! psi(1/2 + k))."""
    total = sp.exp(-u) * series(sp.digamma(HALF + k))
    return -sp.log(2 * sp.pi * sp.E) / 2 - sp.log(c) + (sp.log(2) + total) / 2


def equation_2() -> sp.Expr:
    """Eq. (2) as printed: -1/2 log(pi e) - log C - 1/2 (d/da M(a; 1/2; -u) at a = 0 + gamma + 2 log 2)."""
    return -sp.log(sp.pi * sp.E) / 2 - sp.log(c) - (kummer_derivative() + sp.EulerGamma + 2 * sp.log(2)) / 2


def equation_3() -> sp.Expr:
    """Eq. (3) as printed, for u > 0: D(sqrt u)/sqrt u."""
    return dawson(sp.sqrt(u)) / sp.sqrt(u)


def kummer_derivative(b: sp.Expr = HALF, z: sp.Expr = -u) -> sp.Expr:
    """d/da M(a; b; z) at a = 0 = sum_{n >= 1} (n-1)!/(b)_n z^n/n!, by d/da (a)_n at a = 0 = (n-1)!."""
    return sp.Sum(rising_derivative(k) / rising(b, k) * z**k / sp.factorial(k), (k, 1, sp.oo))


def excess() -> sp.Expr:
    """KL(u) - KL(0) = 1/2 e^-u sum_k u^k/k! (psi(1/2 + k) - psi(1/2))."""
    return sp.exp(-u) * series(sp.digamma(HALF + k) - sp.digamma(HALF)) / 2


def slope() -> sp.Expr:
    """dKL/du = e^-u sum_k u^k/k! / (2k + 1)."""
    return sp.exp(-u) * series(1 / (2 * k + 1))


def curvature() -> sp.Expr:
    """d^2KL/du^2 = -e^-u sum_k u^k/k! 2/((2k + 1)(2k + 3))."""
    return sp.exp(-u) * series(-2 / ((2 * k + 1) * (2 * k + 3)))


def kl(mu: sp.Expr, sigma: sp.Expr) -> sp.Expr:
    """KL(N(mu, sigma^2) || C/|w|): eq. (1) at u = mu^2/(2 sigma^2).

    >>> kl(sp.Symbol("mu"), sp.Symbol("sigma")).has(sp.Sum)
    True
    """
    return equation_1().subs(u, mu**2 / (2 * sigma**2))


def kl_gradient(mu: sp.Expr, sigma: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """(dKL/dmu, dKL/dsigma) = slope(u) (mu/sigma^2, -mu^2/sigma^3)."""
    at = slope().subs(u, mu**2 / (2 * sigma**2))
    return at * mu / sigma**2, -at * mu**2 / sigma**3


def slope_coefficient(order: sp.Expr) -> sp.Expr:
    """Of u^n in the slope: (-1)^n/(2 (1/2)_(n+1)), from 1/2 Delta^n (1/x) at x = 1/2 over n!."""
    return difference_of_reciprocal(order, HALF) / (2 * sp.factorial(order))


def excess_coefficient(order: sp.Expr) -> sp.Expr:
    """Of u^n in the excess, n >= 1: slope_coefficient(n - 1)/n."""
    return slope_coefficient(order - 1) / order


def rising(base: sp.Expr, order: sp.Expr) -> sp.Expr:
    """(base)_order = Gamma(base + order)/Gamma(base)."""
    return sp.gamma(base + order) / sp.gamma(base)


def rising_derivative(order: sp.Expr) -> sp.Expr:
    """d/da (a)_n at a = 0, for n >= 1: (a)_n = a (a + 1)_(n-1), so (1)_(n-1) = (n-1)!."""
    return sp.gamma(order)


def difference_of_reciprocal(order: sp.Expr, at: sp.Expr) -> sp.Expr:
    """Delta^n (1/x) = (-1)^n n!/(x)_(n+1)."""
    return (-1) ** order * sp.factorial(order) / rising(at, order + 1)


def difference_is_proved() -> Proof:
    """`difference_of_reciprocal` by induction: true for n = 0, and its own first difference is the next one.

    >>> difference_is_proved().holds
    True
    """
    start = difference_of_reciprocal(sp.S.Zero, x) - 1 / x
    step = difference_of_reciprocal(n, x + 1) - difference_of_reciprocal(n, x) - difference_of_reciprocal(n + 1, x)
    if reduces_to_zero(sp.gammasimp(start)) and reduces_to_zero(sp.gammasimp(step / (-1) ** n)):
        return Proof(True, "Delta^n (1/x) = (-1)^n n!/(x)_(n+1), by induction on n")
    return Proof(None, "the induction for Delta^n (1/x) does not close")


def psi_series_coefficient(order: sp.Expr) -> sp.Expr:
    """Of u^n in e^-u sum_k u^k/k! psi(1/2 + k), n >= 1: Delta^(n-1) (1/x) at x = 1/2, over n!."""
    return difference_of_reciprocal(order - 1, HALF) / sp.factorial(order)


def kummer_is_proved() -> Proof:
    """e^-u sum psi(1/2 + k) u^k/k! - psi(1/2) = -d/da M(a; 1/2; -u) at a = 0: the coefficients of u^n agree, n >= 1."""
    if not difference_is_proved().holds:
        return difference_is_proved()
    m = sp.Symbol("n", integer=True, positive=True)
    kummer = rising_derivative(m) / rising(HALF, m) * (-1) ** m / sp.factorial(m)
    ratio = sp.simplify(sp.gammasimp(psi_series_coefficient(m) / kummer))
    return Proof(True if ratio == -1 else None, f"quotient of the coefficients of u^n, every n >= 1: {ratio}")
