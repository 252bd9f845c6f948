"""The core in ball arithmetic (Arb): certified enclosures, at any precision, for every u >= 0.

    excess(u) = u 2F2(1,1; 3/2,2; -u)              slope(u) = 1F1(1; 3/2; -u)             curvature(u) = slope'(u)
              = int_0^u slope                               = 1/2 int_0^1 (1-s)^(-1/2) e^(-us) ds

From the last integral: excess increases, slope decreases, curvature increases, so that the values at the two ends of a
wide ball enclose all values in between. For large u, `_tail` sums the asymptotic series with a proved remainder.

An input u is an int, Fraction, float (its exact binary value), decimal string, or an Arb ball; of a ball only the part
u >= 0 counts. Results are balls with relative radius below 2^-prec_bits wherever the input is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

from flint import arb, arb_poly, fmpq

from audit.errors import InputError, PrecisionError
from audit.numerics.ball import BITS_MAX, DEFAULT_BITS, ball, hull, precision, rational_ends
from audit.numerics.exact import Exact, approximate, nonnegative, positive, rational, whole

GUARD_BITS = 16
"""Lost to rounding in the longest of the formulas below for u < 2^1000; where it is not enough, the loop doubles it."""
ATTEMPTS = 8
"""Each attempt doubles the guard bits; Arb's own functions need one or two."""
SERIES_MAX = 20_000
"""The printed series (1) and (2) need about 2u + 50 terms, and (2) loses 3u bits."""

POLYNOMIAL_MAX = 1024
"""Up to this degree a cached Taylor polynomial is faster than Arb's hypergeometric functions."""
DEGREE_STEP, BITS_STEP = 8, 32
"""Degrees and precisions of the cached polynomials are multiples of these."""
LOG_FACTORIAL = [math.lgamma(n + 1) for n in range(POLYNOMIAL_MAX + 1)]

Input = Exact | arb


def excess(u: Input, prec_bits: int = DEFAULT_BITS) -> arb:
    """KL(u) - KL(0) = u 2F2(1,1; 3/2,2; -u), in [0, oo).

    >>> print(excess(1, 100).str(20, radius=False))
    0.73944163009907930050
    """
    return _increasing(_excess, u, prec_bits)


def slope(u: Input, prec_bits: int = DEFAULT_BITS) -> arb:
    """dKL/du = 1F1(1; 3/2; -u) = D(sqrt u)/sqrt u, in (0, 1]; Hron et al. 2017, eq. (3).

    >>> print(slope(1, 100).str(20, radius=False))
    0.53807950691276841914
    """
    return _increasing(_slope, u, prec_bits)


def curvature(u: Input, prec_bits: int = DEFAULT_BITS) -> arb:
    """d^2KL/du^2 = -(2/3) 1F1(2; 5/2; -u), in [-2/3, 0).

    >>> print(curvature(0, 100).str(10, radius=False))
    -0.6666666667
    """
    return _increasing(_curvature, u, prec_bits)


def kl_at(u: Input, c: Exact = 1, prec_bits: int = DEFAULT_BITS) -> arb:
    """KL(N(mu, sigma^2) || c/|w|) at u = mu^2/(2 sigma^2): -1/2 log(4 pi e^(1 + gamma)) - log c + excess(u).

    The value passes through 0 near u = 9.076 (c = 1); the radius is relative to it there too.
    """
    scale = positive(c, "c")

    def at(exact: Fraction, bits: int) -> arb:
        with precision(bits):
            return kl_at_zero() - ball(scale).log() + _excess(exact, bits)

    return _increasing(at, u, prec_bits)


def kl_at_zero() -> arb:
    """KL(0) = -1/2 (log(4 pi) + 1 + gamma) at the current precision, for C = 1."""
    return -((4 * arb.pi()).log() + 1 + arb.const_euler()) / 2


def kl(mu: Exact, sigma: Exact, c: Exact = 1, prec_bits: int = DEFAULT_BITS) -> arb:
    """KL(N(mu, sigma^2) || c/|w|), for any real mu, sigma > 0, c > 0.

    >>> print(kl(0, 1, prec_bits=100).str(12, radius=False))
    -2.05411995594
    """
    return kl_at(_u(mu, sigma), c, prec_bits)


def kl_gradient(mu: Exact, sigma: Exact, prec_bits: int = DEFAULT_BITS) -> tuple[arb, arb]:
    """(dKL/dmu, dKL/dsigma) = slope(u) (mu/sigma^2, -mu^2/sigma^3): eq. (3) and the chain rule.

    >>> d_mu, d_sigma = kl_gradient(1, 1, 100)
    >>> d_mu.overlaps(-d_sigma)
    True
    """
    bits = _bits(prec_bits) + GUARD_BITS
    at, m, s = slope(_u(mu, sigma), bits), rational(mu, "mu"), positive(sigma, "sigma")
    with precision(bits):
        return at * ball(m / s**2), at * ball(-(m**2) / s**3)


def equation_1(u: Exact, prec_bits: int = DEFAULT_BITS) -> arb:
    """Eq. (1) as printed, C = 1: -1/2 log(2 pi e) + 1/2 (log 2 + e^-u sum_k u^k/k! psi(1/2 + k)).

    |psi(1/2 + k)| <= k for k >= 1, so the terms from K on add at most u^K/(K-1)! / (1 - u/K) for K > u.
    """
    exact, bits = _series_argument(u), _bits(prec_bits) + GUARD_BITS
    with precision(bits):
        x, half, least = ball(exact), arb(1) / 2, arb(2) ** -bits
        total, term, k = half.digamma(), arb(1), 0
        while k < 2 or k < 2 * exact or term * k > least * abs(total):
            k += 1
            term = term * x / k
            total += term * (half + k).digamma()
        total += arb(0, (2 * x * term).upper())
        return -(2 * arb.pi() * arb.const_e()).log() / 2 + (arb.const_log2() + (-x).exp() * total) / 2


def equation_2(u: Exact, prec_bits: int = DEFAULT_BITS) -> arb:
    """Eq. (2) as printed, C = 1: -1/2 log(pi e) - 1/2 (d/da M(a; 1/2; -u) at a = 0 + gamma + 2 log 2).

    The derivative comes from Kummer's series by dual numbers: each (a)_n is carried as its value and its derivative at
    a = 0. From K > 2u on the terms halve at least, so that the rest is below the last one.
    """
    exact = _series_argument(u)
    bits = _bits(prec_bits) + GUARD_BITS + math.ceil(3 * exact)
    with precision(bits):
        z, total, n = -ball(exact), arb(0), 0
        value, derivative, factor = arb(1), arb(0), arb(1)
        while n < 2 or n < 2 * exact or abs(derivative * factor) > arb(2) ** -bits:
            value, derivative = value * n, derivative * n + value
            factor = factor * z / ((n + 1) * (arb(1) / 2 + n))
            n += 1
            total += derivative * factor
        total += arb(0, (2 * abs(derivative * factor)).upper())
        constant = arb.const_euler() + 2 * arb.const_log2()
        return -(arb.pi() * arb.const_e()).log() / 2 - (total + constant) / 2


def equation_3(u: Exact, prec_bits: int = DEFAULT_BITS) -> arb:
    """Eq. (3) as printed: 1 at u = 0, else D(sqrt u)/sqrt u with D(x) = sqrt(pi)/2 e^(-x^2) erfi(x)."""
    exact = nonnegative(u, "u")

    def at(point: Fraction, bits: int) -> arb:
        with precision(bits):
            x = ball(point).sqrt()
            return arb.pi().sqrt() / 2 * (-ball(point)).exp() * x.erfi() / x if point else arb(1)

    return _tight(at, exact, prec_bits)


def _increasing(f: Callable[[Fraction, int], arb], u: Input, prec_bits: int) -> arb:
    """Enclose a monotone f on the part u >= 0 of the input from its values at the two ends."""
    if not isinstance(u, arb):
        return _tight(f, nonnegative(u, "u"), prec_bits)
    if not u.is_finite() or u < 0:
        raise InputError(f"the ball u = {u}", "a finite ball that meets u >= 0", "check where it was computed")
    prec_bits, (low, high) = _bits(prec_bits), rational_ends(u)
    first, last = (_tight(f, max(end, Fraction(0)), prec_bits) for end in (low, high))
    with precision(prec_bits + GUARD_BITS):
        return hull(first, last)


def _tight(f: Callable[[Fraction, int], arb], u: Fraction, prec_bits: int) -> arb:
    """f(u) with relative radius below 2^-prec_bits: more guard bits until it is so."""
    prec_bits = _bits(prec_bits)
    for attempt in range(ATTEMPTS):
        bits = prec_bits + (GUARD_BITS << attempt)
        value = f(u, bits)
        if value.rel_accuracy_bits() > prec_bits or value == 0:
            return value
    raise PrecisionError(f"no enclosure to {prec_bits} bits at u = {approximate(u)} with {bits} bits")


def _excess(u: Fraction, bits: int) -> arb:
    """Taylor's polynomial or Arb's 2F2 where the terms are moderate, the tail where that is precise enough."""
    size = _size(u)
    if size > _tail_start(bits):
        with precision(bits):
            return _tail(ball(u), size, bits)
    wide = _taylor_bits(size, bits)
    degree = _degree(size, wide)
    with precision(wide):
        x = ball(u)
        if degree > POLYNOMIAL_MAX:
            return x * (-x).hypgeom([arb(1), arb(1)], [arb(3) / 2, arb(2)])
        return x * _excess_polynomial(degree, wide)(x)


def _slope(u: Fraction, bits: int) -> arb:
    size = _size(u)
    wide = _taylor_bits(size, bits)
    degree = _degree(size, wide) if size < _tail_start(bits) else POLYNOMIAL_MAX + 1
    if degree > POLYNOMIAL_MAX:
        with precision(bits):
            return (-ball(u)).hypgeom_1f1(1, arb(3) / 2)
    with precision(wide):
        return _slope_polynomial(degree, wide)(ball(u))


def _curvature(u: Fraction, bits: int) -> arb:
    with precision(bits):
        return -2 * (-ball(u)).hypgeom_1f1(2, arb(5) / 2) / 3


def _size(u: Fraction) -> float:
    """About u, for the choice of a method only: float comparisons are ten times as fast as those of fractions."""
    try:
        return u.numerator / u.denominator
    except OverflowError:
        return math.inf


def _tail_start(bits: int) -> float:
    """From here on e^-u, the smallest term of the asymptotic series, is below 2^-bits."""
    return 1 + bits * math.log(2) + 2 * math.log(bits)


def _taylor_bits(size: float, bits: int) -> int:
    """The terms cancel from e^u down to 1; rounded up so that few precisions occur and the polynomials are reused."""
    return -(-(bits + math.ceil(1.45 * min(size, _tail_start(bits)))) // BITS_STEP) * BITS_STEP


def _degree(size: float, bits: int) -> int:
    """The first step n >= 2u with u^n/n! < 2^-bits; POLYNOMIAL_MAX + 1 where there is none below that."""
    log_u, log_target = math.log(size) if size else -math.inf, -bits * math.log(2)
    for n in range(DEGREE_STEP, POLYNOMIAL_MAX + 1, DEGREE_STEP):
        if n >= 2 * size and n * log_u - LOG_FACTORIAL[n] < log_target:
            return n
    return POLYNOMIAL_MAX + 1


@lru_cache(maxsize=64)
def _slope_polynomial(degree: int, bits: int) -> arb_poly:
    """sum_{n < degree} (-x)^n / (2 (1/2)_(n+1)) = sum (-2x)^n / (2n+1)!!, and a ball around the rest.

    The rest: terms below x^n/n! < 2^-bits (see `_degree`), each at most half the one before since degree >= 2x; twice
    the sum of that, since `_degree` compares floats.
    """
    with precision(bits):
        coefficients = [arb(1)]
        for n in range(1, degree):
            coefficients.append(coefficients[-1] * -2 / (2 * n + 1))
        return arb_poly([coefficients[0] + arb(0, arb(2) ** (2 - bits)), *coefficients[1:]])


@lru_cache(maxsize=64)
def _excess_polynomial(degree: int, bits: int) -> arb_poly:
    """The integral of the slope over [0, x], divided by x."""
    with precision(bits):
        return arb_poly([c / (n + 1) for n, c in enumerate(_slope_polynomial(degree, bits).coeffs())])


def _tail(u: arb, size: float, bits: int) -> arb:
    """excess(u) = 1/2 (log 4u + gamma) - sum_{0 < k < N} (1/2)_k/(2k u^k) + (int_u^oo A - int_u^oo B)/2.

    Expand (1-s)^(-1/2) = sum c_k s^k, c_k = (1/2)_k/k! <= 1, in the integral for the slope, up to k < N:
      A(t) = sum_{k<N} c_k int_1^oo s^k e^(-ts) ds            in [0, N e^-t/(t - N + 1)],
      B(t) = int_0^1 (sum_{k>=N} c_k s^k) e^(-ts) ds           in [0, int_0^1 s^N (1-s)^(-1/2) e^(-ts) ds],
    and the last integral, cut at r >= N/t, is at most (1-r)^(-1/2) N!/t^(N+1) + 2 (1-r)^(1/2) e^(-rt).
    With r = 1 - 1/t or r = 1/2, whichever is smaller, both integrated from u on.
    """
    k, halved = 0, size > 4 * bits
    target, root = arb(2) ** -bits, arb(2) if halved else u.sqrt()
    total, ratio, factorial = (arb.const_euler() + (4 * u).log()) / 2, arb(1), arb(1)
    while True:
        k += 1
        ratio, factorial = ratio * (2 * k - 1) / (2 * u), factorial * k / u
        rest = factorial * root / (k - arb(fmpq(1, 2)))
        if rest < target or k + 2 > size:
            break
        total -= ratio / (2 * k)
    cut = (-u / 2).exp() * 4 if halved else 6 * (-u).exp() / root
    above, below = k * (-u).exp() / (u - k + 1), rest + cut
    return total + hull(above / 2, -below / 2)


def _u(mu: Exact, sigma: Exact) -> Fraction:
    return rational(mu, "mu") ** 2 / (2 * positive(sigma, "sigma") ** 2)


def _bits(prec_bits: int) -> int:
    return whole(prec_bits, "prec_bits", 2, BITS_MAX, "168 for 50 digits")


def _series_argument(u: Exact) -> Fraction:
    exact = nonnegative(u, "u")
    if exact > SERIES_MAX:
        raise InputError(f"u = {approximate(exact)}", f"0 <= u <= {SERIES_MAX} for the printed series", "excess(u)")
    return exact
