"""The core at any number of digits (mpmath and integers): correctly rounded, for every u >= 0.

excess, slope and curvature are means under a Poisson law, summed without cancellation in `fixed_point.py`; equations
(1), (2) and (3) stand beside them as printed, for comparison.

Values come back as mpf with a few digits more than asked for; rounded to `digits` digits they are correct to the last
one (Ziv's strategy: more digits until the bound excludes the other rounding).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from mpmath import libmp, mp, mpf, workdps

from audit.errors import InputError, PrecisionError
from audit.numerics.exact import Exact, approximate, bits_of, nonnegative, positive, rational, whole
from audit.pseudo_kl import fixed_point
from audit.pseudo_kl.fixed_point import LOG_BITS, Fixed, decimal, fixed_log, scaled

GUARD_BITS = 16
"""Decides the rounding at once in all but one of some thousand cases; otherwise the loop doubles it."""
ATTEMPTS = 12
"""Doubling this often is beyond any value that is not exactly half way between two decimals."""
DIGITS_MAX = 1_000_000
"""Beyond it the sums no longer fit into memory."""
SPARE_DIGITS = 12
"""For the printed forms: rounding of some ten thousand terms, and the end of their series."""
SERIES_MAX = 20_000
"""The printed series needs about 2u terms, each with a digamma."""


def excess(u: Exact, digits: int = 50) -> mpf:
    """KL(u) - KL(0), in [0, oo), correct to `digits` digits.

    >>> print(mp.nstr(excess(1, 20), 20))
    0.7394416300990793005
    """
    return _rounded(fixed_point.excess, nonnegative(u, "u"), digits)


def slope(u: Exact, digits: int = 50) -> mpf:
    """dKL/du = D(sqrt u)/sqrt u, in (0, 1], correct to `digits` digits; Hron et al. 2017, eq. (3).

    >>> print(mp.nstr(slope(1, 20), 20))
    0.53807950691276841914
    """
    return _rounded(fixed_point.slope, nonnegative(u, "u"), digits)


def curvature(u: Exact, digits: int = 50) -> mpf:
    """d^2KL/du^2, in [-2/3, 0), correct to `digits` digits.

    >>> print(mp.nstr(curvature(0, 20), 20))
    -0.66666666666666666667
    """
    return _rounded(fixed_point.curvature, nonnegative(u, "u"), digits)


def kl_at(u: Exact, c: Exact = 1, digits: int = 50) -> mpf:
    """KL(N(mu, sigma^2) || c/|w|) at u = mu^2/(2 sigma^2): excess(u) - 1/2 (log 4 pi + 1 + gamma) - log c.

    >>> print(mp.nstr(kl_at(0, digits=12), 12))
    -2.05411995594
    """
    scale = positive(c, "c")

    def value(point: Fraction, bits: int) -> Fixed:
        total, error, shift = fixed_point.excess(point, bits)
        down = shift - bits
        total, error = (total >> down, (error >> down) + 1) if down > 0 else (total << -down, error << -down)
        gamma = libmp.to_fixed(libmp.mpf_euler(bits), bits)
        log_4_pi = libmp.to_fixed(
            libmp.mpf_log(libmp.mpf_shift(libmp.mpf_pi(bits + LOG_BITS), 2), bits + LOG_BITS), bits
        )
        constant = -((1 << bits) + gamma + log_4_pi) // 2 - fixed_log(scale, bits)
        return total + constant, error + 5, bits

    return _rounded(value, nonnegative(u, "u"), digits)


def kl(mu: Exact, sigma: Exact, c: Exact = 1, digits: int = 50) -> mpf:
    """KL(N(mu, sigma^2) || c/|w|), for any real mu, sigma > 0, c > 0, correct to `digits` digits.

    >>> kl(3, 2) == kl_at("9/8")
    True
    """
    return kl_at(_u(mu, sigma), c, digits)


def kl_gradient(mu: Exact, sigma: Exact, digits: int = 50) -> tuple[mpf, mpf]:
    """(dKL/dmu, dKL/dsigma) = slope(u) (mu/sigma^2, -mu^2/sigma^3): eq. (3) and the chain rule.

    >>> d_mu, d_sigma = kl_gradient(1, 1, 20)
    >>> print(mp.nstr(d_mu, 20), mp.nstr(d_sigma, 20))
    0.72477845900707633182 -0.72477845900707633182
    """
    u, m, s = _u(mu, sigma), rational(mu, "mu"), positive(sigma, "sigma")

    def times(factor: Fraction) -> mpf:
        return _rounded(lambda point, bits: scaled(fixed_point.slope(point, bits), factor), u, digits)

    return times(m / s**2), times(-(m**2) / s**3)


def equation_1(u: Exact, digits: int = 50) -> mpf:
    """Eq. (1) as printed, C = 1: -1/2 log(2 pi e) + 1/2 (log 2 + e^-u sum_k u^k/k! psi(1/2 + k)).

    About 2u + 3 digits terms, each with a digamma; not certified. InputError for u above 20000.
    """
    exact = _series_argument(u)
    with workdps(whole(digits, "digits", 1, DIGITS_MAX, "digits = 50") + SPARE_DIGITS):
        x, term, k = _mpf(exact), mpf(1), 0
        total, least = mp.digamma(mpf(1) / 2), mpf(10) ** -(digits + SPARE_DIGITS)
        while k < 2 * x + 2 or term * k > least * abs(total):
            k += 1
            term = term * x / k
            total += term * mp.digamma(k + mpf(1) / 2)
        return -mp.log(2 * mp.pi * mp.e) / 2 + (mp.log(2) + mp.exp(-x) * total) / 2


def equation_2(u: Exact, digits: int = 50) -> mpf:
    """Eq. (2) as printed, C = 1: -1/2 log(pi e) - 1/2 (d/da M(a; 1/2; -u) at a = 0 + gamma + 2 log 2).

    The derivative is mpmath's numerical one; not certified. InputError for u above 20000.
    """
    exact = _series_argument(u)
    with workdps(whole(digits, "digits", 1, DIGITS_MAX, "digits = 50") + SPARE_DIGITS):
        derivative = mp.diff(lambda a: mp.hyp1f1(a, mpf(1) / 2, -_mpf(exact)), 0)
        return -mp.log(mp.pi * mp.e) / 2 - (derivative + mp.euler + 2 * mp.log(2)) / 2


def equation_3(u: Exact, digits: int = 50) -> mpf:
    """Eq. (3) as printed: 1 at u = 0, else D(sqrt u)/sqrt u with D(x) = e^(-x^2) int_0^x e^(t^2) dt by quadrature.

    With t = x s the integrand is e^(-u (1 - s^2)), never above 1; not certified. InputError for u above 20000.
    """
    exact = _series_argument(u)
    if exact == 0:
        return mpf(1)
    with workdps(whole(digits, "digits", 1, DIGITS_MAX, "digits = 50") + SPARE_DIGITS):
        x = _mpf(exact)
        knots = sorted({mpf(0), mpf(1)} | {1 - mpf(2) ** j / (1 + x) for j in range(40) if 2**j < 1 + x})
        return mp.quad(lambda s: mp.exp(-x * (1 - s * s)), knots)


def _mpf(x: Fraction) -> mpf:
    return mpf(x.numerator) / x.denominator


def _series_argument(u: Exact) -> Fraction:
    exact = nonnegative(u, "u")
    if exact > SERIES_MAX:
        raise InputError(
            f"u = {approximate(exact)}", f"0 <= u <= {SERIES_MAX} for the printed forms", "excess or slope"
        )
    return exact


def _u(mu: Exact, sigma: Exact) -> Fraction:
    return rational(mu, "mu") ** 2 / (2 * positive(sigma, "sigma") ** 2)


def _rounded(f: Callable[[Fraction, int], Fixed], u: Fraction, digits: int) -> mpf:
    """f(u) with an error that leaves one rounding to `digits` digits."""
    digits = whole(digits, "digits", 1, DIGITS_MAX, "digits = 50")
    for attempt in range(ATTEMPTS):
        bits = bits_of(digits) + (GUARD_BITS << attempt)
        value, error, shift = f(u, bits)
        if decimal(value - error, shift, digits) == decimal(value + error, shift, digits):
            return mp.make_mpf(libmp.from_man_exp(value, -shift))
    raise PrecisionError(f"no rounding to {digits} digits at u = {approximate(u)} with {bits} bits")
